/* fasttext_file.c - finds and checks the parts of a fastText model file (.bin, .ftz) */
/* SPDX-License-Identifier: MIT */
#include "model/fasttext_file.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/plural.h"
#include "model/fasttext_cursor.h"

#define MAGIC 793712314
#define ENTRY_BYTES ((size_t)10)            /* of an entry, without its text */
#define PAIR_BYTES ((size_t)8)              /* of a pruned bucket */
#define MAX_LABELS_COUNTED 1000000000000000 /* in fastText's tree, a node with this count is not built yet */

/* ---- version and arguments ---------------------------------------------------------------------------------- */

bool fasttext_file_detect(const unsigned char *bytes, size_t len)
{
    return len >= 4 && fasttext_u32(bytes) == MAGIC;
}

static enum bagtag_status read_args(struct fasttext_cursor *cursor, struct fasttext_args *args)
{
    int32_t loss = 0, task = 0;
    const struct {
        const char *name;
        int32_t low, high, *value;
    } numbers[] = {
        {"dim", 1, FASTTEXT_MAX_DIMS, &args->dim},
        {"ws", INT32_MIN, INT32_MAX, &args->ws},
        {"epoch", INT32_MIN, INT32_MAX, &args->epoch},
        {"minCount", INT32_MIN, INT32_MAX, &args->min_count},
        {"neg", INT32_MIN, INT32_MAX, &args->neg},
        {"wordNgrams", INT32_MIN, FASTTEXT_LONGEST_NGRAM, &args->word_ngrams},
        {"loss", FASTTEXT_HS, FASTTEXT_OVA, &loss},
        {"model", FASTTEXT_CBOW, FASTTEXT_SUPERVISED, &task},
        {"bucket", 0, INT32_MAX, &args->bucket},
        {"minn", INT32_MIN, INT32_MAX, &args->minn},
        {"maxn", INT32_MIN, FASTTEXT_LONGEST_NGRAM, &args->maxn},
        {"lrUpdateRate", INT32_MIN, INT32_MAX, &args->lr_update_rate},
    };
    enum bagtag_status status = BAGTAG_OK;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0] && status == BAGTAG_OK; i++)
        status = fasttext_take_i32(cursor, numbers[i].name, numbers[i].low, numbers[i].high, numbers[i].value);
    const unsigned char *p = NULL;
    if (status == BAGTAG_OK)
        status = fasttext_take(cursor, "t", 1, 8, &p);
    if (status != BAGTAG_OK)
        return status;
    uint64_t bits = fasttext_u64(p);
    memcpy(&args->t, &bits, sizeof args->t);
    args->loss = (enum fasttext_loss)loss;
    args->task = (enum fasttext_task)task;
    return BAGTAG_OK;
}

static enum bagtag_status check_buckets(const struct fasttext_cursor *cursor, const struct fasttext_file *file)
{
    if (file->args.bucket > 0 || (!fasttext_file_has_chars(file) && !fasttext_file_has_ngrams(file)))
        return BAGTAG_OK;
    return error_set(cursor->error, BAGTAG_INPUT, "%s: expected buckets, as the model has n-grams; found 0",
                     cursor->file);
}

static enum bagtag_status read_head(struct fasttext_cursor *cursor, struct fasttext_file *file)
{
    if (!fasttext_file_detect(cursor->at, fasttext_left(cursor)))
        return error_set(cursor->error, BAGTAG_INPUT, "%s: expected a fastText model; found something else",
                         cursor->file);
    cursor->at += 4;
    enum bagtag_status status = fasttext_take_i32(cursor, "format version", 11, 12, &file->version);
    if (status == BAGTAG_OK)
        status = read_args(cursor, &file->args);
    if (status != BAGTAG_OK)
        return status;
    if (file->version == 11 && file->args.task == FASTTEXT_SUPERVISED)
        file->args.maxn = 0; /* such models had character n-grams in their options, but did not use them */
    return check_buckets(cursor, file);
}

/* ---- dictionary --------------------------------------------------------------------------------------------- */

static enum bagtag_status read_counts(struct fasttext_cursor *cursor, struct fasttext_file *file)
{
    int32_t n_entries = 0, n_words = 0, n_labels = 0;
    int64_t n_pruned = 0;
    enum bagtag_status status = fasttext_take_i32(cursor, "dictionary entries", 0, INT32_MAX, &n_entries);
    if (status == BAGTAG_OK)
        status = fasttext_take_i32(cursor, "words", 0, n_entries, &n_words);
    if (status == BAGTAG_OK)
        status = fasttext_take_i32(cursor, "labels", n_entries - n_words, n_entries - n_words, &n_labels);
    if (status == BAGTAG_OK)
        status = fasttext_take_i64(cursor, "tokens", 0, INT64_MAX, &file->n_tokens);
    if (status == BAGTAG_OK)
        status = fasttext_take_i64(cursor, "pruned buckets", -1, INT32_MAX, &n_pruned);
    if (status != BAGTAG_OK)
        return status;
    file->n_words = (size_t)n_words;
    file->n_labels = (size_t)n_labels;
    file->is_pruned = n_pruned >= 0;
    file->n_pruned = n_pruned >= 0 ? (size_t)n_pruned : 0;
    return BAGTAG_OK;
}

static bool has_white_space(const unsigned char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (text[i] == ' ' || (text[i] >= '\t' && text[i] <= '\r'))
            return true;
    return false;
}

/* Reads entry I at the cursor, which must be a label if IS_LABEL, else a word; *COUNT = its count. */
static enum bagtag_status read_entry(struct fasttext_cursor *cursor, size_t i, bool is_label, int64_t *count)
{
    const unsigned char *text = cursor->at, *nul = memchr(text, 0, fasttext_left(cursor)), *p = NULL;
    size_t len = nul != NULL ? (size_t)(nul - text) : 0;
    enum bagtag_status status = nul == NULL
                                    ? fasttext_take(cursor, "dictionary", (uint64_t)fasttext_left(cursor) + 1, 1, &p)
                                    : fasttext_take(cursor, "dictionary", len + ENTRY_BYTES, 1, &p);
    if (status != BAGTAG_OK)
        return status;
    *count = (int64_t)fasttext_u64(nul + 1);
    if (*count < 0)
        return error_set(cursor->error, BAGTAG_INPUT, "%s: dictionary entry %zu: expected a count; found %" PRId64,
                         cursor->file, i, *count);
    if (nul[9] != is_label)
        return error_set(cursor->error, BAGTAG_INPUT, "%s: dictionary entry %zu: expected type %d, a %s; found %d",
                         cursor->file, i, is_label, is_label ? "label" : "word", nul[9]);
    if (is_label && (len == 0 || has_white_space(text, len)))
        return error_set(cursor->error, BAGTAG_INPUT,
                         "%s: dictionary entry %zu: expected a label without white space; found %s", cursor->file, i,
                         len == 0 ? "an empty one" : "one with white space");
    return BAGTAG_OK;
}

static enum bagtag_status read_entries(struct fasttext_cursor *cursor, struct fasttext_file *file)
{
    size_t n = file->n_words + file->n_labels;
    int64_t n_labelled = 0;
    if (n > fasttext_left(cursor) / ENTRY_BYTES)
        return error_set(cursor->error, BAGTAG_INPUT,
                         "%s: expected %zu dictionary entr%s of at least %zu bytes; found %zu byte%s", cursor->file, n,
                         n == 1 ? "y" : "ies", ENTRY_BYTES, fasttext_left(cursor), plural_s(fasttext_left(cursor)));
    file->entries = mem_array(n + 1, sizeof *file->entries);
    if (file->entries == NULL)
        return error_memory(cursor->error);
    for (size_t i = 0; i < n; i++) {
        int64_t count = 0;
        file->entries[i] = (size_t)(cursor->at - cursor->begin);
        enum bagtag_status status = read_entry(cursor, i, i >= file->n_words, &count);
        if (status != BAGTAG_OK)
            return status;
        if (i < file->n_words || file->args.loss != FASTTEXT_HS)
            continue;
        n_labelled += count < MAX_LABELS_COUNTED ? count : MAX_LABELS_COUNTED;
        if (n_labelled >= MAX_LABELS_COUNTED)
            return error_set(cursor->error, BAGTAG_INPUT,
                             "%s: expected labels with fewer than 1e15 occurrences in all; found more", cursor->file);
    }
    file->entries[n] = (size_t)(cursor->at - cursor->begin);
    return BAGTAG_OK;
}

static enum bagtag_status read_dictionary(struct fasttext_cursor *cursor, struct fasttext_file *file)
{
    enum bagtag_status status = read_counts(cursor, file);
    if (status == BAGTAG_OK)
        status = read_entries(cursor, file);
    if (status == BAGTAG_OK)
        status = fasttext_take(cursor, "pruned buckets", file->n_pruned, PAIR_BYTES, &file->pruned);
    return status;
}

struct fasttext_entry fasttext_file_entry(const struct fasttext_file *file, size_t i)
{
    size_t begin = file->entries[i], end = file->entries[i + 1];
    return (struct fasttext_entry){.text = (const char *)file->bytes + begin,
                                   .len = end - begin - ENTRY_BYTES,
                                   .count = (int64_t)fasttext_u64(file->bytes + end - ENTRY_BYTES + 1)};
}

struct fasttext_pair fasttext_file_pair(const struct fasttext_file *file, size_t i)
{
    const unsigned char *p = file->pruned + i * PAIR_BYTES;
    return (struct fasttext_pair){.bucket = fasttext_u32(p), .row = fasttext_u32(p + 4)};
}

/* ---- the whole ---------------------------------------------------------------------------------------------- */

/* The rows that ids may refer to: those of words and, unless it is pruned, of all buckets. check_pairs checks pruned
 * ones. */
static int64_t min_input_rows(const struct fasttext_file *file)
{
    bool has_buckets = !file->is_pruned && (fasttext_file_has_chars(file) || fasttext_file_has_ngrams(file));
    return (int64_t)file->n_words + (has_buckets ? file->args.bucket : 0);
}

static enum bagtag_status check_pairs(const struct fasttext_cursor *cursor, const struct fasttext_file *file)
{
    size_t n_rows = file->input.n_rows - file->n_words;
    for (size_t i = 0; i < file->n_pruned; i++) {
        struct fasttext_pair pair = fasttext_file_pair(file, i);
        if (pair.bucket >= (uint32_t)file->args.bucket)
            return error_set(cursor->error, BAGTAG_INPUT,
                             "%s: pruned bucket %zu: expected a number below %" PRId32 "; found %" PRIu32, cursor->file,
                             i, file->args.bucket, pair.bucket);
        if (pair.row >= n_rows)
            return error_set(cursor->error, BAGTAG_INPUT,
                             "%s: pruned bucket %zu: expected a row below %zu; found %" PRIu32, cursor->file, i, n_rows,
                             pair.row);
    }
    return BAGTAG_OK;
}

static enum bagtag_status read_input(struct fasttext_cursor *cursor, struct fasttext_file *file)
{
    struct fasttext_shape expected = {"input matrix", min_input_rows(file), UINT32_MAX - 1, file->args.dim};
    enum bagtag_status status = fasttext_take_bool(cursor, "whether the input is quantised", &file->input.is_quantised);
    if (status == BAGTAG_OK && file->is_pruned && !file->input.is_quantised)
        return error_set(cursor->error, BAGTAG_INPUT,
                         "%s: expected a quantised input, as the dictionary is pruned; found a dense one",
                         cursor->file);
    if (status == BAGTAG_OK)
        status = fasttext_matrix_read(cursor, &expected, &file->input);
    return status == BAGTAG_OK ? check_pairs(cursor, file) : status;
}

static enum bagtag_status read_output(struct fasttext_cursor *cursor, struct fasttext_file *file)
{
    int64_t n_rows = (int64_t)(file->args.task == FASTTEXT_SUPERVISED ? file->n_labels : file->n_words);
    struct fasttext_shape expected = {"output matrix", n_rows, n_rows, file->args.dim};
    bool is_quantised = false;
    enum bagtag_status status = fasttext_take_bool(cursor, "whether the output is quantised", &is_quantised);
    file->output.is_quantised = is_quantised && file->input.is_quantised;
    return status == BAGTAG_OK ? fasttext_matrix_read(cursor, &expected, &file->output) : status;
}

enum bagtag_status fasttext_file_read(struct fasttext_file *out, const char *file, const unsigned char *bytes,
                                      size_t len, struct bagtag_error *error)
{
    struct fasttext_file found = {.bytes = bytes};
    struct fasttext_cursor cursor = {file, bytes, bytes, bytes + len, error};
    enum bagtag_status status = read_head(&cursor, &found);
    if (status == BAGTAG_OK)
        status = read_dictionary(&cursor, &found);
    if (status == BAGTAG_OK)
        status = read_input(&cursor, &found);
    if (status == BAGTAG_OK)
        status = read_output(&cursor, &found);
    if (status == BAGTAG_OK && cursor.at != cursor.end)
        status = error_set(error, BAGTAG_INPUT, "%s: expected the end of the file after %td bytes; found %zu more",
                           file, cursor.at - bytes, fasttext_left(&cursor));
    if (status == BAGTAG_OK)
        *out = found;
    else
        fasttext_file_clear(&found);
    return status;
}

void fasttext_file_clear(struct fasttext_file *file)
{
    free(file->entries);
    *file = (struct fasttext_file){0};
}
