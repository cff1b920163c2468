/* fasttext_matrix.c - finds the rows of a fastText matrix: floats, or codes of a product quantiser */
/* SPDX-License-Identifier: MIT */
#include "model/fasttext_matrix.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/plural.h"

static enum bagtag_status read_shape(struct fasttext_cursor *cursor, const struct fasttext_shape *expected,
                                     struct fasttext_matrix *matrix)
{
    char what[64];
    int64_t n_rows = 0, n_columns = 0;
    (void)snprintf(what, sizeof what, "rows of the %s", expected->name);
    enum bagtag_status status = fasttext_take_i64(cursor, what, expected->min_rows, expected->max_rows, &n_rows);
    (void)snprintf(what, sizeof what, "columns of the %s", expected->name);
    if (status == BAGTAG_OK)
        status = fasttext_take_i64(cursor, what, expected->columns, expected->columns, &n_columns);
    matrix->n_rows = (size_t)n_rows;
    matrix->n_columns = (size_t)n_columns;
    return status;
}

/* Reads a quantiser of N_COLUMNS columns. */
static enum bagtag_status read_quantiser(struct fasttext_cursor *cursor, int32_t n_columns,
                                         struct fasttext_quantiser *quantiser)
{
    int32_t width = 0, n_parts = 0, part_width = 0, last_width = 0;
    enum bagtag_status status = fasttext_take_i32(cursor, "columns of a quantiser", n_columns, n_columns, &width);
    if (status == BAGTAG_OK)
        status = fasttext_take_i32(cursor, "parts of a quantiser", 1, n_columns, &n_parts);
    if (status == BAGTAG_OK)
        status = fasttext_take_i32(cursor, "columns of a quantiser's part", 1, INT32_MAX, &part_width);
    if (status != BAGTAG_OK)
        return status;
    int32_t max_parts = n_columns / part_width + (n_columns % part_width != 0);
    int32_t rest = n_columns - (max_parts - 1) * part_width;
    if (n_parts != max_parts)
        return fasttext_error_range(cursor, "parts of a quantiser", max_parts, max_parts, n_parts);
    status = fasttext_take_i32(cursor, "columns of a quantiser's last part", rest, rest, &last_width);
    if (status == BAGTAG_OK)
        status = fasttext_take(cursor, "centroids", (uint64_t)n_columns * FASTTEXT_CENTROIDS, sizeof(float),
                               &quantiser->centroids);
    quantiser->n_parts = (size_t)n_parts;
    quantiser->part_width = (size_t)part_width;
    quantiser->last_width = (size_t)last_width;
    return status;
}

/* The codes come before the quantiser, which says how many codes a row has. */
static enum bagtag_status read_codes(struct fasttext_cursor *cursor, const struct fasttext_shape *expected,
                                     struct fasttext_matrix *matrix)
{
    int32_t n_codes = 0;
    enum bagtag_status status = fasttext_take_i32(cursor, "number of codes", 0, INT32_MAX, &n_codes);
    if (status == BAGTAG_OK)
        status = fasttext_take(cursor, "codes", (uint64_t)n_codes, 1, &matrix->codes);
    if (status == BAGTAG_OK)
        status = read_quantiser(cursor, expected->columns, &matrix->quantiser);
    if (status != BAGTAG_OK || (uint64_t)n_codes == (uint64_t)matrix->n_rows * matrix->quantiser.n_parts)
        return status;
    return error_set(cursor->error, BAGTAG_INPUT,
                     "%s: expected %zu code%s a row of the %s; found %" PRId32 " for %zu row%s", cursor->file,
                     matrix->quantiser.n_parts, plural_s(matrix->quantiser.n_parts), expected->name, n_codes,
                     matrix->n_rows, plural_s(matrix->n_rows));
}

static enum bagtag_status read_norms(struct fasttext_cursor *cursor, struct fasttext_matrix *matrix)
{
    struct fasttext_quantiser norms = {0};
    enum bagtag_status status = fasttext_take(cursor, "codes of norms", matrix->n_rows, 1, &matrix->norm_codes);
    if (status == BAGTAG_OK)
        status = read_quantiser(cursor, 1, &norms);
    if (status == BAGTAG_OK)
        matrix->norm_centroids = norms.centroids;
    return status;
}

enum bagtag_status fasttext_matrix_read(struct fasttext_cursor *cursor, const struct fasttext_shape *expected,
                                        struct fasttext_matrix *matrix)
{
    bool has_norms = false;
    enum bagtag_status status = BAGTAG_OK;
    if (matrix->is_quantised)
        status = fasttext_take_bool(cursor, "whether norms are quantised", &has_norms);
    if (status == BAGTAG_OK)
        status = read_shape(cursor, expected, matrix);
    if (status == BAGTAG_OK && !matrix->is_quantised)
        return fasttext_take(cursor, expected->name, (uint64_t)matrix->n_rows * matrix->n_columns, sizeof(float),
                             &matrix->values);
    if (status == BAGTAG_OK)
        status = read_codes(cursor, expected, matrix);
    if (status == BAGTAG_OK && has_norms)
        status = read_norms(cursor, matrix);
    return status;
}
