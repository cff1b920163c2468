/* fasttext_model.h - opens a fastText model file (.bin, .ftz) as a model */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_FASTTEXT_MODEL_H
#define BAGTAG_MODEL_FASTTEXT_MODEL_H

#include "base/error.h"
#include "model/model.h"

/* Opens and maps the file PATH. The dictionary, the output layer and the table of pruned rows are copied; rows are read
 * in place. The prefix __label__ is removed if all labels have it. */
enum bagtag_status fasttext_model_open(const char *path, struct bagtag_model **out, struct bagtag_error *error);

#endif
