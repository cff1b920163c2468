/* weight.h - how much each row of a document counts */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_WEIGHT_H
#define BAGTAG_WORDS_WEIGHT_H

#include <stddef.h>
#include <stdint.h>

/* The names are those of --weight and config.json. */
enum weight { WEIGHT_NONE, WEIGHT_IDF, WEIGHT_GAIN };
extern const char *const weight_names[]; /* in the order of the enum, NULL at the end */

/* --weight idf: a row that a document has tf times, and that df of N training documents have, counts
 *     w = (1 + ln tf) * (ln((1 + N) / (1 + df)) + 1)
 * and the whole is scaled so that the squares of a document's weights add up to 1 (Salton and Buckley 1988).
 * --weight gain has other weights instead of the logarithm (data/gain.h). The weight of a character n-gram is halved.
 * A weighted document has each row once, in ascending order: words before n-grams. */

/* Sorts IDS[0..n), keeps each row once and puts how often it was there into TIMES. Returns how many are left. SCRATCH
 * has room for n numbers. */
size_t weight_unite(uint32_t *ids, size_t n, float *times, uint32_t *scratch);

/* From times to weights, in place: (1 + ln tf) * idf[row]. The first of them for tf that are frequent are a table. */
enum { WEIGHT_TABLED = 32 };
extern const float weight_sublinear[WEIGHT_TABLED];
void weight_terms(const uint32_t *ids, size_t n, const float *idf, float *weights);

/* What a character n-gram counts of what a word would that is as frequent. */
#define WEIGHT_OF_CHARS 0.5f

/* The factor that scales the squares of WEIGHTS[0..n) to 1; 0 for none. */
float weight_scale(const float *weights, size_t n);

#endif
