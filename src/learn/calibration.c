/* calibration.c - temperature and threshold, from a model's outputs for held-out documents */
/* SPDX-License-Identifier: MIT */
#include "learn/calibration.h"

#include <stdlib.h>
#include <string.h>

#include "base/large.h"
#include "base/logarithm.h"
#include "base/mem.h"

enum { LANES = KERNEL_LANES, LOWEST = 25, HIGHEST = 1000, STEPS = 100 }; /* temperatures, thresholds in hundredths */
static const size_t MAX_FLOATS = (size_t)1 << 22;

/* Scratch for sixteen documents. */
struct scratch {
    const struct kernel *kernel;
    float *z; /* [O][16], room for C */
    float largest[LANES], log_sum[LANES];
};

static size_t n_outputs(const struct calibration *c)
{
    return c->loss->n_outputs(c->n_labels);
}

static enum bagtag_status scratch_init(struct scratch *scratch, const struct calibration *c,
                                       const struct kernel *kernel, struct bagtag_error *error)
{
    size_t n_lines = n_outputs(c) > c->n_labels ? n_outputs(c) : c->n_labels;
    *scratch = (struct scratch){.kernel = kernel};
    scratch->z = large_floats(n_lines * LANES);
    return scratch->z ? BAGTAG_OK : error_memory(error);
}

/* The index of the first label of document I. */
static size_t first_label(const struct calibration *c, size_t i)
{
    return i ? c->ends[i - 1] : 0;
}

static bool has_label(const struct calibration *c, size_t i, uint32_t label)
{
    for (size_t l = first_label(c, i); l < c->ends[i]; l++)
        if (c->labels[l] == label)
            return true;
    return false;
}

/* Makes room for one more document with N_LABELS labels. */
static bool reserve(struct calibration *c, size_t n_labels)
{
    size_t n_floats = (c->n_documents / LANES + 1) * n_outputs(c) * LANES, had = c->z_capacity;
    bool is_reserved = mem_reserve(&c->z, &c->z_capacity, n_floats, sizeof *c->z) == 0 &&
                       mem_reserve(&c->labels, &c->label_capacity, c->n_true + n_labels, sizeof *c->labels) == 0 &&
                       mem_reserve(&c->ends, &c->end_capacity, c->n_documents + 1, sizeof *c->ends) == 0;
    if (is_reserved && c->z_capacity > had)
        memset(c->z + had, 0, (c->z_capacity - had) * sizeof *c->z);
    return is_reserved;
}

void calibration_add(void *context, const struct dataset *held_out, size_t i, const float *outputs)
{
    struct calibration *c = context;
    uint64_t first = held_out->label_offsets[i], end = held_out->label_offsets[i + 1];
    size_t n = c->n_documents, had = c->n_true;
    if (c->has_failed || (n + 1) * n_outputs(c) > MAX_FLOATS)
        return;
    if (!reserve(c, (size_t)(end - first))) {
        c->has_failed = true;
        return;
    }
    c->ends[n] = had;
    for (uint64_t l = first; l < end; l++)
        if (held_out->labels[l] != DATASET_UNKNOWN_LABEL && !has_label(c, n, held_out->labels[l])) {
            c->labels[c->n_true++] = held_out->labels[l];
            c->ends[n] = c->n_true;
        }
    if (c->n_true == had)
        return;
    float *z = c->z + n / LANES * n_outputs(c) * LANES + n % LANES;
    for (size_t o = 0; o < n_outputs(c); o++)
        z[o * LANES] = outputs[o];
    c->n_documents++;
}

void calibration_clear(struct calibration *calibration)
{
    free(calibration->z);
    free(calibration->labels);
    free(calibration->ends);
    *calibration = (struct calibration){0};
}

/* Computes the probabilities of documents FIRST.. from z * SCALE into scratch->z, and adds their losses to *SUM;
 * returns the number of documents. */
static size_t score(struct scratch *scratch, const struct calibration *c, size_t first, double scale,
                    struct loss_sum *sum)
{
    const float *z = c->z + first * n_outputs(c);
    size_t n = c->n_documents - first < LANES ? c->n_documents - first : LANES;
    struct loss_lanes lanes = {.kernel = scratch->kernel,
                               .n_labels = c->n_labels,
                               .n_documents = n,
                               .z = scratch->z,
                               .largest = scratch->largest,
                               .log_sum = scratch->log_sum};
    struct loss_truth truths[LANES];
    for (size_t k = 0; k < n_outputs(c) * LANES; k++)
        scratch->z[k] = z[k] * (float)scale;
    for (size_t lane = 0; lane < n; lane++) {
        size_t at = first_label(c, first + lane);
        truths[lane] = (struct loss_truth){c->labels + at, c->ends[first + lane] - at};
    }
    c->loss->score(&lanes, truths, sum);
    return n;
}

/* The loss of all documents at a temperature in HUNDREDTHS, plus a penalty for temperatures far from 1: the negative
 * log density of a normal prior on the logarithm of the temperature, with standard deviation DEVIATION. Negligible with
 * many documents; with few it keeps the temperature near 1. */
static double loss_at(struct scratch *scratch, const struct calibration *parts, size_t n, int hundredths)
{
    static const double DEVIATION = 0.5;
    double scale = (double)STEPS / hundredths, deviations = logarithm_of_ratio(scale, 1.0) / DEVIATION;
    struct loss_sum sum = {.loss = deviations * deviations / 2.0};
    for (size_t p = 0; p < n; p++)
        for (size_t first = 0; first < parts[p].n_documents; first += LANES)
            score(scratch, &parts[p], first, scale, &sum);
    return sum.loss;
}

static size_t count_documents(const struct calibration *parts, size_t n)
{
    size_t n_documents = 0;
    for (size_t p = 0; p < n; p++)
        n_documents += parts[p].n_documents;
    return n_documents;
}

/* Ternary search: the loss is convex in 1 / T, so it falls and then rises with T, and each step cuts a third off one
 * end. */
enum bagtag_status calibration_temperature(const struct calibration *parts, size_t n, const struct kernel *kernel,
                                           double *out, struct bagtag_error *error)
{
    struct scratch scratch = {0};
    int low = LOWEST, high = HIGHEST;
    *out = 1.0;
    if (count_documents(parts, n) == 0)
        return BAGTAG_OK;
    enum bagtag_status status = scratch_init(&scratch, &parts[0], kernel, error);
    if (status != BAGTAG_OK)
        return status;
    while (low < high) {
        int left = low + (high - low) / 3, right = high - (high - low + 2) / 3;
        right = right > left ? right : left + 1;
        if (loss_at(&scratch, parts, n, left) <= loss_at(&scratch, parts, n, right))
            high = right - 1;
        else
            low = left + 1;
    }
    *out = (double)low / STEPS;
    large_free(scratch.z);
    return BAGTAG_OK;
}

/* [k]: how many labels have a probability of at least k and less than k + 1 hundredths, and how many of those are true.
 */
struct tallies {
    uint64_t predicted[STEPS + 1], hits[STEPS + 1];
};

static void count_probabilities(struct tallies *tallies, struct scratch *scratch, const struct calibration *c,
                                double scale)
{
    struct loss_sum sum = {0};
    for (size_t first = 0; first < c->n_documents; first += LANES) {
        size_t taken = score(scratch, c, first, scale, &sum);
        for (size_t label = 0; label < c->n_labels; label++)
            for (size_t lane = 0; lane < taken; lane++)
                tallies->predicted[(size_t)((double)scratch->z[label * LANES + lane] * STEPS)]++;
        for (size_t lane = 0; lane < taken; lane++)
            for (size_t l = first_label(c, first + lane); l < c->ends[first + lane]; l++)
                tallies->hits[(size_t)((double)scratch->z[c->labels[l] * LANES + lane] * STEPS)]++;
    }
}

enum bagtag_status calibration_threshold(const struct calibration *parts, size_t n, double temperature,
                                         const struct kernel *kernel, double *out, struct bagtag_error *error)
{
    struct scratch scratch = {0};
    struct tallies tallies = {{0}, {0}};
    uint64_t n_true = 0, n_predicted = 0, n_hits = 0;
    enum bagtag_status status = scratch_init(&scratch, &parts[0], kernel, error);
    if (status != BAGTAG_OK)
        return status;
    for (size_t p = 0; p < n; p++) {
        count_probabilities(&tallies, &scratch, &parts[p], 1.0 / temperature);
        n_true += parts[p].n_true;
    }
    large_free(scratch.z);
    double best = -1.0;
    int highest = 0, lowest = 0; /* of the run of best thresholds */
    for (int k = STEPS; k >= 1; k--) {
        n_predicted += tallies.predicted[k];
        n_hits += tallies.hits[k];
        double f1 = n_predicted + n_true ? 2.0 * (double)n_hits / (double)(n_predicted + n_true) : 0.0;
        if (k < STEPS && f1 > best) {
            best = f1;
            highest = lowest = k;
        } else if (f1 == best && lowest == k + 1) {
            lowest = k;
        }
    }
    int middle = (highest + lowest) / 2;
    *out = (double)middle / STEPS;
    return BAGTAG_OK;
}
