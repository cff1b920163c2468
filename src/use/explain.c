/* explain.c - what each token of every line of text contributed to its label */
/* SPDX-License-Identifier: MIT */
#include "bagtag_explain.h"

#include <string.h>

#include "base/choices.h"
#include "base/decimal.h"
#include "model/model.h"
#include "use/explained_text.h"
#include "use/record_stream.h"

struct explain {
    const struct bagtag_model *model;
    const struct bagtag_explain_options *options;
};

void bagtag_explain_options_init(struct bagtag_explain_options *options)
{
    *options = (struct bagtag_explain_options){.input = record_rules_usual(), .words = 8};
}

static const char *runner_up_of(const struct explain *explain, const struct explanation *explanation)
{
    bool has_one = explanation->runner_up < explain->model->n_labels;
    return has_one ? explain->model->labels[explanation->runner_up] : NULL;
}

/* ---- for people ----------------------------------------------------------------------------------------------- */

typedef void put_name(const char *text, size_t len, struct buffer *out);

/* "travel: logit +3.10, lead +2.31 over sports" */
static void put_answer(const struct explain *explain, const struct explanation *explanation, put_name *name,
                       struct buffer *out)
{
    const char *label = explain->model->labels[explanation->label], *runner_up = runner_up_of(explain, explanation);
    name(label, strlen(label), out);
    buffer_text(out, ": logit ");
    explained_text_put_figure(explanation->logit, out);
    if (runner_up != NULL) {
        buffer_text(out, ", lead ");
        explained_text_put_figure(explanation->lead, out);
        buffer_text(out, " over ");
        name(runner_up, strlen(runner_up), out);
    }
}

/* The strongest of the N ranked tokens that contribute to the label (SIGN 1) or against it (SIGN -1), with their
 * strengths. */
static void put_strongest(const struct explain *explain, const struct explanation *explanation, size_t n, int sign,
                          put_name *name, struct buffer *out)
{
    size_t n_put = 0;
    for (size_t i = 0; i < n && n_put < explain->options->words; i++) {
        const struct explained_token *token = explanation->ranked[sign > 0 ? i : n - 1 - i];
        double strength = explanation_strength(explanation, token);
        if (!(strength * sign >= 0.005)) /* prints as 0.00 */
            break;
        buffer_text(out, n_put++ > 0 ? ", " : sign > 0 ? "for: " : "against: ");
        name(token->text, token->len, out);
        buffer_char(out, ' ');
        explained_text_put_figure(strength, out);
    }
    if (n_put > 0)
        buffer_char(out, '\n');
}

static void put_text(const struct explain *explain, struct explanation *explanation, const struct record *record,
                     struct buffer *out)
{
    put_answer(explain, explanation, explained_text_escape, out);
    buffer_char(out, '\n');
    if (explain->options->output == BAGTAG_EXPLANATION_SHADED)
        explained_text_put_terminal(explanation, record->text, record->text_len, out);
    else
        explained_text_escape(record->text, record->text_len, out);
    buffer_char(out, '\n');
    size_t n = explanation_rank(explanation);
    out->failed |= n == SIZE_MAX;
    for (int sign = 1; sign >= -1 && !out->failed; sign -= 2)
        put_strongest(explain, explanation, n, sign, explained_text_escape, out);
    buffer_char(out, '\n');
}

static void put_html(const struct explain *explain, struct explanation *explanation, const struct record *record,
                     struct buffer *out)
{
    buffer_text(out, "<h2>");
    put_answer(explain, explanation, explained_text_escape_html, out);
    buffer_text(out, "</h2>\n<p>");
    explained_text_put_html(explanation, record->text, record->text_len, out);
    buffer_text(out, "</p>\n<p class=\"w\">");
    size_t n = explanation_rank(explanation);
    out->failed |= n == SIZE_MAX;
    for (int sign = 1; sign >= -1 && !out->failed; sign -= 2)
        put_strongest(explain, explanation, n, sign, explained_text_escape_html, out);
    buffer_text(out, "</p>\n");
}

/* ---- for programs --------------------------------------------------------------------------------------------- */

static void put_string(const char *name, const char *text, struct buffer *out)
{
    buffer_text(out, name);
    if (text != NULL)
        buffer_json_string(out, text, strlen(text));
    else
        buffer_text(out, "null");
}

static void put_object(const struct explain *explain, const struct explanation *explanation,
                       const struct record *record, struct buffer *out)
{
    buffer_char(out, '{');
    record_put_id(record, out);
    put_string("\"label\":", explain->model->labels[explanation->label], out);
    explanation_put_number(",\"logit\":", explanation->logit, out);
    explanation_put_number(",\"bias\":", explanation->bias, out);
    put_string(",\"runner_up\":", runner_up_of(explain, explanation), out);
    explanation_put_number(",\"lead\":", explanation->lead, out);
    explanation_put_number(",\"lead_bias\":", explanation->lead_bias, out);
    buffer_text(out, ",\"tokens\":[");
    for (size_t i = 0; i < explanation->n_tokens; i++) {
        buffer_text(out, i > 0 ? "," : "");
        explanation_put_token(&explanation->tokens[i], EXPLAINED_PLACE, out);
    }
    buffer_text(out, "]}\n");
}

/* LINE <tab> LABEL <tab> TOKEN <tab> START <tab> END <tab> SCORE <tab> LEAD; the bias has no token. */
static void put_row(const struct explain *explain, const struct explanation *explanation, const struct record *record,
                    const struct explained_token *token, struct buffer *out)
{
    const char *label = explain->model->labels[explanation->label];
    buffer_unsigned(out, record->line);
    buffer_char(out, '\t');
    buffer_field(out, label, strlen(label));
    buffer_char(out, '\t');
    if (token->len > 0)
        buffer_field(out, token->text, token->len);
    buffer_char(out, '\t');
    buffer_unsigned(out, token->source.begin);
    buffer_char(out, '\t');
    buffer_unsigned(out, token->source.end);
    buffer_char(out, '\t');
    decimal_append(out, (float)token->score);
    buffer_char(out, '\t');
    decimal_append(out, (float)token->lead);
    buffer_char(out, '\n');
}

static void put_rows(const struct explain *explain, const struct explanation *explanation, const struct record *record,
                     struct buffer *out)
{
    const struct explained_token bias = {.score = explanation->bias, .lead = explanation->lead_bias};
    put_row(explain, explanation, record, &bias, out);
    for (size_t i = 0; i < explanation->n_tokens; i++)
        put_row(explain, explanation, record, &explanation->tokens[i], out);
}

/* A text without an answer: fastText models give none if nothing in the text has a vector. */
static void put_none(const struct explain *explain, const struct record *record, struct buffer *out)
{
    switch (explain->options->output) {
    case BAGTAG_EXPLANATION_JSONL:
        buffer_char(out, '{');
        record_put_id(record, out);
        buffer_text(out, "\"label\":null,\"tokens\":[]}\n");
        return;
    case BAGTAG_EXPLANATION_TSV:
        return;
    case BAGTAG_EXPLANATION_HTML:
        buffer_text(out, "<h2>no label</h2>\n<p>");
        explained_text_escape_html(record->text, record->text_len, out);
        buffer_text(out, "</p>\n");
        return;
    case BAGTAG_EXPLANATION_TEXT:
    case BAGTAG_EXPLANATION_SHADED:
        break;
    }
    buffer_text(out, "no label\n");
    explained_text_escape(record->text, record->text_len, out);
    buffer_text(out, "\n\n");
}

static void put_record(const struct explain *explain, struct explanation *explanation, const struct record *record,
                       struct buffer *out)
{
    switch (explain->options->output) {
    case BAGTAG_EXPLANATION_JSONL:
        put_object(explain, explanation, record, out);
        return;
    case BAGTAG_EXPLANATION_TSV:
        put_rows(explain, explanation, record, out);
        return;
    case BAGTAG_EXPLANATION_HTML:
        put_html(explain, explanation, record, out);
        return;
    case BAGTAG_EXPLANATION_TEXT:
    case BAGTAG_EXPLANATION_SHADED:
        break;
    }
    put_text(explain, explanation, record, out);
}

static size_t put_records(void *context, struct scored_records *scored, struct buffer *out)
{
    const struct explain *explain = context;
    for (size_t i = 0; i < scored->n; i++) {
        const struct record *record = &scored->records[i];
        if (scored_records_explain(scored, i, out))
            put_record(explain, &scored->explanation, record, out);
        else
            put_none(explain, record, out);
    }
    return scored->n;
}

/* Writes TEXT before or after all texts, for HTML only. Fails if the sink does. */
static enum bagtag_status put_around(const struct explain *explain, const struct bagtag_sink *sink, const char *text,
                                     struct bagtag_error *error)
{
    int errnum = 0;
    if (explain->options->output == BAGTAG_EXPLANATION_HTML)
        errnum = sink->write(sink->context, text, strlen(text));
    return errnum == 0 ? BAGTAG_OK : error_errno(error, errnum, "cannot write the output");
}

enum bagtag_status bagtag_explain(const struct bagtag_model *model, const char *const *files, size_t n_files,
                                  const struct bagtag_explain_options *options, const struct bagtag_sink *sink,
                                  struct bagtag_stream_counts *counts, struct bagtag_error *error)
{
    struct record_counts found = {0};
    struct explain explain = {.model = model, .options = options};
    enum bagtag_status status = choices_check("output", options->output, BAGTAG_EXPLANATION_HTML + 1, error);
    if (status == BAGTAG_OK)
        status = model_require_labels(model, error);
    if (status == BAGTAG_OK)
        status = explanation_check(model, error);
    if (status == BAGTAG_OK)
        status = put_around(&explain, sink, explained_page_begin, error);
    if (status == BAGTAG_OK)
        status = record_stream_run(&(struct record_stream){.model = model,
                                                           .files = files,
                                                           .n_files = n_files,
                                                           .input = &options->input,
                                                           .threads = options->threads,
                                                           .scores = STREAM_LOGITS,
                                                           .is_explained = true,
                                                           .put = put_records,
                                                           .context = &explain,
                                                           .sink = sink},
                                   &found, error);
    if (status == BAGTAG_OK)
        status = put_around(&explain, sink, explained_page_end, error);
    if (status == BAGTAG_OK && counts)
        *counts = record_counts_public(&found);
    return status;
}
