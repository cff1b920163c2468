/* scorer.c - texts to probabilities, sixteen at a time */
/* SPDX-License-Identifier: MIT */
#include "model/scorer.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/api.h"
#include "model/model.h"

/* A share has pointers to numbers that training changes; here they point to a model's, which nothing changes. */
static float *unchanged(const float *numbers)
{
    float *p;
    memcpy(&p, &numbers, sizeof p);
    return p;
}

enum status scorer_init(struct scorer *scorer, const struct bagtag_model *model, struct error *error)
{
    *scorer = (struct scorer){.model = model};
    enum status status = kernel_choose(&scorer->kernel, error);
    if (status == STATUS_OK)
        status = group_init(&scorer->group, (enum bag)bag_of(model->settings.bag), false, model->settings.dim,
                            model->n_labels, error);
    scorer->share = (struct share){
        .width = model->settings.dim,
        .embedding = unchanged(model->embedding),
        .weight = unchanged(model->weight),
        .bias = unchanged(model->bias),
    };
    return status;
}

void scorer_clear(struct scorer *scorer)
{
    for (size_t i = 0; i < KERNEL_LANES; i++)
        features_clear(&scorer->features[i]);
    group_clear(&scorer->group);
}

enum status scorer_add(struct scorer *scorer, const char *text, size_t len, bool *has_invalid, struct error *error)
{
    const struct bagtag_model *model = scorer->model;
    struct features *features = &scorer->features[scorer->n_texts];
    if (features_extract(features, &model->settings.tokenizer, &model->words, &model->ngrams, text, len) != 0)
        return error_memory(error);
    if (model->idf && features_weigh(features, model->idf) != 0)
        return error_memory(error);
    *has_invalid = features->has_invalid;
    scorer->n_texts++;
    return STATUS_OK;
}

static void list_documents(const struct scorer *scorer, struct document documents[KERNEL_LANES])
{
    for (size_t i = 0; i < scorer->n_texts; i++)
        documents[i] = (struct document){.ids = scorer->features[i].ids,
                                         .weights = scorer->model->idf ? scorer->features[i].weights : NULL,
                                         .scale = scorer->features[i].scale,
                                         .n = scorer->features[i].n};
}

void scorer_gather(struct scorer *scorer)
{
    struct document documents[KERNEL_LANES];
    list_documents(scorer, documents);
    group_gather(&scorer->group, scorer->kernel, &scorer->share, documents, scorer->n_texts, 0);
    scorer->n_texts = 0;
}

void scorer_run(struct scorer *scorer)
{
    struct document documents[KERNEL_LANES];
    list_documents(scorer, documents);
    group_forward(&scorer->group, scorer->kernel, &scorer->share, documents, scorer->n_texts);
    scorer->n_texts = 0;
}

static bool is_better(struct bagtag_prediction a, struct bagtag_prediction b)
{
    return a.probability > b.probability || (a.probability == b.probability && a.label < b.label);
}

static int compare(const void *a, const void *b)
{
    struct bagtag_prediction x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return is_better(x, y) ? -1 : is_better(y, x);
}

/* A few are kept sorted while all labels pass by; many are sorted afterwards. */
size_t scorer_best(const struct scorer *scorer, size_t text, size_t k, struct bagtag_prediction *best)
{
    enum { FEW = 16 };
    size_t n_labels = scorer->group.n_labels, n = 0;
    k = k < n_labels ? k : n_labels;
    if (k == 0)
        return 0;
    bool is_few = k <= FEW;
    for (size_t c = 0; c < n_labels; c++) {
        struct bagtag_prediction p = {(uint32_t)c, scorer_probability(scorer, text, c)};
        if (is_few && n == k && !is_better(p, best[n - 1]))
            continue;
        size_t at = is_few && n == k ? n - 1 : n++;
        for (; is_few && at > 0 && is_better(p, best[at - 1]); at--)
            best[at] = best[at - 1];
        best[at] = p;
    }
    if (!is_few)
        qsort(best, n, sizeof *best, compare);
    return k;
}
