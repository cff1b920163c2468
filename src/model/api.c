/* api.c - versions of the library, and the kernel and threads of the machine */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include "base/pool.h"
#include "math/kernel.h"
#include "text/unicode.h"

#ifndef BAGTAG_VERSION
#error "the Makefile says which version this is: -DBAGTAG_VERSION='\"0.1.0\"'"
#endif

const char *bagtag_version(void)
{
    return BAGTAG_VERSION;
}

const char *bagtag_unicode_version(void)
{
    return unicode_version();
}

enum bagtag_status bagtag_kernel_name(const char **out, struct bagtag_error *error)
{
    const struct kernel *kernel = NULL;
    enum bagtag_status status = kernel_choose(&kernel, error);
    if (status == BAGTAG_OK)
        *out = kernel->name;
    return status;
}

int bagtag_available_threads(void)
{
    return pool_available();
}
