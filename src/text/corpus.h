/* corpus.h - labelled files read, tokenised once and in parallel, and turned into data sets */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TEXT_CORPUS_H
#define BAGTAG_TEXT_CORPUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/pool.h"
#include "text/dataset.h"
#include "text/reader.h"
#include "text/tokenizer.h"
#include "text/vocab.h"

/* How files become documents. Borrowed strings must outlive the corpus. */
struct corpus_options {
    enum reader_format format;
    const char *label_prefix;
    struct tokenizer tokenizer;
    uint64_t min_count;
    uint32_t max_ngram;      /* 1 .. NGRAM_LONGEST; 1: words only */
    uint32_t max_ideographs; /* max_ngram of a text whose tokens are mostly single ideographs; 0: the same */
    uint32_t n_buckets;      /* 1 .. 2^31 - 1 where there are n-grams */
    double held_out_percent; /* this share of the lines of training files is kept out of training, 0: none */
    bool has_others;         /* tokens that are no words leave a number in the data sets: struct corpus_others */
    uint64_t seed;           /* which lines: line number n, from 1 over all files, is held out when
                                rng_unit(seed, CORPUS_STREAM_HELD_OUT, n) * 100 < held_out_percent */
    size_t block_bytes;      /* how much text a worker takes at a time; 0: by the size of the file */
};
#define CORPUS_STREAM_HELD_OUT UINT64_C(0x68656c646f7574)

/* What was read. */
struct corpus_counts {
    uint64_t lines;
    uint64_t documents;    /* lines with a label, for training */
    uint64_t held_out;     /* lines with a label, kept out */
    uint64_t unlabelled;   /* lines skipped because they have no label (empty lines too) */
    uint64_t invalid_utf8; /* labelled lines with invalid UTF-8 (tokenised all the same) */
    uint64_t tokens;       /* words of the training documents, before min_count */
    uint64_t bytes;        /* of text, after decompression */
};

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
 * corpus_free may follow. PROGRESS may be NULL. */
enum bagtag_status corpus_read(struct corpus *corpus, const char *path, bool held_out, corpus_progress *progress,
                               void *context, struct bagtag_error *error);
const struct corpus_counts *corpus_counts(const struct corpus *corpus);

/* Tokens that are no words: too rare for min_count, or in held-out documents alone. Some are there several times. Where
 * they are asked for, the place of one in a data set is CORPUS_OTHER + its number, which is no row of anything:
 * subword_rows.h makes rows of it, or takes it out. */
struct corpus_others {
    char *bytes;
    uint64_t *offsets;    /* [n + 1] */
    bool *are_trained_on; /* [n] */
    size_t n;
};
#define CORPUS_OTHER UINT32_C(0x80000000)

/* What training starts from; all owned by the caller, cleared with contents_clear. */
struct corpus_contents {
    struct vocab words;
    struct vocab labels; /* the labels of training documents, by count, then first appearance */
    uint32_t max_ngram;  /* that the data sets have */
    int32_t *ngram_ids;  /* touched buckets, ascending; see ngram.h */
    size_t n_ngram_ids;
    struct corpus_others others;
    struct dataset train;
    struct dataset held_out; /* unknown words and untouched n-grams dropped; labels never seen in training unknown */
};

/* Builds the vocabularies and the data sets and frees the corpus' own memory on the way (only corpus_counts and
 * corpus_free may follow). The result is the same for any number of workers, any block size. Held-out documents
 * change neither vocabulary nor n-grams. *OUT is written only on success; no training document at all, or more
 * than 2^31 - 1 rows, is BAGTAG_INPUT. */
enum bagtag_status corpus_finish(struct corpus *corpus, struct corpus_contents *out, struct bagtag_error *error);
void corpus_contents_clear(struct corpus_contents *contents);

#endif
