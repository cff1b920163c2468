/* loss_fasttext.c - probabilities and the order of labels as fastText computes them */
/* SPDX-License-Identifier: MIT */
#include "net/loss.h"

#include <math.h>

#include "base/logarithm.h"

enum { LANES = KERNEL_LANES, LARGEST = 8 }; /* the table of the logistic function goes from -LARGEST to LARGEST */

#define FLOOR 1e-5 /* added inside each logarithm */

/* As in fastText, these are floats; what is computed in double is rounded to float. */
static float floored_log(float p)
{
    return (float)logarithm((double)p + FLOOR);
}

static float exp_of(float x)
{
    return (float)exponential((double)x);
}

/* The loss of a label with this SCORE, which the floor may make positive. */
static double of_score(float score)
{
    return fmax(-(double)score, 0.0);
}

static size_t n_outputs(size_t n_labels)
{
    return n_labels;
}

float loss_ranked_probability(float score)
{
    return fminf(exp_of(score), 1.0f);
}

/* Not exp_of: of 156 commands on fastText's models, two print different digits from fastText's with the C library's
 * expf, and twelve with ours, which rounds better. */
float loss_ranked_unclamped(float score)
{
    return expf(score);
}

/* ---- labels ranked by p --------------------------------------------------------------------------------------- */

static float score_of(const struct loss_lanes *lanes, size_t lane, uint32_t label)
{
    return floored_log(lanes->z[label * LANES + lane]);
}

static float probability(const struct loss_lanes *lanes, size_t lane, uint32_t label)
{
    return loss_ranked_probability(score_of(lanes, lane, label));
}

/* Whether floored_log(P) is certainly below floored_log(OTHER), found without a logarithm. */
static bool is_far_below(float p, float other)
{
    return (double)p + FLOOR < ((double)other + FLOOR) * (1.0 - 4e-6);
}

static size_t best_by_probability(const struct loss_lanes *lanes, size_t lane, size_t k, float least)
{
    struct ranking ranking = {.heap = lanes->extra->heap, .most = k};
    const float *p = lanes->z + lane;
    for (uint32_t c = 0; c < lanes->n_labels; c++) {
        if (p[c * LANES] < least || (ranking.n == k && is_far_below(p[c * LANES], p[ranking.heap[0].label * LANES])))
            continue;
        struct ranked new = {.score = floored_log(p[c * LANES]), .label = c};
        if (ranking_wants(&ranking, new.score))
            ranking_add(&ranking, new);
    }
    ranking_sort(&ranking);
    return ranking.n;
}

/* ---- softmax -------------------------------------------------------------------------------------------------- */

static void softmax_lane(float *z, size_t n_labels)
{
    float largest = z[0], sum = 0.0f;
    for (size_t c = 1; c < n_labels; c++)
        largest = fmaxf(largest, z[c * LANES]);
    for (size_t c = 0; c < n_labels; c++) {
        z[c * LANES] = exp_of(z[c * LANES] - largest);
        sum += z[c * LANES];
    }
    for (size_t c = 0; c < n_labels; c++)
        z[c * LANES] /= sum;
}

static void softmax(const struct loss_lanes *lanes)
{
    for (size_t lane = 0; lane < lanes->n_documents; lane++)
        softmax_lane(lanes->z + lane, lanes->n_labels);
}

/* The mean of -score over the labels of TRUTH that are known; -1 if none is. */
static double mean_loss(const struct loss_lanes *lanes, size_t lane, const struct loss_truth *truth,
                        float (*score)(const struct loss_lanes *lanes, size_t lane, uint32_t label))
{
    double sum = 0.0;
    size_t n_known = 0;
    for (size_t l = 0; l < truth->n; l++) {
        if (truth->labels[l] >= lanes->n_labels)
            continue;
        sum += of_score(score(lanes, lane, truth->labels[l]));
        n_known++;
    }
    return n_known ? sum / (double)n_known : -1.0;
}

static double softmax_value(const struct loss_lanes *lanes, size_t lane, const struct loss_truth *truth)
{
    return mean_loss(lanes, lane, truth, score_of);
}

const struct loss loss_fasttext_softmax = {.is_exclusive = true,
                                           .is_in_order = true,
                                           .n_outputs = n_outputs,
                                           .probabilities = softmax,
                                           .probability = probability,
                                           .best = best_by_probability,
                                           .value = softmax_value};

/* ---- one against all others ----------------------------------------------------------------------------------- */

static float sigmoid(const float *cells, float z)
{
    if (z < -LARGEST)
        return 0.0f;
    if (z > LARGEST)
        return 1.0f;
    if (isnan(z))
        return z;
    return cells[(size_t)((z + LARGEST) * LOSS_SIGMOID_CELLS / LARGEST / 2)];
}

static void sigmoids(const struct loss_lanes *lanes)
{
    for (size_t c = 0; c < lanes->n_labels; c++)
        for (size_t lane = 0; lane < lanes->n_documents; lane++)
            lanes->z[c * LANES + lane] = sigmoid(lanes->extra->sigmoids, lanes->z[c * LANES + lane]);
}

static bool has_label(const struct loss_truth *truth, uint32_t label)
{
    for (size_t l = 0; l < truth->n; l++)
        if (truth->labels[l] == label)
            return true;
    return false;
}

static double ova_value(const struct loss_lanes *lanes, size_t lane, const struct loss_truth *truth)
{
    double sum = 0.0;
    bool is_known = false;
    for (uint32_t c = 0; c < lanes->n_labels; c++) {
        float p = lanes->z[c * LANES + lane];
        bool is_true = has_label(truth, c);
        sum += of_score(floored_log(is_true ? p : 1.0f - p));
        is_known |= is_true;
    }
    return is_known ? sum : -1.0;
}

const struct loss loss_fasttext_ova = {.is_in_order = true,
                                       .n_outputs = n_outputs,
                                       .probabilities = sigmoids,
                                       .probability = probability,
                                       .best = best_by_probability,
                                       .value = ova_value};

void loss_sigmoid_cells(float cells[LOSS_SIGMOID_CELLS + 1])
{
    for (int i = 0; i <= LOSS_SIGMOID_CELLS; i++) {
        float x = (float)(i * 2 * LARGEST) / LOSS_SIGMOID_CELLS - LARGEST;
        cells[i] = (float)(1.0 / (1.0 + (double)exp_of(-x)));
    }
}

/* ---- a tree --------------------------------------------------------------------------------------------------- */

/* The probability of the right child of the node with output Z. */
static float right_of(float z)
{
    return (float)(1.0 / (double)(1.0f + exp_of(-z)));
}

static float left_of(float f)
{
    return (float)(1.0 - (double)f);
}

/* Leaves the outputs as they are: finding the best labels needs only few of them. */
static void leave(const struct loss_lanes *lanes)
{
    (void)lanes;
}

/* The margin for the rounding of scores, which are sums of floats, not logarithms of the product: enough for a
 * thousand. */
#define UNSURE 1e-3

static struct loss_visit visit_child(const struct loss_visit *parent, float score, uint32_t node, float share)
{
    return (struct loss_visit){node, score, share, parent->product * ((double)share + FLOOR)};
}

/* Depth first, the left child first. A node below LEAST, or below the K best so far, is skipped with its subtree.
 * (Scores only fall on the way down, except for the 0.00001.) Most nodes are so far below that no logarithm is needed
 * to see it. */
static size_t best_in_tree(const struct loss_lanes *lanes, size_t lane, size_t k, float least)
{
    const struct label_tree *tree = lanes->extra->tree;
    struct ranking ranking = {.heap = lanes->extra->heap, .most = k};
    struct loss_visit *visits = lanes->extra->visits;
    float min_score = floored_log(least);
    double min_product = ((double)least + FLOOR) * (1.0 - UNSURE), low = min_product;
    size_t n = 0;
    visits[n++] = (struct loss_visit){.node = label_tree_root(tree), .product = 1.0};
    while (n > 0) {
        struct loss_visit at = visits[--n];
        if (at.product < low)
            continue;
        float score = at.node == label_tree_root(tree) ? 0.0f : at.above + floored_log(at.share);
        if (score < min_score || !ranking_wants(&ranking, score))
            continue;
        if (at.node < tree->n_labels) {
            ranking_add(&ranking, (struct ranked){.score = score, .label = at.node});
            double worst = ranking.n == k ? exponential((double)ranking.heap[0].score) * (1.0 - UNSURE) : 0.0;
            low = worst > min_product ? worst : min_product;
            continue;
        }
        const struct label_children *children = &tree->children[at.node - tree->n_labels];
        float f = right_of(lanes->z[(at.node - tree->n_labels) * LANES + lane]);
        visits[n++] = visit_child(&at, score, children->right, f);
        visits[n++] = visit_child(&at, score, children->left, left_of(f));
    }
    ranking_sort(&ranking);
    return ranking.n;
}

/* Lists the path from the label up to the root, then adds the scores from the root down. */
static float score_in_tree(const struct loss_lanes *lanes, size_t lane, uint32_t label)
{
    const struct label_tree *tree = lanes->extra->tree;
    struct loss_visit *visits = lanes->extra->visits;
    size_t n = 0;
    for (uint32_t node = label; node != label_tree_root(tree); node = tree->parents[node])
        visits[n++].node = node;
    float score = 0.0f;
    while (n-- > 0) {
        uint32_t node = visits[n].node;
        size_t output = tree->parents[node] - tree->n_labels;
        float f = right_of(lanes->z[output * LANES + lane]);
        score += floored_log(node == tree->children[output].right ? f : left_of(f));
    }
    return score;
}

static float probability_in_tree(const struct loss_lanes *lanes, size_t lane, uint32_t label)
{
    return loss_ranked_probability(score_in_tree(lanes, lane, label));
}

static double tree_value(const struct loss_lanes *lanes, size_t lane, const struct loss_truth *truth)
{
    return mean_loss(lanes, lane, truth, score_in_tree);
}

const struct loss loss_fasttext_hs = {.is_tree = true,
                                      .is_exclusive = true,
                                      .is_in_order = true,
                                      .n_outputs = n_outputs,
                                      .probabilities = leave,
                                      .probability = probability_in_tree,
                                      .best = best_in_tree,
                                      .value = tree_value};
