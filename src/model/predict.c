/* predict.c - one text at a time, for programs */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/api.h"
#include "model/model.h"
#include "model/scorer.h"

enum { READABLE_BEHIND = 64 };

struct bagtag_predictor {
    struct scorer scorer;
    char *text; /* a copy of the caller's, with room behind it for vector loads */
    size_t text_capacity;
    struct bagtag_prediction *best; /* [C] */
};

enum bagtag_status bagtag_predictor_new(const struct bagtag_model *model, struct bagtag_predictor **out,
                                        struct bagtag_error *error)
{
    struct error inner;
    enum status status = model_need_labels(model, &inner);
    if (status != STATUS_OK)
        return api_status(status, &inner, error);
    struct bagtag_predictor *predictor = mem_zeroed(1, sizeof *predictor);
    if (!predictor)
        return api_status(error_memory(&inner), &inner, error);
    status = scorer_init(&predictor->scorer, model, &inner);
    predictor->best = mem_array(model->n_labels, sizeof *predictor->best);
    if (status == STATUS_OK && !predictor->best)
        status = error_memory(&inner);
    if (status == STATUS_OK)
        *out = predictor;
    else
        bagtag_predictor_free(predictor);
    return api_status(status, &inner, error);
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

static enum status predict(struct bagtag_predictor *predictor, const char *text, size_t len, struct error *error)
{
    bool has_invalid;
    if (len > SIZE_MAX - READABLE_BEHIND ||
        mem_reserve(&predictor->text, &predictor->text_capacity, len + READABLE_BEHIND, 1) != 0)
        return error_memory(error);
    if (len)
        memcpy(predictor->text, text, len);
    memset(predictor->text + len, 0, READABLE_BEHIND);
    enum status status = scorer_add(&predictor->scorer, predictor->text, len, &has_invalid, error);
    return status == STATUS_OK ? scorer_run(&predictor->scorer, error) : status;
}

enum bagtag_status bagtag_predict(struct bagtag_predictor *predictor, const char *text, size_t len, size_t k,
                                  struct bagtag_prediction *predictions, size_t *n, struct bagtag_error *error)
{
    struct error inner;
    enum status status = predict(predictor, text, len, &inner);
    if (status == STATUS_OK) {
        *n = scorer_best(&predictor->scorer, 0, k, predictor->best);
        memcpy(predictions, predictor->best, *n * sizeof *predictions);
    }
    return api_status(status, &inner, error);
}
