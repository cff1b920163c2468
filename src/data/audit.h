/* audit.h - warnings about labelled files whose data looks wrong, before training */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_AUDIT_H
#define BAGTAG_DATA_AUDIT_H

#include "data/corpus_contents.h"

/* Called with one sentence, without a final period, that names file and line of the first place. */
typedef void audit_warn(void *context, const char *sentence);

/* Reports each kind of problem in CONTENTS, which was read by RULES, once: lines without a label; records that were
 * skipped, have no text, invalid UTF-8 or a byte order mark in mid-stream; lines that end in carriage returns; a header
 * line; swapped columns, or a label for every text; several labels in one field; a single label; labels that differ
 * only in spelling; the label prefix inside a label; and if there is a validation file VALID (may be NULL): held-out
 * documents with only unknown labels, many that are copies of training documents, or all with the same one of several
 * labels. Returns 0, or -1 if out of memory. */
int audit_contents(const struct corpus_contents *contents, const struct record_rules *rules, const char *valid,
                   audit_warn *tell, void *context);

/* The number of documents in HELD_OUT none of whose labels occur in training documents. */
uint64_t audit_unknown_labels(const struct dataset *held_out);

/* BAGTAG_INPUT if there is nothing to train on: COUNTS has no tokens, or no word occurs MIN_COUNT times. */
enum bagtag_status audit_need_words(const struct corpus_contents *contents, const struct corpus_counts *counts,
                                    uint64_t min_count, struct bagtag_error *error);

#endif
