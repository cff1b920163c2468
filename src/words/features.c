/* features.c - from a text to the rows of a model */
/* SPDX-License-Identifier: MIT */
#include "words/features.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "words/features_pieces.h"
#include "words/features_steps.h"
#include "words/weight.h"

#define PREFETCHED_AHEAD ((size_t)256) /* the most tokens of a text to prefetch ahead: caches are small */

/* Whether token I, which has the label prefix, is a label and so not part of the text. */
static bool is_label(const struct features *features, const struct feature_rules *rules, size_t i)
{
    return vocab_find_token(rules->vocab, features->tokens.list[i], features->hashes[i]) == VOCAB_UNKNOWN;
}

static bool is_named_label(const struct features *features, const struct feature_rules *rules, size_t i)
{
    return rules->labels != NULL &&
           vocab_find_token(rules->labels, features->tokens.list[i], features->hashes[i]) != VOCAB_UNKNOWN;
}

static void drop_labels(struct features *features, const struct feature_rules *rules)
{
    struct token *list = features->tokens.list;
    const char *prefix = rules->kind->label_prefix;
    size_t prefix_len = strlen(prefix), n = 0;
    for (size_t i = 0; i < features->n_tokens; i++) {
        bool is_prefixed = list[i].len >= prefix_len && memcmp(list[i].text, prefix, prefix_len) == 0;
        if ((is_prefixed && is_label(features, rules, i)) || is_named_label(features, rules, i))
            continue;
        list[n] = list[i];
        features->hashes[n++] = features->hashes[i];
    }
    features->n_tokens = features->tokens.n = n;
}

static void begin(struct features *features)
{
    features->n = features->n_tokens = features->n_prefetched = 0;
    features->n_found = features->n_chars = features->n_chars_found = 0;
    features->is_found = features->is_merged = false;
}

int features_tokenize(struct features *features, const struct feature_rules *rules, const char *text, size_t len)
{
    begin(features);
    if (features_are_long(rules, len))
        return features_find_pieces(features, rules, text, len);
    if (feature_tokens(&features->tokens, rules->kind, rules->tokenizer, text, len) != 0)
        return -1;
    features->tokens.n -= rules->lacks_line_end && rules->kind->end_of_text.text != NULL;
    features->n_tokens = features->tokens.n;
    features->has_invalid = features->tokens.has_invalid;
    if (features_prepare(features, rules->kind, features_longest_run(rules->ngrams)) != 0)
        return -1;
    if (rules->kind->label_prefix != NULL)
        drop_labels(features, rules);
    return 0;
}

bool features_tokenize_alike(const struct feature_rules *a, const struct feature_rules *b)
{
    bool drops_labels = a->kind->label_prefix != NULL || a->labels != NULL || b->labels != NULL;
    return a->kind == b->kind && !drops_labels && a->tokenizer->kind == b->tokenizer->kind &&
           a->tokenizer->lower == b->tokenizer->lower && a->tokenizer->revision == b->tokenizer->revision;
}

int features_take_tokens(struct features *features, const struct feature_rules *rules, const struct features *from)
{
    struct tokens *tokens = &features->tokens;
    size_t n = from->n_tokens;
    begin(features);
    if (mem_reserve(&tokens->list, &tokens->capacity, n, sizeof *tokens->list) != 0)
        return -1;
    features->n_tokens = tokens->n = n;
    features->has_invalid = tokens->has_invalid = from->has_invalid;
    if (features_reserve(features, rules->kind, features_longest_run(rules->ngrams)) != 0)
        return -1;
    if (n > 0) {
        memcpy(tokens->list, from->tokens.list, n * sizeof *tokens->list);
        memcpy(features->hashes, from->hashes, n * sizeof *features->hashes);
    }
    return 0;
}

void features_prefetch(struct features *features, const struct vocab *vocab, enum vocab_memory memory)
{
    features->n_prefetched = features->n_tokens < PREFETCHED_AHEAD ? features->n_tokens : PREFETCHED_AHEAD;
    vocab_prefetch(vocab, memory, features->hashes, features->n_prefetched, features->candidates);
}

int features_find(struct features *features, const struct feature_rules *rules)
{
    return features->is_found ? 0 : features_find_until(features, rules, features->n_tokens);
}

int features_extract(struct features *features, const struct feature_rules *rules, const char *text, size_t len)
{
    if (features_tokenize(features, rules, text, len) != 0)
        return -1;
    return features_find(features, rules);
}

int features_weigh(struct features *features, const float *idf)
{
    if (mem_reserve(&features->weights, &features->weight_capacity, features->n, sizeof *features->weights) != 0 ||
        mem_reserve(&features->scratch, &features->scratch_capacity, features->n, sizeof *features->scratch) != 0)
        return -1;
    if (features->is_merged)
        features_count_united(features);
    else
        features->n = weight_merge_equal(features->ids, features->n, features->weights, features->scratch);
    weight_terms(features->ids, features->n, idf, features->weights);
    features->scale = weight_scale(features->weights, features->n);
    return 0;
}

bool features_are_known(const struct features *features)
{
    return features->n_found > 0 || (features->n_chars_found > 0 && 2 * features->n_chars_found >= features->n_chars);
}

void features_clear(struct features *features)
{
    free(features->subwords);
    free(features->counts);
    free(features->weights);
    free(features->scratch);
    free(features->ids);
    free(features->hashes);
    free(features->candidates);
    free(features->buckets);
    free(features->runs);
    tokens_clear(&features->tokens);
    *features = (struct features){0};
}
