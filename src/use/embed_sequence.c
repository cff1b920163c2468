/* embed_sequence.c - lines of text as sequences of rows */
/* SPDX-License-Identifier: MIT */
#include "bagtag_lstm.h"
#include "bagtag_nn.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/model.h"
#include "use/pipeline.h"
#include "use/vectors.h"

/* Document i has rows[ends[i - 1] .. ends[i]), VOCAB_UNKNOWN for zeros. The row numbers, four bytes per word, are kept
 * because the shape must be known before the first vector is written. */
struct bagtag_sequences {
    const struct bagtag_model *model;
    uint32_t *rows;
    size_t n_rows;
    size_t row_capacity;
    size_t *ends;
    size_t n_documents;
    size_t end_capacity;
    size_t longest;
    uint64_t invalid_utf8;
    struct bagtag_input_counts input;
};

struct reading {
    struct bagtag_sequences *sequences;
    const struct bagtag_embed_options *options;
    struct record record;
    struct tokens tokens;
};

static enum bagtag_status add_document(struct reading *reading, const char *text, size_t len,
                                       struct bagtag_error *error)
{
    struct bagtag_sequences *sequences = reading->sequences;
    struct tokens *tokens = &reading->tokens;
    const struct feature_kind *kind = sequences->model->feature_kind;
    const struct vocab *words = &sequences->model->words;
    size_t begin = sequences->n_rows, needed;
    if (feature_tokens(tokens, kind, &sequences->model->settings.tokenizer, text, len) != 0 ||
        __builtin_add_overflow(begin, tokens->n, &needed) ||
        mem_reserve(&sequences->rows, &sequences->row_capacity, needed, sizeof *sequences->rows) != 0 ||
        mem_reserve(&sequences->ends, &sequences->end_capacity, sequences->n_documents + 1, sizeof *sequences->ends) !=
            0)
        return error_memory(error);
    for (size_t i = 0; i < tokens->n; i++) {
        struct token token = tokens->list[i];
        uint32_t row = vocab_find_token(words, token, feature_hash(kind, token.text, token.len));
        if (row != VOCAB_UNKNOWN || reading->options->unknown == BAGTAG_UNKNOWN_ZERO)
            sequences->rows[sequences->n_rows++] = row;
    }
    size_t length = sequences->n_rows - begin;
    sequences->longest = length > sequences->longest ? length : sequences->longest;
    sequences->ends[sequences->n_documents++] = sequences->n_rows;
    sequences->invalid_utf8 += tokens->has_invalid;
    return BAGTAG_OK;
}

static enum bagtag_status read_block(void *context, int worker, struct records_block *block, struct buffer *out,
                                     struct bagtag_error *error)
{
    (void)worker;
    (void)out;
    struct reading *reading = context;
    struct record *record = &reading->record;
    for (;;) {
        enum bagtag_status status = records_next(block, record, error);
        if (status != BAGTAG_OK || record->raw_len == 0)
            return status;
        status = add_document(reading, record->text, record->text_len, error);
        if (status != BAGTAG_OK)
            return status;
    }
}

static enum bagtag_status read_files(struct reading *reading, const char *const *files, size_t n_files,
                                     struct bagtag_error *error)
{
    struct record_rules rules;
    enum bagtag_status status = record_rules_of(&rules, FORMAT_AS_TEXT, &reading->options->input,
                                                reading->sequences->model->settings.label_prefix, error);
    if (status == BAGTAG_OK)
        status = vectors_check(reading->options, error);
    if (status == BAGTAG_OK)
        status = model_require_words(reading->sequences->model, error);
    if (status != BAGTAG_OK)
        return status;
    return pipeline_run(&(struct pipeline){.files = files,
                                           .n_files = n_files,
                                           .rules = &rules,
                                           .n_workers = 1,
                                           .work = read_block,
                                           .context = reading,
                                           .model = reading->sequences->model,
                                           .counts = &reading->sequences->input},
                        error);
}

enum bagtag_status bagtag_sequences_read(const struct bagtag_model *model, const char *const *files, size_t n_files,
                                         const struct bagtag_embed_options *options, struct bagtag_sequences **out,
                                         struct bagtag_error *error)
{
    struct bagtag_sequences *sequences = mem_zeroed(1, sizeof *sequences);
    if (sequences == NULL)
        return error_memory(error);
    sequences->model = model;
    struct reading reading = {.sequences = sequences, .options = options};
    enum bagtag_status status = read_files(&reading, files, n_files, error);
    record_clear(&reading.record);
    tokens_clear(&reading.tokens);
    if (status == BAGTAG_OK)
        *out = sequences;
    else
        bagtag_sequences_free(sequences);
    return status;
}

void bagtag_sequences_free(struct bagtag_sequences *sequences)
{
    if (sequences == NULL)
        return;
    free(sequences->rows);
    free(sequences->ends);
    free(sequences);
}

size_t bagtag_sequences_n(const struct bagtag_sequences *sequences)
{
    return sequences->n_documents;
}

size_t bagtag_sequences_longest(const struct bagtag_sequences *sequences)
{
    return sequences->longest;
}

static size_t begin_of(const struct bagtag_sequences *sequences, size_t i)
{
    return i > 0 ? sequences->ends[i - 1] : 0;
}

size_t bagtag_sequences_length(const struct bagtag_sequences *sequences, size_t i)
{
    return i < sequences->n_documents ? sequences->ends[i] - begin_of(sequences, i) : 0;
}

struct bagtag_input_counts bagtag_sequences_input(const struct bagtag_sequences *sequences)
{
    return sequences->input;
}

uint64_t bagtag_sequences_invalid_utf8(const struct bagtag_sequences *sequences)
{
    return sequences->invalid_utf8;
}

/* Row T of document I, or zeros after its end. */
static void read_row(const struct bagtag_sequences *sequences, size_t i, size_t t, float *vector)
{
    const struct bagtag_model *model = sequences->model;
    size_t begin = begin_of(sequences, i), length = sequences->ends[i] - begin;
    uint32_t row = t < length ? sequences->rows[begin + t] : VOCAB_UNKNOWN;
    if (row == VOCAB_UNKNOWN)
        memset(vector, 0, model->settings.dim * sizeof *vector);
    else
        rows_read(&model->rows, row, vector);
}

static enum bagtag_status put_vector(const float *vector, size_t width, struct buffer *out,
                                     const struct bagtag_sink *sink, struct bagtag_error *error)
{
    vectors_put_document(out, BAGTAG_VECTORS_RAW, NULL, NULL, vector, width);
    return out->len >= VECTORS_PIECE_BYTES || out->failed ? vectors_flush(out, sink, error) : BAGTAG_OK;
}

/* Document I and its padding. VECTOR [D] is scratch. */
static enum bagtag_status put_document(const struct bagtag_sequences *sequences, size_t i, float *vector,
                                       struct buffer *out, const struct bagtag_sink *sink, struct bagtag_error *error)
{
    enum bagtag_status status = BAGTAG_OK;
    for (size_t t = 0; status == BAGTAG_OK && t < sequences->longest; t++) {
        read_row(sequences, i, t, vector);
        status = put_vector(vector, sequences->model->settings.dim, out, sink, error);
    }
    return status;
}

enum bagtag_status bagtag_sequences_write(const struct bagtag_sequences *sequences, const struct bagtag_sink *sink,
                                          struct bagtag_error *error)
{
    struct buffer out = {0};
    float *vector = mem_array(sequences->model->settings.dim, sizeof *vector);
    enum bagtag_status status = vector ? BAGTAG_OK : error_memory(error);
    for (size_t i = 0; status == BAGTAG_OK && i < sequences->n_documents; i++)
        status = put_document(sequences, i, vector, &out, sink, error);
    if (status == BAGTAG_OK)
        status = vectors_flush(&out, sink, error);
    buffer_clear(&out);
    free(vector);
    return status;
}

/* ---- through an LSTM ------------------------------------------------------------------------------------- */

/* Scratch for one document: the input rows [longest, D] and the output vectors [longest, width]. */
struct lstm_arrays {
    float *in, *out;
    size_t width;
};

static enum bagtag_status run_document(const struct bagtag_sequences *sequences, size_t i,
                                       const struct bagtag_lstm *lstm, const struct lstm_arrays *arrays,
                                       struct bagtag_error *error)
{
    size_t length = bagtag_sequences_length(sequences, i), dim = sequences->model->settings.dim;
    memset(arrays->out, 0, sequences->longest * arrays->width * sizeof *arrays->out);
    for (size_t t = 0; t < length; t++)
        read_row(sequences, i, t, arrays->in + t * dim);
    if (length == 0)
        return BAGTAG_OK;
    struct bagtag_lstm_input input = {.input = arrays->in, .length = length, .n_sequences = 1};
    return bagtag_nn_lstm(lstm, &input, arrays->out, NULL, NULL, error);
}

static enum bagtag_status put_documents(const struct bagtag_sequences *sequences, const struct bagtag_lstm *lstm,
                                        const struct lstm_arrays *arrays, struct buffer *out,
                                        const struct bagtag_sink *sink, struct bagtag_error *error)
{
    enum bagtag_status status = BAGTAG_OK;
    for (size_t i = 0; status == BAGTAG_OK && i < sequences->n_documents; i++) {
        status = run_document(sequences, i, lstm, arrays, error);
        for (size_t t = 0; status == BAGTAG_OK && t < sequences->longest; t++)
            status = put_vector(arrays->out + t * arrays->width, arrays->width, out, sink, error);
    }
    return status == BAGTAG_OK ? vectors_flush(out, sink, error) : status;
}

enum bagtag_status bagtag_sequences_write_lstm(const struct bagtag_sequences *sequences, const struct bagtag_lstm *lstm,
                                               const struct bagtag_sink *sink, struct bagtag_error *error)
{
    const struct bagtag_lstm_options *options = bagtag_lstm_get_options(lstm);
    size_t dim = sequences->model->settings.dim, n_in, n_out;
    if (options->input_size != dim)
        return error_set(error, BAGTAG_ARGUMENT,
                         "the LSTM: expected an input_size of %zu, the model's number of dimensions; found %zu", dim,
                         options->input_size);
    struct lstm_arrays arrays = {.width = bagtag_lstm_n_outputs(lstm)};
    struct buffer out = {0};
    enum bagtag_status status = BAGTAG_OK;
    if (__builtin_mul_overflow(sequences->longest, dim, &n_in) ||
        __builtin_mul_overflow(sequences->longest, arrays.width, &n_out) ||
        !(arrays.in = mem_array(n_in, sizeof *arrays.in)) || !(arrays.out = mem_array(n_out, sizeof *arrays.out)))
        status = error_memory(error);
    if (status == BAGTAG_OK)
        status = put_documents(sequences, lstm, &arrays, &out, sink, error);
    buffer_clear(&out);
    free(arrays.in);
    free(arrays.out);
    return status;
}
