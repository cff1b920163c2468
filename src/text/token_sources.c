/* token_sources.c - which bytes of a text its tokens come from */
/* SPDX-License-Identifier: MIT */
#include "text/token_sources.h"

#include "base/mem.h"

static bool is_before(struct source_step a, struct source_step b)
{
    return a.written < b.written || (a.written == b.written && a.read < b.read);
}

int token_sources_note(struct token_sources *sources, struct source_step step)
{
    while (sources->n > 0 && !is_before(sources->steps[sources->n - 1], step))
        sources->n--;
    if (mem_reserve(&sources->steps, &sources->capacity, sources->n + 1, sizeof *sources->steps) != 0)
        return -1;
    sources->steps[sources->n++] = step;
    return 0;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* If nothing is written between several steps, a token that begins there begins at the last of them, and one that ends
 * there ends at the first. */
struct source_span token_sources_span(const struct token_sources *sources, size_t *next, size_t begin, size_t end,
                                      size_t len)
{
    const struct source_step *steps = sources->steps;
    struct source_span span = {0, len};
    size_t i = *next;
    while (i < sources->n && steps[i].written <= begin)
        i++;
    if (i > 0)
        span.begin = steps[i - 1].read + (steps[i - 1].is_copied ? begin - steps[i - 1].written : 0);
    while (i < sources->n && steps[i].written < end)
        i++;
    if (i > 0 && steps[i - 1].is_copied)
        span.end = steps[i - 1].read + (end - steps[i - 1].written);
    if (i < sources->n)
        span.end = smaller(steps[i].read, i > 0 && steps[i - 1].is_copied ? span.end : len);
    *next = i;
    span.begin = smaller(span.begin, len);
    span.end = smaller(span.end, len);
    return span;
}
