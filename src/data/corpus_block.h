/* corpus_block.h - a block of records turned into ids by one worker */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_CORPUS_BLOCK_H
#define BAGTAG_DATA_CORPUS_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/corpus_contents.h"
#include "data/corpus_notes.h"
#include "data/records.h"
#include "words/strtab.h"

struct corpus_chunk;

/* A record that became a document. */
struct corpus_document {
    uint32_t text[2]; /* its hash, if texts are compared to split off held-out documents or to find copies */
    uint32_t n_tokens;
    uint32_t n_labels : 31;
    uint32_t is_held_out : 1;
};

/* The contents of a block of records. Ids refer to the tables of the worker that read it. */
struct corpus_block {
    struct corpus_chunk *chunk;        /* holds the three arrays */
    struct corpus_document *documents; /* [n_documents] */
    uint32_t *labels;                  /* document after document */
    uint32_t *ids;                     /* one per token, document after document */
    size_t n_documents;
    size_t n_held_out; /* of the documents */
    uint32_t worker;
};

/* Frees the arrays; an all-zero block is allowed. Different threads may clear different blocks. */
void corpus_block_clear(struct corpus_block *block);

/* The data of one worker, which only it touches while files are read. Zero-initialise. */
struct corpus_worker {
    /* Every token and label ever seen. Counts cover training documents only: they are made while reading or, if a share
     * of the lines is held out, at the end (corpus_held_out.h). */
    struct strtab words;
    struct strtab labels;
    struct corpus_notes notes;
    struct records_block records;
    struct record record;
    struct tokens tokens;
    struct corpus_chunk *chunk;        /* with room for more blocks, or NULL */
    struct corpus_document *documents; /* of the block being read, as are the next two */
    uint32_t *label_ids;
    uint32_t *ids;
    size_t n_documents, n_label_ids, n_ids;
    size_t document_capacity, label_capacity, id_capacity;
    char apart[128]; /* keeps the next worker's members off this one's cache lines */
};

void corpus_worker_clear_scratch(struct corpus_worker *worker); /* everything except the tables and the notes */
void corpus_worker_clear(struct corpus_worker *worker);

/* How to read a block. */
struct corpus_task {
    const struct corpus_options *options;
    uint64_t lines_before; /* of the files before this one */
    bool is_held_out;      /* the whole file */
    uint32_t number;       /* of the block, over all files */
};

/* Turns worker->records into BLOCK and fills in COUNTS, which was all zero, except lines and bytes. On failure BLOCK is
 * unchanged. */
enum bagtag_status corpus_block_read(struct corpus_worker *worker, const struct corpus_task *task,
                                     struct corpus_block *block, struct corpus_counts *counts,
                                     struct bagtag_error *error);

/* A text for a label. */
struct corpus_text {
    struct record_label label;
    const char *text; /* 64 bytes after it are readable */
    size_t len;
};

/* Makes a block of N texts: training documents whose words are counted, but not the documents or their labels. The
 * caller sets BLOCK->worker, which is left 0. On failure BLOCK is unchanged. */
enum bagtag_status corpus_block_write(struct corpus_worker *worker, const struct corpus_options *options,
                                      uint32_t number, const struct corpus_text *texts, size_t n,
                                      struct corpus_block *block, struct bagtag_error *error);

#endif
