/* classify.c - a line of labels for every line of text */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/mem.h"
#include "model/model.h"
#include "use/record_stream.h"

struct classify {
    const struct bagtag_model *model;
    const struct bagtag_classify_options *options;
    double least; /* of the scores printed */
    char **names; /* each label as it is printed, made once */
};

void bagtag_classify_options_init(struct bagtag_classify_options *options)
{
    *options = (struct bagtag_classify_options){.input = record_rules_usual(RECORDS_AS_TEXT), .k = 1, .none = ""};
}

static void put_score(enum bagtag_score score, float value, struct buffer *out)
{
    if (score == BAGTAG_LOGIT)
        decimal_append(out, value);
    else
        decimal_append_probability(out, value);
}

static void put_text(const struct classify *classify, const struct bagtag_prediction *best, size_t n, bool is_known,
                     const struct record *record, struct buffer *out)
{
    const struct bagtag_classify_options *options = classify->options;
    if (options->unknown && !is_known) {
        buffer_text(out, options->unknown);
        n = 0;
    } else if (n == 0) {
        buffer_text(out, options->none);
    }
    for (size_t i = 0; i < n; i++) {
        if (i)
            buffer_char(out, '\t');
        buffer_text(out, classify->names[best[i].label]);
        if (options->score == BAGTAG_NO_SCORE)
            continue;
        buffer_char(out, '\t');
        put_score(options->score, best[i].probability, out);
    }
    if (options->with_text) {
        struct line line = record_line(record);
        buffer_char(out, '\t');
        buffer_bytes(out, line.text, line.len);
    }
    buffer_char(out, '\n');
}

static void put_json(const struct classify *classify, const struct bagtag_prediction *best, size_t n, bool is_known,
                     const struct record *record, struct buffer *out)
{
    buffer_text(out, "{\"labels\":[");
    for (size_t i = 0; i < n; i++) {
        buffer_text(out, i ? ",{\"label\":" : "{\"label\":");
        buffer_text(out, classify->names[best[i].label]);
        buffer_text(out, classify->options->score == BAGTAG_LOGIT ? ",\"logit\":" : ",\"prob\":");
        put_score(classify->options->score, best[i].probability, out);
        buffer_char(out, '}');
    }
    buffer_text(out, is_known ? "]" : "],\"unknown\":true");
    if (classify->options->with_text) {
        struct line line = record_line(record);
        buffer_text(out, ",\"text\":");
        buffer_json_string(out, line.text, line.len);
    }
    buffer_text(out, "}\n");
}

static size_t put_records(void *context, struct scored_records *scored, struct buffer *out)
{
    const struct classify *classify = context;
    const struct bagtag_classify_options *options = classify->options;
    size_t n_labels = classify->model->n_labels, k = options->k ? options->k : n_labels;
    for (size_t i = 0; i < scored->n; i++) {
        bool is_known = scorer_knows(&scored->scorer, i);
        size_t n_best = scorer_best(&scored->scorer, i, k, scored->best);
        while (n_best && (double)scored->best[n_best - 1].probability < classify->least)
            n_best--;
        if (options->output == BAGTAG_OUTPUT_JSONL)
            put_json(classify, scored->best, n_best, is_known, &scored->records[i], out);
        else
            put_text(classify, scored->best, n_best, is_known, &scored->records[i], out);
    }
    return scored->n;
}

static enum bagtag_status check_options(const struct bagtag_classify_options *options, struct bagtag_error *error)
{
    if (strchr(options->none, '\n'))
        return error_set(error, BAGTAG_ARGUMENT, "none: expected a name in one line; found a line break");
    if (options->unknown && strchr(options->unknown, '\n'))
        return error_set(error, BAGTAG_ARGUMENT, "unknown: expected a name in one line; found a line break");
    if (options->score == BAGTAG_LOGIT && options->threshold != 0.0)
        return error_set(error, BAGTAG_ARGUMENT,
                         "score: expected prob with a threshold, which is a probability; found logit");
    return BAGTAG_OK;
}

static enum bagtag_status check_model(const struct classify *classify, struct bagtag_error *error)
{
    if (classify->options->score != BAGTAG_LOGIT || !loss_get(classify->model->settings.loss)->is_tree)
        return BAGTAG_OK;
    return error_set(error, BAGTAG_ARGUMENT,
                     "score: expected prob with a hierarchical softmax, whose labels have no logits; found logit");
}

static enum bagtag_status make_names(struct classify *classify, struct bagtag_error *error)
{
    const struct bagtag_model *model = classify->model;
    classify->names = mem_zeroed(model->n_labels, sizeof *classify->names);
    if (!classify->names)
        return error_memory(error);
    for (size_t c = 0; c < model->n_labels; c++) {
        struct buffer name = {0};
        size_t len = strlen(model->labels[c]);
        if (classify->options->output == BAGTAG_OUTPUT_JSONL)
            buffer_json_string(&name, model->labels[c], len);
        else
            buffer_field(&name, model->labels[c], len);
        buffer_char(&name, '\0');
        if (name.failed) {
            buffer_clear(&name);
            return error_memory(error);
        }
        classify->names[c] = name.bytes;
    }
    return BAGTAG_OK;
}

static void clear(struct classify *classify)
{
    for (size_t c = 0; classify->names && c < classify->model->n_labels; c++)
        free(classify->names[c]);
    free(classify->names);
}

enum bagtag_status bagtag_classify(const struct bagtag_model *model, const char *const *files, size_t n_files,
                                   const struct bagtag_classify_options *options, const struct bagtag_sink *sink,
                                   struct bagtag_stream_counts *counts, struct bagtag_error *error)
{
    struct record_counts found;
    struct classify classify = {.model = model, .options = options};
    enum bagtag_status status = check_options(options, error);
    if (status == BAGTAG_OK)
        status = check_model(&classify, error);
    if (status == BAGTAG_OK)
        status = model_threshold(model, options->threshold, &classify.least, error);
    if (options->score == BAGTAG_LOGIT)
        classify.least = -(double)INFINITY;
    if (status == BAGTAG_OK)
        status = make_names(&classify, error);
    if (status == BAGTAG_OK)
        status = record_stream_run(
            &(struct record_stream){.model = model,
                                    .files = files,
                                    .n_files = n_files,
                                    .input = &options->input,
                                    .threads = options->threads,
                                    .scores = options->score == BAGTAG_LOGIT ? STREAM_LOGITS : STREAM_PROBABILITIES,
                                    .put = put_records,
                                    .context = &classify,
                                    .sink = sink},
            &found, error);
    if (status == BAGTAG_OK && counts)
        *counts = (struct bagtag_stream_counts){.lines = found.records,
                                                .invalid_utf8 = found.invalid_utf8,
                                                .labelled = found.labelled,
                                                .first_labelled = found.first_labelled.place};
    clear(&classify);
    return status;
}
