/* features_pieces.h - the rows of a long text, piece by piece */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_FEATURES_PIECES_H
#define BAGTAG_WORDS_FEATURES_PIECES_H

#include "words/features_state.h"

/* Whether a text of LEN bytes is cut and looked up in pieces. */
bool features_are_long(const struct feature_rules *rules, size_t len);

/* All rows of TEXT, which is long, as features_find finds them; where they are to be weighed, united and counted.
 * FEATURES has no rows yet. Returns 0, or -1 when memory is out. */
int features_find_pieces(struct features *features, const struct feature_rules *rules, const char *text, size_t len);

/* The numbers of `counts` as those of weight_unite. */
void features_count_united(struct features *features);

#endif
