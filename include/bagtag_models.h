/* bagtag_models.h - several models at work on the same texts */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODELS_H
#define BAGTAG_MODELS_H

#include <bagtag.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A model and what its answers are called: a name that is not empty, and of no other model. Both are borrowed. */
struct bagtag_named_model {
    const struct bagtag_model *model;
    const char *name;
};

/* As bagtag_classify, with the answers of each of MODELS[0..n_models) in their order, n_models >= 1. The files are read
 * once, as the first model wants them.
 *   TEXT      the fields of each model, one model after the other
 *   JSONL     an object with the member "models": {"NAME":{"labels":[...]}, ...}
 *   AS_INPUT  of jsonl, the member that is added holds an object by name: "bagtag":{"NAME":{"label":"x","prob":0.9},
 *             ...}; of csv, columns begin with the name: "NAME_label", "NAME_prob"
 * OPTIONS that name labels of one model (`among`, `scored_label`) and FASTTEXT are BAGTAG_ARGUMENT. */
BAGTAG_API enum bagtag_status bagtag_classify_models(const struct bagtag_named_model *models, size_t n_models,
                                                     const char *const *files, size_t n_files,
                                                     const struct bagtag_classify_options *options,
                                                     const struct bagtag_sink *sink,
                                                     struct bagtag_stream_counts *counts, struct bagtag_error *error);

#ifdef __cplusplus
}
#endif

#endif
