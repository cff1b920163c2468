/* corpus_others.h - tokens outside the vocabulary, kept for their character n-grams */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_CORPUS_OTHERS_H
#define BAGTAG_DATA_CORPUS_OTHERS_H

#include "base/error.h"
#include "data/corpus_state.h"
#include "data/corpus_rows.h"

/* Numbers in OTHERS each string of the workers' tables that is unknown in MAPS, and maps it to DATASET_OTHER + that
 * number. OTHERS must be all zero; clear it also after a failure. */
enum bagtag_status corpus_others_name(const struct corpus *corpus, const struct corpus_maps *maps,
                                      struct corpus_others *others, struct bagtag_error *error);
void corpus_others_clear(struct corpus_others *others);

#endif
