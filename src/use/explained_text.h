/* explained_text.h - a text with what its tokens gave as shades behind them */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_USE_EXPLAINED_TEXT_H
#define BAGTAG_USE_EXPLAINED_TEXT_H

#include <stddef.h>

#include "base/buffer.h"
#include "use/explanation.h"

/* Each appends TEXT[0..len), the text that EXPLANATION (not ranked yet) is of: for a terminal, blue behind what speaks
 * for the label and orange behind what speaks against it, in three shades, control characters as '?'; and for a page,
 * with the figures where the mouse is. The strongest token has the full shade. */
void explained_text_put_terminal(const struct explanation *explanation, const char *text, size_t len,
                                 struct buffer *out);
void explained_text_put_html(const struct explanation *explanation, const char *text, size_t len, struct buffer *out);

/* TEXT as a part of a page, and the page before and behind its parts. */
void explained_text_escape_html(const char *text, size_t len, struct buffer *out);
extern const char explained_page_begin[], explained_page_end[];

/* VALUE with two decimals and its sign, "+0.53", the same in every locale. */
void explained_text_put_figure(double value, struct buffer *out);

#endif
