/* report.c - messages on standard error */
/* SPDX-License-Identifier: MIT */
#include "cli/show/report.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/show/figures.h"
#include "cli/show/terminal.h"
#include "io/content.h"
#include "io/input.h"
#include "io/write_all.h"

/* Writes the line with one write, so that lines of several processes do not interleave. */
static void write_line(const char *before, const char *sentence)
{
    struct bagtag_error printable; /* error_set replaces control characters */
    error_set(&printable, BAGTAG_OK, "%s", sentence);
    char line[sizeof printable.sentence + 64];
    int len = snprintf(line, sizeof line, "bagtag%s: %s\n", before, printable.sentence);
    if (len > 0 && (size_t)len < sizeof line)
        (void)write_all(STDERR_FILENO, line, (size_t)len);
}

static void write_formatted(const char *before, const char *prefix, const char *format, va_list values)
    __attribute__((format(printf, 3, 0)));

static void write_formatted(const char *before, const char *prefix, const char *format, va_list values)
{
    char sentence[sizeof((struct bagtag_error *)NULL)->sentence];
    size_t len = (size_t)snprintf(sentence, sizeof sentence, "%s", prefix);
    if (vsnprintf(sentence + len, sizeof sentence - len, format, values) >= 0)
        write_line(before, sentence);
}

void report_error(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    write_formatted("", "", format, values);
    va_end(values);
}

void report_warning(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    write_formatted("", "warning: ", format, values);
    va_end(values);
}

void report_note(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    write_formatted("", "", format, values);
    va_end(values);
}

void report_of(const char *command, const char *format, va_list values)
{
    char before[32];
    snprintf(before, sizeof before, " %s", command);
    write_formatted(before, "", format, values);
}

void report_errno(int errnum, const char *what)
{
    struct bagtag_error error;
    error_errno(&error, errnum, "%s", what);
    write_line("", error.sentence);
}

int report_failure(enum bagtag_status status, const struct bagtag_error *error)
{
    write_line("", error->sentence);
    return status == BAGTAG_ARGUMENT ? EXIT_USAGE : EXIT_FAILED;
}

/* "VERB N NOUNsAFTER, the first at FILE:LINEHINT"; silent if N = 0. */
static void warn_of_first(const char *verb, uint64_t n, const char *noun, const char *after, struct bagtag_place first,
                          const char *hint)
{
    char count[FIGURE_BYTES];
    if (n > 0)
        report_warning("%s %s %s%s%s%s %s:%" PRIu64 "%s", verb, figure_count(count, n), noun, n == 1 ? "" : "s", after,
                       n == 1 ? " at" : ", the first at", first.file, first.line, hint);
}

/* "skipped N bad records and left them out of the output, the first at SENTENCE", where N > 0. */
static void warn_of_bad(const struct bagtag_input_counts *counts, bool has_each)
{
    char lines[FIGURE_BYTES + sizeof " ( lines)"] = "", count[FIGURE_BYTES];
    bool is_one = counts->bad == 1;
    if (counts->bad_lines > counts->bad)
        (void)snprintf(lines, sizeof lines, " (%s lines)", figure_count(count, counts->bad_lines));
    const char *lack = !has_each ? "" : is_one ? " and left it out of the output," : " and left them out of the output";
    report_warning("skipped %s bad record%s%s%s%s at %s", figure_count(count, counts->bad), is_one ? "" : "s", lines,
                   lack, is_one ? "" : ", the first", counts->why_bad.sentence);
}

void report_input(const struct bagtag_input_counts *counts, bool has_each)
{
    bool is_said = counts->has_warned_bad && counts->bad == 1 && counts->bad_lines == 1;
    if (counts->bad > 0 && !is_said)
        warn_of_bad(counts, has_each);
    warn_of_first("found", counts->textless, "record", " without a text", counts->first_textless,
                  "; choose another member with --text-field NAME");
    warn_of_first("found", counts->torn, "row", " with text after a quoted field that spans lines", counts->first_torn,
                  "; is a quote missing?");
}

void report_input_warning(void *context, const char *sentence)
{
    (void)context;
    report_warning("%s", sentence);
}

void report_invalid_utf8(uint64_t n_invalid, uint64_t n_lines)
{
    if (n_invalid > 0)
        report_warning("%" PRIu64 " line%s invalid UTF-8, read as U+FFFD%s", n_invalid,
                       n_invalid == 1 ? " has" : "s have", content_advice(n_invalid, n_lines));
}

void report_labelled(uint64_t n_lines, struct bagtag_place first, const char *format)
{
    if (n_lines > 0)
        report_warning("%" PRIu64 " line%s with a label that was read as part of the text, the first at %s:%" PRIu64
                       "; --format %s skips labels",
                       n_lines, n_lines == 1 ? " begins" : "s begin", first.file, first.line, format);
}

bool report_waiting(const char *const *files, size_t n_files)
{
    if (!input_is_standard(files, n_files) || isatty(STDIN_FILENO) == 0)
        return false;
    report_note("reading lines from standard input; end with Ctrl-D");
    return true;
}
