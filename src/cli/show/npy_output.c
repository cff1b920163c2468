/* npy_output.c - streams an array in NumPy's format to standard output, row by row */
/* SPDX-License-Identifier: MIT */
#include "cli/show/npy_output.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/npy.h"

/* Whether bytes already written can be overwritten; if so, sets POSITION to the current offset. */
static bool is_rewritable(off_t *position)
{
    struct stat status;
    int flags = fcntl(STDOUT_FILENO, F_GETFL);
    if (flags < 0 || (flags & O_APPEND) != 0 || fstat(STDOUT_FILENO, &status) != 0 || !S_ISREG(status.st_mode))
        return false;
    *position = lseek(STDOUT_FILENO, 0, SEEK_CUR);
    return *position >= 0;
}

void npy_output_begin(struct npy_output *npy, struct output *output, size_t n_columns)
{
    *npy = (struct npy_output){.output = output, .n_columns = n_columns};
    npy->is_in_place = is_rewritable(&npy->start);
    if (npy->is_in_place) {
        static const char zeros[NPY_HEADER_BYTES];
        struct bagtag_sink sink = output_sink(output);
        (void)sink.write(sink.context, zeros, sizeof zeros); /* the output keeps the error */
    }
}

static int add_rows(void *context, const char *bytes, size_t len)
{
    struct npy_output *npy = context;
    npy->n_bytes += len;
    if (npy->is_in_place) {
        struct bagtag_sink sink = output_sink(npy->output);
        return sink.write(sink.context, bytes, len);
    }
    buffer_bytes(&npy->held, bytes, len);
    return npy->held.failed ? ENOMEM : 0;
}

struct bagtag_sink npy_output_sink(struct npy_output *npy)
{
    return (struct bagtag_sink){.write = add_rows, .context = npy};
}

/* Overwrites the zeros with HEADER. Returns 0 or an errno value. */
static int fill_in(off_t start, const char *header)
{
    for (size_t n_written = 0; n_written < NPY_HEADER_BYTES;) {
        ssize_t n = pwrite(STDOUT_FILENO, header + n_written, NPY_HEADER_BYTES - n_written, start + (off_t)n_written);
        if (n < 0 && errno != EINTR)
            return errno;
        n_written += n > 0 ? (size_t)n : 0;
    }
    return 0;
}

void npy_output_finish(struct npy_output *npy, bool is_whole)
{
    if (npy->held.failed)
        npy->output->text.failed = true;
    if (is_whole && !output_has_failed(npy->output)) {
        char header[NPY_HEADER_BYTES];
        npy_header(header, npy->n_bytes / (npy->n_columns * sizeof(float)), npy->n_columns);
        if (npy->is_in_place) {
            npy->output->errnum = fill_in(npy->start, header);
        } else {
            struct bagtag_sink sink = output_sink(npy->output);
            if (sink.write(sink.context, header, sizeof header) == 0)
                (void)sink.write(sink.context, npy->held.bytes, npy->held.len);
        }
    }
    buffer_clear(&npy->held);
}
