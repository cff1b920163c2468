/* scorer.h - computes the probabilities of texts, sixteen at a time */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_USE_SCORER_H
#define BAGTAG_USE_SCORER_H

#include <stddef.h>
#include <stdint.h>

#include "bagtag.h"
#include "base/error.h"
#include "net/group.h"
#include "words/features.h"

/* The labels that may be answered. The model behaves as if it had no others: z is restricted to LABELS before it
 * becomes probabilities. With keeps_scale, probabilities are those among all labels. */
struct label_choice {
    const uint32_t *labels; /* [n], in ascending order, borrowed */
    size_t n;               /* 0: all labels may be answered */
    bool keeps_scale;
    float least;       /* for fastText's losses: labels below it are left out, before 0.00001 is added */
    bool is_unclamped; /* for fastText's losses: probabilities slightly above 1 are not clamped */
};

/* Scratch of one thread. Texts are added until the scorer is full or the caller has no more, then scored together; the
 * result of a text does not depend on the others. */
struct scorer {
    const struct bagtag_model *model;
    const struct kernel *kernel;
    struct group group;
    float *logits; /* [C, lanes]: of the labels that may be answered; NULL if the loss has a function `probability` */
    struct features features[KERNEL_LANES];
    bool lacks_line_end[KERNEL_LANES];
    struct subword_cache memory;
    size_t code_size; /* of the model's output layer (params.h) */
    size_t n_texts;
    bool has_logits; /* the texts scored last have logits, not probabilities */
    struct label_choice choice;
    double chosen_sum[KERNEL_LANES]; /* sum of the chosen labels' probabilities, for label trees; 1: not divided by
                                        it */
};

enum bagtag_status scorer_init(struct scorer *scorer, const struct bagtag_model *model, struct bagtag_error *error);
void scorer_clear(struct scorer *scorer); /* an all-zero scorer is allowed */

/* A text; 64 bytes after its end are readable. */
struct scorer_text {
    const char *bytes;
    size_t len;
    bool lacks_line_end; /* see struct feature_rules */
};

/* Adds a text, which must stay valid until scorer_run. The scorer must not be full. *HAS_INVALID = whether it has
 * invalid UTF-8. If out of memory, all texts are dropped. */
enum bagtag_status scorer_add(struct scorer *scorer, struct scorer_text text, bool *has_invalid,
                              struct bagtag_error *error);

/* The same for the text that was added last to OTHER, whose tokens are borrowed if both models tokenize alike; so OTHER
 * must not start a new group before this scorer is done with its own. */
enum bagtag_status scorer_add_tokenized(struct scorer *scorer, struct scorer_text text, const struct scorer *other,
                                        struct bagtag_error *error);

/* Scores the texts added. Results are valid until the next scorer_add, which starts a new group. Fails if out of
 * memory. */
enum bagtag_status scorer_run(struct scorer *scorer, struct bagtag_error *error);

/* The same, but scorer_probability is the logit: W h + b. */
enum bagtag_status scorer_run_logits(struct scorer *scorer, struct bagtag_error *error);

/* Whether the model knows anything of a text: features_are_known. */
static inline bool scorer_knows(const struct scorer *scorer, size_t text)
{
    return features_are_known(&scorer->features[text]);
}

/* Whether a text has an answer at all: fastText models give none for a text without rows. */
bool scorer_has_answer(const struct scorer *scorer, size_t text);

/* The rows of a scored text, borrowed until the next scorer_add. */
struct document scorer_document(const struct scorer *scorer, size_t text);

/* From now on, records the sources of tokens, for tokens_find_sources. */
void scorer_want_sources(struct scorer *scorer);

/* Computes only the bags of the texts added. scorer_bag is valid until the next scorer_add, which starts a new
 * group. */
enum bagtag_status scorer_gather(struct scorer *scorer, struct bagtag_error *error);

/* The bag h of a text, D floats: the same bits after scorer_gather and, unless the model is folded, scorer_run. */
static inline const float *scorer_bag(const struct scorer *scorer, size_t text)
{
    return scorer->group.bags + text * scorer->group.padded_width;
}

/* Restricts answers to the labels of CHOICE from now on. All zero, the initial state, is no restriction. */
void scorer_choose(struct scorer *scorer, struct label_choice choice);

/* LABEL must be one that may be answered. */
float scorer_probability(const struct scorer *scorer, size_t text, size_t label);

/* The loss of a text, over the labels that may be answered; -1 if none of its true labels is one. TRUTH has the places
 * of the true labels among those labels. Call it after scorer_run. */
double scorer_loss(const struct scorer *scorer, size_t text, const struct loss_truth *truth);

/* How many labels may be answered. */
size_t scorer_n_answers(const struct scorer *scorer);

/* The K most probable labels of a text, best first by their logits, ties by label, or in the ranking of the loss.
 * Returns how many: at most C, fewer if the loss leaves out labels, 0 if there is no answer. BEST has room for min(K,
 * C) if K <= 16, otherwise for C. */
size_t scorer_best(const struct scorer *scorer, size_t text, size_t k, struct bagtag_prediction *best);

#endif
