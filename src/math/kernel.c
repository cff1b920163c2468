/* kernel.c - chooses the kernel of this process */
/* SPDX-License-Identifier: MIT */
#include "math/kernel.h"

#include <stdlib.h>
#include <string.h>

const char *const kernel_names[] = {
#if defined(__x86_64__)
    "avx512", "avx2",
#endif
    "base", NULL};

const struct kernel *kernel_find(const char *name)
{
#if defined(__x86_64__)
    if (strcmp(name, "avx512") == 0 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return &kernel_avx512;
    if (strcmp(name, "avx2") == 0 && __builtin_cpu_supports("avx2"))
        return &kernel_avx2;
#endif
    return strcmp(name, "base") == 0 ? &kernel_base : NULL;
}

enum bagtag_status kernel_choose(const struct kernel **out, struct bagtag_error *error)
{
    const char *forced = getenv("BAGTAG_KERNEL");
    if (forced) {
        const struct kernel *kernel = kernel_find(forced);
        if (!kernel)
            return error_set(error, BAGTAG_INPUT,
                             "BAGTAG_KERNEL: expected a kernel of this machine (%s%sbase); found '%s'",
                             kernel_find("avx512") ? "avx512, " : "", kernel_find("avx2") ? "avx2, " : "", forced);
        *out = kernel;
        return BAGTAG_OK;
    }
    for (size_t i = 0; kernel_names[i]; i++) {
        const struct kernel *kernel = kernel_find(kernel_names[i]);
        if (kernel) {
            *out = kernel;
            return BAGTAG_OK;
        }
    }
    return error_set(error, BAGTAG_SYSTEM, "no kernel runs on this processor");
}
