/* final_sigma.h - whether the lower case of a capital sigma is a final sigma */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TEXT_FINAL_SIGMA_H
#define BAGTAG_TEXT_FINAL_SIGMA_H

#include <stdbool.h>
#include <stdint.h>

#define SIGMA_CAPITAL 0x03A3u
#define SIGMA_SMALL 0x03C3u
#define SIGMA_FINAL 0x03C2u

/* Whether the U+03A3 at SIGMA, in the text from TEXT to END, ends a word: a cased letter precedes it and none follows
 * it, ignoring case-ignorable characters (Unicode 15, table 3-17, Final_Sigma; Python's str.lower has the same rule).
 * IS_ABSENT says which characters count as removed from the text; NULL: none. Invalid bytes are U+FFFD. Looks past
 * case-ignorable and absent characters only, so that all sigmas of a text take linear time. */
bool sigma_is_final(const char *text, const char *sigma, const char *end, bool (*is_absent)(uint32_t code));

#endif
