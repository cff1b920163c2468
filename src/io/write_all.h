/* write_all.h - writes all bytes to a descriptor */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_WRITE_ALL_H
#define BAGTAG_IO_WRITE_ALL_H

#include <stddef.h>

/* Writes all LEN bytes to FD; waits if the descriptor is non-blocking and full. Returns 0 or an errno value. */
int write_all(int fd, const char *bytes, size_t len);

#endif
