/* pipeline.c - turns records into output, in order, with several workers */
/* SPDX-License-Identifier: MIT */
#include "use/pipeline.h"

#include <stdbool.h>

#include "base/pool.h"
#include "base/thread.h"
#include "base/turns.h"
#include "model/model_file.h"
#include "use/first_records.h"

/* Large enough to make lock contention rare, small enough to stay in a cache. */
enum { BLOCK_BYTES = 256 * 1024 };

/* `reading` guards the input; `turns` makes blocks be written in order. */
struct run {
    const struct pipeline *pipeline;
    struct lock reading;
    struct records *records;
    uint64_t n_taken; /* blocks taken; a failure to read one counts too */
    bool is_read;
    struct turns turns;
    struct first_records first; /* of the current file, in the order of the output */
};

/* Refuses answers by a model whose files are no longer those that were opened. */
static enum bagtag_status check_models(const struct pipeline *p, struct bagtag_error *error)
{
    enum bagtag_status status = p->model != NULL ? model_file_check_unchanged(p->model, error) : BAGTAG_OK;
    for (size_t i = 0; status == BAGTAG_OK && i < p->n_others; i++)
        status = model_file_check_unchanged(p->others[i], error);
    return status;
}

/* Takes a block; false if none is left. A failure to read is returned like a block, with its number, in *STATUS. */
static bool take(struct run *run, struct records_block *block, uint64_t *number, enum bagtag_status *status,
                 struct bagtag_error *error)
{
    lock_take(&run->reading);
    bool has_more = !run->is_read;
    if (has_more) {
        *status = records_take(run->records, block, error);
        if (*status != BAGTAG_OK || block->lines.len == 0)
            run->is_read = true;
        has_more = *status != BAGTAG_OK || block->lines.len > 0;
        *number = run->n_taken;
        run->n_taken += has_more;
    }
    lock_release(&run->reading);
    return has_more;
}

static enum bagtag_status write_output(const struct pipeline *p, const struct buffer *output,
                                       struct bagtag_error *error)
{
    if (output->failed)
        return error_memory(error);
    int errnum = p->sink && output->len ? p->sink->write(p->sink->context, output->bytes, output->len) : 0;
    return errnum ? error_errno(error, errnum, "cannot write the output") : BAGTAG_OK;
}

static void add_counts(const struct run *run, const struct records_block *block)
{
    records_add_counts(run->pipeline->counts, &block->counts);
    run->pipeline->counts->has_warned_bad = run->first.has_warned_bad;
}

/* Waits for the turn of block NUMBER, writes its output, passes the turn on. Returns whether the run goes on. */
static bool write_in_turn(struct run *run, uint64_t number, const struct records_block *block,
                          const struct buffer *output, enum bagtag_status status, struct bagtag_error *error)
{
    if (turns_wait(&run->turns, number)) {
        if (block->is_all_known)
            first_records_options(&run->first, &block->formats, block->rules);
        enum bagtag_status written =
            write_output(run->pipeline, output, status == BAGTAG_OK ? error : &(struct bagtag_error){""});
        status = status == BAGTAG_OK ? written : status;
        if (status == BAGTAG_OK)
            first_records_look(&run->first, block);
        if (run->pipeline->counts)
            add_counts(run, block);
    }
    return turns_pass(&run->turns, status, error);
}

static void work(void *context, int worker)
{
    struct run *run = context;
    const struct pipeline *p = run->pipeline;
    struct records_block block = {.file = NULL};
    struct buffer output = {0};
    struct bagtag_error error;
    uint64_t number;
    enum bagtag_status status = BAGTAG_OK;
    bool goes_on = true;
    while (goes_on && take(run, &block, &number, &status, &error)) {
        output.len = 0;
        if (status == BAGTAG_OK)
            status = p->work(p->context, worker, &block, &output, &error);
        if (status == BAGTAG_OK) {
            status = check_models(p, &error);
            output.len = status == BAGTAG_OK ? output.len : 0;
        }
        goes_on = write_in_turn(run, number, &block, &output, status, &error);
    }
    if (!goes_on) {
        lock_take(&run->reading);
        run->is_read = true;
        lock_release(&run->reading);
    }
    buffer_clear(&output);
    records_block_clear(&block);
}

static enum bagtag_status start(struct run *run, struct bagtag_error *error)
{
    int errnum = lock_init(&run->reading);
    if (errnum)
        return error_errno(error, errnum, "cannot create a lock");
    enum bagtag_status status = turns_init(&run->turns, error);
    if (status != BAGTAG_OK)
        lock_clear(&run->reading);
    return status;
}

enum bagtag_status pipeline_run(const struct pipeline *pipeline, struct bagtag_error *error)
{
    static const char *const standard_input[] = {"-"};
    struct run run = {.pipeline = pipeline};
    struct pool *pool = NULL;
    enum bagtag_status status = pool_open(&pool, pipeline->n_workers, error);
    if (status != BAGTAG_OK)
        return status;
    status = records_open(&run.records, pipeline->n_files ? pipeline->files : standard_input,
                          pipeline->n_files ? pipeline->n_files : 1, pipeline->rules, BLOCK_BYTES, error);
    if (status == BAGTAG_OK)
        status = start(&run, error);
    if (status == BAGTAG_OK) {
        pool_run(pool, work, &run);
        status = run.turns.status;
        if (status == BAGTAG_OK) /* not yet called if the last files are empty */
            first_records_options(&run.first, records_formats(run.records), pipeline->rules);
        if (pipeline->formats)
            *pipeline->formats = records_formats(run.records)->set;
        turns_clear(&run.turns);
        lock_clear(&run.reading);
    }
    records_close(run.records);
    pool_close(pool);
    return status;
}
