/* explanation.h - what each token of a text gave to its label */
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

/* z = W h + b, and h is the sum of the rows, each times its share: so each row has a part of z of its own, and a token
 * has those of its word, of the character n-grams of it, and of each run of N words that it is in an N-th. */
struct explained_token {
    const char *text; /* as the model sees it; borrowed from the scorer */
    uint32_t len;
    struct source_span source; /* where in the text it stands */
    double score;              /* its part of the label's logit */
    double lead;               /* its part of the logit less the runner-up's */
};

/* The explanation of one text: scratch of a thread. Zero-initialise, reuse; explanation_clear frees.
 *     logit = bias + the sum of the tokens' scores
 *     lead  = lead_bias + the sum of their leads
 * which is what the scorer has but for roundings: it adds floats, this doubles. */
struct explanation {
    size_t label;
    size_t runner_up; /* C: there is none, and leads are scores */
    double bias, lead_bias;
    double logit, lead;
    bool is_by_lead;                /* labels exclude each other: what matters of a token is its lead, not its score */
    struct explained_token *tokens; /* [n_tokens] */
    size_t n_tokens;

    struct explained_token **ranked; /* [n_tokens], see explanation_strongest */
    struct trace trace;
    struct source_span *spans;
    uint32_t *places, *times; /* of rows that are weighed: of each traced one, and of each united one */
    float *queries;           /* [2][whole lines of D]: the label's row of W, and it less the runner-up's */
    size_t token_capacity, ranked_capacity, span_capacity, place_capacity, time_capacity, query_capacity;
};
void explanation_clear(struct explanation *explanation);

/* BAGTAG_INPUT, and a sentence that says why, where no row has a part of its own: the bag is a maximum, or labels are
 * the leaves of a tree. */
enum bagtag_status explanation_check(const struct bagtag_model *model, struct bagtag_error *error);

/* Explains LABEL and its lead over RUNNER_UP (C: none) for text I of SCORER, which was scored last, with sources
 * wanted: it was TEXT[0..len). Fails when memory is out. */
enum bagtag_status explanation_find(struct explanation *explanation, const struct scorer *scorer, size_t i,
                                    struct scorer_text text, size_t label, size_t runner_up,
                                    struct bagtag_error *error);

/* What TOKEN counts in the explanation: its lead, or its score where labels do not exclude each other. */
static inline double explanation_strength(const struct explanation *explanation, const struct explained_token *token)
{
    return explanation->is_by_lead ? token->lead : token->score;
}

/* Unites equal tokens, which adds up what they gave, and ranks them by strength: ranked[0..n), n is returned; ties by
 * where they first stand. To be called once, after which tokens[] are no longer those of the text. SIZE_MAX when memory
 * is out. */
size_t explanation_rank(struct explanation *explanation);

/* Appends TOKEN as a JSON object: one place of the text, or a word wherever it stands. */
enum explained_as { EXPLAINED_PLACE, EXPLAINED_WORD };
void explanation_put_token(const struct explained_token *token, enum explained_as what, struct buffer *out);

/* Appends NAME and VALUE, null where that is not finite. */
void explanation_put_number(const char *name, double value, struct buffer *out);

#endif
