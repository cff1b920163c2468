/* prior.h - the label frequencies as the bias of a model */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_LEARN_PRIOR_H
#define BAGTAG_LEARN_PRIOR_H

#include "base/error.h"
#include "data/dataset.h"
#include "net/loss.h"
#include "net/params.h"

/* Sets the bias in all shares of PARAMS so that a document without known rows gets the label frequencies of TRAIN as
 * probabilities, once W and b are divided by TEMPERATURE. A TEMPERATURE above 1 counts as 1, as in trials: the run then
 * learns what they learnt, and such a document gets frequencies that are closer to each other. */
enum bagtag_status prior_set_bias(struct params *params, const struct dataset *train, const struct loss *loss,
                                  size_t n_labels, double temperature, struct bagtag_error *error);

#endif
