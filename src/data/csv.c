/* csv.c - rows of fields between delimiters, quoted or not */
/* SPDX-License-Identifier: MIT */
#include "data/csv.h"

#include <stdint.h>
#include <string.h>

#include "base/bytes.h"
#include "data/space.h"

/* ---- where rows end ---------------------------------------------------------------------------------------- */

static bool begins_field(const struct csv_splitter *splitter, char before)
{
    return before == splitter->delimiter || before == '\n' || before == '\r';
}

/* Moves from AT, inside quotes, to after the closing quote; or to END, if it is yet to come. */
static const char *leave_quotes(struct csv_splitter *splitter, const char *at, const char *end)
{
    while (at < end) {
        if (splitter->has_quote) {
            splitter->has_quote = false;
            if (*at != '"') {
                splitter->is_quoted = false;
                return at;
            }
            at++; /* doubled */
            continue;
        }
        const char *quote = memchr(at, '"', (size_t)(end - at));
        if (quote == NULL)
            return end;
        splitter->has_quote = true;
        at = quote + 1;
    }
    return end;
}

/* The same, but gives up after as many bytes as a quoted field may have. */
static const char *leave_quotes_within(struct csv_splitter *splitter, const char *at, const char *end)
{
    size_t left = splitter->max_quoted > 0 ? splitter->max_quoted - splitter->n_quoted : SIZE_MAX;
    const char *next = leave_quotes(splitter, at, (size_t)(end - at) > left ? at + left : end);
    splitter->n_quoted += (size_t)(next - at);
    if (splitter->is_quoted && splitter->n_quoted == splitter->max_quoted) {
        splitter->is_quoted = splitter->has_quote = false;
        splitter->is_given_up = true;
    }
    return next;
}

/* Moves from AT to after the next line feed, which *ROW becomes, or to END. */
static const char *find_line_end(struct csv_splitter *splitter, const char *at, const char *end, const char **row)
{
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    if (newline == NULL)
        return end;
    splitter->is_given_up = false;
    *row = newline + 1;
    return newline + 1;
}

/* Moves from AT to after the next opening quote, or to END. *ROW becomes the position after the last line feed on the
 * way, if any. */
static const char *find_quotes(struct csv_splitter *splitter, const char *at, const char *end, const char *begin,
                               const char **row)
{
    const char *next = at;
    while (next < end && !splitter->is_quoted) {
        const char *quote = memchr(next, '"', (size_t)(end - next));
        if (quote == NULL) {
            next = end;
            break;
        }
        bool is_first = quote == begin && !splitter->has_begun;
        splitter->is_quoted = is_first || begins_field(splitter, quote == begin ? splitter->before : quote[-1]);
        splitter->n_quoted = 0;
        next = quote + 1;
    }
    const char *newline = memrchr(at, '\n', (size_t)(next - at));
    if (newline != NULL)
        *row = newline + 1;
    return next;
}

/* How many of the bytes are part of a byte order mark at the start of the file. */
static size_t skip_mark(struct csv_splitter *splitter, const char *bytes, size_t n)
{
    static const char mark[] = {'\xef', '\xbb', '\xbf'};
    size_t i = 0;
    while (!splitter->has_begun && i < n && splitter->n_mark < sizeof mark && bytes[i] == mark[splitter->n_mark]) {
        splitter->n_mark++;
        i++;
    }
    return i;
}

size_t csv_split(void *context, const char *bytes, size_t n)
{
    struct csv_splitter *splitter = context;
    const char *at = bytes + skip_mark(splitter, bytes, n), *end = bytes + n, *begin = at, *row = bytes;
    if (splitter->n_mark == 1 || splitter->n_mark == 2) /* an incomplete mark is ordinary bytes */
        splitter->has_begun |= at < end;
    while (at < end)
        at = splitter->is_given_up ? find_line_end(splitter, at, end, &row)
             : splitter->is_quoted ? leave_quotes_within(splitter, at, end)
                                   : find_quotes(splitter, at, end, begin, &row);
    if (begin < end) {
        splitter->has_begun = true;
        splitter->before = end[-1];
    }
    return (size_t)(row - bytes);
}

/* ---- fields ------------------------------------------------------------------------------------------------ */

/* The position after the delimiter or line end at AT. */
static const char *step_over(const char *at, const char *end, char delimiter, enum csv_end *what)
{
    *what = at < end && *at == delimiter ? CSV_END_FIELD : CSV_END_ROW;
    if (at == end)
        return end;
    bool is_pair = *at == '\r' && end - at > 1 && at[1] == '\n';
    return at + 1 + is_pair;
}

static const char *past_plain(const char *at, const char *end, char delimiter)
{
    return at + bytes_before_any(at, (size_t)(end - at), delimiter, '\n', '\r');
}

/* Whether TEXT[0..len), between a closing quote and the end of its field, is more than white space. */
static bool has_more(const char *text, size_t len)
{
    return space_skip(text, len, 0) < len;
}

/* The closing quote of a field that begins at AT, or NULL; *HAS_DOUBLED: doubled quotes come before it. */
static const char *find_closing(const char *at, const char *end, bool *has_doubled)
{
    *has_doubled = false;
    for (at++; at < end;) {
        const char *quote = memchr(at, '"', (size_t)(end - at));
        if (quote == NULL)
            return NULL;
        if (end - quote == 1 || quote[1] != '"')
            return quote;
        *has_doubled = true;
        at = quote + 2;
    }
    return NULL;
}

const char *csv_read_field(const char *at, const char *end, char delimiter, struct csv_field *field, enum csv_end *what)
{
    if (at == end || *at != '"') {
        const char *after = past_plain(at, end, delimiter);
        *field = (struct csv_field){.text = at, .len = (size_t)(after - at), .is_plain = true};
        return step_over(after, end, delimiter, what);
    }
    bool has_doubled;
    const char *quote = find_closing(at, end, &has_doubled);
    const char *after = quote != NULL ? past_plain(quote + 1, end, delimiter) : end;
    bool is_plain = !has_doubled && (quote == NULL || after == quote + 1);
    const char *value_end = quote != NULL ? quote : end;
    *field = is_plain ? (struct csv_field){.text = at + 1, .len = (size_t)(value_end - at - 1), .is_plain = true}
                      : (struct csv_field){.text = at, .len = (size_t)(after - at)};
    field->is_torn = quote != NULL && has_more(quote + 1, (size_t)(after - quote - 1)) &&
                     memchr(at, '\n', (size_t)(quote - at)) != NULL;
    const char *next = step_over(after, end, delimiter, what);
    if (quote == NULL)
        *what = CSV_END_UNCLOSED;
    return next;
}

size_t csv_field_value(const struct csv_field *field, char *out)
{
    const char *at = field->text, *end = at + field->len;
    size_t n = 0;
    bool is_quoted = !field->is_plain;
    at += is_quoted;
    while (at < end) {
        if (is_quoted && *at == '"') {
            at++;
            is_quoted = at < end && *at == '"';
            if (!is_quoted)
                continue;
        }
        out[n++] = *at++;
    }
    return n;
}

bool csv_skip_blank(const char *at, const char *end, const char **next)
{
    enum csv_end what;
    if (*at != '\n' && *at != '\r')
        return false;
    *next = step_over(at, end, '\0', &what);
    return true;
}

const char *csv_skip_line(const char *at, const char *end)
{
    enum csv_end what;
    return step_over(past_plain(at, end, '\n'), end, '\n', &what);
}

size_t csv_row_len(const char *row, size_t len)
{
    len -= len > 0 && row[len - 1] == '\n';
    len -= len > 0 && row[len - 1] == '\r';
    return len;
}

/* ---- writing ----------------------------------------------------------------------------------------------- */

void csv_end_field(struct buffer *out, size_t begin, char delimiter)
{
    size_t len = out->len - begin, n_quotes = out->failed ? 0 : bytes_count(out->bytes + begin, len, '"');
    if (out->failed || len == 0)
        return;
    if (n_quotes == 0 && bytes_before_any(out->bytes + begin, len, delimiter, '\n', '\r') == len)
        return;
    if (!buffer_reserve(out, n_quotes + 2))
        return;
    /* From the end, so that nothing is overwritten before it is moved. */
    char *field = out->bytes + begin, *to = field + len + n_quotes + 2;
    *--to = '"';
    for (size_t i = len; i > 0; i--) {
        *--to = field[i - 1];
        if (field[i - 1] == '"')
            *--to = '"';
    }
    *field = '"';
    out->len += n_quotes + 2;
}
