/* vectors_table.c - word vectors in a table of numbers, with the words in a file beside it */
/* SPDX-License-Identifier: MIT */
#include "model/vectors_table.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/plural.h"
#include "io/lines.h"
#include "io/mapping.h"
#include "io/npy.h"
#include "io/safetensors.h"
#include "model/config.h"
#include "model/settings_table.h"

/* A table that is read row by row. */
struct table {
    const char *path;
    struct vectors_list *list;
    uint64_t n_rows, n_taken;
    float *row; /* [dim], for rows that are not wanted */
    enum bagtag_status (*next)(struct table *table, float *row, struct bagtag_error *error);
    struct npy_reader npy;
    const struct safetensors_tensor *tensor;
};

/* ---- the words -------------------------------------------------------------------------------------------------- */

static enum bagtag_status error_count(const struct table *table, const char *words, const char *more, uint64_t n,
                                      struct bagtag_error *error)
{
    return error_set(error, BAGTAG_INPUT, "%s: expected %" PRIu64 " word%s, one for each row of %s; found %s%" PRIu64,
                     words, table->n_rows, table->n_rows == 1 ? "" : "s", table->path, more, n);
}

/* Takes the next row as the vector of WORD. */
static enum bagtag_status take_word(struct table *table, const char *word, size_t len, struct bagtag_error *error)
{
    float *row;
    enum bagtag_status status = vectors_list_add(table->list, word, len, &row, error);
    if (status == BAGTAG_OK)
        status = table->next(table, row != NULL ? row : table->row, error);
    table->n_taken++;
    return status;
}

/* After a tab there may be more, such as how often the word was seen. */
static enum bagtag_status visit(void *context, struct line line, const char *file, uint64_t number,
                                struct bagtag_error *error)
{
    struct table *table = context;
    const char *tab = memchr(line.text, '\t', line.len);
    if (number > table->n_rows)
        return error_count(table, file, "more than ", table->n_rows, error);
    size_t len = tab != NULL ? (size_t)(tab - line.text) : line.len;
    invalid_words_count(&table->list->out->invalid, line.text, len, file, number);
    return take_word(table, line.text, len, error);
}

static enum bagtag_status take_lines(struct table *table, const char *words, struct bagtag_error *error)
{
    enum bagtag_status status = lines_visit(words, &(struct lines_visitor){.context = table, .visit = visit}, error);
    if (status == BAGTAG_OK && table->n_taken < table->n_rows)
        status = error_count(table, words, "", table->n_taken, error);
    return status;
}

/* The offset of word I in vocab.bytes. */
static int64_t offset_at(const struct safetensors_tensor *offsets, size_t i)
{
    int64_t value;
    struct safetensors_tensor one = {
        .type = offsets->type, .data = (const char *)offsets->data + i * sizeof value, .n_bytes = sizeof value};
    safetensors_copy(&value, &one);
    return value;
}

/* Takes as many words as have offsets; the rows after them are of n-grams. */
static enum bagtag_status take_arrays(struct table *table, const struct safetensors *file, struct bagtag_error *error)
{
    struct safetensors_tensor offsets = {
        .name = "vocab.offsets", .type = SAFETENSORS_I64, .n_dims = 1, .shape = {SAFETENSORS_ANY}};
    struct safetensors_tensor bytes = {
        .name = "vocab.bytes", .type = SAFETENSORS_U8, .n_dims = 1, .shape = {SAFETENSORS_ANY}};
    enum bagtag_status status = safetensors_get(file, &offsets, &offsets, error);
    if (status == BAGTAG_OK)
        status = safetensors_get(file, &bytes, &bytes, error);
    if (status != BAGTAG_OK)
        return status;
    if (offsets.shape[0] > table->n_rows + 1)
        return error_set(error, BAGTAG_INPUT,
                         "%s: expected at most %" PRIu64 " word%s, one for each row of %s; found %" PRIu64, file->file,
                         table->n_rows, plural_s(table->n_rows), table->path, offsets.shape[0] - 1);
    for (size_t i = 0; status == BAGTAG_OK && i + 1 < offsets.shape[0]; i++) {
        int64_t begin = offset_at(&offsets, i), end = offset_at(&offsets, i + 1);
        if (begin < 0 || end < begin || (uint64_t)end > bytes.n_bytes)
            return error_set(error, BAGTAG_INPUT,
                             "%s: tensor \"vocab.offsets\": expected rising offsets up to %zu; found %" PRId64
                             " to %" PRId64 " for word %zu",
                             file->file, bytes.n_bytes, begin, end, i);
        status = take_word(table, (const char *)bytes.data + begin, (size_t)(end - begin), error);
    }
    return status;
}

static enum bagtag_status take_vocabulary(struct table *table, const char *words, struct bagtag_error *error)
{
    struct mapping mapping = {.bytes = NULL};
    struct safetensors file = {.header = NULL};
    enum bagtag_status status = mapping_open_file(&mapping, words, error);
    if (status == BAGTAG_OK)
        status = safetensors_read(&file, words, mapping.bytes, mapping.len, error);
    if (status == BAGTAG_OK)
        status = take_arrays(table, &file, error);
    safetensors_clear(&file);
    mapping_close(&mapping);
    return status;
}

/* The length of PATH without the extensions of a table, compressed or not. */
static size_t stem_len(const char *path)
{
    static const char *const endings[] = {".gz", ".zst", ".npy", ".safetensors"};
    size_t len = strlen(path);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t n = strlen(endings[i]);
        if (len > n && memcmp(path + len - n, endings[i], n) == 0)
            len -= n;
    }
    return len;
}

/* Sets NAME to PATH[0..len) plus ENDING; whether there is such a file. */
static bool is_beside(struct buffer *name, const char *path, size_t len, const char *ending)
{
    name->len = 0;
    buffer_bytes(name, path, len);
    buffer_bytes(name, ending, strlen(ending) + 1);
    return !name->failed && access(name->bytes, F_OK) == 0;
}

static enum bagtag_status take_words(struct table *table, struct bagtag_error *error)
{
    const char *path = table->path, *slash = strrchr(path, '/');
    size_t len = stem_len(path), folder_len = slash != NULL ? (size_t)(slash + 1 - path) : 0;
    struct buffer name = {.len = 0};
    enum bagtag_status status;
    if (is_beside(&name, path, len, ".words") || is_beside(&name, path, len, ".txt") ||
        is_beside(&name, path, len, ".vocab"))
        status = take_lines(table, name.bytes, error);
    else if (is_beside(&name, path, folder_len, CONFIG_WORDS_NAME))
        status = take_vocabulary(table, name.bytes, error);
    else if (name.failed)
        status = error_memory(error);
    else
        status = error_set(error, BAGTAG_INPUT,
                           "%s: expected its words, one per line, in %.*s.words, .txt or .vocab; found no such file",
                           path, (int)len, path);
    buffer_clear(&name);
    return status;
}

/* Takes the rows with their words; the table's path, list, next and n_rows are set. */
static enum bagtag_status take_table(struct table *table, uint64_t dim, struct bagtag_error *error)
{
    enum bagtag_status status = vectors_list_begin(table->list, table->path, 0, dim, error);
    if (status != BAGTAG_OK)
        return status;
    table->row = mem_array((size_t)dim, sizeof *table->row);
    status = table->row != NULL ? take_words(table, error) : error_memory(error);
    free(table->row);
    return status;
}

/* ---- the tables ------------------------------------------------------------------------------------------------- */

static enum bagtag_status next_of_npy(struct table *table, float *row, struct bagtag_error *error)
{
    return npy_read_rows(&table->npy, row, 1, error);
}

bool vectors_npy_detect(const unsigned char *bytes, size_t len)
{
    return len >= sizeof NPY_MAGIC - 1 && memcmp(bytes, NPY_MAGIC, sizeof NPY_MAGIC - 1) == 0;
}

enum bagtag_status vectors_npy_read(struct vectors_list *list, const char *path, struct bagtag_error *error)
{
    struct table table = {.path = path, .list = list, .next = next_of_npy};
    size_t max_columns = (size_t)settings_table[SETTING_DIM].about.high;
    enum bagtag_status status = npy_open(&table.npy, path, VOCAB_MAX_WORDS, max_columns, error);
    table.n_rows = table.npy.n_rows;
    if (status == BAGTAG_OK)
        status = take_table(&table, table.npy.n_columns, error);
    while (status == BAGTAG_OK && table.n_taken < table.n_rows) /* rows of a model's n-grams, after its words */
        status = take_word(&table, NULL, 0, error);
    if (status == BAGTAG_OK)
        status = npy_end(&table.npy, error);
    npy_close(&table.npy);
    return status;
}

static enum bagtag_status next_of_tensor(struct table *table, float *row, struct bagtag_error *error)
{
    size_t dim = (size_t)table->tensor->shape[1];
    safetensors_floats(row, table->tensor, (size_t)table->n_taken * dim, dim);
    for (size_t d = 0; d < dim; d++)
        if (!isfinite(row[d]))
            return error_set(error, BAGTAG_INPUT,
                             "%s: tensor \"%.80s\": expected finite numbers; found %g in row %" PRIu64
                             ", column %zu (both from 0)",
                             table->path, table->tensor->name, number_shown((double)row[d]), table->n_taken, d);
    return BAGTAG_OK;
}

static bool is_table(const struct safetensors_tensor *tensor)
{
    return tensor->n_dims == 2 && safetensors_has_floats(tensor) && tensor->shape[0] > 0 && tensor->shape[1] > 0;
}

static enum bagtag_status find_tensor(struct table *table, const struct safetensors *file, struct bagtag_error *error)
{
    size_t n_tables = 0;
    for (size_t i = 0; i < file->n_tensors; i++) {
        bool is_one = is_table(&file->tensors[i]);
        n_tables += is_one;
        table->tensor = is_one ? &file->tensors[i] : table->tensor;
    }
    const struct safetensors_tensor *named = safetensors_find(file, "embedding.weight");
    if (named != NULL && is_table(named)) {
        table->tensor = named;
    } else if (n_tables != 1) {
        return error_set(error, BAGTAG_INPUT,
                         "%s: expected one tensor [words, dimensions] of F32, F16 or BF16, or one of them named "
                         "\"embedding.weight\"; found %s",
                         file->file, n_tables == 0 ? "none" : "several");
    }
    table->n_rows = table->tensor->shape[0];
    return BAGTAG_OK;
}

enum bagtag_status vectors_safetensors_read(struct vectors_list *list, const char *path, struct bagtag_error *error)
{
    struct table table = {.path = path, .list = list, .next = next_of_tensor};
    struct mapping mapping = {.bytes = NULL};
    struct safetensors file = {.header = NULL};
    enum bagtag_status status = mapping_open_file(&mapping, path, error);
    if (status == BAGTAG_OK && !safetensors_detect(mapping.bytes, mapping.len))
        status =
            error_set(error, BAGTAG_INPUT, "%s: expected safetensors without compression; found compressed data", path);
    if (status == BAGTAG_OK)
        status = safetensors_read(&file, path, mapping.bytes, mapping.len, error);
    if (status == BAGTAG_OK)
        status = find_tensor(&table, &file, error);
    if (status == BAGTAG_OK)
        status = take_table(&table, table.tensor->shape[1], error);
    safetensors_clear(&file);
    mapping_close(&mapping);
    return status;
}
