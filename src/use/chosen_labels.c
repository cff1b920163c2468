/* chosen_labels.c - the labels that may be answered, each once, in order */
/* SPDX-License-Identifier: MIT */
#include "use/chosen_labels.h"

#include <stdlib.h>

#include "base/choices.h"
#include "base/mem.h"
#include "model/model.h"

enum bagtag_status chosen_labels_open(struct chosen_labels *chosen, const struct bagtag_model *model,
                                      const struct bagtag_label_choice *asked, struct bagtag_error *error)
{
    size_t n_labels = model->n_labels;
    *chosen = (struct chosen_labels){.places = mem_array(n_labels, sizeof *chosen->places)};
    uint32_t *labels = mem_array(n_labels, sizeof *labels);
    chosen->choice = (struct label_choice){.labels = labels, .keeps_scale = asked->scale == BAGTAG_SCALE_ALL};
    if (chosen->places == NULL || labels == NULL)
        return error_memory(error);
    enum bagtag_status status = choices_check("scale", asked->scale, BAGTAG_SCALE_ALL + 1, error);
    if (status != BAGTAG_OK)
        return status;
    for (size_t c = 0; c < n_labels; c++)
        chosen->places[c] = asked->n > 0 ? CHOSEN_NONE : (uint32_t)c;
    for (size_t i = 0; i < asked->n; i++) {
        if (asked->labels[i] >= n_labels)
            return error_set(error, BAGTAG_ARGUMENT, "labels: expected numbers below %zu; found %zu", n_labels,
                             asked->labels[i]);
        chosen->places[asked->labels[i]] = 0;
    }
    for (size_t c = 0; c < n_labels; c++) {
        if (chosen->places[c] == CHOSEN_NONE)
            continue;
        chosen->places[c] = (uint32_t)chosen->n;
        labels[chosen->n++] = (uint32_t)c;
    }
    chosen->choice.n = asked->n > 0 ? chosen->n : 0;
    return BAGTAG_OK;
}

void chosen_labels_close(struct chosen_labels *chosen)
{
    uintptr_t labels = (uintptr_t)chosen->choice.labels; /* free takes a pointer to non-const */
    free((void *)labels);
    free(chosen->places);
    *chosen = (struct chosen_labels){.n = 0};
}

enum bagtag_status chosen_labels_check(const struct chosen_labels *chosen, const struct bagtag_model *model,
                                       size_t label, const char *name, struct bagtag_error *error)
{
    if (label >= model->n_labels)
        return error_set(error, BAGTAG_ARGUMENT, "%s: expected a number below %zu; found %zu", name, model->n_labels,
                         label);
    if (chosen->places[label] != CHOSEN_NONE)
        return BAGTAG_OK;
    return error_set(error, BAGTAG_ARGUMENT, "%s: expected one of the labels to choose from; found '%s'", name,
                     model->labels[label]);
}
