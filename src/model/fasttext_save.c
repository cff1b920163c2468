/* fasttext_save.c - writes a model as a fastText model file (.bin) */
/* SPDX-License-Identifier: MIT */
#include "bagtag_convert.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/mem.h"
#include "io/new_file.h"
#include "model/fasttext_file.h"
#include "model/model.h"

#define MAGIC 793712314
#define VERSION 12
#define UPDATE_THRESHOLD 0.0001 /* `t`; only training reads it and the first three below */
enum { WINDOW = 5, NEGATIVES = 5, LR_UPDATES = 100, PIECE_BYTES = 1 << 20 };

/* A file being written, buffered in `piece`. */
struct saving {
    const struct bagtag_model *model;
    struct new_file *file;
    struct buffer piece;
    uint64_t n_zeros; /* to write after the piece */
    float *row;       /* [D] */
    struct bagtag_error *error;
};

/* ---- whether fastText can represent it ---------------------------------------------------------------------- */

static const char *name_of(const struct bagtag_model *model)
{
    return model->path != NULL ? model->path : "the model";
}

static enum bagtag_status refuse(const struct bagtag_model *model, const char *setting, const char *expected,
                                 const char *found, struct bagtag_error *error)
{
    return error_set(error, BAGTAG_INPUT, "%s cannot be written as a fastText model: %s: expected %s; found %s",
                     name_of(model), setting, expected, found);
}

/* Refuses a setting that training again can change. */
static enum bagtag_status refuse_setting(const struct bagtag_model *model, const char *setting, const char *expected,
                                         const char *found, struct bagtag_error *error)
{
    return error_set(error, BAGTAG_INPUT,
                     "%s cannot be written as a fastText model: %s: expected %s; found %s; 'bagtag train --recipe "
                     "fasttext' selects %s",
                     name_of(model), setting, expected, found, expected);
}

static bool has_bias(const struct bagtag_model *model)
{
    for (size_t c = 0; c < model->n_labels; c++)
        if (model->bias[c] != 0.0f)
            return true;
    return false;
}

/* Whether some buckets have no row, so that their n-grams are ignored. */
static bool drops_buckets(const struct bagtag_model *model)
{
    const struct ngrams *buckets = model_shared_buckets(model);
    bool has_ngrams = model->settings.ngrams > 1 || model->settings.chars_max > 0;
    return has_ngrams && buckets->n_ids < buckets->n_buckets && !buckets->has_unseen_row;
}

static enum bagtag_status check_labels(const struct bagtag_model *model, struct bagtag_error *error)
{
    for (size_t c = 0; c < model->n_labels; c++)
        for (const char *at = model->labels[c]; *at != '\0'; at++)
            if (isspace((unsigned char)*at))
                return refuse(model, "labels", "labels without white space", model->labels[c], error);
    return BAGTAG_OK;
}

static enum bagtag_status check(const struct bagtag_model *model, struct bagtag_error *error)
{
    const struct settings *settings = &model->settings;
    enum bagtag_status status = model_require_labels(model, error);
    if (status == BAGTAG_OK)
        status = model_require_vectors(model, error);
    if (status != BAGTAG_OK)
        return status;
    if (model->feature_kind != &feature_kind_fasttext)
        return refuse_setting(model, "features", "fasttext", "bagtag", error);
    if (settings->tokenizer.kind != TOKENIZER_WHITESPACE)
        return refuse_setting(model, "tokenizer", "whitespace", tokenizer_names[settings->tokenizer.kind], error);
    if (settings->tokenizer.lower)
        return refuse_setting(model, "lower", "false", "true", error);
    if (settings->bag != BAG_MEAN)
        return refuse_setting(model, "bag", "mean", bag_names[settings->bag], error);
    if (has_bias(model))
        return refuse_setting(model, "bias", "none", "a label bias", error);
    if (drops_buckets(model))
        return refuse(model, "buckets", "a row for every bucket", "pruned ones", error);
    return check_labels(model, error);
}

/* ---- bytes -------------------------------------------------------------------------------------------------- */

static enum bagtag_status flush(struct saving *saving)
{
    if (saving->piece.failed)
        return error_memory(saving->error);
    enum bagtag_status status = new_file_write(saving->file, saving->piece.bytes, saving->piece.len, saving->error);
    saving->piece.len = 0;
    if (status == BAGTAG_OK && saving->n_zeros > 0)
        status = new_file_skip(saving->file, saving->n_zeros, saving->error);
    saving->n_zeros = 0;
    return status;
}

static enum bagtag_status flush_full(struct saving *saving)
{
    return saving->piece.len >= PIECE_BYTES || saving->piece.failed ? flush(saving) : BAGTAG_OK;
}

/* The N low bytes of NUMBER, lowest first. */
static void put(struct saving *saving, uint64_t number, int n)
{
    for (int i = 0; i < n; i++)
        buffer_char(&saving->piece, (char)(unsigned char)(number >> 8 * i));
}

static void put_i32(struct saving *saving, int64_t number)
{
    put(saving, (uint64_t)number, 4);
}

static void put_i64(struct saving *saving, uint64_t number)
{
    put(saving, number, 8);
}

static bool is_zero(const float *row, size_t n)
{
    for (size_t d = 0; d < n; d++)
        if (row[d] != 0.0f)
            return false;
    return true;
}

/* Rows of zeros become a hole in the file. */
static enum bagtag_status put_row(struct saving *saving)
{
    size_t dim = saving->model->settings.dim;
    if (is_zero(saving->row, dim)) {
        saving->n_zeros += dim * sizeof *saving->row;
        return BAGTAG_OK;
    }
    enum bagtag_status status = saving->n_zeros > 0 ? flush(saving) : flush_full(saving);
    if (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__) {
        buffer_bytes(&saving->piece, (const char *)saving->row, dim * sizeof *saving->row);
        return status;
    }
    for (size_t d = 0; d < dim; d++) {
        uint32_t bits;
        memcpy(&bits, &saving->row[d], sizeof bits);
        put(saving, bits, 4);
    }
    return status;
}

/* ---- parts of the file --------------------------------------------------------------------------------------- */

static enum fasttext_loss loss_of(enum loss_kind loss)
{
    return loss == LOSS_FASTTEXT_HS                        ? FASTTEXT_HS
           : loss == LOSS_FASTTEXT_OVA || loss == LOSS_OVA ? FASTTEXT_OVA
                                                           : FASTTEXT_SOFTMAX;
}

static size_t n_buckets(const struct settings *settings)
{
    return settings->ngrams > 1 || settings->chars_max > 0 ? settings->buckets : 0;
}

static void put_head(struct saving *saving)
{
    const struct settings *settings = &saving->model->settings;
    const int64_t numbers[] = {MAGIC,
                               VERSION,
                               settings->dim,
                               WINDOW,
                               settings->epochs,
                               (int64_t)(settings->min_count < INT32_MAX ? settings->min_count : INT32_MAX),
                               NEGATIVES,
                               settings->ngrams,
                               loss_of(settings->loss),
                               FASTTEXT_SUPERVISED,
                               (int64_t)n_buckets(settings),
                               settings->chars_min,
                               settings->chars_max,
                               LR_UPDATES};
    double t = UPDATE_THRESHOLD;
    uint64_t bits;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        put_i32(saving, numbers[i]);
    memcpy(&bits, &t, sizeof bits);
    put_i64(saving, bits);
}

static enum bagtag_status put_entry(struct saving *saving, const char *prefix, const char *text, size_t len,
                                    int64_t count, bool is_label)
{
    buffer_text(&saving->piece, prefix);
    buffer_bytes(&saving->piece, text, len);
    put(saving, 0, 1);
    put_i64(saving, (uint64_t)count);
    put(saving, is_label, 1);
    return flush_full(saving);
}

static enum bagtag_status put_dictionary(struct saving *saving)
{
    const struct bagtag_model *model = saving->model;
    enum bagtag_status status = BAGTAG_OK;
    put_i32(saving, (int64_t)(model->words.n_words + model->n_labels));
    put_i32(saving, (int64_t)model->words.n_words);
    put_i32(saving, (int64_t)model->n_labels);
    put_i64(saving, model->metrics.tokens);
    put_i64(saving, UINT64_MAX); /* not pruned */
    for (size_t i = 0; status == BAGTAG_OK && i < model->words.n_words; i++) {
        size_t len;
        const char *word = vocab_word(&model->words, (uint32_t)i, &len);
        status = put_entry(saving, "", word, len, model->words.counts[i], false);
    }
    for (size_t c = 0; status == BAGTAG_OK && c < model->n_labels; c++)
        status = put_entry(saving, model_label_prefix(model), model->labels[c], strlen(model->labels[c]),
                           model->label_counts != NULL ? model->label_counts[c] : 0, true);
    return status;
}

static enum bagtag_status put_input(struct saving *saving)
{
    const struct bagtag_model *model = saving->model;
    const struct ngrams *buckets = model_shared_buckets(model);
    size_t n_words = model->words.n_words, n = n_buckets(&model->settings);
    enum bagtag_status status = BAGTAG_OK;
    put(saving, 0, 1); /* not quantised */
    put_i64(saving, n_words + n);
    put_i64(saving, model->settings.dim);
    for (size_t i = 0; status == BAGTAG_OK && i < n_words; i++) {
        rows_read(&model->rows, i, saving->row);
        status = put_row(saving);
    }
    for (size_t b = 0; status == BAGTAG_OK && b < n; b++) {
        rows_read(&model->rows, n_words + ngram_find(buckets, (uint32_t)b), saving->row);
        status = put_row(saving);
    }
    return status;
}

static enum bagtag_status put_output(struct saving *saving)
{
    const struct bagtag_model *model = saving->model;
    size_t dim = model->settings.dim;
    enum bagtag_status status = saving->n_zeros > 0 ? flush(saving) : BAGTAG_OK;
    put(saving, 0, 1); /* not quantised */
    put_i64(saving, model->n_labels);
    put_i64(saving, dim);
    for (size_t c = 0; status == BAGTAG_OK && c < model->n_labels; c++) {
        model_read_label(model, c, saving->row);
        status = put_row(saving);
    }
    return status == BAGTAG_OK ? flush(saving) : status;
}

static enum bagtag_status put_all(struct saving *saving)
{
    put_head(saving);
    enum bagtag_status status = put_dictionary(saving);
    if (status == BAGTAG_OK)
        status = put_input(saving);
    return status == BAGTAG_OK ? put_output(saving) : status;
}

uint64_t bagtag_fasttext_bytes(const struct bagtag_model *model)
{
    uint64_t n_rows = model->words.n_words + n_buckets(&model->settings) + model->n_labels;
    return n_rows * model->settings.dim * sizeof(float) + model->words.n_bytes + 10 * model->words.n_words;
}

enum bagtag_status bagtag_fasttext_save(const struct bagtag_model *model, const char *path, struct bagtag_error *error)
{
    struct saving saving = {.model = model, .error = error};
    enum bagtag_status status = check(model, error);
    if (status != BAGTAG_OK)
        return status;
    saving.row = mem_array(model->settings.dim, sizeof *saving.row);
    status = saving.row != NULL ? new_file_begin(&saving.file, path, error) : error_memory(error);
    if (status == BAGTAG_OK) {
        status = put_all(&saving);
        if (status == BAGTAG_OK)
            status = new_file_commit(saving.file, error);
        else
            new_file_abort(saving.file);
    }
    buffer_clear(&saving.piece);
    free(saving.row);
    return status;
}
