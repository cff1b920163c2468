/* loss_ova.c - each label against all others */
/* SPDX-License-Identifier: MIT */
#include "net/loss.h"

#include <math.h>
#include <stdbool.h>

#include "base/logarithm.h"

enum { LANES = KERNEL_LANES };

static size_t n_outputs(size_t n_labels)
{
    return n_labels;
}

static void probabilities(const struct loss_lanes *lanes)
{
    lanes->kernel->sigmoid(lanes->z, lanes->n_labels, lanes->n_documents, lanes->log_sum);
}

/* Whether LABEL is one of the first N of TRUTH. */
static bool is_among(const struct loss_truth *truth, size_t n, uint32_t label)
{
    for (size_t l = 0; l < n; l++)
        if (truth->labels[l] == label)
            return true;
    return false;
}

/* Whether label number L counts: it is known, and not a repetition. */
static bool counts(const struct loss_truth *truth, size_t l, size_t n_labels)
{
    return truth->labels[l] < n_labels && !is_among(truth, l, truth->labels[l]);
}

/* The sum of z over the labels of TRUTH that count; their number goes to *N_KNOWN. */
static double target_output(const struct loss_lanes *lanes, size_t lane, const struct loss_truth *truth,
                            size_t *n_known)
{
    double sum = 0.0;
    *n_known = 0;
    for (size_t l = 0; l < truth->n; l++) {
        if (!counts(truth, l, lanes->n_labels))
            continue;
        ++*n_known;
        sum += (double)lanes->z[truth->labels[l] * LANES + lane];
    }
    return sum;
}

static void score(const struct loss_lanes *lanes, const struct loss_truth *truths, struct loss_sum *sum)
{
    double targets[LANES];
    size_t n_known[LANES];
    for (size_t lane = 0; lane < lanes->n_documents; lane++)
        targets[lane] = target_output(lanes, lane, &truths[lane], &n_known[lane]);
    probabilities(lanes);
    for (size_t lane = 0; lane < lanes->n_documents; lane++) {
        if (n_known[lane] == 0)
            continue;
        sum->loss += (double)lanes->log_sum[lane] - targets[lane];
        sum->n_documents++;
    }
}

/* p - target, where each of a document's labels has the target 1. */
static void gradient(const struct loss_lanes *lanes, const struct loss_truth *truths, struct loss_sum *sum)
{
    score(lanes, truths, sum);
    for (size_t lane = 0; lane < lanes->n_documents; lane++)
        for (size_t l = 0; l < truths[lane].n; l++)
            if (counts(&truths[lane], l, lanes->n_labels))
                lanes->z[truths[lane].labels[l] * LANES + lane] -= 1.0f;
}

/* log p = z - log(1 + exp(z)): only the label's own line is needed, so it becomes the first. */
static float log_probability(const struct loss_lanes *lanes, uint32_t label)
{
    float output = lanes->z[label * LANES];
    lanes->z[0] = output;
    lanes->kernel->sigmoid(lanes->z, 1, 1, lanes->log_sum);
    return output - lanes->log_sum[0];
}

/* log(1 + exp(Z)), given P = 1 / (1 + exp(-Z)): accurate even if P is rounded to 0 or 1. */
static double log_of_sum(float p, float z)
{
    return z < 0.0f ? -log1p(-(double)p) : (double)z - log((double)p);
}

static double value(const struct loss_lanes *lanes, size_t lane, const struct loss_truth *truth)
{
    const float *p = lanes->z + lane, *z = lanes->logits + lane;
    double sum = 0.0;
    size_t n_known = 0;
    for (size_t l = 0; l < truth->n; l++) {
        if (!counts(truth, l, lanes->n_labels))
            continue;
        sum -= (double)z[truth->labels[l] * LANES];
        n_known++;
    }
    for (size_t c = 0; c < lanes->n_labels; c++)
        sum += log_of_sum(p[c * LANES], z[c * LANES]);
    return n_known ? fabs(sum) : -1.0;
}

static double label_share(size_t n)
{
    (void)n;
    return 1.0;
}

static double at_least(double x, double least)
{
    return x > least ? x : least;
}

/* The log of the odds that a document has the label. */
static void prior(double *outputs, const double *with, size_t n_labels, double n_documents)
{
    for (size_t c = 0; c < n_labels; c++)
        outputs[c] =
            logarithm_of_ratio(at_least(with[c], LOSS_MIN_COUNT), at_least(n_documents - with[c], LOSS_MIN_COUNT));
}

static double guessing(size_t n_labels)
{
    return (double)n_labels * log(2.0);
}

const struct loss loss_ova = {.n_outputs = n_outputs,
                              .probabilities = probabilities,
                              .score = score,
                              .gradient = gradient,
                              .top = loss_greatest,
                              .log_probability = log_probability,
                              .value = value,
                              .label_share = label_share,
                              .prior = prior,
                              .uniform_loss = guessing};
