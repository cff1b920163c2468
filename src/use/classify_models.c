/* classify_models.c - a line of labels by several models for every line of text */
/* SPDX-License-Identifier: MIT */
#include "bagtag_models.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "use/answer.h"

struct classify_models {
    const struct bagtag_named_model *models; /* [n] */
    size_t n;
    const struct bagtag_classify_options *options;
    const struct bagtag_model **others; /* [n - 1]: all but the first */
    struct classify *each;              /* [n] */
    struct classify joined;             /* has only `columns`, with the borrowed names of all models */
};

/* ---- what is printed -------------------------------------------------------------------------------------------- */

typedef void put_part(const struct classify *classify, const struct answer *answer, struct buffer *out);

/* Appends the answer of model M to record I, as written by PUT. */
static void put_answer(const struct classify_models *all, size_t m, struct scored_records *scored, size_t i,
                       put_part *put, struct buffer *out)
{
    struct answer answer = classify_answer(&all->each[m], m == 0 ? scored : &scored->others[m - 1], i);
    put(&all->each[m], &answer, out);
}

/* "A":{...},"B":{...} */
static void put_members(const struct classify_models *all, struct scored_records *scored, size_t i, put_part *put,
                        struct buffer *out)
{
    for (size_t m = 0; m < all->n; m++) {
        buffer_text(out, m > 0 ? "," : "");
        buffer_json_string(out, all->models[m].name, strlen(all->models[m].name));
        buffer_text(out, ":{");
        put_answer(all, m, scored, i, put, out);
        buffer_char(out, '}');
    }
}

static void put_text(const struct classify_models *all, struct scored_records *scored, size_t i, struct buffer *out)
{
    for (size_t m = 0; m < all->n; m++) {
        buffer_text(out, m > 0 ? "\t" : "");
        put_answer(all, m, scored, i, answer_put_fields, out);
    }
    answer_put_line(&all->each[0], &scored->records[i], out);
    buffer_char(out, '\n');
}

static void put_object(const struct classify_models *all, struct scored_records *scored, size_t i, struct buffer *out)
{
    buffer_char(out, '{');
    record_put_id(&scored->records[i], out);
    buffer_text(out, "\"models\":{");
    put_members(all, scored, i, answer_put_all, out);
    buffer_char(out, '}');
    answer_put_line_member(&all->each[0], &scored->records[i], out);
    buffer_text(out, "}\n");
}

/* The record unchanged, with the answers inserted. */
static void put_back(const struct classify_models *all, struct scored_records *scored, size_t i, struct buffer *out)
{
    const struct record *record = &scored->records[i];
    buffer_bytes(out, record->raw, record->insert);
    if (record->delimiter != '\0') {
        for (size_t m = 0; m < all->n; m++)
            put_answer(all, m, scored, i, answer_put_columns, out);
    } else {
        buffer_text(out, record->is_bare ? "" : ",");
        buffer_text(out, all->each[0].json_added);
        put_members(all, scored, i, answer_put_added, out);
        buffer_char(out, '}');
    }
    buffer_bytes(out, record->raw + record->insert, record->raw_len - record->insert);
    bool is_open =
        record->delimiter != '\0' ? record->insert == record->raw_len : record->raw[record->raw_len - 1] != '\n';
    buffer_text(out, is_open ? "\n" : "");
}

static size_t put_records(void *context, struct scored_records *scored, struct buffer *out)
{
    const struct classify_models *all = context;
    enum bagtag_output output = all->options->output;
    for (size_t i = 0; i < scored->n; i++) {
        if (output == BAGTAG_OUTPUT_JSONL)
            put_object(all, scored, i, out);
        else if (output == BAGTAG_OUTPUT_AS_INPUT && scored->records[i].insert > 0)
            put_back(all, scored, i, out);
        else
            put_text(all, scored, i, out);
    }
    return scored->n;
}

static void put_header(void *context, struct line header, char delimiter, struct buffer *out)
{
    struct classify_models *all = context;
    answer_put_header(&all->joined, header, delimiter, out);
}

/* ---- the run ---------------------------------------------------------------------------------------------------- */

static enum bagtag_status check_models(const struct classify_models *all, struct bagtag_error *error)
{
    const struct bagtag_classify_options *options = all->options;
    if (all->n == 0)
        return error_set(error, BAGTAG_ARGUMENT, "models: expected at least one; found none");
    if (options->among.n > 0 || options->scored_label != -1 || options->output == BAGTAG_OUTPUT_FASTTEXT)
        return error_set(error, BAGTAG_ARGUMENT,
                         "models: a choice of labels, a label to score and output fasttext need a single model");
    for (size_t m = 0; m < all->n; m++) {
        if (all->models[m].name == NULL || *all->models[m].name == '\0')
            return error_set(error, BAGTAG_ARGUMENT, "models: expected a name for each; found none for model %zu",
                             m + 1);
        for (size_t other = 0; other < m; other++)
            if (strcmp(all->models[m].name, all->models[other].name) == 0)
                return error_set(error, BAGTAG_ARGUMENT, "models: expected different names; found '%s' twice",
                                 all->models[m].name);
    }
    return BAGTAG_OK;
}

static enum bagtag_status open_each(struct classify_models *all, struct bagtag_error *error)
{
    enum bagtag_status status = BAGTAG_OK;
    size_t n_columns = 0;
    all->others = mem_array(all->n, sizeof *all->others);
    all->each = mem_zeroed(all->n, sizeof *all->each);
    if (all->others == NULL || all->each == NULL)
        return error_memory(error);
    for (size_t m = 0; m < all->n; m++) {
        all->each[m] = (struct classify){
            .model = all->models[m].model, .options = all->options, .model_name = all->models[m].name};
        if (m > 0)
            all->others[m - 1] = all->models[m].model;
    }
    for (size_t m = 0; status == BAGTAG_OK && m < all->n; m++) {
        status = classify_open(&all->each[m], error);
        n_columns += all->each[m].n_columns;
    }
    if (status != BAGTAG_OK)
        return status;
    all->joined.columns = mem_array(n_columns, sizeof *all->joined.columns);
    if (all->joined.columns == NULL)
        return error_memory(error);
    for (size_t m = 0; m < all->n; m++)
        for (size_t i = 0; i < all->each[m].n_columns; i++)
            all->joined.columns[all->joined.n_columns++] = all->each[m].columns[i];
    return BAGTAG_OK;
}

static void close_each(struct classify_models *all)
{
    for (size_t m = 0; all->each != NULL && m < all->n; m++)
        if (all->each[m].model != NULL)
            classify_close(&all->each[m]);
    free(all->each);
    free(all->others);
    free(all->joined.columns);
}

static enum bagtag_status run(struct classify_models *all, const char *const *files, size_t n_files,
                              const struct bagtag_sink *sink, struct record_counts *found, struct bagtag_error *error)
{
    const struct bagtag_classify_options *options = all->options;
    bool is_as_input = options->output == BAGTAG_OUTPUT_AS_INPUT;
    return record_stream_run(
        &(struct record_stream){.model = all->models[0].model,
                                .others = all->others,
                                .n_others = all->n - 1,
                                .files = files,
                                .n_files = n_files,
                                .input = &options->input,
                                .added = is_as_input ? classify_member(options) : NULL,
                                .columns = (const char *const *)all->joined.columns,
                                .n_columns = all->joined.n_columns,
                                .threads = options->threads,
                                .scores = options->score == BAGTAG_LOGIT ? STREAM_LOGITS : STREAM_PROBABILITIES,
                                .is_explained = options->explain > 0,
                                .put = put_records,
                                .put_header = is_as_input ? put_header : NULL,
                                .context = all,
                                .sink = sink},
        found, error);
}

enum bagtag_status bagtag_classify_models(const struct bagtag_named_model *models, size_t n_models,
                                          const char *const *files, size_t n_files,
                                          const struct bagtag_classify_options *options, const struct bagtag_sink *sink,
                                          struct bagtag_stream_counts *counts, struct bagtag_error *error)
{
    struct record_counts found;
    struct classify_models all = {.models = models, .n = n_models, .options = options};
    enum bagtag_status status = check_models(&all, error);
    if (status == BAGTAG_OK)
        status = open_each(&all, error);
    if (status == BAGTAG_OK)
        status = run(&all, files, n_files, sink, &found, error);
    if (status == BAGTAG_OK && counts)
        *counts = record_counts_public(&found);
    close_each(&all);
    return status;
}
