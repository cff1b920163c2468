/* predict.c - one text at a time, for programs */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/model.h"
#include "use/scorer.h"

enum { READ_PADDING = 64 };

struct bagtag_predictor {
    struct scorer scorer;
    char *text; /* a copy of the caller's text, padded for vector loads */
    size_t text_capacity;
    struct bagtag_prediction *best; /* [C] */
};

enum bagtag_status bagtag_predictor_new(const struct bagtag_model *model, struct bagtag_predictor **out,
                                        struct bagtag_error *error)
{
    enum bagtag_status status = model_require_labels(model, error);
    if (status != BAGTAG_OK)
        return status;
    struct bagtag_predictor *predictor = mem_zeroed(1, sizeof *predictor);
    if (!predictor)
        return error_memory(error);
    status = scorer_init(&predictor->scorer, model, error);
    predictor->best = mem_array(model->n_labels, sizeof *predictor->best);
    if (status == BAGTAG_OK && !predictor->best)
        status = error_memory(error);
    if (status == BAGTAG_OK)
        *out = predictor;
    else
        bagtag_predictor_free(predictor);
    return status;
}

void bagtag_predictor_free(struct bagtag_predictor *predictor)
{
    if (!predictor)
        return;
    scorer_clear(&predictor->scorer);
    free(predictor->text);
    free(predictor->best);
    free(predictor);
}

static enum bagtag_status predict(struct bagtag_predictor *predictor, const char *text, size_t len,
                                  struct bagtag_error *error)
{
    bool has_invalid;
    if (len > SIZE_MAX - READ_PADDING ||
        mem_reserve(&predictor->text, &predictor->text_capacity, len + READ_PADDING, 1) != 0)
        return error_memory(error);
    if (len)
        memcpy(predictor->text, text, len);
    memset(predictor->text + len, 0, READ_PADDING);
    enum bagtag_status status =
        scorer_add(&predictor->scorer, (struct scorer_text){predictor->text, len, false}, &has_invalid, error);
    return status == BAGTAG_OK ? scorer_run(&predictor->scorer, error) : status;
}

enum bagtag_status bagtag_predict(struct bagtag_predictor *predictor, const char *text, size_t len, size_t k,
                                  struct bagtag_prediction *predictions, size_t *n, struct bagtag_error *error)
{
    enum bagtag_status status = predict(predictor, text, len, error);
    if (status == BAGTAG_OK) {
        *n = scorer_best(&predictor->scorer, 0, k, predictor->best);
        memcpy(predictions, predictor->best, *n * sizeof *predictions);
    }
    return status;
}
