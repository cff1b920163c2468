/* sequence_output.c - bagtag embed --sequence: lines of text as arrays for recurrent networks */
/* SPDX-License-Identifier: MIT */
#include "cli/sequence_output.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "bagtag_nn.h"
#include "cli/options/command.h"
#include "cli/show/output.h"
#include "cli/show/report.h"
#include "io/npy.h"
#include "io/write_all.h"

/* Writes one length a line; 0 or an errno value. */
static int write_lengths(const struct bagtag_sequences *sequences, const char *path)
{
    struct buffer text = {0};
    for (size_t i = 0; i < bagtag_sequences_n(sequences); i++) {
        buffer_unsigned(&text, bagtag_sequences_length(sequences, i));
        buffer_char(&text, '\n');
    }
    int errnum = text.failed ? ENOMEM : 0;
    int fd = errnum == 0 ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666) : -1;
    if (errnum == 0 && fd < 0)
        errnum = errno;
    if (fd >= 0) {
        errnum = write_all(fd, text.bytes, text.len);
        if (close(fd) != 0 && errnum == 0 && errno != EINTR)
            errnum = errno;
    }
    buffer_clear(&text);
    return errnum;
}

/* Header and values. */
static int write_array(const struct bagtag_sequences *sequences, const struct bagtag_lstm *lstm, size_t dim,
                       bool is_batch)
{
    char header[NPY_HEADER_BYTES];
    size_t n = bagtag_sequences_n(sequences), longest = bagtag_sequences_longest(sequences);
    if (is_batch)
        npy_header_batch(header, n, longest, (uint32_t)dim);
    else
        npy_header(header, longest, dim);
    struct output output = {0};
    struct bagtag_error error = {{0}};
    buffer_bytes(&output.text, header, sizeof header);
    struct bagtag_sink sink = output_sink(&output);
    enum bagtag_status status = lstm != NULL ? bagtag_sequences_write_lstm(sequences, lstm, &sink, &error)
                                             : bagtag_sequences_write(sequences, &sink, &error);
    int code = EXIT_DONE;
    if (status != BAGTAG_OK && !output_has_failed(&output))
        code = report_failure(status, &error);
    int output_code = output_finish(&output);
    return code != EXIT_DONE ? code : output_code;
}

int sequence_output(const struct bagtag_model *model, const char *const *files, size_t n_files,
                    const struct bagtag_embed_options *options, const char *lengths, const struct bagtag_lstm *lstm)
{
    struct bagtag_error error = {{0}};
    struct bagtag_sequences *sequences = NULL;
    report_waiting(files, n_files);
    enum bagtag_status status = bagtag_sequences_read(model, files, n_files, options, &sequences, &error);
    if (status != BAGTAG_OK)
        return report_failure(status, &error);
    int code = EXIT_DONE;
    size_t n = bagtag_sequences_n(sequences);
    if (lengths == NULL && n != 1) {
        report_error("--sequence: expected one line of text; found %zu (--lengths FILE makes one padded array of many)",
                     n);
        code = EXIT_FAILED;
    }
    int errnum = code == EXIT_DONE && lengths != NULL ? write_lengths(sequences, lengths) : 0;
    if (errnum != 0) {
        report_errno(errnum, lengths);
        code = EXIT_FAILED;
    }
    if (code == EXIT_DONE)
        code = write_array(sequences, lstm, lstm != NULL ? bagtag_lstm_n_outputs(lstm) : bagtag_model_dim(model),
                           lengths != NULL);
    if (code == EXIT_DONE) {
        struct bagtag_input_counts counts = bagtag_sequences_input(sequences);
        report_input(&counts);
        report_invalid_utf8(bagtag_sequences_invalid_utf8(sequences));
    }
    bagtag_sequences_free(sequences);
    return code;
}
