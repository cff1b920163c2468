/* row_kernel.c - chooses the row kernel of this process */
/* SPDX-License-Identifier: MIT */
#include "math/row_kernel.h"

#include "math/kernel.h"

static const struct row_kernel *beside(const struct kernel *kernel)
{
#if defined(__x86_64__)
    if (kernel == &kernel_avx512)
        return &row_kernel_avx512;
    if (kernel == &kernel_avx2)
        return &row_kernel_avx2;
#endif
    return kernel == &kernel_base ? &row_kernel_base : NULL;
}

const struct row_kernel *row_kernel_find(const char *name)
{
    const struct kernel *kernel = kernel_find(name);
    return kernel ? beside(kernel) : NULL;
}

enum bagtag_status row_kernel_choose(const struct row_kernel **out, struct bagtag_error *error)
{
    const struct kernel *kernel = NULL;
    enum bagtag_status status = kernel_choose(&kernel, error);
    if (status == BAGTAG_OK)
        *out = beside(kernel);
    return status;
}
