/* number.h - whole numbers and doubles as people type them */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_NUMBER_H
#define BAGTAG_BASE_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/* Strict numbers, the same in every locale: all of TEXT, decimal digits only (and for a real one sign, point and
 * exponent), in range of the type. False, and *VALUE untouched, for anything else. */
bool number_read_whole(const char *text, uint64_t *value);
bool number_read_real(const char *text, double *value);

/* Room for any double with its NUL. */
enum { NUMBER_BYTES = 32 };

/* A finite VALUE in as few digits as give it back exactly, without an exponent unless it is tiny or huge: "10",
 * "0.00001", "1e-09"; the same in every locale. Fills OUT and returns it. */
const char *number_text(char out[NUMBER_BYTES], double value);

/* The same digits as printf's %g writes them: with an exponent where it is below -4 or beyond the digits. */
const char *number_general(char out[NUMBER_BYTES], double value);

#endif
