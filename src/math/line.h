/* line.h - lines of sixteen floats: one cache line, in as many registers as the target needs */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MATH_LINE_H
#define BAGTAG_MATH_LINE_H

/* Included only by the *_impl.h files and what they include, compiled once for each instruction set. LINE_BITS (128,
 * 256 or 512) is the width of the registers that hold a line. Every operation works on each float separately and rounds
 * once, so the bits do not depend on LINE_BITS. Loads and stores need no alignment. */

#include <stddef.h>
#include <stdint.h>

#include "base/simd.h"

#if LINE_BITS == 512

struct line16 {
    simde__m512 a;
};

#define LINE_SET(value) ((struct line16){simde_mm512_set1_ps(value)})
#define LINE_LOAD(p) ((struct line16){simde_mm512_loadu_ps(p)})
#define LINE_STORE(p, x) simde_mm512_storeu_ps(p, (x).a)
#define EIGHT_BYTES(p) simde_mm256_cvtepi32_ps(simde_mm256_cvtepi8_epi32(simde_mm_loadu_si64(p)))
#define LINE_LOAD_BYTES(p) \
    ((struct line16){simde_mm512_insertf32x8(simde_mm512_castps256_ps512(EIGHT_BYTES(p)), EIGHT_BYTES((p) + 8), 1)})
#define LINE_OP2(op, x, y) ((struct line16){simde_mm512_##op##_ps((x).a, (y).a)})
typedef simde__m512i line_register_int;
#define REGISTER_OP(op) simde_mm512_##op
#define REGISTER_INT(x) simde_mm512_castps_si512(x)
#define REGISTER_FLOAT(x) simde_mm512_castsi512_ps(x)
#define LINE_MAP(f, x) ((struct line16){f((x).a)})
typedef simde__m512 line_register;

#elif LINE_BITS == 256

struct line16 {
    simde__m256 a, b;
};

#define LINE_SET(value) ((struct line16){simde_mm256_set1_ps(value), simde_mm256_set1_ps(value)})
#define LINE_LOAD(p) ((struct line16){simde_mm256_loadu_ps(p), simde_mm256_loadu_ps((p) + 8)})
#define LINE_STORE(p, x) (simde_mm256_storeu_ps(p, (x).a), simde_mm256_storeu_ps((p) + 8, (x).b))
#define LINE_LOAD_BYTES(p)                                                                       \
    ((struct line16){simde_mm256_cvtepi32_ps(simde_mm256_cvtepi8_epi32(simde_mm_loadu_si64(p))), \
                     simde_mm256_cvtepi32_ps(simde_mm256_cvtepi8_epi32(simde_mm_loadu_si64((p) + 8)))})
#define LINE_OP2(op, x, y) ((struct line16){simde_mm256_##op##_ps((x).a, (y).a), simde_mm256_##op##_ps((x).b, (y).b)})
typedef simde__m256i line_register_int;
#define REGISTER_OP(op) simde_mm256_##op
#define REGISTER_INT(x) simde_mm256_castps_si256(x)
#define REGISTER_FLOAT(x) simde_mm256_castsi256_ps(x)
#define LINE_MAP(f, x) ((struct line16){f((x).a), f((x).b)})
typedef simde__m256 line_register;

#elif LINE_BITS == 128

struct line16 {
    simde__m128 a, b, c, d;
};

#define LINE_SET(value)                                                                         \
    ((struct line16){simde_mm_set1_ps(value), simde_mm_set1_ps(value), simde_mm_set1_ps(value), \
                     simde_mm_set1_ps(value)})
#define LINE_LOAD(p)                                                                               \
    ((struct line16){simde_mm_loadu_ps(p), simde_mm_loadu_ps((p) + 4), simde_mm_loadu_ps((p) + 8), \
                     simde_mm_loadu_ps((p) + 12)})
#define LINE_STORE(p, x)                                                                                   \
    (simde_mm_storeu_ps(p, (x).a), simde_mm_storeu_ps((p) + 4, (x).b), simde_mm_storeu_ps((p) + 8, (x).c), \
     simde_mm_storeu_ps((p) + 12, (x).d))
#define LINE_LOAD_BYTES(p)                                                                       \
    ((struct line16){simde_mm_cvtepi32_ps(simde_mm_cvtepi8_epi32(simde_mm_loadu_si32(p))),       \
                     simde_mm_cvtepi32_ps(simde_mm_cvtepi8_epi32(simde_mm_loadu_si32((p) + 4))), \
                     simde_mm_cvtepi32_ps(simde_mm_cvtepi8_epi32(simde_mm_loadu_si32((p) + 8))), \
                     simde_mm_cvtepi32_ps(simde_mm_cvtepi8_epi32(simde_mm_loadu_si32((p) + 12)))})
#define LINE_OP2(op, x, y)                                                               \
    ((struct line16){simde_mm_##op##_ps((x).a, (y).a), simde_mm_##op##_ps((x).b, (y).b), \
                     simde_mm_##op##_ps((x).c, (y).c), simde_mm_##op##_ps((x).d, (y).d)})
typedef simde__m128i line_register_int;
#define REGISTER_OP(op) simde_mm_##op
#define REGISTER_INT(x) simde_mm_castps_si128(x)
#define REGISTER_FLOAT(x) simde_mm_castsi128_ps(x)
#define LINE_MAP(f, x) ((struct line16){f((x).a), f((x).b), f((x).c), f((x).d)})
typedef simde__m128 line_register;

#else
#error "LINE_BITS is 128, 256 or 512"
#endif

static inline struct line16 line_set(float value)
{
    return LINE_SET(value);
}

static inline struct line16 line_load(const float *p)
{
    return LINE_LOAD(p);
}

/* Sixteen signed bytes as floats. */
static inline struct line16 line_load_bytes(const int8_t *p)
{
    return LINE_LOAD_BYTES(p);
}

static inline void line_store(float *p, struct line16 x)
{
    LINE_STORE(p, x);
}

static inline struct line16 line_add(struct line16 x, struct line16 y)
{
    return LINE_OP2(add, x, y);
}

static inline struct line16 line_sub(struct line16 x, struct line16 y)
{
    return LINE_OP2(sub, x, y);
}

static inline struct line16 line_mul(struct line16 x, struct line16 y)
{
    return LINE_OP2(mul, x, y);
}

static inline struct line16 line_div(struct line16 x, struct line16 y)
{
    return LINE_OP2(div, x, y);
}

static inline struct line16 line_max(struct line16 x, struct line16 y)
{
    return LINE_OP2(max, x, y);
}

static inline struct line16 line_min(struct line16 x, struct line16 y)
{
    return LINE_OP2(min, x, y);
}

static inline struct line16 line_and(struct line16 x, struct line16 y)
{
    return LINE_OP2(and, x, y);
}

static inline struct line16 line_or(struct line16 x, struct line16 y)
{
    return LINE_OP2(or, x, y);
}

/* x + y * value, rounded twice. */
static inline struct line16 line_add_scaled(struct line16 x, struct line16 y, float value)
{
    return line_add(x, line_mul(y, line_set(value)));
}

/* The sum of the sixteen floats, by one fixed tree: the upper half added to the lower until one is left. */
static inline float line_sum(struct line16 x)
{
#if LINE_BITS == 512
    simde__m256 upper = simde_mm256_castpd_ps(simde_mm512_extractf64x4_pd(simde_mm512_castps_pd(x.a), 1));
    simde__m256 eight = simde_mm256_add_ps(simde_mm512_castps512_ps256(x.a), upper);
#elif LINE_BITS == 256
    simde__m256 eight = simde_mm256_add_ps(x.a, x.b);
#endif
#if LINE_BITS == 128
    simde__m128 four = simde_mm_add_ps(simde_mm_add_ps(x.a, x.c), simde_mm_add_ps(x.b, x.d));
#else
    simde__m128 four = simde_mm_add_ps(simde_mm256_castps256_ps128(eight), simde_mm256_extractf128_ps(eight, 1));
#endif
    simde__m128 two = simde_mm_add_ps(four, simde_mm_movehl_ps(four, four));
    return simde_mm_cvtss_f32(simde_mm_add_ss(two, simde_mm_shuffle_ps(two, two, 1)));
}

/* Only the first eight floats: the end of a row that is an odd number of slices wide. After a load the other eight are
 * unspecified. */
static inline void line_store_slice(float *p, struct line16 x)
{
#if LINE_BITS == 512
    simde_mm256_storeu_ps(p, simde_mm512_castps512_ps256(x.a));
#elif LINE_BITS == 256
    simde_mm256_storeu_ps(p, x.a);
#else
    simde_mm_storeu_ps(p, x.a);
    simde_mm_storeu_ps(p + 4, x.b);
#endif
}

static inline struct line16 line_load_slice(const float *p)
{
#if LINE_BITS == 512
    return (struct line16){simde_mm512_castps256_ps512(simde_mm256_loadu_ps(p))};
#elif LINE_BITS == 256
    return (struct line16){simde_mm256_loadu_ps(p), simde_mm256_setzero_ps()};
#else
    return (struct line16){simde_mm_loadu_ps(p), simde_mm_loadu_ps(p + 4), simde_mm_setzero_ps(),
                           simde_mm_setzero_ps()};
#endif
}

#endif
