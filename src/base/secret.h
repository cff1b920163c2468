/* secret.h - a number that nobody outside the process knows */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_SECRET_H
#define BAGTAG_BASE_SECRET_H

#include <stdint.h>

/* Another one each time, never 0. For where things lie in memory; nothing that is printed or stored may depend on it.
 */
uint64_t secret_number(void);

#endif
