/* limits.c - the limits of this machine for the access patterns of the kernels */
/* SPDX-License-Identifier: MIT */
#include "limits.h"

#include <string.h>
#include <time.h>

enum { BLOCK_BYTES = 16384, ROUNDS = 7, SPINS = 20000, SWEEPS = 2000 };

/* Read at run time, so that the compiler cannot know it; written so that nothing is optimised away. */
static volatile float one = 1.0f;
static volatile float seen;

double limits_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

/* Three loops for registers of BYTES bytes, compiled for the instruction set TARGET. Fourteen chains keep all units of
 * today's processors busy; with the two constants they fit sixteen registers. */
#define LIMIT_LOOPS(NAME, BYTES, TARGET)                                                                        \
    typedef float NAME##_register __attribute__((vector_size(BYTES), may_alias));                               \
    TARGET static double NAME##_operations(void)                                                                \
    {                                                                                                           \
        NAME##_register zero = {0};                                                                             \
        NAME##_register a = zero + one, b = zero + one, p0 = a, p1 = a, p2 = a, p3 = a, p4 = a, p5 = a, p6 = a; \
        NAME##_register s0 = b, s1 = b, s2 = b, s3 = b, s4 = b, s5 = b, s6 = b;                                 \
        double start = limits_now();                                                                            \
        for (size_t i = 0; i < SPINS; i++) {                                                                    \
            p0 *= a, p1 *= a, p2 *= a, p3 *= a, p4 *= a, p5 *= a, p6 *= a;                                      \
            s0 += b, s1 += b, s2 += b, s3 += b, s4 += b, s5 += b, s6 += b;                                      \
        }                                                                                                       \
        double took = limits_now() - start;                                                                     \
        p0 += p1 + p2 + p3 + p4 + p5 + p6 + s0 + s1 + s2 + s3 + s4 + s5 + s6;                                   \
        seen = p0[0];                                                                                           \
        return 14.0 * SPINS * (BYTES / sizeof(float)) / took;                                                   \
    }                                                                                                           \
    TARGET static double NAME##_read(const float *block, size_t n_floats, size_t n_sweeps)                      \
    {                                                                                                           \
        const NAME##_register *x = (const NAME##_register *)(const void *)block;                                \
        NAME##_register s0 = {0}, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;                \
        size_t n = n_floats * sizeof *block / BYTES;                                                            \
        double start = limits_now();                                                                            \
        for (size_t sweep = 0; sweep < n_sweeps; sweep++)                                                       \
            for (size_t i = 0; i + 8 <= n; i += 8) {                                                            \
                s0 += x[i], s1 += x[i + 1], s2 += x[i + 2], s3 += x[i + 3];                                     \
                s4 += x[i + 4], s5 += x[i + 5], s6 += x[i + 6], s7 += x[i + 7];                                 \
            }                                                                                                   \
        double took = limits_now() - start;                                                                     \
        s0 += s1 + s2 + s3 + s4 + s5 + s6 + s7;                                                                 \
        seen = s0[0];                                                                                           \
        return (double)n_sweeps * (double)n * BYTES / took;                                                     \
    }                                                                                                           \
    TARGET static double NAME##_copy(float *block)                                                              \
    {                                                                                                           \
        NAME##_register *x = (NAME##_register *)(void *)block, zero = {0}, a = zero + one;                      \
        double start = limits_now();                                                                            \
        for (size_t sweep = 0; sweep < SWEEPS; sweep++)                                                         \
            for (size_t i = 0; i + 4 <= BLOCK_BYTES / BYTES; i += 4)                                            \
                x[i] *= a, x[i + 1] *= a, x[i + 2] *= a, x[i + 3] *= a;                                         \
        return 2.0 * SWEEPS * BLOCK_BYTES / (limits_now() - start);                                             \
    }

LIMIT_LOOPS(base, 16, )
#if defined(__x86_64__)
LIMIT_LOOPS(avx2, 32, __attribute__((target("avx2"))))
LIMIT_LOOPS(avx512, 64, __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))))
#endif

struct loops {
    const char *name;
    double (*operations)(void);
    double (*read)(const float *block, size_t n_floats, size_t n_sweeps);
    double (*copy)(float *block);
};

static const struct loops all_loops[] = {
    {"base", base_operations, base_read, base_copy},
#if defined(__x86_64__)
    {"avx2", avx2_operations, avx2_read, avx2_copy},
    {"avx512", avx512_operations, avx512_read, avx512_copy},
#endif
};

struct register_limits limits_of_registers(const char *name)
{
    static float block[BLOCK_BYTES / sizeof(float)] __attribute__((aligned(64)));
    struct register_limits limits = {.name = name};
    for (size_t i = 0; i < sizeof all_loops / sizeof *all_loops; i++) {
        const struct loops *loops = &all_loops[i];
        if (strcmp(loops->name, name) != 0)
            continue;
        for (size_t round = 0; round < ROUNDS; round++) {
            limits.operations = larger(limits.operations, loops->operations());
            limits.read = larger(limits.read, loops->read(block, BLOCK_BYTES / sizeof *block, SWEEPS));
            limits.copy = larger(limits.copy, loops->copy(block));
        }
    }
    return limits;
}

/* Touches one float of each cache line of a row, which fetches the line; does nothing else with it. */
static double touch_rows(float *table, size_t stride, size_t width, const uint32_t *ids, size_t n_ids, size_t ahead,
                         int is_written)
{
    float sum = 0.0f;
    double start = limits_now();
    for (size_t i = 0; i + ahead < n_ids; i++) {
        float *row = table + (size_t)ids[i] * stride;
        const float *later = table + (size_t)ids[i + ahead] * stride;
        for (size_t d = 0; ahead > 0 && d < width; d += 16)
            __builtin_prefetch(later + d, 1, 3);
        if (is_written)
            for (size_t d = 0; d < width; d += 16)
                row[d] += 1e-6f;
        else
            for (size_t d = 0; d < width; d += 16) {
                uint32_t bits; /* as an integer: each float addition would wait for the one before */
                memcpy(&bits, row + d, sizeof bits);
                sum = bits == 0x7F800001u ? 1.0f : sum;
            }
    }
    double took = limits_now() - start;
    seen = sum;
    return took / (double)(n_ids - ahead);
}

double limits_of_rows(float *table, size_t stride, size_t width, const uint32_t *ids, size_t n_ids, int is_written)
{
    static const size_t distances[] = {0, 8, 16, 32, 64};
    double best = 1e9;
    for (size_t i = 0; i < sizeof distances / sizeof *distances; i++) {
        for (size_t round = 0; round < 3; round++) {
            double took = touch_rows(table, stride, width, ids, n_ids, distances[i], is_written);
            best = took < best ? took : best;
        }
    }
    return best;
}

double limits_of_reading(const float *memory, size_t n_floats)
{
    double best = 0;
    for (size_t round = 0; round < 5; round++)
        best = larger(best, base_read(memory, n_floats, 1));
    return best;
}

double limits_of_copying(float *memory, size_t n_floats)
{
    double best = 0;
    size_t half = n_floats / 2;
    for (size_t round = 0; round < 5; round++) {
        double start = limits_now();
        memcpy(memory + half, memory, half * sizeof *memory);
        best = larger(best, 2.0 * (double)(half * sizeof *memory) / (limits_now() - start));
    }
    return best;
}
