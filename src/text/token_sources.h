/* token_sources.h - which bytes of a text its tokens come from */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TEXT_TOKEN_SOURCES_H
#define BAGTAG_TEXT_TOKEN_SOURCES_H

#include <stdbool.h>
#include <stddef.h>

/* Says where the bytes written from here on come from: byte for byte if they are copied; otherwise all bytes up to the
 * next step come from all bytes read up to that step. */
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
    bool is_wanted; /* otherwise nothing is recorded */
};

/* Records STEP and discards recorded steps that are not before it, because a tokenizer may go back. Returns 0, or -1 if
 * out of memory. */
int token_sources_note(struct token_sources *sources, struct source_step step);

/* Bytes BEGIN..END of the text. */
struct source_span {
    size_t begin;
    size_t end;
};

/* Where the bytes written from BEGIN to END come from, in a text of LEN bytes. *NEXT is 0 at first and is advanced by
 * each call; later calls must be for later places. */
struct source_span token_sources_span(const struct token_sources *sources, size_t *next, size_t begin, size_t end,
                                      size_t len);

#endif
