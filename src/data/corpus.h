/* corpus.h - reads labelled files, tokenizes them once and in parallel, and turns them into data sets */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_CORPUS_H
#define BAGTAG_DATA_CORPUS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/pool.h"
#include "data/corpus_contents.h"

/* Called from time to time by the thread that called corpus_read, with the counts so far and the bytes read and in
 * total (0: unknown) of the current file. Return false to stop (BAGTAG_STOPPED). */
typedef bool corpus_progress(void *context, const struct corpus_counts *counts, uint64_t bytes, uint64_t total_bytes);

struct corpus;
enum bagtag_status corpus_open(struct corpus **out, const struct corpus_options *options, struct pool *pool,
                               struct bagtag_error *error);
void corpus_free(struct corpus *corpus); /* NULL is allowed */

/* Reads one file ("-": standard input) with all workers of the pool. Its lines become training documents, or held-out
 * ones if HELD_OUT. An empty file, or one without any label, is BAGTAG_INPUT. If several lines are bad, the first one
 * is reported, with any number of workers. After a failure only corpus_formats and corpus_free may be called. PROGRESS
 * can be NULL. */
enum bagtag_status corpus_read(struct corpus *corpus, const char *path, bool held_out, corpus_progress *progress,
                               void *context, struct bagtag_error *error);
const struct corpus_counts *corpus_counts(const struct corpus *corpus);
const struct formats_seen *corpus_formats(const struct corpus *corpus); /* of the files read, also after a failure */

/* Builds the vocabularies and data sets, freeing the memory of the corpus on the way (afterwards only corpus_counts and
 * corpus_free are allowed). The result does not depend on the number of workers or the block size, and held-out
 * documents do not affect the vocabulary or the n-grams. *OUT is written only on success. BAGTAG_INPUT: no training
 * document, or more than 2^31 - 1 rows. */
enum bagtag_status corpus_finish(struct corpus *corpus, struct corpus_contents *out, struct bagtag_error *error);

#endif
