/* bagtag_fasttext.h - what the commands of fastText train and print, in its format and its rounding */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_FASTTEXT_H
#define BAGTAG_FASTTEXT_H

#include <bagtag.h>

#ifdef __cplusplus
extern "C" {
#endif

/* bagtag_train on FILE, for a model that will be written (bagtag_fasttext_save, bagtag_fasttext_all_vectors) rather
 * than used: it is not folded. */
BAGTAG_API enum bagtag_status bagtag_fasttext_train(const char *file, const struct bagtag_train_options *options,
                                                    struct bagtag_model **out, struct bagtag_train_summary *summary,
                                                    struct bagtag_error *error);

/* The others take any model, and compute sums in single precision and in fastText's order, so that its models give its
 * digits. FILE is a path, or "-" for standard input; what was read is answered when it pauses. (For labels, see
 * BAGTAG_OUTPUT_FASTTEXT.) */

/* The scores of a folded model (bagtag_model_fold) are out of use from now on: labels are computed from its embedding
 * again, as fastText does it. To be called before the model is shared. */
BAGTAG_API void bagtag_model_unfold(struct bagtag_model *model);

/* Writes `WORD 0.5 -1 ` for each word of FILE: its vector with five digits, zeros for an unknown word. Words end at
 * white space. */
BAGTAG_API enum bagtag_status bagtag_fasttext_word_vectors(const struct bagtag_model *model, const char *file,
                                                           const struct bagtag_sink *sink, struct bagtag_error *error);

/* Writes a line with the number of words and of dimensions, and then such a line for each word of the model: the .vec
 * that fastText writes beside a model. The same bytes for any number of THREADS (0: bagtag_available_threads()). */
BAGTAG_API enum bagtag_status bagtag_fasttext_all_vectors(const struct bagtag_model *model, int threads,
                                                          const struct bagtag_sink *sink, struct bagtag_error *error);

/* Likewise for the labels, with their prefix: the .output that fastText writes with -saveOutput. */
BAGTAG_API enum bagtag_status bagtag_fasttext_label_vectors(const struct bagtag_model *model,
                                                            const struct bagtag_sink *sink, struct bagtag_error *error);

/* Writes such a vector for each line of FILE: what labels are computed from; in a model without labels, the mean of the
 * vectors of its words, each scaled to length 1. */
BAGTAG_API enum bagtag_status bagtag_fasttext_sentence_vectors(const struct bagtag_model *model, const char *file,
                                                               const struct bagtag_sink *sink,
                                                               struct bagtag_error *error);

/* Writes such a line for WORD, if the model has a row for it, and for each of its character n-grams that has one. */
BAGTAG_API enum bagtag_status bagtag_fasttext_ngram_vectors(const struct bagtag_model *model, const char *word,
                                                            size_t len, const struct bagtag_sink *sink,
                                                            struct bagtag_error *error);

/* The words of the model, to be searched by one thread at a time. Borrows the model. */
struct bagtag_fasttext_search;
BAGTAG_API enum bagtag_status bagtag_fasttext_search_new(const struct bagtag_model *model,
                                                         struct bagtag_fasttext_search **out,
                                                         struct bagtag_error *error);
BAGTAG_API void bagtag_fasttext_search_free(struct bagtag_fasttext_search *search); /* NULL is allowed */

/* A word as it is typed; is_known is set: whether the model knows anything of it. If not, its vector is zero. */
struct bagtag_fasttext_word {
    const char *text;
    size_t len;
    bool is_known;
};

/* The K words whose vectors have the largest cosine with A's, or with a - b + c (each of length 1), best first, without
 * the words asked for: *FOUND [*N], borrowed until the next call. A vector of zeros has the cosine 0 to all others. */
BAGTAG_API enum bagtag_status bagtag_fasttext_neighbors(struct bagtag_fasttext_search *search,
                                                        struct bagtag_fasttext_word *a, size_t k,
                                                        const struct bagtag_neighbor **found, size_t *n,
                                                        struct bagtag_error *error);
BAGTAG_API enum bagtag_status bagtag_fasttext_analogy(struct bagtag_fasttext_search *search,
                                                      struct bagtag_fasttext_word abc[3], size_t k,
                                                      const struct bagtag_neighbor **found, size_t *n,
                                                      struct bagtag_error *error);

/* A part of a file of fastText: the options of its training; its words and labels with their counts; the matrix of
 * words and n-grams, or that of labels, which must not be quantised. */
enum bagtag_fasttext_part { BAGTAG_FASTTEXT_ARGS, BAGTAG_FASTTEXT_DICT, BAGTAG_FASTTEXT_INPUT, BAGTAG_FASTTEXT_OUTPUT };
BAGTAG_API enum bagtag_status bagtag_fasttext_dump(const char *path, enum bagtag_fasttext_part part,
                                                   const struct bagtag_sink *sink, struct bagtag_error *error);

#ifdef __cplusplus
}
#endif

#endif
