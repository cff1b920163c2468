/* subword_rows.h - the character n-grams of each word, listed once and added to the documents with the word */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_SUBWORD_ROWS_H
#define BAGTAG_DATA_SUBWORD_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/pool.h"
#include "data/corpus_contents.h"
#include "data/dataset.h"
#include "words/subword.h"

/* The character n-grams of a word depend only on the word, so documents are read without them. Word i of the
 * vocabulary has the ranks ranks[offsets[i] .. offsets[i + 1]), other j those of place n_words + j; NGRAM_NONE is an
 * n-gram that no training document has. */
struct subword_lists {
    uint64_t *offsets; /* [n_words + others + 1] */
    uint32_t *ranks;
    size_t n_words;
    size_t n_others;
    int32_t *ids; /* [n_ids]: the buckets touched, ascending */
    size_t n_ids;
    bool has_rest; /* n-grams that no training document has share a row, the one after the others */
};

/* Lists the n-grams that RULES (of which `known` need only have n_buckets) make of the words and others of CONTENTS, or
 * of those that DOCUMENTS have, some of its training documents; then the other lists are empty. LISTS is all zero
 * before; clear it also after a failure. */
enum bagtag_status subword_lists_make(struct subword_lists *lists, const struct subwords *rules,
                                      const struct corpus_contents *contents, const struct dataset *documents,
                                      struct pool *pool, struct bagtag_error *error);
void subword_lists_clear(struct subword_lists *lists);

/* How many rows of character n-grams RULES would add to the training documents of CONTENTS, except those of others. */
double subword_rows_count(const struct subwords *rules, const struct corpus_contents *contents);

/* Adds the rows of character n-grams to the documents of DATASET, in the order of subword.h; the first of them is
 * FIRST_ROW. Others are removed from the documents. */
enum bagtag_status subword_rows_add(struct dataset *dataset, const struct subword_lists *lists, uint32_t first_row,
                                    struct pool *pool, struct bagtag_error *error);

#endif
