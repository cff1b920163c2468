/* limits.h - what this machine can do at most, for the patterns in which the kernels use it */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BENCH_LIMITS_H
#define BAGTAG_BENCH_LIMITS_H

#include <stddef.h>
#include <stdint.h>

/* All figures are the best of several tries: a limit is what could be reached.
 *
 * Of one instruction set, everything in the first-level cache. */
struct register_limits {
    const char *name;  /* the kernel whose instruction set it is */
    double operations; /* additions and multiplications, as many of the one as of the other, a nanosecond */
    double read;       /* bytes read a nanosecond */
    double copy;       /* bytes read and written, both counted, a nanosecond */
};

/* Measures the instruction set of the kernel NAME; the processor must have it. */
struct register_limits limits_of_registers(const char *name);

/* Rows at places that are not in order, each read (or added to) once: nanoseconds a row of WIDTH floats, the best of
 * several ways to ask for rows ahead. IDS are the rows' numbers. */
double limits_of_rows(float *table, size_t stride, size_t width, const uint32_t *ids, size_t n_ids, int is_written);

/* Bytes a nanosecond through N_FLOATS of memory: read once from end to end, and copied from its first half to its
 * second, read and written bytes both counted. */
double limits_of_reading(const float *memory, size_t n_floats);
double limits_of_copying(float *memory, size_t n_floats);

/* Nanoseconds since some moment. */
double limits_now(void);

#endif
