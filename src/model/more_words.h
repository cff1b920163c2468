/* more_words.h - adds words that no training document has to a trained model */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_MORE_WORDS_H
#define BAGTAG_MODEL_MORE_WORDS_H

#include "base/error.h"
#include "model/model.h"
#include "model/vectors_list.h"

/* Adds the other words of VECTORS, with their vectors, to MODEL: after its own words, before the rows of n-grams, with
 * a count of 0 and, if rows are weighted, WEIGHT. MODEL must own its weights and have no scores yet; after a failure it
 * can only be freed. */
enum bagtag_status model_add_words(struct bagtag_model *model, const struct vectors *vectors, float weight,
                                   struct bagtag_error *error);

#endif
