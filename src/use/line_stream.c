/* line_stream.c - the lines of files scored, and what a command makes of them written in order */
/* SPDX-License-Identifier: MIT */
#include "use/line_stream.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/pool.h"
#include "model/model.h"
#include "use/pipeline.h"

/* Scratch of one thread. */
struct worker {
    struct scored_lines lines;
    struct record records[KERNEL_LANES];
    struct line_counts counts;
};

struct run {
    const struct line_stream *stream;
    struct worker *workers;
    size_t n_workers;
};

/* Takes LINE in as the next of the group. */
static enum bagtag_status add_line(const struct line_stream *stream, struct worker *worker, struct line line,
                                   const struct pipeline_block *block, uint64_t number, struct bagtag_error *error)
{
    struct scored_lines *lines = &worker->lines;
    struct record *record = &worker->records[lines->n];
    bool has_invalid;
    enum bagtag_status status =
        reader_parse(record, block->format, stream->label_prefix, line, block->file, number, error);
    if (status == BAGTAG_OK)
        status = scorer_add(&lines->scorer, record->text, record->len, &has_invalid, error);
    if (status != BAGTAG_OK)
        return status;
    if (lines->n == 0)
        lines->first_number = number;
    lines->lines[lines->n++] = line;
    worker->counts.lines++;
    worker->counts.invalid_utf8 += has_invalid;
    return BAGTAG_OK;
}

static enum bagtag_status finish_group(const struct line_stream *stream, struct worker *worker, struct buffer *out,
                                       struct bagtag_error *error)
{
    struct scored_lines *lines = &worker->lines;
    enum bagtag_status status = stream->scores == STREAM_BAGS     ? scorer_gather(&lines->scorer, error)
                                : stream->scores == STREAM_LOGITS ? scorer_run_logits(&lines->scorer, error)
                                                                  : scorer_run(&lines->scorer, error);
    if (status != BAGTAG_OK)
        return status;
    worker->counts.passed += stream->put(stream->context, lines, out);
    lines->n = 0;
    lines->has_mark = false;
    return BAGTAG_OK;
}

static enum bagtag_status work(void *context, int w, const struct pipeline_block *block, struct buffer *out,
                               struct bagtag_error *error)
{
    struct run *run = context;
    struct worker *worker = &run->workers[w];
    struct line line;
    size_t position = 0;
    uint64_t number = block->lines.first_line;
    enum bagtag_status status = BAGTAG_OK;
    worker->lines.has_mark = block->lines.has_mark;
    while (status == BAGTAG_OK && lines_split(&block->lines, &position, &line)) {
        status = add_line(run->stream, worker, line, block, number++, error);
        worker->lines.end = status == BAGTAG_OK ? block->lines.text + position : line.text;
        if (status == BAGTAG_OK && worker->lines.n == KERNEL_LANES)
            status = finish_group(run->stream, worker, out, error);
    }
    if (worker->lines.n == 0 || status == BAGTAG_MEMORY)
        return status;
    /* The lines before a bad one are answered. */
    struct bagtag_error late;
    enum bagtag_status finished = finish_group(run->stream, worker, out, status == BAGTAG_OK ? error : &late);
    return status == BAGTAG_OK ? finished : status;
}

static enum bagtag_status make_workers(struct run *run, struct bagtag_error *error)
{
    const struct bagtag_model *model = run->stream->model;
    run->workers = mem_zeroed(run->n_workers, sizeof *run->workers);
    if (!run->workers)
        return error_memory(error);
    for (size_t w = 0; w < run->n_workers; w++) {
        struct scored_lines *lines = &run->workers[w].lines;
        enum bagtag_status status = scorer_init(&lines->scorer, model, error);
        if (status != BAGTAG_OK)
            return status;
        lines->best = mem_array(model->n_labels, sizeof *lines->best);
        if (!lines->best)
            return error_memory(error);
    }
    return BAGTAG_OK;
}

static void clear(struct run *run)
{
    for (size_t w = 0; run->workers && w < run->n_workers; w++) {
        struct worker *worker = &run->workers[w];
        for (size_t i = 0; i < KERNEL_LANES; i++)
            record_clear(&worker->records[i]);
        scorer_clear(&worker->lines.scorer);
        free(worker->lines.best);
    }
    free(run->workers);
}

static struct line_counts count(const struct run *run)
{
    struct line_counts sum = {0};
    for (size_t w = 0; run->workers && w < run->n_workers; w++) {
        const struct line_counts *counts = &run->workers[w].counts;
        sum.lines += counts->lines;
        sum.invalid_utf8 += counts->invalid_utf8;
        sum.passed += counts->passed;
    }
    return sum;
}

enum bagtag_status line_stream_run(const struct line_stream *stream, struct line_counts *counts,
                                   struct bagtag_error *error)
{
    struct run run = {.stream = stream};
    run.n_workers = (size_t)(stream->threads > 0 ? stream->threads : pool_available());
    int format = stream->format ? reader_format_of(stream->format) : -1;
    if (format < 0 || format == READER_AUTO)
        return error_set(error, BAGTAG_ARGUMENT, "format: expected text, fasttext or tsv; found '%s'",
                         stream->format ? stream->format : "(null)");
    enum bagtag_status status = stream->scores == STREAM_BAGS ? BAGTAG_OK : model_need_labels(stream->model, error);
    if (status == BAGTAG_OK)
        status = make_workers(&run, error);
    if (status == BAGTAG_OK)
        status = pipeline_run(&(struct pipeline){.files = stream->files,
                                                 .n_files = stream->n_files,
                                                 .format = (enum reader_format)format,
                                                 .label_prefix = stream->label_prefix,
                                                 .n_workers = (int)run.n_workers,
                                                 .work = work,
                                                 .context = &run,
                                                 .sink = stream->sink},
                              error);
    *counts = count(&run);
    clear(&run);
    return status;
}
