/* block.h - 64 bytes at a time: which are word bytes, symbols, white space */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TEXT_BLOCK_H
#define BAGTAG_TEXT_BLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define BLOCK_BYTES 64

/* Bit i is about byte i of the block. */
struct block_bits {
    uint64_t word;      /* part of a word */
    uint64_t symbol;    /* a token of its own; never also a word byte */
    uint64_t non_ascii; /* 0x80 and above */
};

/* The classes of ASCII: letters, digits and '_' are word bytes, other visible characters symbols. Non-ASCII bytes
 * are in neither. The 64 bytes, A-Z lower-cased if LOWER, are written to COPY. */
struct block_bits block_read_ascii(const char *text, bool lower, char *copy);

/* The classes of ASCII for the `bert` tokenizer: letters and digits are word bytes, other visible characters symbols.
 * Control characters other than \t \n \r, which vanish from the text, are in `non_ascii` too. The
 * 64 bytes, A-Z lower-cased if LOWER, are written to COPY. */
struct block_bits block_read_bert(const char *text, bool lower, char *copy);

/* The classes of ASCII for the `basic-english` tokenizer: ' . , ( ) ! ? are symbols; white space (as in Python), ; :
 * and " are in neither class; all other bytes are word bytes. QUOTES and ANGLES receive the places of " and <. COPY as
 * above. */
struct block_bits block_read_basic_english(const char *text, bool lower, char *copy, uint64_t *quotes,
                                           uint64_t *angles);

/* The bytes between white space (space \n \r \t \v \f \0) are word bytes; there are no symbols. */
struct block_bits block_read_whitespace(const char *text);

/* The 64 bytes with A-Z lower-cased into COPY. */
void block_lower(const char *text, char *copy);

#endif
