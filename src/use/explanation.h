/* explanation.h - what each token of a text contributed to its label */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_USE_EXPLANATION_H
#define BAGTAG_USE_EXPLANATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "text/token_sources.h"
#include "use/scorer.h"
#include "words/trace.h"

/* z = W h + b, and h is the sum of the rows, each times its share, so each row contributes its own part of z. The
 * contribution of a token is that of its word and its character n-grams, and an N-th of that of each n-gram of N words
 * that it is in. */
struct explained_token {
    const char *text; /* as the model sees it; borrowed from the scorer */
    uint32_t len;
    struct source_span source; /* its place in the text */
    double score;              /* its contribution to the label's logit */
    double lead;               /* its contribution to the logit minus the runner-up's */
};

/* The explanation of one text: scratch of a thread. Zero-initialise, reuse; explanation_clear frees.
 *     logit = bias + the sum of the tokens' scores
 *     lead  = lead_bias + the sum of their leads
 * which equals the scorer's result except for rounding: it adds floats, this adds doubles. */
struct explanation {
    size_t label;
    size_t runner_up; /* C: none, and leads are scores */
    double bias, lead_bias;
    double logit, lead;
    bool is_by_lead;                /* labels exclude each other: the lead of a token matters, not its score */
    struct explained_token *tokens; /* [n_tokens] */
    size_t n_tokens;

    struct explained_token **ranked; /* [n_tokens], see explanation_rank */
    struct trace trace;              /* if rows have weights, its rows are places among the ids of the text */
    struct source_span *spans;
    uint32_t *times; /* if rows have weights: how often each different row occurs */
    float *queries;  /* [2][D padded to whole lines]: the label's row of W, and that minus the runner-up's */
    size_t token_capacity, ranked_capacity, span_capacity, time_capacity, query_capacity;
};
void explanation_clear(struct explanation *explanation);

/* BAGTAG_INPUT, with the reason, if logits are not sums over rows: the bag is a maximum, or labels are the leaves of a
 * tree. */
enum bagtag_status explanation_check(const struct bagtag_model *model, struct bagtag_error *error);

/* Explains LABEL and its lead over RUNNER_UP (C: none) for text I of SCORER, which was TEXT, was scored last, and had
 * its token sources recorded (scorer_want_sources). Fails if out of memory. */
enum bagtag_status explanation_find(struct explanation *explanation, const struct scorer *scorer, size_t i,
                                    struct scorer_text text, size_t label, size_t runner_up,
                                    struct bagtag_error *error);

/* The contribution of TOKEN: its lead, or its score if labels do not exclude each other. */
static inline double explanation_strength(const struct explanation *explanation, const struct explained_token *token)
{
    return explanation->is_by_lead ? token->lead : token->score;
}

/* Merges equal tokens by adding up their contributions, and ranks them by strength in ranked[0..n); returns n, or
 * SIZE_MAX if out of memory. Ties are in order of appearance. Call this only once; afterwards tokens[] are no longer
 * those of the text. */
size_t explanation_rank(struct explanation *explanation);

/* Appends TOKEN as a JSON object: one occurrence in the text, or all occurrences of a word. */
enum explained_as { EXPLAINED_PLACE, EXPLAINED_WORD };
void explanation_put_token(const struct explained_token *token, enum explained_as what, struct buffer *out);

/* Appends NAME and VALUE, or null if it is not finite. */
void explanation_put_number(const char *name, double value, struct buffer *out);

#endif
