/* explained_text.c - a text with its tokens shaded by their contribution */
/* SPDX-License-Identifier: MIT */
#include "use/explained_text.h"

#include <math.h>

#include "base/utf8.h"

const char explained_page_begin[] =
    "<!DOCTYPE html>\n"
    "<html><head><meta charset=\"utf-8\"><title>bagtag explain</title>\n"
    "<style>body{font:16px/1.6 sans-serif;max-width:50em;margin:2em auto;padding:0 1em}"
    "h2{font-size:1em;margin:1.5em 0 0}p{margin:.2em 0;white-space:pre-wrap;overflow-wrap:anywhere}"
    ".f{background:rgba(30,110,230,var(--s))}.a{background:rgba(240,120,20,var(--s))}"
    ".w{color:#555;font-size:.9em}</style></head><body>\n";
const char explained_page_end[] = "</body></html>\n";

void explained_text_put_figure(double value, struct buffer *out)
{
    double hundredths = floor(fabs(value) * 100.0 + 0.5);
    if (!(hundredths < 1e15)) {
        buffer_text(out, isnan(value) ? "nan" : value < 0.0 ? "-inf" : "+inf");
        return;
    }
    uint64_t whole = (uint64_t)hundredths;
    buffer_char(out, value < 0.0 && whole > 0 ? '-' : '+');
    buffer_unsigned(out, whole / 100);
    buffer_char(out, '.');
    buffer_char(out, (char)('0' + whole / 10 % 10));
    buffer_char(out, (char)('0' + whole % 10));
}

static const char *html_name(uint32_t code)
{
    switch (code) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    default:
        return NULL;
    }
}

void explained_text_escape_html(const char *text, size_t len, struct buffer *out)
{
    for (size_t i = 0; i < len;) {
        struct utf8_char c = utf8_decode(text + i, len - i);
        const char *name = c.is_valid ? html_name(c.code) : "\xEF\xBF\xBD";
        if (name != NULL)
            buffer_text(out, name);
        else if (utf8_is_control(c.code) && c.code != '\t' && c.code != '\n')
            buffer_field(out, text + i, c.bytes);
        else
            buffer_bytes(out, text + i, c.bytes);
        i += c.bytes;
    }
}

void explained_text_escape(const char *text, size_t len, struct buffer *out)
{
    if (utf8_is_valid(text, len)) {
        buffer_field(out, text, len);
        return;
    }
    for (size_t i = 0; i < len;) {
        struct utf8_char c = utf8_decode(text + i, len - i);
        if (c.is_valid)
            buffer_field(out, text + i, c.bytes);
        else
            buffer_text(out, "\xEF\xBF\xBD");
        i += c.bytes;
    }
}

/* How to print text between tokens, and a token with its shade, from -1 to 1. */
struct manner {
    void (*plain)(const char *text, size_t len, struct buffer *out);
    void (*shaded)(const char *text, size_t len, double shade, const struct explained_token *token, struct buffer *out);
};

static double greatest_strength(const struct explanation *explanation)
{
    double greatest = 0.0;
    for (size_t i = 0; i < explanation->n_tokens; i++) {
        double strength = fabs(explanation_strength(explanation, &explanation->tokens[i]));
        greatest = strength > greatest ? strength : greatest;
    }
    return greatest;
}

static void put(const struct explanation *explanation, const struct manner *manner, const char *text, size_t len,
                struct buffer *out)
{
    double greatest = greatest_strength(explanation);
    size_t at = 0;
    for (size_t i = 0; i < explanation->n_tokens; i++) {
        const struct explained_token *token = &explanation->tokens[i];
        size_t begin = token->source.begin, end = token->source.end;
        if (begin < at || end <= begin || !(greatest > 0.0))
            continue;
        manner->plain(text + at, begin - at, out);
        manner->shaded(text + begin, end - begin, explanation_strength(explanation, token) / greatest, token, out);
        at = end;
    }
    manner->plain(text + at, len - at, out);
}

/* In the terminal's 256 colours: black on one of three blues or three oranges. */
static void shaded_on_terminal(const char *text, size_t len, double shade, const struct explained_token *token,
                               struct buffer *out)
{
    static const char *const blues[] = {"153", "111", "75"}, *const oranges[] = {"223", "216", "209"};
    double strength = fabs(shade);
    int level = strength > 0.66 ? 3 : strength > 0.33 ? 2 : strength > 0.1 ? 1 : 0;
    (void)token;
    if (level == 0) {
        explained_text_escape(text, len, out);
        return;
    }
    buffer_text(out, "\033[38;5;16;48;5;");
    buffer_text(out, shade > 0.0 ? blues[level - 1] : oranges[level - 1]);
    buffer_char(out, 'm');
    explained_text_escape(text, len, out);
    buffer_text(out, "\033[0m");
}

void explained_text_put_terminal(const struct explanation *explanation, const char *text, size_t len,
                                 struct buffer *out)
{
    static const struct manner manner = {explained_text_escape, shaded_on_terminal};
    put(explanation, &manner, text, len, out);
}

static void shaded_in_page(const char *text, size_t len, double shade, const struct explained_token *token,
                           struct buffer *out)
{
    buffer_text(out, shade < 0.0 ? "<span class=\"a\" style=\"--s:" : "<span class=\"f\" style=\"--s:");
    buffer_fraction(out, fabs(shade), 2);
    buffer_text(out, "\" title=\"score ");
    explained_text_put_figure(token->score, out);
    buffer_text(out, ", lead ");
    explained_text_put_figure(token->lead, out);
    buffer_text(out, "\">");
    explained_text_escape_html(text, len, out);
    buffer_text(out, "</span>");
}

void explained_text_put_html(const struct explanation *explanation, const char *text, size_t len, struct buffer *out)
{
    static const struct manner manner = {explained_text_escape_html, shaded_in_page};
    put(explanation, &manner, text, len, out);
}
