/* stream_finish.c - ends a command that processes lines of text */
/* SPDX-License-Identifier: MIT */
#include "cli/stream_finish.h"

#include "cli/options/usage.h"
#include "cli/show/report.h"

/* If writing failed, the library failed too, but output_finish has the better message. */
int stream_finish(const struct command *command, const struct operands *operands, enum bagtag_status status,
                  const struct bagtag_error *error, struct output *output, enum stream_output what,
                  const struct bagtag_stream_counts *counts)
{
    int code = EXIT_DONE;
    if (status != BAGTAG_OK && !output_has_failed(output))
        code = report_no_file(command, operands, status, error);
    int output_code = output_finish(output);
    if (status == BAGTAG_OK) {
        report_input(&counts->input, what == STREAM_OF_ALL);
        report_invalid_utf8(counts->invalid_utf8, counts->lines);
        report_labelled(counts->labelled, counts->first_labelled, counts->labelled_as);
    }
    return code != EXIT_DONE ? code : output_code;
}
