/* tally.c - predictions counted against the true labels */
/* SPDX-License-Identifier: MIT */
#include "use/tally.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

enum bagtag_status tally_init(struct tally *tally, size_t n_labels, struct bagtag_error *error)
{
    *tally = (struct tally){.n_labels = n_labels};
    tally->labels = mem_zeroed(n_labels, sizeof *tally->labels);
    if (n_labels <= TALLY_CONFUSION_LABELS_MAX)
        tally->confusion = mem_zeroed(n_labels * n_labels, sizeof *tally->confusion);
    bool is_made = tally->labels && (tally->confusion || n_labels > TALLY_CONFUSION_LABELS_MAX);
    return is_made ? BAGTAG_OK : error_memory(error);
}

void tally_clear(struct tally *tally)
{
    free(tally->labels);
    free(tally->confusion);
    free(tally->strays);
    strtab_clear(&tally->unknown);
    *tally = (struct tally){0};
}

static bool has_label(const struct tally_truth *truth, uint32_t label)
{
    for (size_t i = 0; i < truth->n; i++)
        if (truth->labels[i] == label)
            return true;
    return false;
}

static void count_calibration(struct tally *tally, double probability, bool is_right)
{
    size_t bin = (size_t)(probability * TALLY_BINS);
    struct tally_bin *b = &tally->bins[bin < TALLY_BINS ? bin : TALLY_BINS - 1];
    b->documents++;
    b->right += is_right;
    b->probability_sum += (uint64_t)(probability * TALLY_PROBABILITY_UNIT);
}

/* The row is the predicted label if it is a true one, otherwise the first true one. */
static enum bagtag_status count_confusion(struct tally *tally, const struct tally_truth *truth, uint32_t predicted,
                                          bool is_right, struct bagtag_error *error)
{
    uint32_t row = is_right ? predicted : truth->labels[0];
    if (!tally->confusion)
        return BAGTAG_OK;
    if (row < tally->n_labels) {
        tally->confusion[row * tally->n_labels + predicted]++;
        return BAGTAG_OK;
    }
    if (mem_reserve(&tally->strays, &tally->stray_capacity, tally->n_strays + 1, sizeof *tally->strays) != 0)
        return error_memory(error);
    tally->strays[tally->n_strays++] = (struct tally_stray){row - (uint32_t)tally->n_labels, predicted};
    return BAGTAG_OK;
}

enum bagtag_status tally_add(struct tally *tally, const struct tally_truth *truth, const struct bagtag_prediction *top,
                             const struct bagtag_prediction *predicted, size_t n_predicted, struct bagtag_error *error)
{
    bool is_right = top != NULL && has_label(truth, top->label);
    tally->documents++;
    tally->right += is_right;
    tally->n_true += truth->n;
    tally->n_predicted += n_predicted;
    for (size_t i = 0; i < truth->n; i++) {
        if (truth->labels[i] < tally->n_labels)
            tally->labels[truth->labels[i]].support++;
        else
            tally->unknown.entries[truth->labels[i] - tally->n_labels].count++;
    }
    for (size_t i = 0; i < n_predicted; i++) {
        bool is_hit = has_label(truth, predicted[i].label);
        tally->labels[predicted[i].label].predicted++;
        tally->labels[predicted[i].label].hits += is_hit;
        tally->n_hits += is_hit;
    }
    if (truth->loss >= 0.0) {
        tally->n_losses++;
        tally->loss_sum += (uint64_t)(fmin(truth->loss, TALLY_LOSS_MOST) * TALLY_LOSS_UNIT + 0.5);
    }
    if (top == NULL)
        return BAGTAG_OK;
    count_calibration(tally, (double)top->probability, is_right);
    return count_confusion(tally, truth, top->label, is_right, error);
}
