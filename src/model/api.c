/* api.c - from the library's inner errors to the public ones */
/* SPDX-License-Identifier: MIT */
#include "model/api.h"

#include <string.h>

#include "base/pool.h"
#include "math/kernel.h"
#include "text/unicode.h"

#ifndef BAGTAG_VERSION
#error "the Makefile says which version this is: -DBAGTAG_VERSION='\"0.1.0\"'"
#endif

enum bagtag_status api_status(enum status status, const struct error *inner, struct bagtag_error *error)
{
    _Static_assert(sizeof inner->sentence == sizeof error->sentence, "a sentence fits");
    if (status != STATUS_OK && error != NULL)
        memcpy(error->sentence, inner->sentence, strlen(inner->sentence) + 1);
    return (enum bagtag_status)status;
}

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
    struct error inner;
    const struct kernel *kernel = NULL;
    enum status status = kernel_choose(&kernel, &inner);
    if (status == STATUS_OK)
        *out = kernel->name;
    return api_status(status, &inner, error);
}

int bagtag_available_threads(void)
{
    return pool_available();
}
