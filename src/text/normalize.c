/* normalize.c - canonical ordering and composition (Unicode Standard Annex #15) */
/* SPDX-License-Identifier: MIT */
#include "text/normalize.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/unicode.h"

#define CLASS_SHIFT 24 /* a code point takes the low 21 bits, its combining class the high 8 */
#define CODE_MASK 0xFFFFFFu
#define SHORT_RUN 24 /* insertion sort is faster than counting sort up to this many marks */
#define N_CLASSES 256

static uint32_t class_of(uint32_t item)
{
    return item >> CLASS_SHIFT;
}

int stretch_add(struct stretch *stretch, uint32_t code, bool fold)
{
    uint32_t folded[UNICODE_MAX_FOLDED] = {code};
    size_t n_folded = fold ? unicode_fold(code, folded) : 1;

    if (mem_reserve(&stretch->items, &stretch->capacity,
                    stretch->n + (size_t)UNICODE_MAX_FOLDED * UNICODE_MAX_DECOMPOSED, sizeof(*stretch->items)))
        return -1;
    for (size_t i = 0; i < n_folded; i++) {
        uint32_t parts[UNICODE_MAX_DECOMPOSED];
        size_t n_parts = unicode_decompose(folded[i], parts);
        for (size_t j = 0; j < n_parts; j++)
            stretch->items[stretch->n++] = parts[j] | unicode_combining_class(parts[j]) << CLASS_SHIFT;
    }
    return 0;
}

/* Both sorts are stable, as the standard requires. */
static void order_by_insertion(uint32_t *items, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        uint32_t item = items[i];
        size_t place = i;
        for (; place > 0 && class_of(items[place - 1]) > class_of(item); place--)
            items[place] = items[place - 1];
        items[place] = item;
    }
}

static void order_by_counting(uint32_t *items, size_t n, uint32_t *sorted)
{
    size_t next[N_CLASSES] = {0}, sum = 0;

    for (size_t i = 0; i < n; i++)
        next[class_of(items[i])]++;
    for (size_t class = 0; class < N_CLASSES; class ++) {
        size_t count = next[class];
        next[class] = sum;
        sum += count;
    }
    for (size_t i = 0; i < n; i++)
        sorted[next[class_of(items[i])]++] = items[i];
    memcpy(items, sorted, n * sizeof(*items));
}

static int order_marks(struct stretch *stretch)
{
    size_t i = 0;

    while (i < stretch->n) {
        size_t first = i;
        while (i < stretch->n && class_of(stretch->items[i]) != 0)
            i++;
        size_t n = i - first;
        if (n == 0) {
            i++;
        } else if (n <= SHORT_RUN) {
            order_by_insertion(stretch->items + first, n);
        } else {
            if (mem_reserve(&stretch->sorted, &stretch->sorted_capacity, n, sizeof(*stretch->sorted)))
                return -1;
            order_by_counting(stretch->items + first, n, stretch->sorted);
        }
    }
    return 0;
}

int stretch_order(struct stretch *stretch)
{
    if (order_marks(stretch))
        return -1;
    for (size_t i = 0; i < stretch->n; i++)
        stretch->items[i] &= CODE_MASK;
    return 0;
}

/* An item composes with the last starter unless an item of its own or a higher class between them blocks it. The items
 * kept between the two are sorted, so the last one decides. */
int stretch_compose_by(struct stretch *stretch, uint32_t (*compose)(uint32_t first, uint32_t second))
{
    uint32_t *items = stretch->items;
    size_t starter = SIZE_MAX, kept = 0;
    uint32_t last_class = 0;

    if (order_marks(stretch))
        return -1;
    for (size_t i = 0; i < stretch->n; i++) {
        uint32_t code = items[i] & CODE_MASK, class = class_of(items[i]);
        if (starter != SIZE_MAX && (kept == starter + 1 || last_class < class)) {
            uint32_t composite = compose(items[starter], code);
            if (composite != 0) {
                items[starter] = composite;
                continue;
            }
        }
        if (class == 0)
            starter = kept;
        last_class = class;
        items[kept++] = code;
    }
    stretch->n = kept;
    return 0;
}

int stretch_compose(struct stretch *stretch)
{
    return stretch_compose_by(stretch, unicode_compose);
}

void stretch_clear(struct stretch *stretch)
{
    free(stretch->items);
    free(stretch->sorted);
    memset(stretch, 0, sizeof(*stretch));
}
