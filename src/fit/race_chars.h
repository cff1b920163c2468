/* race_chars.h - the second round of a race: with character n-grams or without */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_FIT_RACE_CHARS_H
#define BAGTAG_FIT_RACE_CHARS_H

#include "fit/race.h"

/* Tries the best of RESULT with character n-grams beside itself as it is, all on the same documents, and puts what is
 * better by more than chance would have it into RESULT. They make a model several times as large and slow to train, so
 * fewer documents are looked at, and none when the whole training set would become too large. Where they are taken, the
 * best of the other weights is tried with them, too. */
enum bagtag_status race_chars(const struct corpus_contents *contents, const struct settings *settings,
                              struct choosing *choosing, struct race_result *result, struct bagtag_error *error);

#endif
