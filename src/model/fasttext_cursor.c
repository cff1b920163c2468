/* fasttext_cursor.c - reads numbers and arrays from the bytes of a fastText model, one after the other */
/* SPDX-License-Identifier: MIT */
#include "model/fasttext_cursor.h"

#include <inttypes.h>

#include "base/plural.h"

enum bagtag_status fasttext_take(struct fasttext_cursor *cursor, const char *what, uint64_t n, size_t size,
                                 const unsigned char **out)
{
    uint64_t n_bytes;
    if (__builtin_mul_overflow(n, (uint64_t)size, &n_bytes))
        n_bytes = UINT64_MAX;
    if (n_bytes > fasttext_left(cursor))
        return error_set(cursor->error, BAGTAG_INPUT,
                         "%s: expected %" PRIu64 " byte%s of %s at byte %td; found only %zu before the end of the file",
                         cursor->file, n_bytes, plural_s(n_bytes), what, cursor->at - cursor->begin,
                         fasttext_left(cursor));
    *out = cursor->at;
    cursor->at += n_bytes;
    return BAGTAG_OK;
}

enum bagtag_status fasttext_error_range(const struct fasttext_cursor *cursor, const char *what, int64_t low,
                                        int64_t high, int64_t found)
{
    if (low == high)
        return error_set(cursor->error, BAGTAG_INPUT, "%s: %s: expected %" PRId64 "; found %" PRId64, cursor->file,
                         what, low, found);
    return error_set(cursor->error, BAGTAG_INPUT, "%s: %s: expected %" PRId64 " to %" PRId64 "; found %" PRId64,
                     cursor->file, what, low, high, found);
}

enum bagtag_status fasttext_take_i32(struct fasttext_cursor *cursor, const char *what, int32_t low, int32_t high,
                                     int32_t *out)
{
    const unsigned char *p = NULL;
    enum bagtag_status status = fasttext_take(cursor, what, 1, 4, &p);
    if (status != BAGTAG_OK)
        return status;
    *out = (int32_t)fasttext_u32(p);
    return *out >= low && *out <= high ? BAGTAG_OK : fasttext_error_range(cursor, what, low, high, *out);
}

enum bagtag_status fasttext_take_i64(struct fasttext_cursor *cursor, const char *what, int64_t low, int64_t high,
                                     int64_t *out)
{
    const unsigned char *p = NULL;
    enum bagtag_status status = fasttext_take(cursor, what, 1, 8, &p);
    if (status != BAGTAG_OK)
        return status;
    *out = (int64_t)fasttext_u64(p);
    return *out >= low && *out <= high ? BAGTAG_OK : fasttext_error_range(cursor, what, low, high, *out);
}

enum bagtag_status fasttext_take_bool(struct fasttext_cursor *cursor, const char *what, bool *out)
{
    const unsigned char *p = NULL;
    enum bagtag_status status = fasttext_take(cursor, what, 1, 1, &p);
    if (status != BAGTAG_OK)
        return status;
    *out = *p == 1;
    return *p <= 1 ? BAGTAG_OK : fasttext_error_range(cursor, what, 0, 1, *p);
}
