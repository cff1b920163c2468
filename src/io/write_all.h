/* write_all.h - bytes to a descriptor, all of them */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_WRITE_ALL_H
#define BAGTAG_IO_WRITE_ALL_H

#include <stddef.h>

/* Writes all LEN bytes to FD; waits where the descriptor does not block. Returns 0 or an errno value. */
int write_all(int fd, const char *bytes, size_t len);

#endif
