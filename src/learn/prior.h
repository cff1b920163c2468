/* prior.h - how probable labels are before anything of a document is known */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_LEARN_PRIOR_H
#define BAGTAG_LEARN_PRIOR_H

#include "base/error.h"
#include "data/dataset.h"
#include "net/loss.h"
#include "net/params.h"

/* Sets the bias of all shares of PARAMS so that a document without known rows, whose bag is zero, gets each of N_LABELS
 * labels with the probability that a document of TRAIN has it, once W and b are divided by TEMPERATURE (1: as they
 * are). */
enum bagtag_status prior_set_bias(struct params *params, const struct dataset *train, const struct loss *loss,
                                  size_t n_labels, double temperature, struct bagtag_error *error);

#endif
