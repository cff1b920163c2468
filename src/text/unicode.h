/* unicode.h - what Unicode says about a code point: class, case, canonical (de)composition */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TEXT_UNICODE_H
#define BAGTAG_TEXT_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The Unicode version of the tables, for example "15.0.0". */
const char *unicode_version(void);

/* How the `unicode` tokenizer treats a code point. */
enum unicode_class {
    UNICODE_SPACE,     /* separates words: white space, controls, unassigned, private use, surrogates */
    UNICODE_WORD,      /* part of a word: letters L*, numbers N*, '_' */
    UNICODE_MARK,      /* marks M*: part of a word, or of the ideograph before them */
    UNICODE_SYMBOL,    /* a token of its own: P* and S* */
    UNICODE_IDEOGRAPH, /* a token of its own with the marks after it: Han ideographs, hiragana, katakana */
    UNICODE_JOINER,    /* stays inside a word, never begins one: ZWJ, ZWNJ */
    UNICODE_IGNORED,   /* removed: the other Cf */
    /* never returned by unicode_class, only by newer rules (unicode_rules.h): */
    UNICODE_INNER_JOINER /* stays inside a word, neither begins nor ends one */
};
enum unicode_class unicode_class(uint32_t code);

/* Whether CODE is invisible (Default_Ignorable_Code_Point) without being a format character (Cf): variation selectors,
 * the combining grapheme joiner, Hangul fillers, the inherent vowels of Khmer, some unassigned code points. Also true
 * for some Cf. */
bool unicode_is_invisible(uint32_t code);

/* The usual form of a full-width or half-width CODE (U+FF01 to U+FFEE); any other CODE itself. Just one step where NFKC
 * takes several: a half-width jamo becomes the stand-alone letter, U+FFE3 the macron. */
uint32_t unicode_usual_width(uint32_t code);

/* How the `bert` tokenizer treats a code point.
 *   SPACE    white space: \t \n \r, Zs, Zl, Zp
 *   SYMBOL   a token of its own: punctuation (P* and all of ASCII that is not a letter, digit or space), Han ideographs
 *   MARK     Mn: dropped if accents are, otherwise part of a word
 *   IGNORED  removed first: U+0000, U+FFFD, C*
 *   WORD     the rest */
enum unicode_class unicode_class_bert(uint32_t code);

/* White space as defined by Python's str.isspace and str.split: Zs, Zl, Zp, \t to \r, U+001C to U+001F, U+0085. */
bool unicode_is_space(uint32_t code);

/* The simple lower case of CODE; CODE itself if it has none. (The full one, SpecialCasing.txt, differs for two code
 * points: U+0130 becomes i and U+0307; U+03A3 depends on its context, see final_sigma.h.) */
uint32_t unicode_lower(uint32_t code);

/* Whether a code point is cased or case-ignorable (Unicode 15, section 3.13, D135 and D136); CASE_IGNORABLE if both. */
enum unicode_case { UNICODE_UNCASED, UNICODE_CASED, UNICODE_CASE_IGNORABLE };
enum unicode_case unicode_case(uint32_t code);

#define UNICODE_MAX_FOLDED 4     /* code points in the longest case folding (three), rounded up */
#define UNICODE_MAX_DECOMPOSED 4 /* code points in the longest canonical decomposition of one code point */

/* One code point of N bytes of UTF-8 (or N invalid bytes, read as U+FFFD), folded and decomposed, takes at most
 * N * UNICODE_MAX_GROWTH bytes; composing never makes a text longer. (The extremes: U+0390, U+1D160, Hangul.) */
#define UNICODE_MAX_GROWTH 3

/* The full case folding (CaseFolding.txt, C and F) of CODE, not normalised; returns the number of code points. */
size_t unicode_fold(uint32_t code, uint32_t out[UNICODE_MAX_FOLDED]);

/* The full canonical decomposition of CODE; CODE itself if it has none. Returns the number of code points. */
size_t unicode_decompose(uint32_t code, uint32_t out[UNICODE_MAX_DECOMPOSED]);

/* The primary composite of FIRST followed by SECOND (both decomposed, or FIRST a composite), or 0. */
uint32_t unicode_compose(uint32_t first, uint32_t second);

/* Whether some code point before CODE may compose with it (NFC_Quick_Check=Maybe). */
bool unicode_composes_back(uint32_t code);

/* The canonical combining class, 0..254; 0 is a starter. */
uint32_t unicode_combining_class(uint32_t code);

#endif
