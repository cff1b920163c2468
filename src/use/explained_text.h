/* explained_text.h - a text with its tokens shaded by their contribution */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_USE_EXPLAINED_TEXT_H
#define BAGTAG_USE_EXPLAINED_TEXT_H

#include <stddef.h>

#include "base/buffer.h"
#include "use/explanation.h"

/* Each appends TEXT[0..len), the text of EXPLANATION (not ranked yet). For a terminal: tokens for the label on blue and
 * tokens against it on orange, in three shades. For a web page: also the figures, shown under the mouse. The strongest
 * token has the full shade. */
void explained_text_put_terminal(const struct explanation *explanation, const char *text, size_t len,
                                 struct buffer *out);
void explained_text_put_html(const struct explanation *explanation, const char *text, size_t len, struct buffer *out);

/* TEXT in a line for people: control characters as buffer_field writes them, and U+FFFD for invalid UTF-8. */
void explained_text_escape(const char *text, size_t len, struct buffer *out);

/* TEXT as part of a page: control characters, except tabs and ends of lines, as buffer_field writes them; and the page
 * before and after its parts. */
void explained_text_escape_html(const char *text, size_t len, struct buffer *out);
extern const char explained_page_begin[], explained_page_end[];

/* VALUE with two decimals and its sign, "+0.53", the same in every locale. */
void explained_text_put_figure(double value, struct buffer *out);

#endif
