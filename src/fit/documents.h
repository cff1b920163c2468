/* documents.h - the documents of labelled files, for training and search */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_FIT_DOCUMENTS_H
#define BAGTAG_FIT_DOCUMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bagtag.h"
#include "base/error.h"
#include "base/pool.h"
#include "data/corpus_contents.h"
#include "model/settings.h"

/* Where documents come from; borrowed. */
struct document_files {
    const char *const *files;
    size_t n_files;
    const char *valid_file;             /* held-out documents; NULL: none */
    bagtag_progress_function *progress; /* called while reading; NULL: none */
    void *progress_context;
};

struct documents {
    struct corpus_contents contents;
    struct corpus_counts counts;
    int32_t *char_ids; /* [n_char_ids]: the buckets of character n-grams, after documents_add_chars; ascending */
    size_t n_char_ids;
    uint8_t *ngram_counts; /* [contents.n_ngram_ids]: how often each was seen, as codes of words/count_code.h, after
                            * documents_count; NULL: not counted */
    bool has_unseen_row; /* after documents_add_chars: the last row is for all buckets that no training document has */
};

/* Calls PROGRESS with BAGTAG_WARNING and SENTENCE. Returns false if the run must stop. */
bool documents_warn(bagtag_progress_function *progress, void *context, const char *sentence);

/* Reads all files with the options HOW. Warns of an option that applies to none of them, even if the contents of the
 * last file are rejected. DOCUMENTS is written only on success. */
enum bagtag_status documents_read(const struct document_files *files, const struct corpus_options *how,
                                  struct pool *pool, struct documents *documents, struct bagtag_error *error);
void documents_clear(struct documents *documents); /* all-zero ones are allowed */

/* The number of rows, V. */
size_t documents_rows(const struct documents *documents);

/* Removes what was read only to choose settings and SETTINGS, the choice, do not need: n-grams, and tokens outside the
 * vocabulary. */
void documents_narrow(struct documents *documents, const struct settings *settings);

/* Adds the rows of character n-grams if SETTINGS have any. If word and character n-grams share one space of buckets,
 * both are listed in contents.ngram_ids. */
enum bagtag_status documents_add_chars(struct documents *documents, const struct settings *settings, struct pool *pool,
                                       struct bagtag_error *error);

/* Counts the n-grams of contents.ngram_ids in the training documents if SETTINGS have word n-grams. Call it after
 * documents_add_chars and before training, which replaces repeated ids of a document by weights. */
enum bagtag_status documents_count(struct documents *documents, const struct settings *settings,
                                   struct bagtag_error *error);

#endif
