/* holes.h - sparse files: long runs of zeros take no disk space */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_HOLES_H
#define BAGTAG_IO_HOLES_H

#include <stddef.h>

/* Writes BYTES[0..len) to FD, a regular file written from its beginning. Seeks over whole pages of zeros, which become
 * holes if the file system supports them. Returns 0 or an errno value. */
int holes_write(int fd, const char *bytes, size_t len);

/* Call after the last byte, which may be in a hole: sets the length of the file. Returns 0 or an errno value. */
int holes_end(int fd);

#endif
