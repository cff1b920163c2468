/* normalize.h - brings a stretch of code points into Normalization Form C */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TEXT_NORMALIZE_H
#define BAGTAG_TEXT_NORMALIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Code points to be normalised together. Zero-initialise, reuse for many stretches, stretch_clear frees it. While it is
 * being filled, an item is a decomposed code point with its combining class in the high bits; afterwards just the code
 * point. */
struct stretch {
    uint32_t *items;
    size_t n;
    size_t capacity;
    uint32_t *sorted; /* scratch for sorting a long run of marks */
    size_t sorted_capacity;
};

/* Adds CODE, case-folded if FOLD, then decomposed. Returns 0, or -1 if out of memory. */
int stretch_add(struct stretch *stretch, uint32_t code, bool fold);

/* Sorts the marks: items[0..n) is then the text in NFD. Time and result as for stretch_compose. */
int stretch_order(struct stretch *stretch);

/* Sorts the marks and composes: items[0..n) is then the text in NFC. The time is linear in n for any text (long runs of
 * marks get a counting sort). Returns 0, or -1 if out of memory. */
int stretch_compose(struct stretch *stretch);

/* The same with COMPOSE in place of unicode_compose. */
int stretch_compose_by(struct stretch *stretch, uint32_t (*compose)(uint32_t first, uint32_t second));

void stretch_clear(struct stretch *stretch);

#endif
