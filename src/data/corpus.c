/* corpus.c - labelled files read and tokenised once, by all workers together */
/* SPDX-License-Identifier: MIT */
#include "data/corpus.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/thread.h"
#include "data/corpus_state.h"
#include "io/input.h"
#include "io/lines.h"
#include "words/ngram.h"

#define LEAST_BLOCK_BYTES ((size_t)256 << 10)
#define USUAL_BLOCK_BYTES ((size_t)1 << 20)
#define MOST_BLOCK_BYTES ((size_t)4 << 20)
#define BLOCKS_OF_A_FILE 64 /* about so many: enough to share out evenly */
#define MOST_DOCUMENTS (UINT64_C(0xffffffff) - 1)

/* A file being read. Everything here is looked at under the lock only, but for what does not change. */
struct reading {
    struct corpus *corpus;
    struct lock lock;
    struct input *input;
    struct lines_reader *lines;
    const char *file;
    bool is_held_out;
    uint64_t lines_before;
    enum reader_format format; /* READER_AUTO until a line that is not empty was seen */
    bool is_over;              /* no more blocks are to be taken */
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

/* No more blocks are taken. The earlier ones are already with other workers, who finish them; so the failure
 * that remains is that of the first bad line, whoever came to it first. */
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

/* The format of a file is that of its first line with anything in it. */
static enum reader_format block_format(struct reading *reading, const struct lines_block *block)
{
    if (reading->format == READER_AUTO) {
        size_t position = 0;
        struct line line;
        while (lines_split(block, &position, &line) != 0) {
            if (line.len == 0)
                continue;
            reading->format = reader_detect(reading->file, block, reading->corpus->options.label_prefix);
            break;
        }
    }
    return reading->format == READER_AUTO ? READER_FASTTEXT : reading->format;
}

/* Takes the next lines of the file into the worker's block, and a place among the corpus' blocks for them. False:
 * there are none, or it failed. */
static bool take_block(struct reading *reading, struct corpus_worker *worker, struct corpus_task *task)
{
    struct corpus *corpus = reading->corpus;
    struct bagtag_error error;
    if (reading->is_over)
        return false;
    size_t number = corpus->n_blocks;
    enum bagtag_status status = lines_next(reading->lines, &worker->lines, &error);
    if (status == BAGTAG_OK && worker->lines.len == 0) {
        reading->is_over = true;
        return false;
    }
    if (status == BAGTAG_OK && corpus->counts.documents + corpus->counts.held_out > MOST_DOCUMENTS)
        status = error_set(&error, BAGTAG_INPUT, "%s: expected at most %" PRIu64 " documents in all; found more",
                           reading->file, MOST_DOCUMENTS);
    else if (status == BAGTAG_OK && (number >= UINT32_MAX || mem_reserve(&corpus->blocks, &corpus->block_capacity,
                                                                         number + 1, sizeof *corpus->blocks) != 0))
        status = error_memory(&error);
    if (status != BAGTAG_OK) {
        note_failure(reading, number, status, &error);
        return false;
    }
    corpus->blocks[corpus->n_blocks++] = (struct corpus_block){0};
    corpus->counts.lines += worker->lines.n_lines;
    corpus->counts.bytes += worker->lines.len;
    *task = (struct corpus_task){.options = &corpus->options,
                                 .format = block_format(reading, &worker->lines),
                                 .file = reading->file,
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

/* Tells how far reading is, without holding the others up. */
static void report(struct reading *reading)
{
    lock_take(&reading->lock);
    struct corpus_counts counts = reading->corpus->counts;
    uint64_t bytes = input_read_bytes(reading->input), total = input_total_bytes(reading->input);
    lock_release(&reading->lock);
    if (reading->progress(reading->progress_context, &counts, bytes, total))
        return;
    struct bagtag_error error;
    error_set(&error, BAGTAG_STOPPED, "%s: reading was stopped", reading->file);
    lock_take(&reading->lock);
    note_failure(reading, SIZE_MAX, BAGTAG_STOPPED, &error);
    lock_release(&reading->lock);
}

/* What each worker does: takes a block, turns it into ids with tables of its own, puts it back, until there are
 * no more. */
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

/* Blocks so small that all workers finish together, so large that taking them costs nothing. */
static size_t block_bytes(const struct corpus_options *options, const struct input *input)
{
    if (options->block_bytes > 0)
        return options->block_bytes;
    uint64_t total = input_total_bytes(input);
    if (total == 0)
        return USUAL_BLOCK_BYTES;
    uint64_t part = total / BLOCKS_OF_A_FILE;
    if (part < LEAST_BLOCK_BYTES)
        return LEAST_BLOCK_BYTES;
    return part > MOST_BLOCK_BYTES ? MOST_BLOCK_BYTES : (size_t)part;
}

/* After the last line: did the file have what it needs? BEFORE are the counts before its first line. */
static enum bagtag_status check_file(const struct reading *reading, const struct corpus_counts *before)
{
    const struct corpus_counts *now = &reading->corpus->counts;
    const char *prefix = reading->corpus->options.label_prefix;
    if (now->lines == before->lines)
        return error_set(reading->error, BAGTAG_INPUT, "%s: is empty", reading->file);
    if (now->documents + now->held_out > MOST_DOCUMENTS)
        return error_set(reading->error, BAGTAG_INPUT, "%s: expected at most %" PRIu64 " documents in all; found more",
                         reading->file, MOST_DOCUMENTS);
    if (now->documents + now->held_out > before->documents + before->held_out)
        return BAGTAG_OK;
    if (reading->format == READER_TSV)
        return error_set(reading->error, BAGTAG_INPUT, "%s: no line has a label; expected label, tab, text",
                         reading->file);
    return error_set(reading->error, BAGTAG_INPUT,
                     "%s: no line has a label; expected words that begin with %s (or --format tsv: label, tab, text)",
                     reading->file, prefix);
}

enum bagtag_status corpus_read(struct corpus *corpus, const char *path, bool held_out, corpus_progress *progress,
                               void *context, struct bagtag_error *error)
{
    struct corpus_counts before = corpus->counts;
    struct reading reading = {.corpus = corpus,
                              .is_held_out = held_out,
                              .lines_before = corpus->counts.lines,
                              .format = corpus->options.format,
                              .error = error,
                              .progress = progress,
                              .progress_context = context};
    bool has_lock = false;
    enum bagtag_status status = input_open(&reading.input, path, error);
    if (status != BAGTAG_OK)
        return status;
    reading.file = input_name(reading.input);
    status = lines_open(&reading.lines, reading.input, block_bytes(&corpus->options, reading.input), error);
    if (status != BAGTAG_OK)
        goto out;
    int errnum = lock_init(&reading.lock);
    if (errnum != 0) {
        status = error_errno(error, errnum, "cannot make a lock");
        goto out;
    }
    has_lock = true;
    pool_run(corpus->pool, read_blocks, &reading);
    status = reading.status;
    if (status == BAGTAG_OK)
        status = check_file(&reading, &before);

out:
    if (has_lock)
        lock_clear(&reading.lock);
    lines_close(reading.lines);
    input_close(reading.input);
    return status;
}
