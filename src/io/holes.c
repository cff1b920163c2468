/* holes.c - sparse files: long runs of zeros take no disk space */
/* SPDX-License-Identifier: MIT */
#include "io/holes.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "io/write_all.h"

enum { PAGE = 4096 };

static bool is_page_of_zeros(const char *bytes, size_t len)
{
    return len >= PAGE && bytes[0] == '\0' && memcmp(bytes, bytes + 1, PAGE - 1) == 0;
}

/* How many bytes come before the next page of zeros; the first page begins at FIRST. */
static size_t until_zeros(const char *bytes, size_t len, size_t first)
{
    size_t n = first < len ? first : len;
    while (n < len && !is_page_of_zeros(bytes + n, len - n))
        n += len - n < PAGE ? len - n : PAGE;
    return n;
}

int holes_write(int fd, const char *bytes, size_t len)
{
    off_t at = lseek(fd, 0, SEEK_CUR);
    if (at < 0)
        return errno;
    size_t first = (PAGE - (size_t)(at % PAGE)) % PAGE;
    while (len > 0) {
        size_t n = until_zeros(bytes, len, first), n_zeros = 0;
        int failure = write_all(fd, bytes, n);
        if (failure != 0)
            return failure;
        while (is_page_of_zeros(bytes + n + n_zeros, len - n - n_zeros))
            n_zeros += PAGE;
        if (n_zeros > 0 && lseek(fd, (off_t)n_zeros, SEEK_CUR) < 0)
            return errno;
        bytes += n + n_zeros;
        len -= n + n_zeros;
        first = 0;
    }
    return 0;
}

int holes_end(int fd)
{
    off_t end = lseek(fd, 0, SEEK_CUR);
    return end < 0 || ftruncate(fd, end) != 0 ? errno : 0;
}
