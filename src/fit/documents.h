/* documents.h - the documents of labelled files, as training and a search want them */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_FIT_DOCUMENTS_H
#define BAGTAG_FIT_DOCUMENTS_H

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
    bagtag_progress_function *progress; /* told of the reading; NULL: none */
    void *progress_context;
};

struct documents {
    struct corpus_contents contents;
    struct corpus_counts counts;
    int32_t *char_ids; /* [n_char_ids]: the buckets that character n-grams touch, once they are put in; ascending */
    size_t n_char_ids;
};

/* Reads all files as HOW has it. DOCUMENTS is written only on success. */
enum bagtag_status documents_read(const struct document_files *files, const struct corpus_options *how,
                                  struct pool *pool, struct documents *documents, struct bagtag_error *error);
void documents_clear(struct documents *documents); /* all-zero ones are allowed */

/* V. */
size_t documents_rows(const struct documents *documents);

/* Takes out what was read for a choice of settings and SETTINGS, now chosen, do without: n-grams, and tokens that are
 * no words. */
void documents_narrow(struct documents *documents, const struct settings *settings);

/* Puts the rows of the character n-grams of SETTINGS in, if they have any. */
enum bagtag_status documents_spell(struct documents *documents, const struct settings *settings, struct pool *pool,
                                   struct bagtag_error *error);

#endif
