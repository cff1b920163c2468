/* model_arrays.c - writes the arrays of a model as safetensors files */
/* SPDX-License-Identifier: MIT */
#include "model/model_arrays.h"

#include <stdbool.h>
#include <stdio.h>

#include "model/shrunk_arrays.h"

#define MAX_ARRAYS 11

/* The pieces of a file are checksummed and counted, then passed to `sink`. */
struct counting {
    struct hash_stream hash;
    uint64_t bytes;
    safetensors_sink *sink;
    void *context;
};

static enum bagtag_status count(void *context, const void *bytes, size_t len, struct bagtag_error *error)
{
    struct counting *counting = context;
    hash_stream_add(&counting->hash, bytes, len);
    counting->bytes += len;
    return counting->sink != NULL ? counting->sink(counting->context, bytes, len, error) : BAGTAG_OK;
}

static struct safetensors_tensor vector(const char *name, enum safetensors_type type, const void *data, size_t n,
                                        size_t size)
{
    return (struct safetensors_tensor){
        .name = name, .type = type, .n_dims = 1, .shape = {n}, .data = data, .n_bytes = n * size};
}

static struct safetensors_tensor matrix(const char *name, const float *data, size_t n_rows, size_t n_columns)
{
    return (struct safetensors_tensor){.name = name,
                                       .type = SAFETENSORS_F32,
                                       .n_dims = 2,
                                       .shape = {n_rows, n_columns},
                                       .data = data,
                                       .n_bytes = n_rows * n_columns * sizeof(float)};
}

static void read_row(const void *model, size_t i, void *out)
{
    model_read_reachable_row(model, i, out);
}

static void read_scores(const void *model, size_t i, void *out)
{
    const struct bagtag_model *folded = model;
    rows_read(&folded->scores, model_stored_row(folded, i), out);
}

/* The reachable rows of ROWS: in place if they are contiguous and in order, otherwise one by one through READ. */
static struct safetensors_tensor reachable(const char *name, const struct bagtag_model *model, const struct rows *rows,
                                           void (*read)(const void *model, size_t i, void *out))
{
    bool is_moved = model->feature_kind->shares_buckets && model_shared_buckets(model)->rows != NULL;
    bool is_end_to_end = rows->stride == rows->width && !is_moved;
    struct safetensors_tensor tensor =
        matrix(name, is_end_to_end ? rows_borrow(rows, 0) : NULL, model_n_reachable_rows(model), rows->width);
    if (tensor.data == NULL) {
        tensor.read_row = read;
        tensor.source = model;
    }
    return tensor;
}

/* Whether any factor is not 1. */
static bool has_factors(const struct bagtag_model *model)
{
    for (size_t c = 0; model->factor != NULL && c < model->n_labels; c++)
        if (model->factor[c] != 1.0f)
            return true;
    return false;
}

/* Names and shapes are those of PyTorch's EmbeddingBag and Linear. */
static size_t list_weights(const struct bagtag_model *model, struct safetensors_tensor *arrays)
{
    if (model->storage != STORAGE_PLAIN)
        return shrunk_list_weights(model, arrays);
    size_t n = 0;
    arrays[n++] = reachable("embedding.weight", model, &model->rows, read_row);
    if (model->n_labels == 0)
        return n;
    arrays[n++] = matrix("fc.weight", model->weight, model->n_labels, model->settings.dim);
    arrays[n++] = vector("fc.bias", SAFETENSORS_F32, model->bias, model->n_labels, sizeof(float));
    if (has_factors(model))
        arrays[n++] = vector("fc.factor", SAFETENSORS_F32, model->factor, model->n_labels, sizeof(float));
    return n;
}

static struct safetensors_tensor index_of(const char *name, const struct ngrams *ngrams)
{
    size_t n_groups = ngram_groups(ngrams->n_buckets);
    return (struct safetensors_tensor){.name = name,
                                       .type = SAFETENSORS_I64,
                                       .n_dims = 2,
                                       .shape = {n_groups, 2},
                                       .data = ngrams->index,
                                       .n_bytes = n_groups * sizeof *ngrams->index};
}

static struct safetensors_tensor heads_of(const struct vocab *words)
{
    return (struct safetensors_tensor){.name = "vocab.heads",
                                       .type = SAFETENSORS_U8,
                                       .n_dims = 2,
                                       .shape = {words->n_words, sizeof *words->heads},
                                       .data = words->heads,
                                       .n_bytes = words->n_words * sizeof *words->heads};
}

const char *arrays_index_name(const struct vocab *words)
{
    return words->heads != NULL ? "vocab.slots" : "vocab.index";
}

/* Heads come first, because they are read 16 bytes at a time; then the widest types, and bytes last, so that each array
 * is aligned. */
static size_t list_words(const struct bagtag_model *model, struct safetensors_tensor *arrays)
{
    const struct vocab *words = &model->words;
    bool shares_buckets = model->feature_kind->shares_buckets;
    const struct ngrams *ngrams = model_listed_ngrams(model);
    const struct ngrams *chars = &model->subwords.known;
    bool has_ngrams = shares_buckets ? ngrams->ids != NULL : model->settings.ngrams > 1;
    bool has_chars = !shares_buckets && model->settings.chars_max > 0;
    bool is_shrunk = model->storage != STORAGE_PLAIN;
    size_t n = 0;
    if (!is_shrunk && words->heads != NULL)
        arrays[n++] = heads_of(words);
    if (has_ngrams && ngrams->index != NULL && !is_shrunk)
        arrays[n++] = index_of("ngram.index", ngrams);
    if (has_chars && chars->index != NULL && !is_shrunk)
        arrays[n++] = index_of("char.index", chars);
    if (is_shrunk) {
        arrays[n++] = shrunk_tags(model);
    } else {
        arrays[n++] = vector("vocab.offsets", SAFETENSORS_I64, words->offsets, words->n_words + 1, sizeof(int64_t));
        arrays[n++] = vector("vocab.counts", SAFETENSORS_I64, words->counts, words->n_words, sizeof(int64_t));
        arrays[n++] = vector(arrays_index_name(words), SAFETENSORS_I32, words->index, words->n_index, sizeof(int32_t));
    }
    if (has_ngrams)
        arrays[n++] = vector("ngram.ids", SAFETENSORS_I32, ngrams->ids, ngrams->n_ids, sizeof(int32_t));
    if (has_chars)
        arrays[n++] = vector("char.ids", SAFETENSORS_I32, chars->ids, chars->n_ids, sizeof(int32_t));
    if (model->idf_codes != NULL)
        arrays[n++] = shrunk_idf_codes(model);
    else if (model->idf != NULL)
        arrays[n++] = vector("idf", SAFETENSORS_F32, model->idf, model_n_rows(model), sizeof(float));
    if (model->ngram_counts != NULL)
        arrays[n++] = vector("ngram.counts", SAFETENSORS_U8, model->ngram_counts, ngrams->n_ids, 1);
    if (!is_shrunk)
        arrays[n++] = vector("vocab.bytes", SAFETENSORS_U8, words->bytes, words->n_bytes, 1);
    return n;
}

static size_t list_scores(const struct bagtag_model *model, struct safetensors_tensor *arrays)
{
    if (!model_is_folded(model))
        return 0;
    arrays[0] = reachable("scores", model, &model->scores, read_scores);
    return 1;
}

enum bagtag_status arrays_write(const struct bagtag_model *model, enum arrays_file file, safetensors_sink *sink,
                                void *context, struct model_file_sum *sum, struct bagtag_error *error)
{
    struct safetensors_tensor arrays[MAX_ARRAYS];
    size_t n = file == ARRAYS_WEIGHTS ? list_weights(model, arrays)
               : file == ARRAYS_WORDS ? list_words(model, arrays)
                                      : list_scores(model, arrays);
    struct counting counting = {.sink = sink, .context = context};
    hash_stream_begin(&counting.hash);
    enum bagtag_status status = safetensors_write(arrays, n, count, &counting, error);
    if (status != BAGTAG_OK)
        return status;
    sum->bytes = counting.bytes;
    arrays_checksum_text(sum->checksum, hash_stream_end(&counting.hash));
    return BAGTAG_OK;
}

uint64_t arrays_bytes(const struct bagtag_model *model)
{
    struct safetensors_tensor arrays[3 * MAX_ARRAYS];
    size_t n = list_weights(model, arrays);
    uint64_t n_bytes = 0;
    n += list_words(model, arrays + n);
    n += list_scores(model, arrays + n);
    for (size_t i = 0; i < n; i++)
        n_bytes += arrays[i].n_bytes;
    return n_bytes;
}

void arrays_checksum_text(char text[33], struct hash_checksum checksum)
{
    (void)snprintf(text, 33, "%016llx%016llx", (unsigned long long)checksum.high, (unsigned long long)checksum.low);
}
