/* look_up.h - the row of a word as people type it */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_USE_LOOK_UP_H
#define BAGTAG_USE_LOOK_UP_H

#include <stddef.h>
#include <stdint.h>

#include "bagtag.h"
#include "base/error.h"
#include "text/tokenizer.h"

/* Scratch of one thread. Zero-initialise; reuse from word to word; look_up_clear frees. */
struct look_up {
    struct tokens tokens;
    char *text; /* a copy of the word, with room after it for vector loads */
    size_t text_capacity;
};
void look_up_clear(struct look_up *scratch);

/* bagtag_model_look_up with reusable scratch: *ROW = -1 if there is no row. */
enum bagtag_status look_up_word(struct look_up *scratch, const struct bagtag_model *model, const char *word, size_t len,
                                int64_t *row, struct bagtag_error *error);

#endif
