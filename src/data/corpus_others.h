/* corpus_others.h - tokens that are no words of the vocabulary, but have letters all the same */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_CORPUS_OTHERS_H
#define BAGTAG_DATA_CORPUS_OTHERS_H

#include "base/error.h"
#include "data/corpus_state.h"
#include "data/corpus_rows.h"

/* Gives each string of the workers' tables that MAPS takes for unknown a number in OTHERS, and MAPS that number +
 * DATASET_OTHER. OTHERS is all zero before, and to be cleared also after a failure. */
enum bagtag_status corpus_others_name(const struct corpus *corpus, const struct corpus_maps *maps,
                                      struct corpus_others *others, struct bagtag_error *error);
void corpus_others_clear(struct corpus_others *others);

#endif
