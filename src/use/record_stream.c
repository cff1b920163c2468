/* record_stream.c - scores the records of files, and writes a command's output in order */
/* SPDX-License-Identifier: MIT */
#include "use/record_stream.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/pool.h"
#include "model/model.h"
#include "use/pipeline.h"
#include "words/strtab.h"

enum { MAX_LABEL_BYTES = 256 }; /* longest label looked for before a tab */

bool scored_records_explain(struct scored_records *scored, size_t i, struct buffer *out)
{
    const struct record *record = &scored->records[i];
    struct bagtag_prediction best[2];
    size_t n = scorer_best(&scored->scorer, i, 2, best);
    if (n == 0)
        return false;
    struct scorer_text text = {record->text, record->text_len, record->lacks_line_end};
    size_t runner_up = n > 1 ? best[1].label : scored->scorer.model->n_labels;
    bool is_found =
        explanation_find(&scored->explanation, &scored->scorer, i, text, best[0].label, runner_up, NULL) == BAGTAG_OK;
    out->failed |= !is_found;
    return is_found;
}

struct bagtag_stream_counts record_counts_public(const struct record_counts *counts)
{
    return (struct bagtag_stream_counts){.lines = counts->records,
                                         .invalid_utf8 = counts->invalid_utf8,
                                         .labelled = counts->labelled,
                                         .first_labelled = counts->first_labelled.place,
                                         .labelled_as =
                                             counts->labelled > 0 ? format_names[counts->first_labelled.format] : NULL,
                                         .input = counts->input};
}

/* Scratch of one thread. */
struct worker {
    struct scored_records scored;
    struct record_counts counts;
    struct strtab labels; /* of the models; filled when a line first has a tab where a label may end */
};

struct run {
    const struct record_stream *stream;
    struct worker *workers;
    size_t n_workers;
};

static enum bagtag_status index_labels(const struct record_stream *stream, const char *prefix, struct strtab *labels,
                                       struct bagtag_error *error)
{
    enum bagtag_status status = model_index_labels(stream->model, prefix, labels, error);
    for (size_t m = 0; status == BAGTAG_OK && m < stream->n_others; m++)
        status = model_index_labels(stream->others[m], prefix, labels, error);
    return status;
}

/* *IS_ONE = whether the text begins with a label of a model and a tab. */
static enum bagtag_status find_before_tab(const struct record_stream *stream, struct worker *worker,
                                          const struct record *record, const char *prefix, bool *is_one,
                                          struct bagtag_error *error)
{
    size_t most = record->text_len < MAX_LABEL_BYTES ? record->text_len : MAX_LABEL_BYTES;
    const char *tab = most > 0 ? memchr(record->text, '\t', most) : NULL;
    *is_one = false;
    if (tab == NULL || tab == record->text)
        return BAGTAG_OK;
    enum bagtag_status status =
        worker->labels.n == 0 ? index_labels(stream, prefix, &worker->labels, error) : BAGTAG_OK;
    uint32_t len = (uint32_t)(tab - record->text);
    *is_one = status == BAGTAG_OK &&
              strtab_find(&worker->labels, record->text, len, hash_bytes(record->text, len)) != STRTAB_NONE;
    return status;
}

/* Whether all models skip words that begin with the prefix, as fastText models do. */
static bool drop_labels(const struct record_stream *stream)
{
    bool do_all = stream->model->feature_kind->label_prefix != NULL;
    for (size_t m = 0; m < stream->n_others; m++)
        do_all &= stream->others[m]->feature_kind->label_prefix != NULL;
    return do_all;
}

/* Counts a record that is read as plain text but begins with a label, which a model takes for text. */
static enum bagtag_status count_labelled(const struct record_stream *stream, struct worker *worker,
                                         struct records_block *block, const struct record *record,
                                         struct bagtag_error *error)
{
    const struct record_rules *rules = block->rules;
    if (block->format != FORMAT_TEXT)
        return BAGTAG_OK;
    bool has_prefix = record->text_len > rules->prefix_len &&
                      memcmp(record->text, rules->label_prefix, rules->prefix_len) == 0 && !drop_labels(stream);
    bool is_before_tab = false;
    enum bagtag_status status =
        has_prefix ? BAGTAG_OK : find_before_tab(stream, worker, record, rules->label_prefix, &is_before_tab, error);
    if (!has_prefix && !is_before_tab)
        return status;
    worker->counts.labelled++;
    block->n_prefixed++;
    block->prefixed = has_prefix ? FORMAT_FASTTEXT : FORMAT_TSV;
    records_note_first(&worker->counts.first_labelled, block, record, block->prefixed);
    return BAGTAG_OK;
}

/* Whether RECORD has a label, if the stream needs one. */
static bool is_wanted(const struct record_stream *stream, struct worker *worker, const struct records_block *block,
                      const struct record *record)
{
    if (!stream->is_labelled || record->n_labels > 0)
        return true;
    records_note_first(&worker->counts.first_unlabelled, block, record, block->format);
    return false;
}

/* Reads the next record of BLOCK and adds it to the group; *IS_OVER: there is none. */
static enum bagtag_status add_record(const struct record_stream *stream, struct worker *worker,
                                     struct records_block *block, bool *is_over, struct bagtag_error *error)
{
    struct scored_records *scored = &worker->scored;
    struct record *record = &scored->records[scored->n];
    bool has_invalid;
    enum bagtag_status status = records_next(block, record, error);
    *is_over = record->raw_len == 0;
    if (status != BAGTAG_OK || *is_over || !is_wanted(stream, worker, block, record))
        return status;
    struct scorer_text text = {record->text, record->text_len, record->lacks_line_end};
    status = scorer_add(&scored->scorer, text, &has_invalid, error);
    for (size_t m = 0; status == BAGTAG_OK && m < stream->n_others; m++)
        status = scorer_add_tokenized(&scored->others[m].scorer, text, &scored->scorer, error);
    if (status == BAGTAG_OK)
        status = count_labelled(stream, worker, block, record, error);
    if (status != BAGTAG_OK)
        return status;
    scored->n++;
    worker->counts.records++;
    worker->counts.invalid_utf8 += has_invalid;
    return BAGTAG_OK;
}

static enum bagtag_status run_scorer(const struct record_stream *stream, struct scorer *scorer,
                                     struct bagtag_error *error)
{
    return stream->scores == STREAM_BAGS     ? scorer_gather(scorer, error)
           : stream->scores == STREAM_LOGITS ? scorer_run_logits(scorer, error)
                                             : scorer_run(scorer, error);
}

/* Scores the group and passes it to PUT. The other models borrow the records of the first. */
static enum bagtag_status finish_group(const struct record_stream *stream, struct worker *worker, struct buffer *out,
                                       struct bagtag_error *error)
{
    struct scored_records *scored = &worker->scored;
    enum bagtag_status status = run_scorer(stream, &scored->scorer, error);
    for (size_t m = 0; status == BAGTAG_OK && m < stream->n_others; m++) {
        struct scored_records *other = &scored->others[m];
        memcpy(other->records, scored->records, scored->n * sizeof *other->records);
        other->n = scored->n;
        status = run_scorer(stream, &other->scorer, error);
    }
    if (status != BAGTAG_OK)
        return status;
    worker->counts.passed += stream->put(stream->context, scored, out);
    scored->n = 0;
    return BAGTAG_OK;
}

static enum bagtag_status work(void *context, int w, struct records_block *block, struct buffer *out,
                               struct bagtag_error *error)
{
    struct run *run = context;
    struct worker *worker = &run->workers[w];
    bool is_over = false;
    enum bagtag_status status = BAGTAG_OK;
    if (block->header.len > 0 && run->stream->put_header != NULL)
        run->stream->put_header(run->stream->context, block->header, block->rules->csv.delimiter, out);
    while (status == BAGTAG_OK && !is_over) {
        status = add_record(run->stream, worker, block, &is_over, error);
        if (status == BAGTAG_OK && worker->scored.n == KERNEL_LANES)
            status = finish_group(run->stream, worker, out, error);
    }
    if (worker->scored.n == 0 || status == BAGTAG_MEMORY)
        return status;
    /* The records before a bad one are answered. */
    struct bagtag_error late;
    enum bagtag_status finished = finish_group(run->stream, worker, out, status == BAGTAG_OK ? error : &late);
    return status == BAGTAG_OK ? finished : status;
}

static enum bagtag_status open_scored(struct scored_records *scored, const struct record_stream *stream,
                                      const struct bagtag_model *model, struct bagtag_error *error)
{
    enum bagtag_status status = scorer_init(&scored->scorer, model, error);
    if (status != BAGTAG_OK)
        return status;
    scorer_choose(&scored->scorer, stream->choice);
    scored->best = mem_array(model->n_labels, sizeof *scored->best);
    if (!scored->best)
        return error_memory(error);
    if (stream->is_explained)
        scorer_want_sources(&scored->scorer);
    return BAGTAG_OK;
}

static void close_scored(struct scored_records *scored)
{
    scorer_clear(&scored->scorer);
    explanation_clear(&scored->explanation);
    free(scored->best);
}

static enum bagtag_status make_workers(struct run *run, struct bagtag_error *error)
{
    const struct record_stream *stream = run->stream;
    run->workers = mem_zeroed(run->n_workers, sizeof *run->workers);
    if (!run->workers)
        return error_memory(error);
    for (size_t w = 0; w < run->n_workers; w++) {
        struct scored_records *scored = &run->workers[w].scored;
        enum bagtag_status status = open_scored(scored, stream, stream->model, error);
        scored->others = stream->n_others > 0 ? mem_zeroed(stream->n_others, sizeof *scored->others) : NULL;
        if (status == BAGTAG_OK && stream->n_others > 0 && scored->others == NULL)
            status = error_memory(error);
        for (size_t m = 0; status == BAGTAG_OK && m < stream->n_others; m++)
            status = open_scored(&scored->others[m], stream, stream->others[m], error);
        if (status != BAGTAG_OK)
            return status;
    }
    return BAGTAG_OK;
}

static void clear(struct run *run)
{
    for (size_t w = 0; run->workers && w < run->n_workers; w++) {
        struct scored_records *scored = &run->workers[w].scored;
        for (size_t i = 0; i < KERNEL_LANES; i++)
            record_clear(&scored->records[i]);
        for (size_t m = 0; scored->others && m < run->stream->n_others; m++)
            close_scored(&scored->others[m]);
        free(scored->others);
        close_scored(scored);
        strtab_clear(&run->workers[w].labels);
    }
    free(run->workers);
}

static struct record_counts count(const struct run *run)
{
    struct record_counts sum = {0};
    for (size_t w = 0; run->workers && w < run->n_workers; w++) {
        const struct record_counts *counts = &run->workers[w].counts;
        sum.records += counts->records;
        sum.invalid_utf8 += counts->invalid_utf8;
        sum.passed += counts->passed;
        sum.labelled += counts->labelled;
        records_merge_first(&sum.first_labelled, &counts->first_labelled);
        records_merge_first(&sum.first_unlabelled, &counts->first_unlabelled);
    }
    return sum;
}

enum bagtag_status record_stream_run(const struct record_stream *stream, struct record_counts *counts,
                                     struct bagtag_error *error)
{
    struct run run = {.stream = stream};
    struct record_rules rules = {.format = FORMAT_AUTO};
    struct bagtag_input_counts input_counts = {0};
    unsigned formats = 0;
    enum bagtag_status status = record_rules_of(&rules, stream->is_labelled ? FORMAT_WITH_LABELS : FORMAT_AS_TEXT,
                                                stream->input, stream->model->settings.label_prefix, error);
    rules.fields[FIELD_ADDED] = stream->added;
    rules.csv.added = stream->columns;
    rules.csv.n_added = stream->n_columns;
    rules.csv.has_one_header = stream->put_header != NULL;
    if (status == BAGTAG_OK)
        status = pool_count(stream->threads, &run.n_workers, error);
    if (status == BAGTAG_OK && stream->scores != STREAM_BAGS)
        status = model_require_labels(stream->model, error);
    if (status == BAGTAG_OK)
        status = make_workers(&run, error);
    if (status == BAGTAG_OK)
        status = pipeline_run(&(struct pipeline){.files = stream->files,
                                                 .n_files = stream->n_files,
                                                 .rules = &rules,
                                                 .n_workers = (int)run.n_workers,
                                                 .work = work,
                                                 .context = &run,
                                                 .model = stream->model,
                                                 .others = stream->others,
                                                 .n_others = stream->n_others,
                                                 .sink = stream->sink,
                                                 .counts = &input_counts,
                                                 .formats = &formats},
                              error);
    *counts = count(&run);
    counts->input = input_counts;
    counts->formats = formats;
    clear(&run);
    return status;
}
