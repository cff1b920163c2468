/* write_all.c - writes all bytes to a descriptor */
/* SPDX-License-Identifier: MIT */
#include "io/write_all.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

int write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, bytes, len < SSIZE_MAX ? len : SSIZE_MAX);
        if (n < 0 && errno == EAGAIN) { /* somebody made the pipe non-blocking: wait for room */
            struct pollfd room = {.fd = fd, .events = POLLOUT};
            (void)poll(&room, 1, -1);
        } else if (n < 0 && errno != EINTR) {
            return errno;
        } else if (n > 0) {
            bytes += n;
            len -= (size_t)n;
        }
    }
    return 0;
}
