/* fasttext_model.h - a fastText model's file (.bin, .ftz) as a model of ours */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_FASTTEXT_MODEL_H
#define BAGTAG_MODEL_FASTTEXT_MODEL_H

#include "base/error.h"
#include "model/model.h"

/* Opens the file PATH, which is mapped: of it the dictionary, the output layer and what tells where pruned rows are is
 * copied; rows are read where they lie. Labels lose the prefix __label__ where all of them have it. */
enum bagtag_status fasttext_model_open(const char *path, struct bagtag_model **out, struct bagtag_error *error);

#endif
