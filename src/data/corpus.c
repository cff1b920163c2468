/* corpus.c - reads and tokenizes labelled files once, with all workers */
/* SPDX-License-Identifier: MIT */
#include "data/corpus.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/thread.h"
#include "data/corpus_state.h"
#include "words/ngram.h"

#define MAX_DOCUMENTS (UINT64_C(0xffffffff) - 1)

/* A file being read. Members that change are accessed only under the lock. */
struct reading {
    struct corpus *corpus;
    struct lock lock;
    struct records *records;
    bool is_held_out;
    uint64_t lines_before;
    bool is_over;              /* no more blocks will be taken */
    enum bagtag_status status; /* the failure of the earliest block */
    size_t failed_block;
    struct bagtag_error *error;
    corpus_progress *progress;
    void *progress_context;
};

enum bagtag_status corpus_open(struct corpus **out, const struct corpus_options *options, struct pool *pool,
                               struct bagtag_error *error)
{
    if (options->max_ngram < 1 || options->max_ngram > NGRAM_LONGEST)
        return error_set(error, BAGTAG_ARGUMENT, "expected n-grams of 1 to %u words; found %" PRIu32, NGRAM_LONGEST,
                         options->max_ngram);
    if (options->max_ngram > 1 && (options->n_buckets < 1 || options->n_buckets > INT32_MAX))
        return error_set(error, BAGTAG_ARGUMENT, "expected 1 to %d buckets; found %" PRIu32, INT32_MAX,
                         options->n_buckets);
    size_t n_workers = (size_t)pool_n_workers(pool);
    struct corpus *corpus = mem_zeroed(1, sizeof *corpus);
    struct corpus_worker *workers = mem_zeroed(n_workers, sizeof *workers);
    if (corpus == NULL || workers == NULL) {
        free(corpus);
        free(workers);
        return error_memory(error);
    }
    corpus->options = *options;
    corpus->pool = pool;
    corpus->workers = workers;
    corpus->n_workers = n_workers;
    *out = corpus;
    return BAGTAG_OK;
}

void corpus_free(struct corpus *corpus)
{
    if (corpus == NULL)
        return;
    for (size_t i = 0; i < corpus->n_workers; i++)
        corpus_worker_clear(&corpus->workers[i]);
    for (size_t i = 0; i < corpus->n_blocks; i++)
        corpus_block_clear(&corpus->blocks[i]);
    free(corpus->workers);
    free(corpus->blocks);
    free(corpus);
}

const struct corpus_counts *corpus_counts(const struct corpus *corpus)
{
    return &corpus->counts;
}

const struct formats_seen *corpus_formats(const struct corpus *corpus)
{
    return &corpus->formats;
}

/* After a failure no more blocks are taken. The earlier ones are already with other workers, which finish them, so the
 * failure kept in the end is that of the first bad line, no matter which worker found one first. */
static void note_failure(struct reading *reading, size_t block, enum bagtag_status status,
                         const struct bagtag_error *error)
{
    reading->is_over = true;
    if (reading->status != BAGTAG_OK && reading->failed_block <= block)
        return;
    reading->status = status;
    reading->failed_block = block;
    error_forward(reading->error, status, error);
}

/* Takes the next records of the file into the worker's block and reserves their place in corpus->blocks. False: none
 * are left, or it failed. */
static bool take_block(struct reading *reading, struct corpus_worker *worker, struct corpus_task *task)
{
    struct corpus *corpus = reading->corpus;
    struct bagtag_error error;
    if (reading->is_over)
        return false;
    size_t number = corpus->n_blocks;
    enum bagtag_status status = records_take(reading->records, &worker->records, &error);
    if (status == BAGTAG_OK && worker->records.lines.len == 0) {
        reading->is_over = true;
        return false;
    }
    if (status == BAGTAG_OK && corpus->counts.documents + corpus->counts.held_out > MAX_DOCUMENTS)
        status = error_set(&error, BAGTAG_INPUT, "%s: expected at most %" PRIu64 " documents in all; found more",
                           worker->records.file, MAX_DOCUMENTS);
    else if (status == BAGTAG_OK && (number >= UINT32_MAX || mem_reserve(&corpus->blocks, &corpus->block_capacity,
                                                                         number + 1, sizeof *corpus->blocks) != 0))
        status = error_memory(&error);
    if (status != BAGTAG_OK) {
        note_failure(reading, number, status, &error);
        return false;
    }
    corpus->blocks[corpus->n_blocks++] = (struct corpus_block){0};
    corpus->counts.lines += worker->records.lines.n_lines;
    corpus->counts.bytes += worker->records.lines.len;
    *task = (struct corpus_task){.options = &corpus->options,
                                 .lines_before = reading->lines_before,
                                 .is_held_out = reading->is_held_out,
                                 .number = (uint32_t)number};
    return true;
}

static void put_block(struct corpus *corpus, uint32_t number, const struct corpus_block *block,
                      const struct corpus_counts *counts)
{
    corpus->blocks[number] = *block;
    corpus->counts.documents += counts->documents;
    corpus->counts.held_out += counts->held_out;
    corpus->counts.unlabelled += counts->unlabelled;
    corpus->counts.invalid_utf8 += counts->invalid_utf8;
    corpus->counts.tokens += counts->tokens;
}

/* Reports progress without holding up the other workers. */
static void report(struct reading *reading)
{
    lock_take(&reading->lock);
    struct corpus_counts counts = reading->corpus->counts;
    uint64_t bytes, total;
    records_progress(reading->records, &bytes, &total);
    lock_release(&reading->lock);
    if (reading->progress(reading->progress_context, &counts, bytes, total))
        return;
    struct bagtag_error error;
    error_set(&error, BAGTAG_STOPPED, "%s: reading was stopped", records_file(reading->records));
    lock_take(&reading->lock);
    note_failure(reading, SIZE_MAX, BAGTAG_STOPPED, &error);
    lock_release(&reading->lock);
}

/* Each worker takes blocks, turns them into ids with its own tables and puts them back, until none are left. */
static void read_blocks(void *context, int number)
{
    struct reading *reading = context;
    struct corpus_worker *worker = &reading->corpus->workers[number];
    struct corpus_task task;
    lock_take(&reading->lock);
    while (take_block(reading, worker, &task)) {
        lock_release(&reading->lock);
        struct corpus_counts counts = {0};
        struct corpus_block block = {0};
        struct bagtag_error error;
        if (number == 0 && reading->progress != NULL)
            report(reading);
        enum bagtag_status status = corpus_block_read(worker, &task, &block, &counts, &error);
        block.worker = (uint32_t)number;
        lock_take(&reading->lock);
        if (status == BAGTAG_OK)
            put_block(reading->corpus, task.number, &block, &counts);
        else
            note_failure(reading, task.number, status, &error);
    }
    lock_release(&reading->lock);
}

/* Called after the last line: fails if the file lacks what it needs. BEFORE are the counts before its first line. */
static enum bagtag_status check_file(const struct reading *reading, const struct corpus_counts *before)
{
    const struct corpus_counts *now = &reading->corpus->counts;
    const char *file = records_file(reading->records);
    if (now->lines == before->lines)
        return error_set(reading->error, BAGTAG_INPUT, "%s: is empty", file);
    if (now->documents + now->held_out > MAX_DOCUMENTS)
        return error_set(reading->error, BAGTAG_INPUT, "%s: expected at most %" PRIu64 " documents in all; found more",
                         file, MAX_DOCUMENTS);
    if (now->documents + now->held_out > before->documents + before->held_out)
        return BAGTAG_OK;
    return records_no_label(file, records_format(reading->records), records_members(reading->records),
                            &reading->corpus->options.rules, reading->error);
}

/* Adds the formats MORE of the file just read. */
static void add_formats(struct corpus *corpus, const struct formats_seen *more)
{
    struct formats_seen sum = more->file != NULL ? *more : corpus->formats;
    sum.set |= corpus->formats.set;
    corpus->formats = sum;
}

enum bagtag_status corpus_read(struct corpus *corpus, const char *path, bool held_out, corpus_progress *progress,
                               void *context, struct bagtag_error *error)
{
    struct corpus_counts before = corpus->counts;
    struct reading reading = {.corpus = corpus,
                              .is_held_out = held_out,
                              .lines_before = corpus->counts.lines,
                              .error = error,
                              .progress = progress,
                              .progress_context = context};
    enum bagtag_status status =
        records_open(&reading.records, &path, 1, &corpus->options.rules, corpus->options.block_bytes, error);
    if (status != BAGTAG_OK)
        return status;
    int errnum = lock_init(&reading.lock);
    if (errnum != 0) {
        records_close(reading.records);
        return error_errno(error, errnum, "cannot create a lock");
    }
    pool_run(corpus->pool, read_blocks, &reading);
    status = reading.status;
    add_formats(corpus, records_formats(reading.records));
    if (status == BAGTAG_OK)
        status = check_file(&reading, &before);
    lock_clear(&reading.lock);
    records_close(reading.records);
    return status;
}
