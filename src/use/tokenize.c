/* tokenize.c - the tokens of every line of text, and their rows in a model */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include <stdlib.h>

#include "base/choices.h"
#include "base/mem.h"
#include "base/pool.h"
#include "model/model.h"
#include "model/settings_text.h"
#include "use/pipeline.h"
#include "words/features.h"

/* Scratch of one worker. Tokens are in `tokens` without a model, in `features` with one. */
struct worker {
    struct record record;
    struct features features;
    struct tokens tokens;
    uint64_t *hashes;
    size_t hash_capacity;
    struct bagtag_stream_counts counts;
};

struct tokenize {
    const struct bagtag_model *model; /* NULL: none */
    const struct bagtag_tokenize_options *options;
    struct tokenizer tokenizer;
    const struct feature_kind *kind;
    uint32_t max_ngram;
    uint32_t n_buckets;
    struct worker *workers;
    size_t n_workers;
    uint64_t n_rows; /* of the lines so far */
};

void bagtag_tokenize_options_init(struct bagtag_tokenize_options *options)
{
    struct settings training;
    settings_init(&training);
    *options = (struct bagtag_tokenize_options){.input = record_rules_usual(),
                                                .tokenizer = tokenizer_names[training.tokenizer.kind],
                                                .lower = -1,
                                                .ngrams = training.ngrams,
                                                .buckets = training.buckets};
}

static void put_text(const struct tokens *tokens, struct buffer *out)
{
    for (size_t i = 0; i < tokens->n; i++) {
        if (i > 0)
            buffer_char(out, ' ');
        buffer_bytes(out, tokens->list[i].text, tokens->list[i].len);
    }
    buffer_char(out, '\n');
}

static void put_comma(struct buffer *out, size_t i)
{
    if (i > 0)
        buffer_char(out, ',');
}

static void put_tokens(const struct tokens *tokens, struct buffer *out)
{
    buffer_text(out, "\"tokens\":[");
    for (size_t i = 0; i < tokens->n; i++) {
        put_comma(out, i);
        buffer_json_string(out, tokens->list[i].text, tokens->list[i].len);
    }
    buffer_char(out, ']');
}

static void put_rows(struct tokenize *tokenize, const struct features *features, struct buffer *out)
{
    const struct tokens *tokens = &features->tokens;
    buffer_text(out, ",\"ids\":[");
    for (size_t i = 0; i < tokens->n; i++) {
        uint32_t id = vocab_find_token(&tokenize->model->words, tokens->list[i], features->hashes[i]);
        put_comma(out, i);
        if (id == VOCAB_UNKNOWN)
            buffer_text(out, "null");
        else
            buffer_unsigned(out, id);
    }
    buffer_text(out, "],\"rows\":[");
    for (size_t i = 0; i < features->n; i++) {
        put_comma(out, i);
        buffer_unsigned(out, features->ids[i]);
    }
    buffer_text(out, "],\"offset\":");
    buffer_unsigned(out, tokenize->n_rows);
    tokenize->n_rows += features->n;
}

/* The buckets of all n-grams of 2 or more tokens. */
static enum bagtag_status put_buckets(const struct tokenize *tokenize, struct worker *worker,
                                      const struct tokens *tokens, struct buffer *out, struct bagtag_error *error)
{
    const struct ngrams ngrams = {.max_n = tokenize->max_ngram, .n_buckets = tokenize->n_buckets};
    uint32_t buckets[NGRAM_LONGEST];
    size_t n_put = 0;
    if (mem_reserve(&worker->hashes, &worker->hash_capacity, tokens->n, sizeof *worker->hashes) != 0)
        return error_memory(error);
    tokenize->kind->hash_tokens(tokens->list, tokens->n, worker->hashes);
    buffer_text(out, ",\"buckets\":[");
    for (size_t i = 0; i < tokens->n; i++) {
        size_t n = tokenize->kind->ngram_buckets(&ngrams, worker->hashes, tokens->n, i, i + 1, buckets);
        for (size_t k = 0; k < n; k++) {
            put_comma(out, n_put++);
            buffer_unsigned(out, buckets[k]);
        }
    }
    buffer_char(out, ']');
    return BAGTAG_OK;
}

/* Rows are looked up only if they are printed. */
static enum bagtag_status tokenize_record(struct tokenize *tokenize, struct worker *worker, const struct record *record,
                                          struct buffer *out, struct bagtag_error *error)
{
    bool is_json = tokenize->options->output == BAGTAG_OUTPUT_JSONL;
    const struct bagtag_model *model = is_json ? tokenize->model : NULL;
    const struct tokens *tokens = model ? &worker->features.tokens : &worker->tokens;
    struct feature_rules rules;
    if (model)
        rules = model_feature_rules(model);
    if (model ? features_extract(&worker->features, &rules, record->text, record->text_len)
              : feature_tokens(&worker->tokens, tokenize->kind, &tokenize->tokenizer, record->text, record->text_len))
        return error_memory(error);
    worker->counts.lines++;
    worker->counts.invalid_utf8 += tokens->has_invalid;
    if (!is_json) {
        put_text(tokens, out);
        return BAGTAG_OK;
    }
    buffer_char(out, '{');
    record_put_id(record, out);
    put_tokens(tokens, out);
    if (model)
        put_rows(tokenize, &worker->features, out);
    enum bagtag_status status = BAGTAG_OK;
    if (tokenize->max_ngram > 1)
        status = put_buckets(tokenize, worker, tokens, out, error);
    buffer_text(out, "}\n");
    return status;
}

static enum bagtag_status tokenize_block(void *context, int w, struct records_block *block, struct buffer *out,
                                         struct bagtag_error *error)
{
    struct tokenize *tokenize = context;
    struct worker *worker = &tokenize->workers[w];
    struct record *record = &worker->record;
    for (;;) {
        enum bagtag_status status = records_next(block, record, error);
        if (status != BAGTAG_OK || record->raw_len == 0)
            return status;
        status = tokenize_record(tokenize, worker, record, out, error);
        if (status != BAGTAG_OK)
            return status;
    }
}

static enum bagtag_status choose_rules(struct tokenize *tokenize, struct bagtag_error *error)
{
    const struct bagtag_tokenize_options *options = tokenize->options;
    if (tokenize->model) {
        tokenize->tokenizer = tokenize->model->settings.tokenizer;
        tokenize->kind = tokenize->model->feature_kind;
        tokenize->max_ngram = tokenize->model->settings.ngrams;
        tokenize->n_buckets = tokenize->model->settings.buckets;
        return BAGTAG_OK;
    }
    tokenize->max_ngram = options->ngrams;
    tokenize->n_buckets = options->buckets;
    enum bagtag_status status = settings_tokenizer(&tokenize->tokenizer, options->tokenizer, options->lower, error);
    if (status == BAGTAG_OK)
        status = settings_check_number(SETTING_NGRAMS, options->ngrams, error);
    return status == BAGTAG_OK ? settings_check_number(SETTING_BUCKETS, options->buckets, error) : status;
}

static enum bagtag_status make_workers(struct tokenize *tokenize, struct bagtag_error *error)
{
    const struct bagtag_tokenize_options *options = tokenize->options;
    bool is_counting = tokenize->model && options->output == BAGTAG_OUTPUT_JSONL;
    enum bagtag_status status = choices_check("output", options->output, BAGTAG_OUTPUT_JSONL + 1, error);
    if (status == BAGTAG_OK)
        status = pool_count(options->threads, &tokenize->n_workers, error);
    if (status != BAGTAG_OK)
        return status;
    if (is_counting)
        tokenize->n_workers = 1;
    tokenize->workers = mem_zeroed(tokenize->n_workers, sizeof *tokenize->workers);
    return tokenize->workers ? BAGTAG_OK : error_memory(error);
}

static void add_counts(const struct tokenize *tokenize, struct bagtag_stream_counts *counts)
{
    *counts = (struct bagtag_stream_counts){0};
    for (size_t w = 0; w < tokenize->n_workers; w++) {
        counts->lines += tokenize->workers[w].counts.lines;
        counts->invalid_utf8 += tokenize->workers[w].counts.invalid_utf8;
    }
}

static void clear(struct tokenize *tokenize)
{
    for (size_t w = 0; tokenize->workers && w < tokenize->n_workers; w++) {
        record_clear(&tokenize->workers[w].record);
        features_clear(&tokenize->workers[w].features);
        tokens_clear(&tokenize->workers[w].tokens);
        free(tokenize->workers[w].hashes);
    }
    free(tokenize->workers);
}

enum bagtag_status bagtag_tokenize(const struct bagtag_model *model, const char *const *files, size_t n_files,
                                   const struct bagtag_tokenize_options *options, const struct bagtag_sink *sink,
                                   struct bagtag_stream_counts *counts, struct bagtag_error *error)
{
    struct tokenize tokenize = {.model = model, .options = options, .kind = &feature_kind_bagtag};
    struct record_rules rules;
    struct bagtag_input_counts input_counts = {0};
    enum bagtag_status status =
        record_rules_of(&rules, FORMAT_AS_TEXT, &options->input, model ? model->settings.label_prefix : NULL, error);
    if (status == BAGTAG_OK)
        status = choose_rules(&tokenize, error);
    if (status == BAGTAG_OK)
        status = make_workers(&tokenize, error);
    if (status == BAGTAG_OK)
        status = pipeline_run(&(struct pipeline){.files = files,
                                                 .n_files = n_files,
                                                 .rules = &rules,
                                                 .n_workers = (int)tokenize.n_workers,
                                                 .work = tokenize_block,
                                                 .context = &tokenize,
                                                 .model = model,
                                                 .sink = sink,
                                                 .counts = &input_counts},
                              error);
    if (status == BAGTAG_OK && counts) {
        add_counts(&tokenize, counts);
        counts->input = input_counts;
    }
    clear(&tokenize);
    return status;
}
