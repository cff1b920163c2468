/* secret.h - a random number known only inside the process */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_SECRET_H
#define BAGTAG_BASE_SECRET_H

#include <stdint.h>

/* A different number each time, never 0. Only for in-memory layout: no output or file may depend on it. */
uint64_t secret_number(void);

#endif
