/* fasttext_vectors.c - vectors of words and lines as fastText prints them */
/* SPDX-License-Identifier: MIT */
#include "bagtag_fasttext.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/pool.h"
#include "base/turns.h"
#include "model/model.h"
#include "use/fasttext_words.h"
#include "use/pipeline.h"
#include "use/record_stream.h"
#include "use/vectors.h"

/* ---- lines of words ------------------------------------------------------------------------------------------- */

/* The state of a run over lines; PUT appends the output for one line. */
struct word_lines {
    struct fasttext_words words;
    float *mean; /* [D] */
    struct record record;
    enum bagtag_status (*put)(struct word_lines *lines, struct line line, struct buffer *out,
                              struct bagtag_error *error);
};

static enum bagtag_status put_words(struct word_lines *lines, struct line line, struct buffer *out,
                                    struct bagtag_error *error)
{
    enum bagtag_status status = BAGTAG_OK;
    struct line word;
    for (size_t at = 0; status == BAGTAG_OK && line_next_word(line, &at, &word);) {
        status = fasttext_words_read(&lines->words, word.text, word.len, error);
        if (status == BAGTAG_OK)
            fasttext_put_vector(word.text, word.len, lines->words.vector, lines->words.model->settings.dim, out);
    }
    return status;
}

/* The mean of the vectors of the line's words, each scaled to norm 1; words without a vector do not count. */
static enum bagtag_status put_mean(struct word_lines *lines, struct line line, struct buffer *out,
                                   struct bagtag_error *error)
{
    size_t width = lines->words.model->settings.dim, n = 0;
    float *vector = lines->words.vector;
    struct line word;
    memset(lines->mean, 0, width * sizeof *lines->mean);
    for (size_t at = 0; line_next_word(line, &at, &word);) {
        enum bagtag_status status = fasttext_words_read(&lines->words, word.text, word.len, error);
        if (status != BAGTAG_OK)
            return status;
        float length = fasttext_length(vector, width);
        if (length > 0.0f) {
            fasttext_add(lines->mean, vector, width, 1.0 / (double)length);
            n++;
        }
    }
    float share = n > 0 ? (float)(1.0 / (double)n) : 0.0f;
    for (size_t d = 0; d < width; d++)
        lines->mean[d] *= share;
    fasttext_put_numbers(lines->mean, width, out);
    return BAGTAG_OK;
}

static enum bagtag_status put_block(void *context, int worker, struct records_block *block, struct buffer *out,
                                    struct bagtag_error *error)
{
    (void)worker;
    struct word_lines *lines = context;
    struct record *record = &lines->record;
    for (;;) {
        enum bagtag_status status = records_next(block, record, error);
        if (status != BAGTAG_OK || record->raw_len == 0)
            return status;
        status = lines->put(lines, (struct line){.text = record->text, .len = record->text_len}, out, error);
        if (status != BAGTAG_OK)
            return status;
    }
}

static enum bagtag_status run(struct word_lines *lines, const struct bagtag_model *model, const char *file,
                              const struct bagtag_sink *sink, struct bagtag_error *error)
{
    enum bagtag_status status = fasttext_words_init(&lines->words, model, error);
    if (status == BAGTAG_OK) {
        lines->mean = mem_zeroed(model->settings.dim, sizeof *lines->mean);
        status = lines->mean != NULL ? BAGTAG_OK : error_memory(error);
    }
    if (status == BAGTAG_OK)
        status = pipeline_run(&(struct pipeline){.files = &file,
                                                 .n_files = 1,
                                                 .rules = &(struct record_rules){.format = FORMAT_TEXT},
                                                 .n_workers = 1,
                                                 .work = put_block,
                                                 .context = lines,
                                                 .model = model,
                                                 .sink = sink},
                              error);
    free(lines->mean);
    record_clear(&lines->record);
    fasttext_words_clear(&lines->words);
    return status;
}

enum bagtag_status bagtag_fasttext_word_vectors(const struct bagtag_model *model, const char *file,
                                                const struct bagtag_sink *sink, struct bagtag_error *error)
{
    struct word_lines lines = {.put = put_words};
    return run(&lines, model, file, sink, error);
}

/* ---- all words ------------------------------------------------------------------------------------------------- */

enum { PIECE_NUMBERS = 24 * 1024 }; /* numbers written at a time by a worker, about 200 kB */

/* A run over the words; piece I is done by worker I % n_workers. */
struct all_words {
    const struct bagtag_model *model;
    const struct bagtag_sink *sink;
    size_t n_pieces, piece_words;
    size_t n_workers;
    struct turns turns;
};

static enum bagtag_status put_piece(const struct all_words *all, struct fasttext_words *words, size_t piece,
                                    struct buffer *out, struct bagtag_error *error)
{
    const struct bagtag_model *model = all->model;
    size_t width = model->settings.dim, begin = piece * all->piece_words;
    size_t left = model->words.n_words - begin, end = begin + (left < all->piece_words ? left : all->piece_words);
    enum bagtag_status status = BAGTAG_OK;
    if (piece == 0)
        buffer_format(out, "%zu %zu\n", model->words.n_words, width);
    for (size_t i = begin; status == BAGTAG_OK && i < end; i++) {
        size_t len;
        const char *word = vocab_word(&model->words, (uint32_t)i, &len);
        status = word_vector_read_word(&words->word, i, words->vector, error);
        if (status == BAGTAG_OK)
            fasttext_put_vector(word, len, words->vector, width, out);
    }
    return status;
}

static void work(void *context, int worker)
{
    struct all_words *all = context;
    struct fasttext_words words;
    struct buffer out = {0};
    struct bagtag_error error;
    enum bagtag_status status = fasttext_words_init(&words, all->model, &error);
    bool goes_on = true;
    for (size_t piece = (size_t)worker; goes_on && piece < all->n_pieces; piece += all->n_workers) {
        if (status == BAGTAG_OK)
            status = put_piece(all, &words, piece, &out, &error);
        if (turns_wait(&all->turns, piece) && status == BAGTAG_OK)
            status = vectors_flush(&out, all->sink, &error);
        goes_on = turns_pass(&all->turns, status, &error);
    }
    fasttext_words_clear(&words);
    buffer_clear(&out);
}

enum bagtag_status bagtag_fasttext_all_vectors(const struct bagtag_model *model, int threads,
                                               const struct bagtag_sink *sink, struct bagtag_error *error)
{
    size_t n_words = model->words.n_words, width = model->settings.dim;
    struct all_words all = {.model = model, .sink = sink};
    struct pool *pool = NULL;
    all.piece_words = width < PIECE_NUMBERS ? PIECE_NUMBERS / width : 1;
    all.n_pieces = n_words > 0 ? (n_words - 1) / all.piece_words + 1 : 1; /* the first writes the sizes, so it always
                                                                             exists */
    enum bagtag_status status = pool_count(threads, &all.n_workers, error);
    if (all.n_workers > all.n_pieces)
        all.n_workers = all.n_pieces;
    if (status == BAGTAG_OK)
        status = pool_open(&pool, (int)all.n_workers, error);
    if (status == BAGTAG_OK)
        status = turns_init(&all.turns, error);
    if (status == BAGTAG_OK) {
        pool_run(pool, work, &all);
        status = all.turns.status;
        turns_clear(&all.turns);
    }
    pool_close(pool);
    return status;
}

/* ---- all labels ------------------------------------------------------------------------------------------------ */

enum bagtag_status bagtag_fasttext_label_vectors(const struct bagtag_model *model, const struct bagtag_sink *sink,
                                                 struct bagtag_error *error)
{
    size_t width = model->settings.dim;
    struct buffer out = {0};
    enum bagtag_status status = model_require_labels(model, error);
    if (status == BAGTAG_OK)
        status = model_require_vectors(model, error);
    if (status != BAGTAG_OK)
        return status;
    float *vector = mem_array(width, sizeof *vector);
    status = vector != NULL ? BAGTAG_OK : error_memory(error);
    buffer_format(&out, "%zu %zu\n", model->n_labels, width);
    for (size_t c = 0; status == BAGTAG_OK && c < model->n_labels; c++) {
        buffer_text(&out, model_label_prefix(model));
        model_read_label(model, c, vector);
        fasttext_put_vector(model->labels[c], strlen(model->labels[c]), vector, width, &out);
        if (out.len >= VECTORS_PIECE_BYTES || out.failed)
            status = vectors_flush(&out, sink, error);
    }
    if (status == BAGTAG_OK)
        status = vectors_flush(&out, sink, error);
    buffer_clear(&out);
    free(vector);
    return status;
}

/* ---- lines that are documents --------------------------------------------------------------------------------- */

static size_t put_bags(void *context, struct scored_records *scored, struct buffer *out)
{
    const size_t *width = context;
    for (size_t i = 0; i < scored->n; i++)
        fasttext_put_numbers(scorer_bag(&scored->scorer, i), *width, out);
    return scored->n;
}

enum bagtag_status bagtag_fasttext_sentence_vectors(const struct bagtag_model *model, const char *file,
                                                    const struct bagtag_sink *sink, struct bagtag_error *error)
{
    struct bagtag_embed_options options;
    struct record_counts counts;
    size_t width = model->settings.dim;
    bagtag_embed_options_init(&options);
    /* fastText drops labels. Its own models do this themselves; for others, lines are read in its format. */
    options.input.format = format_names[model->feature_kind->label_prefix != NULL ? FORMAT_TEXT : FORMAT_FASTTEXT];
    if (model->n_labels == 0) {
        struct word_lines lines = {.put = put_mean};
        return run(&lines, model, file, sink, error);
    }
    enum bagtag_status status = model_require_words(model, error);
    if (status != BAGTAG_OK)
        return status;
    return record_stream_run(&(struct record_stream){.model = model,
                                                     .files = &file,
                                                     .n_files = 1,
                                                     .input = &options.input,
                                                     .scores = STREAM_BAGS,
                                                     .put = put_bags,
                                                     .context = &width,
                                                     .sink = sink},
                             &counts, error);
}
