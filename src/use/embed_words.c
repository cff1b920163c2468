/* embed_words.c - the vectors of words */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "data/space.h"
#include "model/model_file.h"
#include "use/look_up.h"
#include "use/pipeline.h"
#include "use/vectors.h"
#include "use/word_vector.h"

struct embed_words {
    const struct bagtag_model *model;
    const struct bagtag_embed_options *options;
    struct look_up scratch;
    struct record record;
    struct word_vector word;
    float *vector; /* [D] */
    struct bagtag_embed_counts counts;
};

void bagtag_embed_options_init(struct bagtag_embed_options *options)
{
    *options = (struct bagtag_embed_options){.input = record_rules_usual()};
}

static enum bagtag_status embed_word(struct embed_words *embed, const char *word, size_t len, struct buffer *out,
                                     struct bagtag_error *error)
{
    const struct bagtag_embed_options *options = embed->options;
    size_t width = embed->model->settings.dim;
    int64_t row = -1;
    bool is_known = false;
    enum bagtag_status status = look_up_word(&embed->scratch, embed->model, word, len, &row, error);
    if (status == BAGTAG_OK)
        status = word_vector_read(&embed->word, word, len, row, embed->vector, &is_known, error);
    if (status != BAGTAG_OK)
        return status;
    if (!is_known) {
        embed->counts.unknown++;
        if (options->on_unknown)
            options->on_unknown(options->on_unknown_context, word, len);
        if (options->unknown == BAGTAG_UNKNOWN_SKIP)
            return BAGTAG_OK;
    }
    vectors_put_word(out, options->output, word, len, embed->vector, width);
    embed->counts.vectors++;
    return BAGTAG_OK;
}

static enum bagtag_status embed_block(void *context, int worker, struct records_block *block, struct buffer *out,
                                      struct bagtag_error *error)
{
    (void)worker;
    struct embed_words *embed = context;
    struct record *record = &embed->record;
    for (;;) {
        enum bagtag_status status = records_next(block, record, error);
        if (status != BAGTAG_OK || record->raw_len == 0)
            return status;
        bool is_blank = space_skip(record->text, record->text_len, 0) == record->text_len;
        if (is_blank && embed->options->unknown == BAGTAG_UNKNOWN_SKIP)
            continue;
        status = embed_word(embed, record->text, record->text_len, out, error);
        if (status != BAGTAG_OK)
            return status;
    }
}

static enum bagtag_status embed_list(struct embed_words *embed, const char *const *words, size_t n_words,
                                     const struct bagtag_sink *sink, struct bagtag_error *error)
{
    struct buffer out = {0};
    enum bagtag_status status = BAGTAG_OK;
    for (size_t i = 0; status == BAGTAG_OK && i < n_words; i++) {
        status = embed_word(embed, words[i], strlen(words[i]), &out, error);
        if (status == BAGTAG_OK && (out.len >= VECTORS_PIECE_BYTES || out.failed || i + 1 == n_words))
            status = vectors_flush(&out, sink, error);
    }
    buffer_clear(&out);
    return status;
}

static enum bagtag_status init(struct embed_words *embed, struct bagtag_error *error)
{
    enum bagtag_status status = vectors_check(embed->options, error);
    if (status == BAGTAG_OK)
        status = model_require_words(embed->model, error);
    if (status != BAGTAG_OK)
        return status;
    embed->vector = mem_array(embed->model->settings.dim, sizeof *embed->vector);
    return embed->vector ? word_vector_init(&embed->word, embed->model, error) : error_memory(error);
}

static enum bagtag_status finish(struct embed_words *embed, enum bagtag_status status,
                                 struct bagtag_embed_counts *counts)
{
    if (status == BAGTAG_OK && counts)
        *counts = embed->counts;
    look_up_clear(&embed->scratch);
    record_clear(&embed->record);
    word_vector_clear(&embed->word);
    free(embed->vector);
    return status;
}

enum bagtag_status bagtag_embed_words(const struct bagtag_model *model, const char *const *words, size_t n_words,
                                      const struct bagtag_embed_options *options, const struct bagtag_sink *sink,
                                      struct bagtag_embed_counts *counts, struct bagtag_error *error)
{
    struct embed_words embed = {.model = model, .options = options};
    enum bagtag_status status = init(&embed, error);
    if (status == BAGTAG_OK)
        status = embed_list(&embed, words, n_words, sink, error);
    return finish(&embed, status, counts);
}

/* Word i gets its own row i, even if looking it up as text would find another. */
static enum bagtag_status embed_model(struct embed_words *embed, const struct bagtag_sink *sink,
                                      struct bagtag_error *error)
{
    const struct vocab *words = &embed->model->words;
    size_t width = embed->model->settings.dim;
    struct buffer out = {0};
    enum bagtag_status status = BAGTAG_OK;
    if (embed->options->output == BAGTAG_VECTORS_VEC)
        buffer_format(&out, "%zu %zu\n", words->n_words, width);
    for (size_t i = 0; status == BAGTAG_OK && i < words->n_words; i++) {
        size_t len;
        bool is_known;
        const char *word = vocab_word(words, (uint32_t)i, &len);
        status = word_vector_read(&embed->word, word, len, (int64_t)i, embed->vector, &is_known, error);
        if (status != BAGTAG_OK)
            break;
        vectors_put_word(&out, embed->options->output, word, len, embed->vector, width);
        embed->counts.vectors++;
        if (out.len >= VECTORS_PIECE_BYTES || out.failed)
            status = vectors_flush(&out, sink, error);
    }
    if (status == BAGTAG_OK)
        status = vectors_flush(&out, sink, error);
    buffer_clear(&out);
    return status;
}

enum bagtag_status bagtag_embed_all(const struct bagtag_model *model, const struct bagtag_embed_options *options,
                                    const struct bagtag_sink *sink, struct bagtag_embed_counts *counts,
                                    struct bagtag_error *error)
{
    struct embed_words embed = {.model = model, .options = options};
    enum bagtag_status status = init(&embed, error);
    if (status == BAGTAG_OK)
        status = embed_model(&embed, sink, error);
    if (status == BAGTAG_OK)
        status = model_file_check_unchanged(model, error);
    return finish(&embed, status, counts);
}

/* One worker: a lookup is cheap, and unknown words are reported in order. */
enum bagtag_status bagtag_embed_word_lines(const struct bagtag_model *model, const char *const *files, size_t n_files,
                                           const struct bagtag_embed_options *options, const struct bagtag_sink *sink,
                                           struct bagtag_embed_counts *counts, struct bagtag_error *error)
{
    struct embed_words embed = {.model = model, .options = options};
    enum bagtag_status status = init(&embed, error);
    if (status == BAGTAG_OK)
        status = pipeline_run(&(struct pipeline){.files = files,
                                                 .n_files = n_files,
                                                 .rules = &(struct record_rules){.format = FORMAT_TEXT},
                                                 .n_workers = 1,
                                                 .work = embed_block,
                                                 .context = &embed,
                                                 .model = model,
                                                 .sink = sink},
                              error);
    return finish(&embed, status, counts);
}
