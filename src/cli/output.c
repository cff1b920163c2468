/* output.c - standard output: buffered, and checked to the last byte */
/* SPDX-License-Identifier: MIT */
#include "cli/output.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "cli/command.h"
#include "cli/report.h"

#define FLUSH_BYTES (64u << 10)

int output_write_all(int fd, const char *bytes, size_t len)
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

static void flush(struct output *output)
{
    if (output->errnum == 0)
        output->errnum = output_write_all(STDOUT_FILENO, output->text.bytes, output->text.len);
    output->text.len = 0;
}

bool output_has_failed(const struct output *output)
{
    return output->errnum != 0 || output->text.failed;
}

bool output_flush_some(struct output *output)
{
    if (output->text.len >= FLUSH_BYTES)
        flush(output);
    return !output_has_failed(output);
}

static int write_through(void *context, const char *bytes, size_t len)
{
    struct output *output = context;
    flush(output);
    if (output->errnum == 0)
        output->errnum = output_write_all(STDOUT_FILENO, bytes, len);
    return output->errnum;
}

struct bagtag_sink output_sink(struct output *output)
{
    return (struct bagtag_sink){.write = write_through, .context = output};
}

int output_finish(struct output *output)
{
    flush(output);
    bool is_out_of_memory = output->text.failed;
    buffer_clear(&output->text);
    /* Some file systems tell of a full disk only here. */
    if (close(STDOUT_FILENO) != 0 && output->errnum == 0 && errno != EBADF && errno != EINTR)
        output->errnum = errno;
    if (is_out_of_memory)
        report_error("out of memory");
    else if (output->errnum != 0 && output->errnum != EPIPE)
        report_errno(output->errnum, "standard output");
    return is_out_of_memory || output->errnum != 0 ? EXIT_FAILED : EXIT_DONE;
}

void output_safe_text(struct buffer *out, const char *text, size_t len)
{
    for (size_t i = 0; i < len;) {
        struct utf8_char c = utf8_decode(text + i, len - i);
        if (!c.is_valid || c.code < 0x20 || (c.code >= 0x7f && c.code < 0xa0))
            buffer_char(out, '?');
        else
            buffer_bytes(out, text + i, c.bytes);
        i += c.bytes;
    }
}
