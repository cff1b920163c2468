/* cmd_neighbors.c - bagtag neighbors: the words nearest to a word */
/* SPDX-License-Identifier: MIT */
#include "cli/options/command.h"

#include <stdlib.h>

#include "bagtag.h"
#include "base/error.h"
#include "base/mem.h"
#include "cli/show/report.h"
#include "cli/show/unknown_word.h"
#include "cli/word_search.h"

/* Sets *IS_KNOWN, and if WORD is known, fills search->found with its neighbours. */
static enum bagtag_status find(struct word_search *search, const struct line *word, bool *is_known, size_t *n_found,
                               struct bagtag_error *error)
{
    int64_t row = -1;
    float *vector = mem_array(bagtag_model_dim(search->model), sizeof *vector);
    if (vector == NULL)
        return error_memory(error);
    enum bagtag_status status = bagtag_model_look_up(search->model, word->text, word->len, &row, error);
    if (status == BAGTAG_OK)
        status = bagtag_model_word_vector(search->model, word->text, word->len, vector, is_known, error);
    const uint32_t excluded[] = {(uint32_t)row};
    if (status == BAGTAG_OK && *is_known)
        status = bagtag_neighbors_find(search->neighbors, vector, excluded, row >= 0, search->k, search->found, n_found,
                                       error);
    free(vector);
    return status;
}

static enum bagtag_status answer_word(struct word_search *search, const struct line *word, bool with_query,
                                      struct bagtag_error *error)
{
    bool is_known = false;
    size_t n_found = 0;
    search->n_prefetched++;
    enum bagtag_status status = find(search, word, &is_known, &n_found, error);
    if (status != BAGTAG_OK)
        return status;
    if (!is_known) {
        report_unknown_word(search->model, word->text, word->len);
        return BAGTAG_OK;
    }
    if (n_found == 0 && bagtag_model_n_words(search->model) > 1)
        report_warning("no neighbours of '%.*s': its vector is zero", (int)word->len, word->text);
    word_search_print(search, word, 1, n_found, with_query);
    return BAGTAG_OK;
}

/* Every line of an answer begins with the word asked for if there are several words, and always if they come from
 * standard input, so that a script need not count them. */
static enum bagtag_status answer_words(struct word_search *search, enum word_source source, const struct line *words,
                                       size_t n, struct bagtag_error *error)
{
    enum bagtag_status status = BAGTAG_OK;
    bool with_query = n > 1 || source == WORDS_INPUT;
    for (size_t i = 0; i < n && status == BAGTAG_OK && !output_has_failed(&search->output); i++)
        status = answer_word(search, &words[i], with_query, error);
    return status;
}

static int run_neighbors(const struct command *command, const void *arguments, const struct operands *operands)
{
    static const struct word_command how = {.hint = "type a word to see its neighbours", .answer = answer_words};
    return word_search_run(&how, command, arguments, operands);
}

const struct command command_neighbors = {
    .name = "neighbors",
    .summary = "print the words closest to a word",
    .description = "Prints the words whose vectors are closest to that of WORD, closest first, each with a tab and the "
                   "cosine similarity. WORD itself is left out. Without WORD, the words are read from standard input; "
                   "on a terminal bagtag asks for them. For several words, and for words from standard input, each "
                   "line begins with the word asked for and a tab.",
    .operands = "MODEL [WORD...]",
    .examples = "  bagtag neighbors topics.model train\n"
                "  bagtag neighbors -k 3 topics.model train goal bread\n"
                "  bagtag neighbors --output jsonl topics.model < words.txt\n",
    .options = word_search_options,
    .n_options = WORD_SEARCH_OPTIONS,
    .arguments_bytes = sizeof(struct word_search_arguments),
    .init = word_search_init,
    .run = run_neighbors,
};
