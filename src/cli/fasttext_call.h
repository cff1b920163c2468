/* fasttext_call.h - a command of fastText on its way */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_FASTTEXT_CALL_H
#define BAGTAG_CLI_FASTTEXT_CALL_H

#include <stddef.h>

#include "bagtag.h"
#include "cli/show/output.h"

struct fasttext_call {
    const struct bagtag_model *model;
    int argc;          /* as many as the command takes */
    char *const *argv; /* the command, MODEL, and what comes behind it */
    struct output *output;
};

/* Each runs one command. What goes wrong is told by the caller; bytes may then be in OUTPUT. */
typedef enum bagtag_status fasttext_run_function(const struct fasttext_call *call, struct bagtag_error *error);

/* MODEL FILE [K] [THRESHOLD] */
fasttext_run_function fasttext_predict, fasttext_predict_prob, fasttext_test, fasttext_test_label;

/* MODEL [K], and words from standard input */
fasttext_run_function fasttext_nn, fasttext_analogies;

/* MODEL, and words or lines from standard input; MODEL WORD; MODEL PART */
fasttext_run_function fasttext_print_words, fasttext_print_sentences, fasttext_print_ngrams, fasttext_dump;

/* *OUT = argument I, a number from 1, or 0 for -1, which is all; INITIAL if there is no such argument. */
enum bagtag_status fasttext_read_k(const struct fasttext_call *call, int i, size_t initial, size_t *out,
                                   struct bagtag_error *error);

#endif
