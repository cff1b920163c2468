/* model_labels.c - what depends on a model's labels: tokens that are labels, the label tree, rows of the layer */
/* SPDX-License-Identifier: MIT */
#include "model/model.h"

#include <string.h>

#include "net/loss.h"

#define COUNTED_BELOW INT64_C(1000000000000000) /* the limit of label_tree_init */

static const char *label_at(const void *context, size_t i, size_t *len, int64_t *count)
{
    const struct bagtag_model *model = context;
    *len = strlen(model->labels[i]);
    *count = model->label_counts != NULL ? model->label_counts[i] : 0;
    return model->labels[i];
}

static uint64_t hash_label(const void *context, const char *text, uint32_t len)
{
    const struct bagtag_model *model = context;
    return feature_hash(model->feature_kind, text, len);
}

enum bagtag_status model_list_label_tokens(struct bagtag_model *model, struct bagtag_error *error)
{
    struct vocab_source source = {model->n_labels, label_at, model, hash_label};
    return vocab_from_words(&model->label_tokens, &source, error);
}

static bool are_few_enough(const int64_t *counts, size_t n)
{
    int64_t left = COUNTED_BELOW - 1;
    for (size_t i = 0; i < n; i++) {
        if (counts[i] < 0 || counts[i] > left)
            return false;
        left -= counts[i];
    }
    return true;
}

enum bagtag_status model_make_tree(struct bagtag_model *model, struct bagtag_error *error)
{
    if (!loss_get(model->settings.loss)->is_tree || model->n_labels == 0)
        return BAGTAG_OK;
    if (model->label_counts == NULL || !are_few_enough(model->label_counts, model->n_labels))
        return error_set(
            error, BAGTAG_INPUT,
            "%s: expected a sum of \"label_counts\" below 1e15, as the loss builds a tree from them; found %s",
            model->path ? model->path : "the model", model->label_counts == NULL ? "none" : "more");
    return label_tree_init(&model->tree, model->label_counts, model->n_labels, error);
}

void model_read_label(const struct bagtag_model *model, size_t c, float *out)
{
    float factor = model->factor != NULL ? model->factor[c] : 1.0f;
    for (size_t d = 0; d < model->settings.dim; d++)
        out[d] = factor * model->weight[c * model->settings.dim + d];
}
