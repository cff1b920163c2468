/* subword_rows.h - character n-grams of each word, listed once and added to the documents with the word */
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

/* The character n-grams of a word depend only on the word, so documents are read without them. Word i of the vocabulary
 * has the ranks ranks[offsets[i] .. offsets[i + 1]); token j of the others has those of index n_words + j. NGRAM_NONE
 * is an n-gram that no training document has. */
struct subword_lists {
    uint64_t *offsets; /* [n_words + others + 1] */
    uint32_t *ranks;
    size_t n_words;
    size_t n_others;
    int32_t *ids; /* [n_ids]: the touched buckets, ascending */
    size_t n_ids;
    bool has_unseen_row; /* n-grams that no training document has share the row after the others */
};

/* Lists the n-grams of the words and others of CONTENTS by RULES (whose `known` needs only n_buckets). If DOCUMENTS, a
 * subset of the training documents, is not NULL, lists only those of its words and others, and leaves the other lists
 * empty. LISTS must be all zero; clear it also after a failure. */
enum bagtag_status subword_lists_make(struct subword_lists *lists, const struct subwords *rules,
                                      const struct corpus_contents *contents, const struct dataset *documents,
                                      struct pool *pool, struct bagtag_error *error);
void subword_lists_clear(struct subword_lists *lists);

/* How many rows of character n-grams RULES would add to the training documents of CONTENTS, not counting those of
 * others. */
double subword_rows_count(const struct subwords *rules, const struct corpus_contents *contents);

/* Adds the rows of character n-grams, which begin at FIRST_ROW, to the documents of DATASET, in the order of subword.h.
 * Removes others from the documents. */
enum bagtag_status subword_rows_add(struct dataset *dataset, const struct subword_lists *lists, uint32_t first_row,
                                    struct pool *pool, struct bagtag_error *error);

#endif
