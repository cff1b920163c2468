/* race_chars.h - the second round of a race: with character n-grams or without */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_FIT_RACE_CHARS_H
#define BAGTAG_FIT_RACE_CHARS_H

#include "fit/race.h"

/* Tries the best of RESULT with and without character n-grams, on the same documents, and puts them into RESULT if they
 * are clearly better. They make a model several times larger and slower to train, so fewer documents are used, and none
 * if the whole training set would become too large. If they win, the best of the other weights is tried with them too.
 * With fewer than 1,000 documents, the standard candidate for few documents (candidate_default_of_few) is tried, which
 * wins unless it is clearly worse, and then dropout; it wins untried if RESULT has nothing held out, or nothing better
 * than guessing. */
enum bagtag_status race_chars(const struct corpus_contents *contents, const struct settings *settings,
                              struct choosing *choosing, struct race_result *result, struct bagtag_error *error);

#endif
