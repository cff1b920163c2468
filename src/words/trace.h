/* trace.h - which tokens each row of a text comes from */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_TRACE_H
#define BAGTAG_WORDS_TRACE_H

#include <stddef.h>
#include <stdint.h>

#include "words/features.h"

/* A row of a token, as often as it comes up: of the word or of a character n-gram of it (n_tokens 1), or of the run of
 * N_TOKENS words that begins with it. */
struct traced_row {
    uint32_t row;
    uint32_t n_tokens;
};

/* Zero-initialise, reuse; trace_clear frees. */
struct trace {
    struct traced_row *rows; /* [n]: those of the first token, of the second, and so on */
    size_t n;
    size_t capacity;
    uint32_t *n_rows; /* [tokens]: how many each has */
    size_t token_capacity;
    uint32_t *buckets;
    size_t bucket_capacity;
};

/* The rows of the text that FEATURES was found for, by RULES: those of features_find, token by token. Slower:
 * everything is looked up once more. Returns 0, or -1 when memory is out. */
int trace_find(struct trace *trace, const struct features *features, const struct feature_rules *rules);
void trace_clear(struct trace *trace);

#endif
