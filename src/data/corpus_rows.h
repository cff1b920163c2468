/* corpus_rows.h - from blocks of ids to data sets of rows */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_CORPUS_ROWS_H
#define BAGTAG_DATA_CORPUS_ROWS_H

#include <stdint.h>

#include "base/error.h"
#include "data/corpus_state.h"

/* What the ids in each worker's tables mean. */
struct corpus_maps {
    uint32_t **words;  /* [n_workers][strings]: the word, or VOCAB_UNKNOWN */
    uint32_t **labels; /* the same for labels */
    size_t n_first;    /* [strings] of the first worker, whose table contains the strings of the others, too */
    uint64_t **hashes; /* [n_workers][strings]: of each string as a token; NULL without n-grams */
};

/* Fills in the n-grams and both data sets of CONTENTS, which already has its vocabularies. Each block of the corpus is
 * freed as soon as it has been used, so that the ids are hardly ever in memory twice. On failure CONTENTS is partly
 * filled; clear it. */
enum bagtag_status corpus_rows_fill(struct corpus *corpus, const struct corpus_maps *maps,
                                    struct corpus_contents *contents, struct bagtag_error *error);

#endif
