/* explanation.c - what each token of a text contributed to its label */
/* SPDX-License-Identifier: MIT */
#include "use/explanation.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/mem.h"
#include "model/model.h"

enum { LANES = KERNEL_LANES };

void explanation_clear(struct explanation *explanation)
{
    free(explanation->tokens);
    free(explanation->ranked);
    trace_clear(&explanation->trace);
    free(explanation->spans);
    free(explanation->times);
    free(explanation->queries);
    *explanation = (struct explanation){0};
}

enum bagtag_status explanation_check(const struct bagtag_model *model, struct bagtag_error *error)
{
    const char *path = model->path ? model->path : "the model";
    if (model->settings.bag == BAG_MAX)
        return error_set(error, BAGTAG_INPUT, "%s cannot be explained: with --bag max, scores are not sums over words",
                         path);
    if (loss_get(model->settings.loss)->is_tree)
        return error_set(error, BAGTAG_INPUT,
                         "%s cannot be explained: with a hierarchical softmax, labels have no logits", path);
    return BAGTAG_OK;
}

/* ---- the tokens ----------------------------------------------------------------------------------------------- */

static int take_tokens(struct explanation *explanation, const struct features *features, struct scorer_text text)
{
    size_t n = features->n_tokens;
    if (mem_reserve(&explanation->tokens, &explanation->token_capacity, n, sizeof *explanation->tokens) != 0 ||
        mem_reserve(&explanation->spans, &explanation->span_capacity, n, sizeof *explanation->spans) != 0)
        return -1;
    tokens_find_sources(&features->tokens, text.bytes, text.len, explanation->spans);
    for (size_t i = 0; i < n; i++)
        explanation->tokens[i] = (struct explained_token){.text = features->tokens.list[i].text,
                                                          .len = features->tokens.list[i].len,
                                                          .source = explanation->spans[i]};
    explanation->n_tokens = n;
    return 0;
}

/* ---- the shares of rows --------------------------------------------------------------------------------------- */

/* The place of ROW in IDS[0..n), which are sorted and contain it. */
static size_t place_of(const uint32_t *ids, size_t n, uint32_t row)
{
    size_t low = 0;
    while (n > 1) {
        size_t half = n / 2;
        low += ids[low + half] <= row ? half : 0;
        n -= half;
    }
    return low;
}

/* If rows have weights, equal rows were merged: each different row has one weight, which all its occurrences share.
 * Replaces the rows in the trace by their places among the ids, and counts their occurrences. */
static int find_places(struct explanation *explanation, const struct features *features)
{
    struct trace *trace = &explanation->trace;
    if (mem_reserve(&explanation->times, &explanation->time_capacity, features->n, sizeof *explanation->times) != 0)
        return -1;
    for (size_t k = 0; k < features->n; k++)
        explanation->times[k] = 0;
    for (size_t r = 0; r < trace->n; r++) {
        size_t place = place_of(features->ids, features->n, trace->rows[r].row);
        assert(features->ids[place] == trace->rows[r].row);
        trace->rows[r].row = (uint32_t)place;
        explanation->times[place]++;
    }
    return 0;
}

/* ---- contributions -------------------------------------------------------------------------------------------- */

static double bias_of(const struct bagtag_model *model, size_t label)
{
    return model->bias != NULL ? (double)model->bias[label] : 0.0;
}

/* The rows that logits are computed from: folded scores, or the embedding. */
static const struct rows *rows_of(const struct bagtag_model *model)
{
    return model->scores.kind != NULL ? &model->scores : &model->rows;
}

/* The factor of column D in a label's logit. */
static double part_of(const struct bagtag_model *model, size_t label, size_t d)
{
    if (model->scores.kind != NULL)
        return label == d ? 1.0 : 0.0;
    return (double)model->weight[label * model->rows.width + d] * (model->factor ? (double)model->factor[label] : 1.0);
}

/* The queries: W_label, and W_label - W_runner_up. */
static int take_layer(struct explanation *explanation, const struct bagtag_model *model)
{
    size_t D = rows_of(model)->width, padded = (D + LANES - 1) / LANES * LANES, y = explanation->label;
    bool is_alone = explanation->runner_up >= model->n_labels;
    size_t r = is_alone ? y : explanation->runner_up;
    if (mem_reserve(&explanation->queries, &explanation->query_capacity, 2 * padded, sizeof(float)) != 0)
        return -1;
    float *label = explanation->queries, *lead = label + padded;
    memset(label, 0, 2 * padded * sizeof *label);
    for (size_t d = 0; d < D; d++) {
        double of_label = part_of(model, y, d), of_other = part_of(model, r, d);
        label[d] = (float)of_label;
        lead[d] = (float)(is_alone ? of_label : of_label - of_other);
    }
    explanation->bias = bias_of(model, y);
    explanation->lead_bias = explanation->bias - (is_alone ? 0.0 : bias_of(model, r));
    return 0;
}

/* Adds the contribution of TRACED, which begins with token I, to its tokens. */
static void add_row(struct explanation *explanation, const struct scorer *scorer, const struct document *document,
                    struct traced_row traced, size_t i)
{
    const struct bagtag_model *model = scorer->model;
    const struct rows *rows = rows_of(model);
    const float *label = explanation->queries;
    const float *lead = label + (rows->width + LANES - 1) / LANES * LANES;
    double share = (double)bag_row_share(model->settings.bag, document);
    uint32_t row = traced.row;
    if (document->weights != NULL) {
        share = share * (double)document->weights[traced.row] / explanation->times[traced.row];
        row = document->ids[traced.row];
    }
    share /= traced.n_tokens;
    float of_label, of_lead;
    rows_dots(rows, scorer->kernel, &of_label, label, row, 1);
    rows_dots(rows, scorer->kernel, &of_lead, lead, row, 1);
    for (size_t t = i; t < i + traced.n_tokens; t++) {
        explanation->tokens[t].score += share * (double)of_label;
        explanation->tokens[t].lead += share * (double)of_lead;
    }
}

static void add_rows(struct explanation *explanation, const struct scorer *scorer, const struct document *document)
{
    const struct trace *trace = &explanation->trace;
    const struct traced_row *row = trace->rows;
    for (size_t i = 0; i < explanation->n_tokens; i++)
        for (const struct traced_row *end = row + trace->n_rows[i]; row < end; row++)
            add_row(explanation, scorer, document, *row, i);
}

static void add_up(struct explanation *explanation)
{
    explanation->logit = explanation->bias;
    explanation->lead = explanation->lead_bias;
    for (size_t i = 0; i < explanation->n_tokens; i++) {
        explanation->logit += explanation->tokens[i].score;
        explanation->lead += explanation->tokens[i].lead;
    }
}

enum bagtag_status explanation_find(struct explanation *explanation, const struct scorer *scorer, size_t i,
                                    struct scorer_text text, size_t label, size_t runner_up, struct bagtag_error *error)
{
    const struct bagtag_model *model = scorer->model;
    const struct features *features = &scorer->features[i];
    const struct document document = scorer_document(scorer, i);
    struct feature_rules rules = model_feature_rules(model);
    rules.lacks_line_end = text.lacks_line_end;
    explanation->label = label;
    explanation->runner_up = runner_up;
    explanation->is_by_lead = loss_get(model->settings.loss)->is_exclusive;
    if (take_tokens(explanation, features, text) != 0 || trace_find(&explanation->trace, features, &rules) != 0 ||
        take_layer(explanation, model) != 0 || (document.weights != NULL && find_places(explanation, features) != 0))
        return error_memory(error);
    add_rows(explanation, scorer, &document);
    add_up(explanation);
    return BAGTAG_OK;
}

/* ---- the strongest -------------------------------------------------------------------------------------------- */

static int compare_texts(const struct explained_token *a, const struct explained_token *b)
{
    int order = memcmp(a->text, b->text, a->len < b->len ? a->len : b->len);
    return order != 0 ? order : (a->len > b->len) - (a->len < b->len);
}

static int compare_tokens(const void *a, const void *b)
{
    const struct explained_token *x = *(struct explained_token *const *)a, *y = *(struct explained_token *const *)b;
    int order = compare_texts(x, y);
    return order != 0 ? order : (x > y) - (x < y);
}

static int compare_leads(const void *a, const void *b)
{
    const struct explained_token *x = *(struct explained_token *const *)a, *y = *(struct explained_token *const *)b;
    return x->lead != y->lead ? (x->lead < y->lead) - (x->lead > y->lead) : (x > y) - (x < y);
}

static int compare_scores(const void *a, const void *b)
{
    const struct explained_token *x = *(struct explained_token *const *)a, *y = *(struct explained_token *const *)b;
    return x->score != y->score ? (x->score < y->score) - (x->score > y->score) : (x > y) - (x < y);
}

size_t explanation_rank(struct explanation *explanation)
{
    size_t n = explanation->n_tokens, n_left = 0;
    if (mem_reserve(&explanation->ranked, &explanation->ranked_capacity, n, sizeof(struct explained_token *)) != 0)
        return SIZE_MAX;
    struct explained_token **ranked = explanation->ranked;
    for (size_t i = 0; i < n; i++)
        ranked[i] = &explanation->tokens[i];
    if (n > 0)
        qsort(ranked, n, sizeof(struct explained_token *), compare_tokens);
    for (size_t i = 0; i < n; i++) {
        if (n_left > 0 && compare_texts(ranked[n_left - 1], ranked[i]) == 0) {
            ranked[n_left - 1]->score += ranked[i]->score;
            ranked[n_left - 1]->lead += ranked[i]->lead;
        } else {
            ranked[n_left++] = ranked[i];
        }
    }
    if (n_left > 0)
        qsort(ranked, n_left, sizeof(struct explained_token *),
              explanation->is_by_lead ? compare_leads : compare_scores);
    return n_left;
}

/* ---- JSON ----------------------------------------------------------------------------------------------------- */

void explanation_put_number(const char *name, double value, struct buffer *out)
{
    buffer_text(out, name);
    if (isfinite(value))
        decimal_append(out, (float)value);
    else
        buffer_text(out, "null");
}

void explanation_put_token(const struct explained_token *token, enum explained_as what, struct buffer *out)
{
    buffer_text(out, "{\"token\":");
    buffer_json_string(out, token->text, token->len);
    if (what == EXPLAINED_PLACE) {
        buffer_text(out, ",\"start\":");
        buffer_unsigned(out, token->source.begin);
        buffer_text(out, ",\"end\":");
        buffer_unsigned(out, token->source.end);
    }
    explanation_put_number(",\"score\":", token->score, out);
    explanation_put_number(",\"lead\":", token->lead, out);
    buffer_char(out, '}');
}
