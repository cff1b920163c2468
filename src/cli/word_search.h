/* word_search.h - shared by neighbors and analogy: reads words, prints the closest words */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_WORD_SEARCH_H
#define BAGTAG_CLI_WORD_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bagtag.h"
#include "cli/options/command.h"
#include "cli/show/output.h"
#include "io/lines.h"

struct word_search_arguments {
    size_t k;           /* 0: all */
    const char *output; /* "text" or "jsonl" */
    int threads;
};
void word_search_init(void *arguments);

enum { WORD_SEARCH_OPTIONS = 3 };
extern const struct option_spec word_search_options[WORD_SEARCH_OPTIONS];

/* The state of a search. */
struct word_search {
    const struct bagtag_model *model;
    struct bagtag_neighbors *neighbors;
    struct bagtag_neighbor *found; /* [k] */
    size_t k;                      /* at least 1, at most the number of words of the model */
    bool is_json;
    struct output output;
    uint64_t n_prefetched, n_answered; /* questions */
};

/* Where words came from, which decides how they are answered. */
enum word_source { WORDS_ARGUMENTS, WORDS_PROMPT, WORDS_INPUT };

/* How a command answers words. */
struct word_command {
    const char *hint; /* printed before the first prompt */
    /* Answers WORDS[0..n), n > 0, from one line or from the arguments. A number of words other than expected is
     * BAGTAG_INPUT, with ERROR set. */
    enum bagtag_status (*answer)(struct word_search *search, enum word_source source, const struct line *words,
                                 size_t n, struct bagtag_error *error);
};

/* Opens the model OPERANDS[0] and answers the operands after it; or, if there are none, the lines of standard input,
 * with words separated by white space, and a prompt if that is a terminal. Returns the exit status, which is also
 * EXIT_FAILED if there were questions but no answers, except at a prompt. */
int word_search_run(const struct word_command *how, const struct command *command, const void *arguments,
                    const struct operands *operands);

/* Looks up the row of a word as typed. If it is unknown, sets *ROW to -1 and reports it, with suggestions. */
enum bagtag_status word_search_look_up(const struct word_search *search, const struct line *word, int64_t *row,
                                       struct bagtag_error *error);

/* Appends found[0..n_found) to the output, as lines `word<TAB>cosine` with the query WORDS[0..n) before them if
 * WITH_QUERY, or as a JSON object. */
void word_search_print(struct word_search *search, const struct line *words, size_t n, size_t n_found, bool with_query);

#endif
