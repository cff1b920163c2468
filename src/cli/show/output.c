/* output.c - standard output: buffered, with every write checked */
/* SPDX-License-Identifier: MIT */
#include "cli/show/output.h"

#include <errno.h>
#include <unistd.h>

#include "cli/show/exit_status.h"
#include "cli/show/report.h"
#include "io/write_all.h"

#define FLUSH_BYTES (64u << 10)

static void flush(struct output *output)
{
    if (output->errnum == 0)
        output->errnum = write_all(STDOUT_FILENO, output->text.bytes, output->text.len);
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
        output->errnum = write_all(STDOUT_FILENO, bytes, len);
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
    /* Some file systems report a full disk only here. */
    if (close(STDOUT_FILENO) != 0 && output->errnum == 0 && errno != EBADF && errno != EINTR)
        output->errnum = errno;
    if (is_out_of_memory)
        report_error("out of memory");
    else if (output->errnum != 0 && output->errnum != EPIPE)
        report_errno(output->errnum, "standard output");
    return is_out_of_memory || output->errnum != 0 ? EXIT_FAILED : EXIT_DONE;
}
