/* loss_softmax.c - labels that exclude each other */
/* SPDX-License-Identifier: MIT */
#include "net/loss.h"

#include <math.h>

#include "base/logarithm.h"

enum { LANES = KERNEL_LANES };

static size_t n_outputs(size_t n_labels)
{
    return n_labels;
}

static void probabilities(const struct loss_lanes *lanes)
{
    lanes->kernel->softmax(lanes->z, lanes->n_labels, lanes->n_documents, lanes->largest, lanes->log_sum);
}

/* The mean of z over the labels of TRUTH that the model knows; their number goes to *N_KNOWN. */
static double target_output(const struct loss_lanes *lanes, size_t lane, const struct loss_truth *truth,
                            size_t *n_known)
{
    double sum = 0.0;
    *n_known = 0;
    for (size_t l = 0; l < truth->n; l++) {
        if (truth->labels[l] >= lanes->n_labels)
            continue;
        ++*n_known;
        sum += (double)lanes->z[truth->labels[l] * LANES + lane];
    }
    return *n_known ? sum / (double)*n_known : 0.0;
}

/* -log p of a label with the output TARGET, after `probabilities`. */
static double minus_log(const struct loss_lanes *lanes, size_t lane, double target)
{
    return (double)lanes->log_sum[lane] + ((double)lanes->largest[lane] - target);
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
        sum->loss += minus_log(lanes, lane, targets[lane]);
        sum->n_documents++;
    }
}

/* p - target, where each of a document's k labels has the target 1 / k. */
static void gradient(const struct loss_lanes *lanes, const struct loss_truth *truths, struct loss_sum *sum)
{
    score(lanes, truths, sum);
    for (size_t lane = 0; lane < lanes->n_documents; lane++) {
        const struct loss_truth *truth = &truths[lane];
        float target = 1.0f / (float)truth->n;
        for (size_t l = 0; l < truth->n; l++)
            lanes->z[truth->labels[l] * LANES + lane] -= target;
    }
}

static float log_probability(const struct loss_lanes *lanes, uint32_t label)
{
    float output = lanes->z[label * LANES];
    probabilities(lanes);
    return output - (lanes->largest[0] + lanes->log_sum[0]);
}

static double value(const struct loss_lanes *lanes, size_t lane, const struct loss_truth *truth)
{
    struct loss_lanes before = *lanes;
    size_t n_known;
    before.z = lanes->logits;
    double target = target_output(&before, lane, truth, &n_known);
    return n_known ? minus_log(lanes, lane, target) : -1.0;
}

static double label_share(size_t n)
{
    return 1.0 / (double)n;
}

/* The log of the label's share of the documents. */
static void prior(double *outputs, const double *counts, size_t n_labels, double n_documents)
{
    for (size_t c = 0; c < n_labels; c++)
        outputs[c] = logarithm_of_ratio(counts[c] > LOSS_MIN_COUNT ? counts[c] : LOSS_MIN_COUNT, n_documents);
}

static double guessing(size_t n_labels)
{
    return log((double)n_labels);
}

const struct loss loss_softmax = {.is_exclusive = true,
                                  .n_outputs = n_outputs,
                                  .probabilities = probabilities,
                                  .score = score,
                                  .gradient = gradient,
                                  .top = loss_greatest,
                                  .log_probability = log_probability,
                                  .value = value,
                                  .label_share = label_share,
                                  .prior = prior,
                                  .uniform_loss = guessing};
