/* trace.h - which tokens each row of a text comes from */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_TRACE_H
#define BAGTAG_WORDS_TRACE_H

#include <stddef.h>
#include <stdint.h>

#include "words/features.h"

/* One occurrence of a row: that of a token's word or of one of its character n-grams (n_tokens 1), or of the run of
 * N_TOKENS words that begins with the token. */
struct traced_row {
    uint32_t row;
    uint32_t n_tokens;
};

/* Zero-initialise, reuse; trace_clear frees. */
struct trace {
    struct traced_row *rows; /* [n]: those of the first token, then of the second, and so on */
    size_t n;
    size_t capacity;
    uint32_t *n_rows; /* [tokens]: how many each has */
    size_t token_capacity;
    uint32_t *buckets;
    size_t bucket_capacity;
};

/* Finds the rows of the text in FEATURES, which was looked up by RULES: those of features_find, token by token. Slower:
 * looks everything up once more. Returns 0, or -1 if out of memory. */
int trace_find(struct trace *trace, const struct features *features, const struct feature_rules *rules);
void trace_clear(struct trace *trace);

#endif
