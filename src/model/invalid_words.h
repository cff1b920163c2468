/* invalid_words.h - counts words in invalid UTF-8, which no text contains once it is read */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_INVALID_WORDS_H
#define BAGTAG_MODEL_INVALID_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* The words of a file; all zero at first. */
struct invalid_words {
    uint64_t n_words, n_invalid;
    struct bagtag_error place; /* of the first invalid word: "FILE:LINE" */
};

/* Counts WORD, from LINE of FILE. */
void invalid_words_count(struct invalid_words *words, const char *word, size_t len, const char *file, uint64_t line);

/* If a word was invalid, sets WARNING to a sentence: how many, where first, and how to convert the file if there are so
 * many that it must have another encoding. Returns false if there was none. */
bool invalid_words_describe(const struct invalid_words *words, struct bagtag_error *warning);

#endif
