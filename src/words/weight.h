/* weight.h - the weights of the rows of a document */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_WEIGHT_H
#define BAGTAG_WORDS_WEIGHT_H

#include <stddef.h>
#include <stdint.h>

/* The names are those of --weight and config.json. */
enum weight { WEIGHT_NONE, WEIGHT_IDF, WEIGHT_GAIN };
extern const char *const weight_names[]; /* in the order of the enum, NULL at the end */

/* --weight idf: a row that occurs tf times in a document, and in df of N training documents, has the weight
 *     w = (1 + ln tf) * (ln((1 + N) / (1 + df)) + 1)
 * and the weights of a document are scaled so that their squares add up to 1 (Salton and Buckley 1988). --weight gain
 * has another second factor (data/gain.h). The weight of a character n-gram is halved. A weighted document has each row
 * once, in ascending order: words before n-grams. */

/* Sorts IDS[0..n), removes duplicates and sets TIMES to how often each row occurred. Returns how many rows are left.
 * SCRATCH has room for N numbers. */
size_t weight_merge_equal(uint32_t *ids, size_t n, float *times, uint32_t *scratch);

/* Turns occurrence counts into weights, in place: (1 + ln tf) * idf[row]. The first factor is tabulated for tf <
 * WEIGHT_TABLED. */
enum { WEIGHT_TABLED = 32 };
extern const float weight_sublinear[WEIGHT_TABLED];
void weight_terms(const uint32_t *ids, size_t n, const float *idf, float *weights);

/* The weight of a character n-gram relative to a word that is as frequent. */
#define WEIGHT_OF_CHARS 0.5f

/* The factor that makes the squares of WEIGHTS[0..n) add up to 1; 0 if all are 0. */
float weight_scale(const float *weights, size_t n);

#endif
