/* token_sources.h - where in a text its tokens come from */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TEXT_TOKEN_SOURCES_H
#define BAGTAG_TEXT_TOKEN_SOURCES_H

#include <stdbool.h>
#include <stddef.h>

/* From here on bytes written come from bytes read: one from one where they are copied, otherwise all those up to the
 * next step from all those up to its. */
struct source_step {
    size_t written;
    size_t read;
    bool is_copied;
};

/* The steps of one text, in its order. Zero-initialise, set is_wanted; tokens_clear frees them with the rest. */
struct token_sources {
    struct source_step *steps;
    size_t n;
    size_t capacity;
    bool is_wanted; /* nothing is noted without */
};

/* Notes STEP; steps noted before that do not stand before it are forgotten: a tokenizer may go back. Returns 0, or -1
 * when memory is out. */
int token_sources_note(struct token_sources *sources, struct source_step step);

/* Bytes BEGIN..END of the text. */
struct source_span {
    size_t begin;
    size_t end;
};

/* Where what was written from BEGIN to END comes from, in a text of LEN bytes. *NEXT is 0 at first, and then goes on
 * from call to call, for places behind those before. */
struct source_span token_sources_span(const struct token_sources *sources, size_t *next, size_t begin, size_t end,
                                      size_t len);

#endif
