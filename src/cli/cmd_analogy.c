/* cmd_analogy.c - bagtag analogy: A is to B as C is to which word */
/* SPDX-License-Identifier: MIT */
#include "cli/options/command.h"

#include "bagtag.h"
#include "base/error.h"
#include "cli/options/usage.h"
#include "cli/show/report.h"
#include "cli/word_search.h"

enum { THREE = 3 };

/* Looks up all three words, so that every unknown one is reported. */
static enum bagtag_status answer_three(struct word_search *search, enum word_source source, const struct line *words,
                                       size_t n, struct bagtag_error *error)
{
    if (n != THREE)
        return error_set(error, BAGTAG_INPUT, "expected three words A B C; found %zu", n);
    bool is_known = true;
    int64_t rows[THREE] = {0};
    search->n_prefetched++;
    for (size_t i = 0; i < THREE; i++) {
        enum bagtag_status status = word_search_look_up(search, &words[i], &rows[i], error);
        if (status != BAGTAG_OK)
            return status;
        is_known = is_known && rows[i] >= 0;
    }
    if (!is_known)
        return BAGTAG_OK;
    size_t n_found = 0;
    enum bagtag_status status = bagtag_neighbors_analogy(search->neighbors, (uint32_t)rows[0], (uint32_t)rows[1],
                                                         (uint32_t)rows[2], search->k, search->found, &n_found, error);
    if (status != BAGTAG_OK)
        return status;
    if (n_found == 0 && bagtag_model_n_words(search->model) > THREE)
        report_warning("no answer for '%.*s': the combined vector, or that of a word, is zero", (int)words[2].len,
                       words[2].text);
    word_search_print(search, words, n, n_found, source == WORDS_INPUT);
    return BAGTAG_OK;
}

static int run_analogy(const struct command *command, const void *arguments, const struct operands *operands)
{
    static const struct word_command how = {.hint = "type three words A B C: A is to B as C is to ...",
                                            .answer = answer_three};
    if (operands->n != 1 && operands->n != 1 + THREE)
        return report_usage_error(command, "expected three words A B C; found %zu", operands->n - 1);
    return word_search_run(&how, command, arguments, operands);
}

const struct command command_analogy = {
    .name = "analogy",
    .summary = "complete 'A is to B as C is to ...'",
    .description = "Prints the words whose vectors are closest to b - a + c, closest first, each with a tab and the "
                   "cosine similarity. Here a, b and c are the vectors of the words A, B and C, scaled to length 1; "
                   "the three words themselves are left out. Without words, each line of standard input contains three "
                   "words, and each answer begins with them and a tab; on a terminal bagtag asks for them.",
    .operands = "MODEL [A] [B] [C]",
    .examples = "  bagtag analogy topics.model bread baker meat\n"
                "  bagtag analogy -k 1 topics.model < questions.txt\n",
    .options = word_search_options,
    .n_options = WORD_SEARCH_OPTIONS,
    .arguments_bytes = sizeof(struct word_search_arguments),
    .init = word_search_init,
    .run = run_analogy,
};
