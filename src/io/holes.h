/* holes.h - files in which long runs of zeros take no room */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_HOLES_H
#define BAGTAG_IO_HOLES_H

#include <stddef.h>

/* Writes BYTES[0..len) to FD, a regular file that is written from its beginning. Whole pages of zeros are passed over:
 * they become holes, where the file system has them. Returns 0 or an errno value. */
int holes_write(int fd, const char *bytes, size_t len);

/* After the last byte, which may be in a hole: gives the file its length. Likewise. */
int holes_end(int fd);

#endif
