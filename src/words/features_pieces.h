/* features_pieces.h - the rows of a long text, piece by piece */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_FEATURES_PIECES_H
#define BAGTAG_WORDS_FEATURES_PIECES_H

#include "words/features_state.h"

/* Whether a text of LEN bytes is tokenized and looked up in pieces. */
bool features_are_long(const struct feature_rules *rules, size_t len);

/* Finds all rows of TEXT, which is long, as features_find does; if they are to be weighted, merges and counts equal
 * ones. FEATURES must have no rows yet. Returns 0, or -1 if out of memory. */
int features_find_pieces(struct features *features, const struct feature_rules *rules, const char *text, size_t len);

/* Copies `counts` to `weights`, as weight_merge_equal would return them. */
void features_count_united(struct features *features);

#endif
