/* fasttext_nearest.c - fastText's nn and analogies: reads words, prints the nearest words */
/* SPDX-License-Identifier: MIT */
#include "cli/fasttext_call.h"

#include <string.h>

#include "bagtag_fasttext.h"
#include "base/decimal.h"
#include "base/error.h"
#include "cli/show/unknown_word.h"
#include "io/lines.h"

enum { MAX_WORDS = 3 };

/* A session. The words of a question may be on several lines. */
struct asking {
    const struct fasttext_call *call;
    const char *prompt;
    size_t n_prefetched; /* words per question */
    struct bagtag_fasttext_search *search;
    size_t k;
    struct buffer words[MAX_WORDS]; /* [n], the question so far */
    size_t n;
};

/* Writes out everything: the user is waiting for it. */
static enum bagtag_status flush(const struct asking *asking)
{
    struct bagtag_sink sink = output_sink(asking->call->output);
    return sink.write(sink.context, "", 0) == 0 && !output_has_failed(asking->call->output) ? BAGTAG_OK
                                                                                            : BAGTAG_STOPPED;
}

static void put_found(const struct asking *asking, const struct bagtag_neighbor *found, size_t n)
{
    struct buffer *out = &asking->call->output->text;
    for (size_t i = 0; i < n; i++) {
        size_t len;
        const char *word = bagtag_model_word(asking->call->model, found[i].word, &len, NULL);
        buffer_bytes(out, word, len);
        buffer_char(out, ' ');
        decimal_append_rounded(out, found[i].cosine, 6);
        buffer_char(out, '\n');
        (void)output_flush_some(asking->call->output);
    }
    buffer_text(out, asking->prompt);
}

static enum bagtag_status answer(struct asking *asking, struct bagtag_error *error)
{
    struct bagtag_fasttext_word words[MAX_WORDS];
    const struct bagtag_neighbor *found;
    size_t n = asking->n, n_found = 0;
    for (size_t i = 0; i < n; i++) {
        if (asking->words[i].failed)
            return error_memory(error);
        words[i] = (struct bagtag_fasttext_word){.text = asking->words[i].bytes, .len = asking->words[i].len};
    }
    enum bagtag_status status =
        n == 1 ? bagtag_fasttext_neighbors(asking->search, words, asking->k, &found, &n_found, error)
               : bagtag_fasttext_analogy(asking->search, words, asking->k, &found, &n_found, error);
    if (status != BAGTAG_OK)
        return status;
    for (size_t i = 0; i < n; i++)
        if (!words[i].is_known)
            report_unknown_word(asking->call->model, words[i].text, words[i].len);
    put_found(asking, found, n_found);
    return BAGTAG_OK;
}

static enum bagtag_status visit_line(void *context, struct line line, const char *file, uint64_t number,
                                     struct bagtag_error *error)
{
    struct asking *asking = context;
    enum bagtag_status status = BAGTAG_OK;
    struct line word;
    for (size_t at = 0; status == BAGTAG_OK && line_next_word(line, &at, &word);) {
        struct buffer *copy = &asking->words[asking->n++];
        copy->len = 0;
        buffer_bytes(copy, word.text, word.len);
        if (asking->n == asking->n_prefetched) {
            status = answer(asking, error);
            asking->n = 0;
        }
    }
    if (status != BAGTAG_OK)
        error_at_line(error, file, number);
    return status;
}

static enum bagtag_status visit_pause(void *context, struct bagtag_error *error)
{
    (void)error;
    return flush(context);
}

/* Answers questions to the end of the input; an incomplete question at the end is ignored. */
static enum bagtag_status ask(struct asking *asking, struct bagtag_error *error)
{
    enum bagtag_status status = fasttext_read_k(asking->call, 2, 10, &asking->k, error);
    if (asking->k == 0)
        asking->k = bagtag_model_n_words(asking->call->model);
    if (status == BAGTAG_OK)
        status = bagtag_fasttext_search_new(asking->call->model, &asking->search, error);
    if (status != BAGTAG_OK)
        return status;
    buffer_text(&asking->call->output->text, asking->prompt);
    status = flush(asking);
    if (status == BAGTAG_OK)
        status = lines_visit("-", &(struct lines_visitor){asking, visit_line, visit_pause}, error);
    for (size_t i = 0; i < MAX_WORDS; i++)
        buffer_clear(&asking->words[i]);
    bagtag_fasttext_search_free(asking->search);
    return status;
}

enum bagtag_status fasttext_nn(const struct fasttext_call *call, struct bagtag_error *error)
{
    struct asking asking = {.call = call, .prompt = "Query word? ", .n_prefetched = 1};
    return ask(&asking, error);
}

enum bagtag_status fasttext_analogies(const struct fasttext_call *call, struct bagtag_error *error)
{
    struct asking asking = {.call = call, .prompt = "Query triplet (A - B + C)? ", .n_prefetched = 3};
    buffer_format(&call->output->text, "Loading model %s\n", call->argv[1]);
    return ask(&asking, error);
}
