/* normalize.h - a stretch of code points brought into Normalization Form C */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TEXT_NORMALIZE_H
#define BAGTAG_TEXT_NORMALIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zero-initialise; reused from stretch to stretch; stretch_clear frees it. While it is filled an item holds a
 * decomposed code point and its combining class above; afterwards just the code point. */
struct stretch {
    uint32_t *items;
    size_t n;
    size_t capacity;
    uint32_t *sorted; /* room for ordering a long run of marks */
    size_t sorted_capacity;
};

/* Adds CODE, case-folded if FOLD, decomposed. Returns 0, or -1 if out of memory. */
int stretch_add(struct stretch *stretch, uint32_t code, bool fold);

/* Orders the marks: items[0..n) is then the text in NFD. As quick as stretch_compose; 0 or -1 likewise. */
int stretch_order(struct stretch *stretch);

/* Orders the marks and composes: items[0..n) is then the text in NFC. The time is linear in n for any text (a run
 * of marks is counted, not compared, when it is long). Returns 0, or -1 if out of memory. */
int stretch_compose(struct stretch *stretch);

/* The same where COMPOSE (in place of unicode_compose) tells what two code points compose to. */
int stretch_compose_by(struct stretch *stretch, uint32_t (*compose)(uint32_t first, uint32_t second));

void stretch_clear(struct stretch *stretch);

#endif
