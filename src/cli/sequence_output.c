/* sequence_output.c - bagtag embed --sequence: lines of text as arrays for recurrent networks */
/* SPDX-License-Identifier: MIT */
#include "cli/sequence_output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bagtag_nn.h"
#include "base/buffer.h"
#include "base/error.h"
#include "cli/interrupt.h"
#include "cli/options/command.h"
#include "cli/options/usage.h"
#include "cli/show/output.h"
#include "cli/show/report.h"
#include "io/new_file.h"
#include "io/npy.h"
#include "io/write_all.h"

/* Writes to a device or pipe, which cannot be replaced by a rename. */
static enum bagtag_status write_straight(const struct buffer *text, const char *path, struct bagtag_error *error)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    int errnum = fd >= 0 ? write_all(fd, text->bytes, text->len) : errno;
    if (fd >= 0 && close(fd) != 0 && errnum == 0 && errno != EINTR)
        errnum = errno;
    return errnum == 0 ? BAGTAG_OK : error_errno(error, errnum, "%s", path);
}

/* Checks that PATH can be written. Here and below, signals are held back, so that no temporary file is left. */
static enum bagtag_status can_write_file(const char *path, struct bagtag_error *error)
{
    interrupt_hold();
    enum bagtag_status status = new_file_can_begin(path, error);
    interrupt_release();
    return status;
}

static enum bagtag_status write_file(const struct buffer *text, const char *path, struct bagtag_error *error)
{
    struct new_file *file = NULL;
    interrupt_hold();
    enum bagtag_status status = new_file_begin(&file, path, error);
    if (status == BAGTAG_OK)
        status = new_file_write(file, text->bytes, text->len, error);
    if (status == BAGTAG_OK)
        status = new_file_commit(file, error);
    else
        new_file_abort(file);
    interrupt_release();
    return status;
}

/* Whether PATH is a device or a pipe. */
static bool is_special(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && !S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode);
}

/* Writes one length per line. */
static int write_lengths(const struct bagtag_sequences *sequences, const char *path)
{
    struct buffer text = {0};
    struct bagtag_error error = {{0}};
    for (size_t i = 0; i < bagtag_sequences_n(sequences); i++) {
        buffer_unsigned(&text, bagtag_sequences_length(sequences, i));
        buffer_char(&text, '\n');
    }
    enum bagtag_status status = text.failed        ? error_memory(&error)
                                : is_special(path) ? write_straight(&text, path, &error)
                                                   : write_file(&text, path, &error);
    buffer_clear(&text);
    return status == BAGTAG_OK ? EXIT_DONE : report_failure(status, &error);
}

/* Writes header and values, and then LENGTHS unless it is NULL: an earlier list stays until all is written, and a
 * process that reads the array from a pipe to its end finds the new list. */
static int write_array(const struct bagtag_sequences *sequences, const struct bagtag_lstm *lstm, size_t dim,
                       bool is_batch, const char *lengths)
{
    char header[NPY_HEADER_BYTES];
    size_t n = bagtag_sequences_n(sequences), longest = bagtag_sequences_longest(sequences);
    if (is_batch)
        npy_header_batch(header, n, longest, (uint32_t)dim);
    else
        npy_header(header, longest, dim);
    struct output output = {0};
    struct bagtag_error error = {{0}};
    struct bagtag_sink sink = output_sink(&output);
    (void)sink.write(sink.context, header, sizeof header); /* the output keeps the error */
    enum bagtag_status status = lstm != NULL ? bagtag_sequences_write_lstm(sequences, lstm, &sink, &error)
                                             : bagtag_sequences_write(sequences, &sink, &error);
    int code = EXIT_DONE;
    if (output_has_failed(&output))
        return output_finish(&output);
    if (status != BAGTAG_OK)
        code = report_failure(status, &error);
    else if (lengths != NULL)
        code = write_lengths(sequences, lengths);
    int output_code = output_finish(&output);
    return code != EXIT_DONE ? code : output_code;
}

int sequence_output(const struct command *command, const struct bagtag_model *model, const char *const *files,
                    size_t n_files, const struct bagtag_embed_options *options, const char *lengths,
                    const struct bagtag_lstm *lstm)
{
    struct bagtag_error error = {{0}};
    struct bagtag_sequences *sequences = NULL;
    bool is_file = lengths != NULL && !is_special(lengths);
    enum bagtag_status status = is_file ? can_write_file(lengths, &error) : BAGTAG_OK;
    if (status != BAGTAG_OK)
        return report_failure(status, &error);
    report_waiting(files, n_files);
    status = bagtag_sequences_read(model, files, n_files, options, &sequences, &error);
    if (status != BAGTAG_OK)
        return report_run_failure(command, status, &error);
    int code = EXIT_DONE;
    size_t n = bagtag_sequences_n(sequences);
    if (lengths == NULL && n != 1) {
        report_error("--sequence: expected one line of text; found %zu; for several lines, add --lengths FILE", n);
        code = EXIT_FAILED;
    }
    if (code == EXIT_DONE && lengths != NULL && !is_file) /* the reader of a pipe may wait for it first */
        code = write_lengths(sequences, lengths);
    if (code == EXIT_DONE)
        code = write_array(sequences, lstm, lstm != NULL ? bagtag_lstm_n_outputs(lstm) : bagtag_model_dim(model),
                           lengths != NULL, is_file ? lengths : NULL);
    if (code == EXIT_DONE) {
        struct bagtag_input_counts counts = bagtag_sequences_input(sequences);
        report_input(&counts, true);
        report_invalid_utf8(bagtag_sequences_invalid_utf8(sequences), n);
    }
    bagtag_sequences_free(sequences);
    return code;
}
