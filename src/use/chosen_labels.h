/* chosen_labels.h - the labels that may be answered, each once, in order */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_USE_CHOSEN_LABELS_H
#define BAGTAG_USE_CHOSEN_LABELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bagtag_label_choice.h"
#include "base/error.h"
#include "use/scorer.h"

#define CHOSEN_NONE UINT32_MAX

struct chosen_labels {
    struct label_choice choice; /* owns its labels; n = 0: all may be answered */
    uint32_t *places;           /* [C]: the place of each label among the chosen ones, or CHOSEN_NONE */
    size_t n;                   /* chosen labels; C if all are */
};

/* Checks ASKED. Call chosen_labels_close in any case; an all-zero struct is allowed there. */
enum bagtag_status chosen_labels_open(struct chosen_labels *chosen, const struct bagtag_model *model,
                                      const struct bagtag_label_choice *asked, struct bagtag_error *error);
void chosen_labels_close(struct chosen_labels *chosen);

/* BAGTAG_ARGUMENT, naming the option NAME, unless LABEL may be answered. */
enum bagtag_status chosen_labels_check(const struct chosen_labels *chosen, const struct bagtag_model *model,
                                       size_t label, const char *name, struct bagtag_error *error);

#endif
