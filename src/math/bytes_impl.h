/* bytes_impl.h - sums over rows of bytes */
/* SPDX-License-Identifier: MIT */

#if !defined(KERNEL_TABLE) || !defined(LINE_BITS)
#error "included by kernel_impl.h only"
#endif

enum { BYTES_AHEAD = 16 }; /* how many rows ahead to prefetch */

/* A bag of rows of bytes in progress: columns [0, done) are finished. */
struct bytes_part {
    float *bag;
    const int8_t *table;
    const float *scales, *weights; /* NULL: all 1 */
    size_t width, done;
    const uint32_t *ids;
    size_t n;
    float scale;
};

static inline void bytes_prefetch(const struct bytes_part *p, size_t k)
{
    size_t id = p->ids[k];
    __builtin_prefetch(p->table + id * p->width + p->done);
    if (p->scales)
        __builtin_prefetch(p->scales + id);
}

/* Sums the next N_LINES lines of all rows. */
static inline __attribute__((always_inline)) void bytes_lines(const struct bytes_part *p, size_t n_lines)
{
    struct line16 zero = line_set(0.0f);
    struct bag_sums s = {zero, zero, zero, zero};
    for (size_t k = 0; k < p->n; k++) {
        if (k + BYTES_AHEAD < p->n)
            bytes_prefetch(p, k + BYTES_AHEAD);
        float factor = p->scales ? p->scales[p->ids[k]] : 1.0f;
        factor *= p->weights ? p->weights[k] : 1.0f;
        const int8_t *row = p->table + (size_t)p->ids[k] * p->width + p->done;
        s.s0 = line_add_scaled(s.s0, line_load_bytes(row), factor);
        if (n_lines > 1)
            s.s1 = line_add_scaled(s.s1, line_load_bytes(row + LINE), factor);
        if (n_lines > 2)
            s.s2 = line_add_scaled(s.s2, line_load_bytes(row + 2 * LINE), factor);
        if (n_lines > 3)
            s.s3 = line_add_scaled(s.s3, line_load_bytes(row + 3 * LINE), factor);
    }
    store_bag(p->bag + p->done, s, p->scale, n_lines);
}

static void bytes_weigh(float *bag, const int8_t *table, const float *scales, size_t width, const uint32_t *ids,
                        const float *weights, size_t n, float scale)
{
    struct bytes_part p = {bag, table, scales, weights, width, 0, ids, n, scale};
    for (; p.done + (CHUNK - 1) * LINE < p.width; p.done += CHUNK * LINE)
        bytes_lines(&p, CHUNK);
    if (p.done + 2 * LINE < p.width)
        bytes_lines(&p, 3);
    else if (p.done + LINE < p.width)
        bytes_lines(&p, 2);
    else if (p.done < p.width)
        bytes_lines(&p, 1);
}
