/* audit.h - what looks wrong in labelled files, in words, before anything is trained on them */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_AUDIT_H
#define BAGTAG_DATA_AUDIT_H

#include "data/corpus_contents.h"

/* Gets one sentence, without the final point, that names the file and the line of the first place. */
typedef void audit_tell(void *context, const char *sentence);

/* Tells what looks wrong in CONTENTS, which were read by RULES, each thing once:
 *   lines without a label, records that were left out, without a text, with invalid UTF-8, with a byte order mark in
 * mid-stream; lines that end in carriage returns; a first line that names columns; columns the other way round, or a
 * label for every text; one label only; labels that are others written differently; the label prefix within a label;
 * and of a file VALID (NULL: there is none) held-out documents without any label that is learnt, or that all have the
 * same one of several. Returns 0, or -1 if out of memory. */
int audit_contents(const struct corpus_contents *contents, const struct record_rules *rules, const char *valid,
                   audit_tell *tell, void *context);

/* Documents of HELD_OUT whose labels no training document has. */
uint64_t audit_strangers(const struct dataset *held_out);

/* BAGTAG_INPUT when there is nothing to learn from: COUNTS has no word at all, or none was seen MIN_COUNT times. */
enum bagtag_status audit_need_words(const struct corpus_contents *contents, const struct corpus_counts *counts,
                                    uint64_t min_count, struct bagtag_error *error);

#endif
