/* corpus.h - labelled files read, tokenised once and in parallel, and turned into data sets */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_CORPUS_H
#define BAGTAG_DATA_CORPUS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/pool.h"
#include "data/corpus_contents.h"

/* Called now and then, by the thread that called corpus_read, with what was read so far and, of the file being
 * read, the bytes taken and its total (0: unknown); return false to stop (BAGTAG_STOPPED). */
typedef bool corpus_progress(void *context, const struct corpus_counts *counts, uint64_t bytes, uint64_t total_bytes);

struct corpus;
enum bagtag_status corpus_open(struct corpus **out, const struct corpus_options *options, struct pool *pool,
                               struct bagtag_error *error);
void corpus_free(struct corpus *corpus); /* NULL is allowed */

/* Reads one file ("-": standard input), by all workers of the pool: its lines become training documents, or
 * held-out ones when HELD_OUT. A file without any label is BAGTAG_INPUT and names the file; so is a file that is
 * empty. Of several bad lines the first is reported, however many workers there are. After a failure only
 * corpus_free may follow. PROGRESS can be NULL. */
enum bagtag_status corpus_read(struct corpus *corpus, const char *path, bool held_out, corpus_progress *progress,
                               void *context, struct bagtag_error *error);
const struct corpus_counts *corpus_counts(const struct corpus *corpus);

/* Builds the vocabularies and the data sets and frees the corpus' own memory on the way (only corpus_counts and
 * corpus_free may follow). The result is the same for any number of workers, any block size. Held-out documents
 * change neither vocabulary nor n-grams. *OUT is written only on success; no training document at all, or more
 * than 2^31 - 1 rows, is BAGTAG_INPUT. */
enum bagtag_status corpus_finish(struct corpus *corpus, struct corpus_contents *out, struct bagtag_error *error);

#endif
