/* rows.h - one view of the rows of an embedding, however they are stored */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_NET_ROWS_H
#define BAGTAG_NET_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "math/kernel.h"

/* The rows of a document, borrowed. */
struct document {
    const uint32_t *ids;
    const float *weights; /* [n], of the rows; NULL: all count the same */
    float scale;          /* multiplies the weights */
    size_t n;
};

/* A read-only matrix E [V, D]. It can be copied, the data is borrowed, and threads can share it. */
struct rows {
    const struct rows_kind *kind;
    const void *data; /* as the kind stores it */
    size_t n;         /* V */
    size_t width;     /* D */
    size_t stride;    /* of rows of floats: the distance from one to the next, in floats */
};

/* A way to store rows. For speed, a call handles a whole document or a range of rows, never one row of a document. Ids
 * are below rows->n. */
struct rows_kind {
    /* OUT[0..D) = SCALE * (the sum of the document's rows, each times its weight), in the order of the ids; zeros if
     * there is none. document->scale is ignored. OUT has room for whole lines of sixteen floats; those past D are
     * unspecified. Prefetches the rows of AHEAD. */
    void (*sum)(const struct rows *rows, const struct kernel *kernel, float *out, const struct document *document,
                float scale, struct document ahead);

    /* OUT[0..D) = the maximum of each column over the document's rows; zeros if there is none. WINNERS[d], unless
     * WINNERS is NULL, is the index in document->ids of the row that column d comes from; on a tie, the first. */
    void (*max)(const struct rows *rows, float *out, uint32_t *winners, const struct document *document);

    /* OUT[0..D) = row I; writes nothing else. */
    void (*read)(const struct rows *rows, size_t i, float *out);

    /* DOTS[i] = the dot product of row FIRST + i and QUERY, for i < N. QUERY has whole lines, zero from D on. */
    void (*dots)(const struct rows *rows, const struct kernel *kernel, float *dots, const float *query, size_t first,
                 size_t n);

    /* Row I in place if it is stored as D aligned floats; otherwise NULL. */
    const float *(*borrow)(const struct rows *rows, size_t i);
};

/* Rows of floats: row i is I * STRIDE floats from TABLE, which need not be aligned, as in a mapped file. Up to 15
 * floats past the last column may be read. */
struct rows rows_of_floats(const void *table, size_t n, size_t width, size_t stride);

static inline void rows_read(const struct rows *rows, size_t i, float *out)
{
    rows->kind->read(rows, i, out);
}

static inline void rows_dots(const struct rows *rows, const struct kernel *kernel, float *dots, const float *query,
                             size_t first, size_t n)
{
    rows->kind->dots(rows, kernel, dots, query, first, n);
}

static inline const float *rows_borrow(const struct rows *rows, size_t i)
{
    return rows->kind->borrow(rows, i);
}

/* Row I: in place, or read into SCRATCH [D]. */
static inline const float *rows_get(const struct rows *rows, size_t i, float *scratch)
{
    const float *row = rows_borrow(rows, i);
    if (row)
        return row;
    rows_read(rows, i, scratch);
    return scratch;
}

#endif
