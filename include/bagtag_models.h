/* bagtag_models.h - several models applied to the same texts */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODELS_H
#define BAGTAG_MODELS_H

#include <bagtag.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A model and the name of its answers, which is unique and not empty. Both are borrowed. */
struct bagtag_named_model {
    const struct bagtag_model *model;
    const char *name;
};

/* Like bagtag_classify, with the answers of each of MODELS[0..n_models) in order, n_models >= 1. The files are read
 * once, in the way the first model needs.
 *   TEXT      the fields of each model, one model after the other
 *   JSONL     an object with the member "models": {"NAME":{"labels":[...]}, ...}
 *   AS_INPUT  for jsonl, the added member has an object for each name: "bagtag":{"NAME":{"label":"x","prob":0.9},
 *             ...}; for csv, column names begin with the name: "NAME_label", "NAME_prob"
 * Options that refer to labels of one model (`among`, `scored_label`), and FASTTEXT, are BAGTAG_ARGUMENT. */
BAGTAG_API enum bagtag_status bagtag_classify_models(const struct bagtag_named_model *models, size_t n_models,
                                                     const char *const *files, size_t n_files,
                                                     const struct bagtag_classify_options *options,
                                                     const struct bagtag_sink *sink,
                                                     struct bagtag_stream_counts *counts, struct bagtag_error *error);

#ifdef __cplusplus
}
#endif

#endif
