/* limits.h - the limits of this machine for the access patterns of the kernels */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BENCH_LIMITS_H
#define BAGTAG_BENCH_LIMITS_H

#include <stddef.h>
#include <stdint.h>

/* All figures are the best of several tries: a limit is what could be reached.
 *
 * Limits of one instruction set, with everything in the first-level cache. */
struct register_limits {
    const char *name;  /* the kernel that uses the instruction set */
    double operations; /* additions and multiplications per nanosecond, as many of each */
    double read;       /* bytes read per nanosecond */
    double copy;       /* bytes per nanosecond, read and written ones both counted */
};

/* Measures the instruction set of the kernel NAME; the processor must have it. */
struct register_limits limits_of_registers(const char *name);

/* Rows in random order, each read (or added to) once: nanoseconds per row of WIDTH floats, with the best of several
 * prefetch distances. IDS are the row numbers. */
double limits_of_rows(float *table, size_t stride, size_t width, const uint32_t *ids, size_t n_ids, int is_written);

/* Bytes per nanosecond through N_FLOATS of memory: read once from end to end, or copied from its first half to its
 * second, bytes read and written both counted. */
double limits_of_reading(const float *memory, size_t n_floats);
double limits_of_copying(float *memory, size_t n_floats);

/* Nanoseconds since an arbitrary moment. */
double limits_now(void);

#endif
