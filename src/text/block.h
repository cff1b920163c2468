/* block.h - classifies 64 bytes at a time: word bytes, symbols, white space */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TEXT_BLOCK_H
#define BAGTAG_TEXT_BLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define BLOCK_BYTES 64

/* Bit i describes byte i of the block. */
struct block_bits {
    uint64_t word;      /* part of a word */
    uint64_t symbol;    /* a token of its own; never also a word byte */
    uint64_t non_ascii; /* 0x80 and above */
};

/* The classes of ASCII: letters, digits and '_' are word bytes, other visible characters symbols. Non-ASCII bytes are
 * neither. The 64 bytes, A-Z lower-cased if LOWER, are written to COPY. */
struct block_bits block_read_ascii(const char *text, bool lower, char *copy);

/* The classes of ASCII for the `bert` tokenizer: letters and digits are word bytes, other visible characters symbols.
 * Control characters other than \t \n \r, which that tokenizer removes, are also set in `non_ascii`. The 64 bytes, A-Z
 * lower-cased if LOWER, are written to COPY. */
struct block_bits block_read_bert(const char *text, bool lower, char *copy);

/* The classes of ASCII for the `basic-english` tokenizer: ' . , ( ) ! ? are symbols; white space (as in Python), ; :
 * and " are in neither class; all other bytes are word bytes. QUOTES and ANGLES get the positions of " and <. COPY as
 * above. */
struct block_bits block_read_basic_english(const char *text, bool lower, char *copy, uint64_t *quotes,
                                           uint64_t *angles);

/* The bytes between white space (space \n \r \t \v \f \0) are word bytes; there are no symbols. */
struct block_bits block_read_whitespace(const char *text);

/* Writes the 64 bytes, A-Z lower-cased, to COPY. */
void block_lower(const char *text, char *copy);

#endif
