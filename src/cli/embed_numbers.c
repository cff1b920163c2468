/* embed_numbers.c - bagtag embed --ids and --offsets: rows by number, one by one and in bags */
/* SPDX-License-Identifier: MIT */
#include "cli/embed_numbers.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bagtag_nn.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/mem.h"
#include "io/lines.h"

enum { PIECE_BYTES = 64 * 1024, LONGEST_SHOWN = 40 };

struct numbers {
    int64_t *values;
    size_t n;
    size_t capacity;
};

/* Reused from line to line: the numbers of a line, and output that is collected and passed on in large pieces. */
struct scratch {
    struct numbers ids;
    struct numbers offsets;
    struct buffer held;
    const struct bagtag_sink *sink;
};

/* Passes the collected output on. Returns 0 or an errno value. */
static int pass_on(struct scratch *scratch)
{
    struct buffer *held = &scratch->held;
    int errnum = held->failed ? ENOMEM : 0;
    if (errnum == 0 && held->len > 0)
        errnum = scratch->sink->write(scratch->sink->context, held->bytes, held->len);
    held->len = 0;
    return errnum;
}

/* For lines that are only checked. */
static int discard(void *context, const char *bytes, size_t len)
{
    (void)context, (void)bytes, (void)len;
    return 0;
}

static int hold(void *context, const char *bytes, size_t len)
{
    struct scratch *scratch = context;
    buffer_bytes(&scratch->held, bytes, len);
    return scratch->held.failed || scratch->held.len >= PIECE_BYTES ? pass_on(scratch) : 0;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Parses all LEN bytes as a decimal integer. */
static bool read_number(const char *text, size_t len, int64_t *out)
{
    bool is_negative = len > 0 && text[0] == '-';
    int64_t value = 0;
    for (size_t i = is_negative; i < len; i++) {
        if (text[i] < '0' || text[i] > '9' || __builtin_mul_overflow(value, INT64_C(10), &value) ||
            __builtin_sub_overflow(value, (int64_t)(text[i] - '0'), &value)) /* negative: reaches INT64_MIN */
            return false;
    }
    if (len == (size_t)is_negative || (!is_negative && value == INT64_MIN))
        return false;
    *out = is_negative ? value : -value;
    return true;
}

/* Parses TEXT[0..len), numbers separated by white space. */
static enum bagtag_status read_numbers(struct numbers *numbers, const char *option, const char *what, const char *text,
                                       size_t len, struct bagtag_error *error)
{
    numbers->n = 0;
    for (size_t at = 0; at < len;) {
        size_t end = at;
        while (end < len && !is_space(text[end]))
            end++;
        if (end == at) {
            at++;
            continue;
        }
        if (mem_reserve(&numbers->values, &numbers->capacity, numbers->n + 1, sizeof *numbers->values) != 0)
            return error_memory(error);
        if (!read_number(text + at, end - at, &numbers->values[numbers->n]))
            return error_set(error, BAGTAG_ARGUMENT, "%s: expected %s; found '%.*s%s'", option, what,
                             end - at < LONGEST_SHOWN ? (int)(end - at) : LONGEST_SHOWN, text + at,
                             end - at > LONGEST_SHOWN ? "..." : "");
        numbers->n++;
        at = end;
    }
    return BAGTAG_OK;
}

/* Parses "IDS | OFFSETS". */
static enum bagtag_status read_bags(struct scratch *scratch, const char *text, size_t len, struct bagtag_error *error)
{
    const char *bar = len > 0 ? memchr(text, '|', len) : NULL;
    if (bar == NULL)
        return error_set(error, BAGTAG_ARGUMENT, "--offsets: expected ids, '|', offsets; found no '|'");
    size_t before = (size_t)(bar - text);
    enum bagtag_status status = read_numbers(&scratch->ids, "--offsets", "whole numbers", text, before, error);
    return status == BAGTAG_OK ? read_numbers(&scratch->offsets, "--offsets", "whole numbers after '|'", bar + 1,
                                              len - before - 1, error)
                               : status;
}

/* Embeds one line. BAGTAG_INPUT: a number is not a row, or the offsets are no bags. BAGTAG_ARGUMENT: the line
 * contains something other than numbers. */
static enum bagtag_status embed_line(const struct embed_numbers *embed, struct scratch *scratch, const char *text,
                                     size_t len, const struct bagtag_sink *sink, struct bagtag_error *error)
{
    const struct numbers *ids = &scratch->ids, *offsets = &scratch->offsets;
    enum bagtag_status status = embed->has_offsets
                                    ? read_bags(scratch, text, len, error)
                                    : read_numbers(&scratch->ids, "--ids", "whole numbers", text, len, error);
    if (status != BAGTAG_OK)
        return status;
    status = embed->has_offsets
                 ? bagtag_embed_bags(embed->model, ids->values, ids->n, offsets->values, offsets->n, embed->bag,
                                     embed->options, sink, NULL, error)
                 : bagtag_embed_ids(embed->model, ids->values, ids->n, embed->options, sink, NULL, error);
    return status == BAGTAG_ARGUMENT ? BAGTAG_INPUT : status;
}

/* The context of a run over standard input. */
struct embedding {
    const struct embed_numbers *embed;
    struct scratch *scratch;
};

static enum bagtag_status visit_line(void *context, struct line line, const char *file, uint64_t number,
                                     struct bagtag_error *error)
{
    const struct embedding *embedding = context;
    struct bagtag_sink sink = {.write = hold, .context = embedding->scratch};
    enum bagtag_status status = embed_line(embedding->embed, embedding->scratch, line.text, line.len, &sink, error);
    if (status != BAGTAG_INPUT && status != BAGTAG_ARGUMENT)
        return status;
    error_at_line(error, file, number);
    return BAGTAG_INPUT;
}

static enum bagtag_status visit_pause(void *context, struct bagtag_error *error)
{
    const struct embedding *embedding = context;
    int errnum = pass_on(embedding->scratch);
    return errnum != 0 ? error_errno(error, errnum, "cannot write the output") : BAGTAG_OK;
}

static enum bagtag_status embed_operands(const struct embed_numbers *embed, struct scratch *scratch,
                                         const struct operands *operands, const struct bagtag_sink *sink,
                                         struct bagtag_error *error)
{
    enum bagtag_status status = BAGTAG_OK;
    for (size_t i = 1; status == BAGTAG_OK && i < operands->n; i++)
        status = embed_line(embed, scratch, operands->values[i], strlen(operands->values[i]), sink, error);
    return status;
}

enum bagtag_status embed_numbers(const struct embed_numbers *embed, const struct operands *operands,
                                 struct bagtag_error *error)
{
    struct scratch scratch = {.sink = embed->sink};
    struct bagtag_sink nowhere = {.write = discard}, output = {.write = hold, .context = &scratch};
    enum bagtag_status status = embed_operands(embed, &scratch, operands, &nowhere, error);
    if (status == BAGTAG_OK)
        status = embed_operands(embed, &scratch, operands, &output, error);
    struct embedding embedding = {.embed = embed, .scratch = &scratch};
    if (operands->n == 1)
        status = lines_visit("-", &(struct lines_visitor){&embedding, visit_line, visit_pause}, error);
    int errnum = pass_on(&scratch);
    if (errnum != 0 && status == BAGTAG_OK)
        status = error_errno(error, errnum, "cannot write the output");
    buffer_clear(&scratch.held);
    free(scratch.ids.values);
    free(scratch.offsets.values);
    return status;
}
