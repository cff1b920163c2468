/* final_sigma.h - whether a capital sigma becomes the small sigma of the end of a word */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TEXT_FINAL_SIGMA_H
#define BAGTAG_TEXT_FINAL_SIGMA_H

#include <stdbool.h>
#include <stdint.h>

#define SIGMA_CAPITAL 0x03A3u
#define SIGMA_SMALL 0x03C3u
#define SIGMA_FINAL 0x03C2u

/* Whether the U+03A3 at SIGMA, in the text from TEXT to END, is one at the end of a word: a cased letter stands before
 * it and none after it, case-ignorable characters not counted (Unicode 15, table 3-17, Final_Sigma; Python's str.lower
 * has the same). IS_ABSENT tells the characters that were taken out of the text before; NULL: none. Invalid bytes are
 * U+FFFD. Looks past case-ignorable and absent characters only, so that all sigmas of a text take linear time. */
bool sigma_is_final(const char *text, const char *sigma, const char *end, bool (*is_absent)(uint32_t code));

#endif
