/* fasttext_print.c - fastText's commands that print vectors and parts of a model */
/* SPDX-License-Identifier: MIT */
#include "cli/fasttext_call.h"

#include <string.h>

#include "bagtag_convert.h"
#include "bagtag_fasttext.h"
#include "base/error.h"

enum bagtag_status fasttext_print_words(const struct fasttext_call *call, struct bagtag_error *error)
{
    struct bagtag_sink sink = output_sink(call->output);
    return bagtag_fasttext_word_vectors(call->model, "-", &sink, error);
}

enum bagtag_status fasttext_print_sentences(const struct fasttext_call *call, struct bagtag_error *error)
{
    struct bagtag_sink sink = output_sink(call->output);
    return bagtag_fasttext_sentence_vectors(call->model, "-", &sink, error);
}

enum bagtag_status fasttext_print_ngrams(const struct fasttext_call *call, struct bagtag_error *error)
{
    struct bagtag_sink sink = output_sink(call->output);
    const char *word = call->argv[2];
    return bagtag_fasttext_ngram_vectors(call->model, word, strlen(word), &sink, error);
}

enum bagtag_status fasttext_dump(const struct fasttext_call *call, struct bagtag_error *error)
{
    static const char *const parts[] = {[BAGTAG_FASTTEXT_ARGS] = "args",
                                        [BAGTAG_FASTTEXT_DICT] = "dict",
                                        [BAGTAG_FASTTEXT_INPUT] = "input",
                                        [BAGTAG_FASTTEXT_OUTPUT] = "output"};
    struct bagtag_sink sink = output_sink(call->output);
    if (!bagtag_file_is_fasttext(call->argv[1]))
        return error_set(error, BAGTAG_INPUT,
                         "%s: expected a fastText file; found a bagtag model: 'bagtag inspect' shows what is in it",
                         call->argv[1]);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (strcmp(call->argv[2], parts[i]) == 0)
            return bagtag_fasttext_dump(call->argv[1], (enum bagtag_fasttext_part)i, &sink, error);
    }
    return error_set(error, BAGTAG_ARGUMENT, "dump: expected args, dict, input or output; found '%s'", call->argv[2]);
}
