/* word_search.c - shared by neighbors and analogy: reads words, prints the closest words */
/* SPDX-License-Identifier: MIT */
#include "cli/word_search.h"
#include "base/buffer.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/options/input_options.h"
#include "cli/options/usage.h"
#include "cli/prompt.h"
#include "cli/show/report.h"
#include "cli/show/unknown_word.h"

enum { COSINE_DIGITS = 6 };

#define AT(member) .offset = offsetof(struct word_search_arguments, member)

const struct option_spec word_search_options[WORD_SEARCH_OPTIONS] = {
    {.kind = OPTION_SIZE,
     .name = "top",
     .letter = 'k',
     .argument = "N",
     AT(k),
     .min = 0,
     .max = 2147483647,
     .help = "words to print for each question, closest first; 0: all"},
    {.kind = OPTION_CHOICE,
     .name = "output",
     .argument = "NAME",
     AT(output),
     .choices = "text jsonl",
     .help = "tab-separated text, or one JSON object per question"},
    INPUT_OPTIONS_THREADS(word_search_arguments, threads),
};

void word_search_init(void *arguments)
{
    *(struct word_search_arguments *)arguments = (struct word_search_arguments){.k = 10, .output = "text"};
}

/* ---- words in -------------------------------------------------------------------------------------------- */

enum bagtag_status word_search_look_up(const struct word_search *search, const struct line *word, int64_t *row,
                                       struct bagtag_error *error)
{
    enum bagtag_status status = bagtag_model_look_up(search->model, word->text, word->len, row, error);
    if (status == BAGTAG_OK && *row < 0)
        report_unknown_word(search->model, word->text, word->len);
    return status;
}

/* ---- words out ------------------------------------------------------------------------------------------- */

/* A cosine that rounds to zero is printed without a sign. */
static void add_cosine(struct buffer *out, float cosine)
{
    double size = cosine < 0 ? -(double)cosine : (double)cosine;
    if (cosine < 0 && size >= 0.5e-6)
        buffer_char(out, '-');
    buffer_fraction(out, size, COSINE_DIGITS);
}

static void print_json(struct word_search *search, const struct line *words, size_t n, size_t n_found)
{
    struct buffer *out = &search->output.text;
    buffer_text(out, n > 1 ? "{\"query\":[" : "{\"query\":");
    for (size_t i = 0; i < n; i++) {
        buffer_text(out, i > 0 ? "," : "");
        buffer_json_string(out, words[i].text, words[i].len);
    }
    buffer_text(out, n > 1 ? "],\"neighbors\":[" : ",\"neighbors\":[");
    for (size_t i = 0; i < n_found; i++) {
        size_t len;
        uint64_t count;
        const char *word = bagtag_model_word(search->model, search->found[i].word, &len, &count);
        buffer_text(out, i > 0 ? ",{\"word\":" : "{\"word\":");
        buffer_json_string(out, word, len);
        buffer_text(out, ",\"cosine\":");
        add_cosine(out, search->found[i].cosine);
        buffer_char(out, '}');
        (void)output_flush_some(&search->output);
    }
    buffer_text(out, "]}\n");
}

void word_search_print(struct word_search *search, const struct line *words, size_t n, size_t n_found, bool with_query)
{
    search->n_answered++;
    if (search->is_json) {
        print_json(search, words, n, n_found);
        return;
    }
    struct buffer *out = &search->output.text;
    for (size_t i = 0; i < n_found && output_flush_some(&search->output); i++) {
        for (size_t w = 0; with_query && w < n; w++) {
            buffer_field(out, words[w].text, words[w].len);
            buffer_char(out, w + 1 < n ? ' ' : '\t');
        }
        size_t len;
        uint64_t count;
        const char *word = bagtag_model_word(search->model, search->found[i].word, &len, &count);
        buffer_field(out, word, len);
        buffer_char(out, '\t');
        add_cosine(out, search->found[i].cosine);
        buffer_char(out, '\n');
    }
}

/* Writes out everything: the user is waiting for it. Returns false if that failed. */
static bool flush_all(struct word_search *search)
{
    struct bagtag_sink sink = output_sink(&search->output);
    return sink.write(sink.context, "", 0) == 0 && !output_has_failed(&search->output);
}

/* ---- where words come from ------------------------------------------------------------------------------- */

struct word_list {
    struct line *words;
    size_t capacity;
};

/* Splits LINE at white space and answers its words, if it has any. */
static enum bagtag_status answer_line(struct word_search *search, const struct word_command *how,
                                      enum word_source source, const struct line *line, struct word_list *list,
                                      struct bagtag_error *error)
{
    struct line word;
    size_t n = 0;
    for (size_t at = 0; line_next_word(*line, &at, &word);) {
        if (mem_reserve(&list->words, &list->capacity, n + 1, sizeof *list->words) != 0)
            return error_memory(error);
        list->words[n++] = word;
    }
    return n > 0 ? how->answer(search, source, list->words, n, error) : BAGTAG_OK;
}

static enum bagtag_status answer_arguments(struct word_search *search, const struct word_command *how,
                                           const struct operands *operands, struct bagtag_error *error)
{
    size_t n = operands->n - 1;
    struct line *words = mem_array(n, sizeof *words);
    if (words == NULL)
        return error_memory(error);
    for (size_t i = 0; i < n; i++)
        words[i] = (struct line){.text = operands->values[i + 1], .len = strlen(operands->values[i + 1])};
    enum bagtag_status status = how->answer(search, WORDS_ARGUMENTS, words, n, error);
    free(words);
    return status;
}

/* Reports a line that cannot be answered, and goes on. */
static enum bagtag_status answer_prompt(struct word_search *search, const struct word_command *how,
                                        struct bagtag_error *error)
{
    struct prompt prompt = {0};
    struct word_list list = {0};
    struct line line;
    enum bagtag_status status = BAGTAG_OK;
    report_note("%s; end with Ctrl-D", how->hint);
    while (status == BAGTAG_OK && prompt_read(&prompt, &line)) {
        status = answer_line(search, how, WORDS_PROMPT, &line, &list, error);
        if (status == BAGTAG_INPUT) {
            report_error("%s", error->sentence);
            status = BAGTAG_OK;
        }
        if (!flush_all(search))
            break;
    }
    if (prompt.errnum != 0)
        status = error_errno(error, prompt.errnum, "standard input");
    free(list.words);
    prompt_clear(&prompt);
    return status;
}

/* The context of a run over standard input. */
struct answering {
    struct word_search *search;
    const struct word_command *how;
    struct word_list list;
};

static enum bagtag_status visit_line(void *context, struct line line, const char *file, uint64_t number,
                                     struct bagtag_error *error)
{
    struct answering *answering = context;
    enum bagtag_status status =
        answer_line(answering->search, answering->how, WORDS_INPUT, &line, &answering->list, error);
    if (status != BAGTAG_OK)
        error_at_line(error, file, number);
    return status;
}

/* output_finish reports that the output failed. */
static enum bagtag_status visit_pause(void *context, struct bagtag_error *error)
{
    (void)error;
    const struct answering *answering = context;
    return flush_all(answering->search) ? BAGTAG_OK : BAGTAG_STOPPED;
}

static enum bagtag_status answer_input(struct word_search *search, const struct word_command *how,
                                       struct bagtag_error *error)
{
    struct answering answering = {.search = search, .how = how};
    enum bagtag_status status = lines_visit("-", &(struct lines_visitor){&answering, visit_line, visit_pause}, error);
    free(answering.list.words);
    return status;
}

/* ---- a whole run ----------------------------------------------------------------------------------------- */

static enum bagtag_status prepare(struct word_search *search, const struct word_search_arguments *given,
                                  struct bagtag_error *error)
{
    size_t n_words = bagtag_model_n_words(search->model);
    search->is_json = strcmp(given->output, "jsonl") == 0;
    search->k = given->k > 0 && given->k < n_words ? given->k : n_words;
    search->found = mem_array(search->k, sizeof *search->found);
    if (search->found == NULL)
        return error_memory(error);
    return bagtag_neighbors_new(search->model, given->threads, &search->neighbors, error);
}

int word_search_run(const struct word_command *how, const struct command *command, const void *arguments,
                    const struct operands *operands)
{
    struct bagtag_error error = {{0}};
    struct bagtag_model *model = NULL;
    enum bagtag_status status = bagtag_model_open(operands->values[0], &model, &error);
    if (status != BAGTAG_OK)
        return report_no_model(command, operands, status, &error);

    struct word_search search = {.model = model};
    bool is_prompt = operands->n == 1 && isatty(STDIN_FILENO) != 0;
    status = prepare(&search, arguments, &error);
    if (status == BAGTAG_OK && operands->n > 1)
        status = answer_arguments(&search, how, operands, &error);
    else if (status == BAGTAG_OK && is_prompt)
        status = answer_prompt(&search, how, &error);
    else if (status == BAGTAG_OK)
        status = answer_input(&search, how, &error);

    int code = EXIT_DONE;
    if (status != BAGTAG_OK && !output_has_failed(&search.output))
        code = report_run_failure(command, status, &error);
    else if (!is_prompt && search.n_prefetched > 0 && search.n_answered == 0)
        code = EXIT_FAILED;
    int output_code = output_finish(&search.output);
    free(search.found);
    bagtag_neighbors_free(search.neighbors);
    bagtag_model_free(model);
    return code != EXIT_DONE ? code : output_code;
}
