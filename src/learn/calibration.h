/* calibration.h - temperature and threshold, from a model's outputs for held-out documents */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_LEARN_CALIBRATION_H
#define BAGTAG_LEARN_CALIBRATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "data/dataset.h"
#include "math/kernel.h"
#include "net/loss.h"

/* Held-out documents and a model's outputs for them. Initialise `loss` and `n_labels`, zero the rest; free with
 * calibration_clear. */
struct calibration {
    const struct loss *loss;
    size_t n_labels; /* C */
    size_t n_documents;
    float *z; /* [n_documents / 16, rounded up][O][16]: documents in lanes */
    size_t z_capacity;
    uint32_t *labels; /* document i has labels[ends[i - 1] .. ends[i]): the known ones, each once */
    size_t n_true, label_capacity;
    size_t *ends; /* [n_documents] */
    size_t end_capacity;
    bool has_failed; /* out of memory */
};

/* Adds a document: a trial_scores function (learn/trial.h) with a struct calibration as CONTEXT. Skips documents
 * without a known label, and all documents once a few million numbers are stored. */
void calibration_add(void *context, const struct dataset *held_out, size_t i, const float *outputs);
void calibration_clear(struct calibration *calibration);

/* Finds the temperature T, a multiple of 0.01 from 0.25 to 10, for which z / T has the lowest loss over the documents
 * of PARTS[0..n), which share one loss and C (Guo et al. 2017, "On calibration of modern neural networks"). With few
 * documents it stays near 1; without any it is 1. */
enum bagtag_status calibration_temperature(const struct calibration *parts, size_t n, const struct kernel *kernel,
                                           double *out, struct bagtag_error *error);

/* Finds the threshold, a multiple of 0.01 from 0.01 to 0.99, with the highest micro F1 if the labels whose probability
 * by z / TEMPERATURE reaches it are predicted; of a run of ties, the middle. */
enum bagtag_status calibration_threshold(const struct calibration *parts, size_t n, double temperature,
                                         const struct kernel *kernel, double *out, struct bagtag_error *error);

#endif
