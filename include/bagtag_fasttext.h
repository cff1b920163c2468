/* bagtag_fasttext.h - what the commands of fastText train and print, with its format and rounding */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_FASTTEXT_H
#define BAGTAG_FASTTEXT_H

#include <bagtag.h>

#ifdef __cplusplus
extern "C" {
#endif

/* bagtag_train on FILE, but the model is not folded: it is meant to be written (bagtag_fasttext_save,
 * bagtag_fasttext_all_vectors) rather than used. */
BAGTAG_API enum bagtag_status bagtag_fasttext_train(const char *file, const struct bagtag_train_options *options,
                                                    struct bagtag_model **out, struct bagtag_train_summary *summary,
                                                    struct bagtag_error *error);

/* The other functions take any model. They compute sums in single precision and in fastText's order, so that fastText
 * models give the same digits as fastText. FILE is a path, or "-" for standard input; lines read so far are answered as
 * soon as the input pauses. (For labels, see BAGTAG_OUTPUT_FASTTEXT.) */

/* Undoes bagtag_model_fold: labels are computed from the embedding again, as fastText does. Call it before the model is
 * shared. */
BAGTAG_API void bagtag_model_unfold(struct bagtag_model *model);

/* Writes `WORD 0.5 -1 ` for each word of FILE: its vector with five digits, zeros for an unknown word. Words are
 * separated by white space. */
BAGTAG_API enum bagtag_status bagtag_fasttext_word_vectors(const struct bagtag_model *model, const char *file,
                                                           const struct bagtag_sink *sink, struct bagtag_error *error);

/* Writes a line with the numbers of words and dimensions, then a line like those above for each word of the model: the
 * .vec file that fastText writes next to a model. The same bytes for any number of THREADS (0:
 * bagtag_available_threads()). */
BAGTAG_API enum bagtag_status bagtag_fasttext_all_vectors(const struct bagtag_model *model, int threads,
                                                          const struct bagtag_sink *sink, struct bagtag_error *error);

/* The same for the labels, with their prefix: the .output file that fastText writes with -saveOutput. */
BAGTAG_API enum bagtag_status bagtag_fasttext_label_vectors(const struct bagtag_model *model,
                                                            const struct bagtag_sink *sink, struct bagtag_error *error);

/* Writes the vector of each line of FILE: the one that labels are computed from or, if the model has no labels, the
 * mean of the vectors of its words, each scaled to norm 1. */
BAGTAG_API enum bagtag_status bagtag_fasttext_sentence_vectors(const struct bagtag_model *model, const char *file,
                                                               const struct bagtag_sink *sink,
                                                               struct bagtag_error *error);

/* Writes a line as for words for WORD, if the model has a row for it, and for each of its character n-grams that has
 * one. */
BAGTAG_API enum bagtag_status bagtag_fasttext_ngram_vectors(const struct bagtag_model *model, const char *word,
                                                            size_t len, const struct bagtag_sink *sink,
                                                            struct bagtag_error *error);

/* A search of the words of the model, for one thread at a time. Borrows the model. */
struct bagtag_fasttext_search;
BAGTAG_API enum bagtag_status bagtag_fasttext_search_new(const struct bagtag_model *model,
                                                         struct bagtag_fasttext_search **out,
                                                         struct bagtag_error *error);
BAGTAG_API void bagtag_fasttext_search_free(struct bagtag_fasttext_search *search); /* NULL is allowed */

/* A word as typed. The functions below set is_known: whether the model knows anything of it. If not, its vector is
 * zero. */
struct bagtag_fasttext_word {
    const char *text;
    size_t len;
    bool is_known;
};

/* *FOUND [*N] = the K words whose vectors have the largest cosine with A's, or with a - b + c (each scaled to norm 1),
 * best first, without the query words; borrowed until the next call. A zero vector has cosine 0 with all others. */
BAGTAG_API enum bagtag_status bagtag_fasttext_neighbors(struct bagtag_fasttext_search *search,
                                                        struct bagtag_fasttext_word *a, size_t k,
                                                        const struct bagtag_neighbor **found, size_t *n,
                                                        struct bagtag_error *error);
BAGTAG_API enum bagtag_status bagtag_fasttext_analogy(struct bagtag_fasttext_search *search,
                                                      struct bagtag_fasttext_word abc[3], size_t k,
                                                      const struct bagtag_neighbor **found, size_t *n,
                                                      struct bagtag_error *error);

/* The parts of a fastText model: the training options; the words and labels with their counts; the matrix of words and
 * n-grams; the matrix of labels. BAGTAG_INPUT: a matrix of a quantised model. */
enum bagtag_fasttext_part { BAGTAG_FASTTEXT_ARGS, BAGTAG_FASTTEXT_DICT, BAGTAG_FASTTEXT_INPUT, BAGTAG_FASTTEXT_OUTPUT };
BAGTAG_API enum bagtag_status bagtag_fasttext_dump(const char *path, enum bagtag_fasttext_part part,
                                                   const struct bagtag_sink *sink, struct bagtag_error *error);

#ifdef __cplusplus
}
#endif

#endif
