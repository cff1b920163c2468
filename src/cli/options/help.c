/* help.c - --help, generated from the tables */
/* SPDX-License-Identifier: MIT */
#include "cli/options/help.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/show/terminal.h"

enum { TEXT_COLUMN = 28, SUMMARY_COLUMN = 14, USAGE_COLUMN = sizeof "usage: " - 1 };

/* Limits above this only guard the machine and are not printed. */
#define TELLING_LIMIT 100000

struct help_style help_style_of(int fd)
{
    int width = terminal_width(fd);
    return (struct help_style){.width = width > 80 ? 80 : width < 40 ? 40 : width, .is_bold = terminal_has_style(fd)};
}

/* Appends TEXT wrapped at WIDTH, from COLUMN on, with later lines indented by INDENT; '\n' starts a new line. */
static void add_wrapped(struct buffer *out, const char *text, size_t column, size_t indent, int width)
{
    bool is_first = true;
    while (*text != '\0') {
        if (*text == '\n') {
            buffer_char(out, '\n');
            column = 0;
            is_first = true;
            text++;
            continue;
        }
        size_t len = strcspn(text, " \n");
        if (!is_first && column + 1 + len > (size_t)width) {
            buffer_char(out, '\n');
            column = 0;
            is_first = true;
        }
        if (is_first) {
            for (; column < indent; column++)
                buffer_char(out, ' ');
        } else {
            buffer_char(out, ' ');
            column++;
        }
        buffer_bytes(out, text, len);
        column += len;
        is_first = false;
        text += len;
        text += *text == ' ';
    }
    buffer_char(out, '\n');
}

static void add_heading(struct buffer *out, const char *heading, struct help_style style)
{
    buffer_text(out, style.is_bold ? "\n\x1b[1m" : "\n");
    buffer_text(out, heading);
    buffer_text(out, style.is_bold ? ":\x1b[0m\n" : ":\n");
}

/* "(" before the first remark after an option's help, "; " before the others. */
static void begin_remark(struct buffer *remarks)
{
    buffer_text(remarks, remarks->len == 0 ? " (" : "; ");
}

/* Appends the default of OPTION in ARGUMENTS; returns false if there is none to print. */
static bool add_initial(struct buffer *out, const struct option_spec *option, const void *arguments)
{
    const char *place = (const char *)arguments + option->offset;
    const char *text = NULL;
    double real = 0;
    int small = 0;
    uint32_t medium = 0;
    uint64_t large = 0;
    size_t size = 0;
    switch (option->kind) {
    case OPTION_TEXT:
    case OPTION_CHOICE:
        memcpy(&text, place, sizeof text);
        if (text == NULL || *text == '\0')
            return false;
        buffer_text(out, text);
        return true;
    case OPTION_REAL:
        memcpy(&real, place, sizeof real);
        buffer_format(out, "%g", real);
        return true;
    case OPTION_INT:
        memcpy(&small, place, sizeof small);
        buffer_format(out, "%d", small);
        return true;
    case OPTION_U32:
        memcpy(&medium, place, sizeof medium);
        buffer_unsigned(out, medium);
        return true;
    case OPTION_U64:
        memcpy(&large, place, sizeof large);
        buffer_unsigned(out, large);
        return true;
    case OPTION_SIZE:
        memcpy(&size, place, sizeof size);
        buffer_unsigned(out, size);
        return true;
    case OPTION_HEADING:
    case OPTION_FLAG:
    case OPTION_SWITCH:
    case OPTION_MODELS:
    case OPTION_PLANNED:
    case OPTION_SETTINGS:
    case OPTION_SETTING:
        break;
    }
    return false;
}

/* The remarks after an option's help: choices or range, then the default. */
static void add_remarks(struct buffer *out, const struct option_spec *option, const void *arguments)
{
    struct buffer remarks = {0};
    bool is_whole = option->kind == OPTION_INT || option->kind == OPTION_U32 || option->kind == OPTION_U64 ||
                    option->kind == OPTION_SIZE;
    if (option->kind == OPTION_CHOICE) {
        begin_remark(&remarks);
        for (const char *c = option->choices; *c != '\0'; c++) {
            if (*c == ' ')
                buffer_char(&remarks, ',');
            buffer_char(&remarks, *c);
        }
    } else if (is_whole && option->max <= TELLING_LIMIT) {
        begin_remark(&remarks);
        buffer_format(&remarks, "%" PRIu64 " to %" PRIu64, option->min, option->max);
        if (option->choices != NULL)
            buffer_format(&remarks, " or %s", option->choices);
    } else if (option->kind == OPTION_REAL) {
        begin_remark(&remarks);
        buffer_format(&remarks,
                      option->is_below_high  ? "above %g, below %g"
                      : option->is_above_low ? "above %g, at most %g"
                                             : "%g to %g",
                      option->low, option->high);
        if (option->choices != NULL)
            buffer_format(&remarks, " or %s", option->choices);
    }

    struct buffer initial = {0};
    if (option->initial != NULL)
        buffer_text(&initial, option->initial);
    else if (!option->is_required)
        (void)add_initial(&initial, option, arguments);
    if (initial.len > 0) {
        begin_remark(&remarks);
        buffer_text(&remarks, "default ");
        buffer_bytes(&remarks, initial.bytes, initial.len);
    }
    if (remarks.len > 0)
        buffer_char(&remarks, ')');
    buffer_bytes(out, remarks.bytes, remarks.len);
    out->failed = out->failed || remarks.failed || initial.failed;
    buffer_clear(&initial);
    buffer_clear(&remarks);
}

static void add_option(struct buffer *out, const struct option_spec *option, const void *arguments,
                       struct help_style style)
{
    size_t begin = out->len;
    if (option->letter != 0)
        buffer_format(out, "  -%c, --%s", option->letter, option->name);
    else
        buffer_format(out, "      --%s", option->name);
    if (option->argument != NULL)
        buffer_format(out, " %s", option->argument);
    size_t column = out->len - begin;
    if (column + 2 > TEXT_COLUMN) {
        buffer_char(out, '\n');
        column = 0;
    }

    struct buffer text = {0};
    buffer_bytes(&text, option->help, style.is_short ? strcspn(option->help, ":;(") : strlen(option->help));
    if (arguments != NULL && !style.is_short)
        add_remarks(&text, option, arguments);
    buffer_char(&text, '\0');
    out->failed = out->failed || text.failed;
    if (!out->failed)
        add_wrapped(out, text.bytes, column, TEXT_COLUMN, style.width);
    buffer_clear(&text);
}

/* A paragraph that lists the options and values that the parser knows but refuses. */
static void add_planned(struct buffer *out, const struct command *command, struct help_style style)
{
    struct buffer text = {0};
    for (size_t i = 0; i < command->n_options; i++) {
        const struct option_spec *option = &command->options[i];
        if (option->kind != OPTION_PLANNED && option->planned == NULL)
            continue;
        buffer_text(&text, text.len == 0 ? "Not implemented yet: --" : ", --");
        buffer_text(&text, option->name);
        for (const char *c = option->planned == NULL ? "" : option->planned; *c != '\0'; c++) {
            if (c == option->planned)
                buffer_char(&text, ' ');
            buffer_char(&text, *c == ' ' ? '|' : *c);
        }
    }
    if (text.len > 0) {
        buffer_char(&text, '.');
        buffer_char(&text, '\0');
        out->failed = out->failed || text.failed;
        if (!out->failed) {
            buffer_char(out, '\n');
            add_wrapped(out, text.bytes, 0, 0, style.width);
        }
    }
    buffer_clear(&text);
}

void help_usage(struct buffer *out, const struct command *command)
{
    buffer_format(out, "bagtag %s", command->name);
    if (command->n_options > 0)
        buffer_text(out, " [options]");
    if (command->one_of != NULL)
        buffer_format(out, " %s", command->one_of);
    for (size_t i = 0; i < command->n_options; i++) {
        const struct option_spec *option = &command->options[i];
        if (!option->is_required)
            continue;
        if (option->letter != 0)
            buffer_format(out, " -%c %s", option->letter, option->argument);
        else
            buffer_format(out, " --%s %s", option->name, option->argument);
    }
    if (*command->operands != '\0')
        buffer_format(out, " %s", command->operands);
    buffer_char(out, '\0');
}

static void add_usage(struct buffer *out, const struct command *command, int width)
{
    struct buffer usage = {0};
    help_usage(&usage, command);
    out->failed |= usage.failed;
    if (!usage.failed) {
        buffer_text(out, "usage: ");
        add_wrapped(out, usage.bytes, USAGE_COLUMN, USAGE_COLUMN, width);
    }
    buffer_clear(&usage);
}

void help_command(struct buffer *out, const struct command *command, struct help_style style)
{
    void *arguments = command_arguments_new(command);
    if (arguments == NULL) {
        out->failed = true;
        return;
    }

    add_usage(out, command, style.width);
    buffer_char(out, '\n');
    add_wrapped(out, style.is_short ? command->summary : command->description, 0, 0, style.width);
    if (command->n_options == 0 || command->options[0].kind != OPTION_HEADING)
        add_heading(out, "Options", style);
    for (size_t i = 0; i < command->n_options; i++) {
        const struct option_spec *option = &command->options[i];
        if (option->kind == OPTION_HEADING)
            add_heading(out, option->name, style);
        else if (option->kind != OPTION_PLANNED)
            add_option(out, option, arguments, style);
    }
    const struct option_spec help = {
        .kind = OPTION_FLAG, .name = "help", .letter = 'h', .help = "print this help and exit (-h: a short version)"};
    if (command->n_options > 0)
        buffer_char(out, '\n');
    add_option(out, &help, NULL, style);
    if (style.is_short) {
        buffer_format(out,
                      "\n"
                      "'bagtag %s --help' says more.\n",
                      command->name);
    } else {
        add_planned(out, command, style);
        add_heading(out, "Examples", style);
        buffer_text(out, command->examples);
    }
    command_arguments_free(command, arguments);
}

void help_overview(struct buffer *out, struct help_style style)
{
    buffer_text(out, "usage: bagtag COMMAND [options] ...\n\n");
    add_wrapped(out,
                "bagtag is a fast text classifier: show it labelled lines and it labels new ones. A model is a folder, "
                "a packed model or a fastText file; the file '-' is standard input; gzip and zstd files are "
                "decompressed as they are read.",
                0, 0, style.width);
    add_heading(out, "Commands", style);
    for (size_t i = 0; i < n_commands; i++) {
        size_t begin = out->len;
        buffer_format(out, "  %s", commands[i]->name);
        add_wrapped(out, commands[i]->summary, out->len - begin, SUMMARY_COLUMN, style.width);
    }
    add_heading(out, "Begin with", style);
    buffer_text(out, "  bagtag train -o topics.model data/topics.train.txt\n"
                     "  bagtag test topics.model data/topics.test.txt\n"
                     "  echo 'When does the night train leave?' | bagtag classify topics.model\n\n");
    add_wrapped(out,
                "'bagtag COMMAND -h' lists the options of a command, and '--help' explains them. bagtag(1) is the "
                "manual page, bagtag-tutorial(7) a tour, and bagtag-recipes(7) has pipelines to copy. 'bagtag "
                "--version' shows the version and the vector kernel in use.",
                0, 0, style.width);
}
