/* ascii.h - classes of ASCII characters, the same in every locale */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TEXT_ASCII_H
#define BAGTAG_TEXT_ASCII_H

#include <stdbool.h>

static inline bool ascii_is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool ascii_is_letter_or_digit(char c)
{
    return ascii_is_letter(c) || (c >= '0' && c <= '9');
}

#endif
