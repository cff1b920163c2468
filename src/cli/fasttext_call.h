/* fasttext_call.h - a call of one of fastText's commands */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_FASTTEXT_CALL_H
#define BAGTAG_CLI_FASTTEXT_CALL_H

#include <stddef.h>

#include "bagtag.h"
#include "cli/show/output.h"

struct fasttext_call {
    const struct bagtag_model *model;
    int argc;          /* a number that the command accepts */
    char *const *argv; /* the command, MODEL and further arguments */
    struct output *output;
};

/* Each runs one command. On failure the caller prints ERROR; OUTPUT may already hold some bytes. */
typedef enum bagtag_status fasttext_run_function(const struct fasttext_call *call, struct bagtag_error *error);

/* MODEL FILE [K] [THRESHOLD] */
fasttext_run_function fasttext_predict, fasttext_predict_prob, fasttext_test, fasttext_test_label;

/* MODEL [K], and words from standard input */
fasttext_run_function fasttext_nn, fasttext_analogies;

/* MODEL, and words or lines from standard input; MODEL WORD; MODEL PART */
fasttext_run_function fasttext_print_words, fasttext_print_sentences, fasttext_print_ngrams, fasttext_dump;

/* Sets *OUT to argument I, a number from 1, or to 0 if that is -1 (all), or to INITIAL if there is no such argument. */
enum bagtag_status fasttext_read_k(const struct fasttext_call *call, int i, size_t initial, size_t *out,
                                   struct bagtag_error *error);

#endif
