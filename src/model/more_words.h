/* more_words.h - words that a trained model gets, though no document has them */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_MORE_WORDS_H
#define BAGTAG_MODEL_MORE_WORDS_H

#include "base/error.h"
#include "model/model.h"
#include "model/vectors_list.h"

/* Adds the other words of VECTORS with their vectors to MODEL, after the words it has and with a count of 0. Where rows
 * are weighted, theirs have WEIGHT. The rows of n-grams follow. MODEL owns its weights, has no scores yet and, after a
 * failure, can only be freed. */
enum bagtag_status model_add_words(struct bagtag_model *model, const struct vectors *vectors, float weight,
                                   struct bagtag_error *error);

#endif
