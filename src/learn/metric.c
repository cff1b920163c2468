/* metric.c - metrics that a search can maximise, over documents scored by a model */
/* SPDX-License-Identifier: MIT */
#include "base/large.h"
#include "learn/metric.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"

enum { LANES = KERNEL_LANES };

static const struct {
    const char *name;
    enum metric_kind kind;
} names[] = {
    {"accuracy", METRIC_ACCURACY},
    {"macro-f1", METRIC_MACRO_F1},
    {"f1", METRIC_F1},
    {"precision-at-recall", METRIC_PRECISION_AT_RECALL},
    {"recall-at-precision", METRIC_RECALL_AT_PRECISION},
};
enum { N_NAMES = sizeof names / sizeof *names };

static bool has_threshold(enum metric_kind kind)
{
    return kind == METRIC_PRECISION_AT_RECALL || kind == METRIC_RECALL_AT_PRECISION;
}

/* Parses a number from 0 to 1 that ends at a colon or the end of TEXT. Returns its end, or NULL. */
static const char *read_share(const char *text, double *share)
{
    char number[64];
    size_t len = strcspn(text, ":");
    if (len >= sizeof number)
        return NULL;
    memcpy(number, text, len);
    number[len] = '\0';
    return number_read_real(number, share) && *share >= 0.0 && *share <= 1.0 ? text + len : NULL;
}

enum bagtag_status metric_parse(struct metric *metric, const char *text, struct bagtag_error *error)
{
    size_t len = text ? strcspn(text, ":") : 0;
    for (size_t i = 0; text && i < N_NAMES; i++) {
        if (strlen(names[i].name) != len || memcmp(names[i].name, text, len) != 0)
            continue;
        *metric = (struct metric){.kind = names[i].kind, .label_id = METRIC_ALL_LABELS};
        const char *rest = text + len;
        if (has_threshold(metric->kind))
            rest = *rest == ':' ? read_share(rest + 1, &metric->least) : NULL;
        if (rest && !*rest)
            return BAGTAG_OK;
        bool takes_label = metric->kind == METRIC_F1 || has_threshold(metric->kind);
        if (!rest || *rest != ':' || !rest[1] || !takes_label)
            break;
        metric->label = rest + 1;
        if (metric->kind == METRIC_F1)
            metric->kind = METRIC_LABEL_F1;
        return BAGTAG_OK;
    }
    return error_set(error, BAGTAG_ARGUMENT,
                     "metric: expected accuracy, f1, macro-f1, f1:LABEL, precision-at-recall:X[:LABEL] or "
                     "recall-at-precision:X[:LABEL], X from 0 to 1; found %s%s%s",
                     text ? "'" : "", text ? text : "nothing", text ? "'" : "");
}

enum bagtag_status metric_find_label(struct metric *metric, const struct vocab *labels, struct bagtag_error *error)
{
    if (!metric->label)
        return BAGTAG_OK;
    size_t len = strlen(metric->label);
    for (size_t i = 0; i < labels->n_words; i++) {
        size_t n;
        const char *text = vocab_word(labels, (uint32_t)i, &n);
        if (n != len || memcmp(text, metric->label, len) != 0)
            continue;
        metric->label_id = (uint32_t)i;
        return BAGTAG_OK;
    }
    return error_set(error, BAGTAG_INPUT, "--metric: expected a label of the training documents; found '%s'",
                     metric->label);
}

/* Lines of `column` for the outputs or the probabilities of a document, whichever are more. */
static size_t n_lines(const struct scorecard *card)
{
    size_t n_outputs = card->loss->n_outputs(card->n_labels);
    return n_outputs > card->n_labels ? n_outputs : card->n_labels;
}

enum bagtag_status scorecard_init(struct scorecard *card, const struct metric *metric, const struct kernel *kernel,
                                  const struct loss *loss, size_t n_labels, struct bagtag_error *error)
{
    *card = (struct scorecard){.metric = metric, .kernel = kernel, .loss = loss, .n_labels = n_labels};
    bool has_labels = metric->kind == METRIC_MACRO_F1 || metric->kind == METRIC_LABEL_F1;
    if (has_labels) {
        card->support = mem_zeroed(n_labels, sizeof *card->support);
        card->predicted = mem_zeroed(n_labels, sizeof *card->predicted);
        card->hits = mem_zeroed(n_labels, sizeof *card->hits);
    }
    if (has_threshold(metric->kind))
        card->column = large_zeroed(n_lines(card) + 2, LANES * sizeof *card->column);
    bool has_all = (!has_labels || (card->support && card->predicted && card->hits)) &&
                   (!has_threshold(metric->kind) || card->column);
    if (has_all)
        return BAGTAG_OK;
    scorecard_clear(card);
    return error_memory(error);
}

void scorecard_clear(struct scorecard *card)
{
    free(card->support);
    free(card->predicted);
    free(card->hits);
    free(card->predictions);
    large_free(card->column);
    *card = (struct scorecard){0};
}

void scorecard_reset(struct scorecard *card)
{
    card->n_documents = card->n_right = card->n_true = 0;
    card->has_failed = 0;
    for (size_t c = 0; card->support && c < card->n_labels; c++)
        card->support[c] = card->predicted[c] = card->hits[c] = 0;
}

static bool carries(const struct dataset *held_out, size_t i, uint32_t label)
{
    for (uint64_t l = held_out->label_offsets[i]; l < held_out->label_offsets[i + 1]; l++)
        if (held_out->labels[l] == label)
            return true;
    return false;
}

static float log_probability(struct scorecard *card, const float *outputs, uint32_t label)
{
    float *rest = card->column + n_lines(card) * LANES;
    struct loss_lanes lanes = {.kernel = card->kernel,
                               .n_labels = card->n_labels,
                               .n_documents = 1,
                               .z = card->column,
                               .largest = rest,
                               .log_sum = rest + LANES};
    for (size_t o = 0; o < card->loss->n_outputs(card->n_labels); o++)
        card->column[o * LANES] = outputs[o];
    return card->loss->log_probability(&lanes, label);
}

static void add_prediction(struct scorecard *card, const float *outputs, uint32_t label, bool is_hit)
{
    if (mem_reserve(&card->predictions, &card->capacity, (size_t)card->n_documents, sizeof *card->predictions) != 0) {
        card->has_failed = 1;
        return;
    }
    card->predictions[card->n_documents - 1] =
        (struct metric_prediction){.log_probability = log_probability(card, outputs, label), .is_hit = is_hit};
}

void scorecard_add(void *context, const struct dataset *held_out, size_t i, const float *outputs)
{
    struct scorecard *card = context;
    const struct metric *metric = card->metric;
    uint32_t top = card->loss->top(outputs, card->n_labels);
    bool is_right = carries(held_out, i, top);
    uint32_t asked = metric->label_id == METRIC_ALL_LABELS ? top : metric->label_id;
    card->n_documents++;
    card->n_right += is_right;
    if (metric->label_id == METRIC_ALL_LABELS)
        card->n_true += held_out->label_offsets[i + 1] - held_out->label_offsets[i];
    else
        card->n_true += carries(held_out, i, asked);
    if (has_threshold(metric->kind))
        add_prediction(card, outputs, asked, asked == top ? is_right : carries(held_out, i, asked));
    if (!card->support)
        return;
    for (uint64_t l = held_out->label_offsets[i]; l < held_out->label_offsets[i + 1]; l++)
        if (held_out->labels[l] != DATASET_UNKNOWN_LABEL)
            card->support[held_out->labels[l]]++;
    card->predicted[top]++;
    card->hits[top] += is_right;
}

static double ratio(uint64_t part, uint64_t whole)
{
    return whole ? (double)part / (double)whole : 0.0;
}

/* 2 p r / (p + r), from counts. */
static double f1_of(uint64_t hits, uint64_t predicted, uint64_t support)
{
    return ratio(2 * hits, predicted + support);
}

/* The F1 of label C over all cards; returns whether the label occurs or was predicted at all. */
static bool label_f1(const struct scorecard *const *cards, size_t n, size_t c, double *f1)
{
    uint64_t support = 0, predicted = 0, hits = 0;
    for (size_t i = 0; i < n; i++) {
        support += cards[i]->support[c];
        predicted += cards[i]->predicted[c];
        hits += cards[i]->hits[c];
    }
    *f1 = f1_of(hits, predicted, support);
    return support + predicted > 0;
}

static double macro_f1(const struct scorecard *const *cards, size_t n)
{
    double sum = 0.0, f1;
    size_t n_counted = 0;
    for (size_t c = 0; c < cards[0]->n_labels; c++) {
        n_counted += label_f1(cards, n, c, &f1);
        sum += f1;
    }
    return n_counted ? sum / (double)n_counted : 0.0;
}

static int by_probability(const void *a, const void *b)
{
    const struct metric_prediction *x = a, *y = b;
    return (x->log_probability < y->log_probability) - (x->log_probability > y->log_probability);
}

/* The best value at any threshold. Predictions with equal probabilities are accepted together. */
static double best_at_threshold(const struct metric *metric, struct metric_prediction *all, size_t n, uint64_t n_true)
{
    double best = 0.0;
    uint64_t hits = 0;
    qsort(all, n, sizeof *all, by_probability);
    for (size_t i = 0; i < n; i++) {
        hits += all[i].is_hit;
        if (i + 1 < n && all[i + 1].log_probability == all[i].log_probability)
            continue;
        double precision = ratio(hits, i + 1), recall = ratio(hits, n_true);
        bool is_precision = metric->kind == METRIC_PRECISION_AT_RECALL;
        double value = is_precision ? precision : recall, other = is_precision ? recall : precision;
        if (other >= metric->least && value > best)
            best = value;
    }
    return best;
}

static enum bagtag_status at_threshold(const struct scorecard *const *cards, size_t n, uint64_t n_documents,
                                       uint64_t n_true, double *value, struct bagtag_error *error)
{
    struct metric_prediction *all = mem_array((size_t)n_documents, sizeof *all);
    if (!all)
        return error_memory(error);
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        if (cards[i]->n_documents == 0)
            continue;
        memcpy(all + at, cards[i]->predictions, (size_t)cards[i]->n_documents * sizeof *all);
        at += (size_t)cards[i]->n_documents;
    }
    *value = best_at_threshold(cards[0]->metric, all, at, n_true);
    free(all);
    return BAGTAG_OK;
}

enum bagtag_status metric_value(const struct scorecard *const *cards, size_t n, double *value,
                                struct bagtag_error *error)
{
    uint64_t n_documents = 0, n_right = 0, n_true = 0;
    *value = 0.0;
    if (n == 0)
        return BAGTAG_OK;
    for (size_t i = 0; i < n; i++) {
        if (cards[i]->has_failed)
            return error_memory(error);
        n_documents += cards[i]->n_documents;
        n_right += cards[i]->n_right;
        n_true += cards[i]->n_true;
    }
    const struct metric *metric = cards[0]->metric;
    switch (metric->kind) {
    case METRIC_ACCURACY:
        *value = ratio(n_right, n_documents);
        break;
    case METRIC_F1:
        *value = f1_of(n_right, n_documents, n_true);
        break;
    case METRIC_MACRO_F1:
        *value = macro_f1(cards, n);
        break;
    case METRIC_LABEL_F1:
        (void)label_f1(cards, n, metric->label_id, value);
        break;
    case METRIC_PRECISION_AT_RECALL:
    case METRIC_RECALL_AT_PRECISION:
        return at_threshold(cards, n, n_documents, n_true, value, error);
    }
    return BAGTAG_OK;
}
