/* trace.c - which tokens each row of a text comes from */
/* SPDX-License-Identifier: MIT */
#include "words/trace.h"

#include <stdlib.h>

#include "base/mem.h"

/* Makes room for MORE rows and as many buckets. */
static int reserve(struct trace *trace, size_t more)
{
    if (more > SIZE_MAX - trace->n ||
        mem_reserve(&trace->rows, &trace->capacity, trace->n + more, sizeof *trace->rows) != 0)
        return -1;
    return mem_reserve(&trace->buckets, &trace->bucket_capacity, more, sizeof *trace->buckets);
}

static void add(struct trace *trace, uint32_t row, uint32_t n_tokens)
{
    trace->rows[trace->n++] = (struct traced_row){.row = row, .n_tokens = n_tokens};
}

static int add_word(struct trace *trace, const struct features *features, const struct feature_rules *rules, size_t i)
{
    uint32_t word = vocab_find_token(rules->vocab, features->tokens.list[i], features->hashes[i]);
    if (word == VOCAB_UNKNOWN)
        return 0;
    if (reserve(trace, 1) != 0)
        return -1;
    add(trace, word, 1);
    return 0;
}

static int add_chars(struct trace *trace, const struct features *features, const struct feature_rules *rules, size_t i)
{
    const struct subwords *subwords = rules->subwords;
    struct token token = features->tokens.list[i];
    if (subwords->max_n == 0 || subwords->known.n_ids == 0)
        return 0;
    if (reserve(trace, rules->kind->max_chars(subwords, token.len)) != 0)
        return -1;
    size_t n = rules->kind->char_buckets(subwords, token, trace->buckets);
    for (size_t k = 0; k < n; k++) {
        uint32_t place = ngram_find(&subwords->known, trace->buckets[k]);
        if (place != NGRAM_NONE)
            add(trace, rules->first_char + place, 1);
    }
    return 0;
}

static int add_runs(struct trace *trace, const struct features *features, const struct feature_rules *rules, size_t i)
{
    const struct ngrams *ngrams = rules->ngrams;
    if (ngrams->max_n == 1 || ngrams->n_ids == 0)
        return 0;
    if (reserve(trace, ngrams->max_n - 1) != 0)
        return -1;
    size_t n = rules->kind->ngram_buckets(ngrams, features->hashes, features->n_tokens, i, i + 1, trace->buckets);
    for (size_t k = 0; k < n; k++) {
        uint32_t place = ngram_find(ngrams, trace->buckets[k]);
        if (place != NGRAM_NONE)
            add(trace, rules->first_ngram + place, (uint32_t)k + 2);
    }
    return 0;
}

int trace_find(struct trace *trace, const struct features *features, const struct feature_rules *rules)
{
    trace->n = 0;
    if (mem_reserve(&trace->n_rows, &trace->token_capacity, features->n_tokens, sizeof *trace->n_rows) != 0)
        return -1;
    for (size_t i = 0; i < features->n_tokens; i++) {
        size_t before = trace->n;
        if (add_word(trace, features, rules, i) != 0 || add_chars(trace, features, rules, i) != 0 ||
            add_runs(trace, features, rules, i) != 0)
            return -1;
        trace->n_rows[i] = (uint32_t)(trace->n - before);
    }
    return 0;
}

void trace_clear(struct trace *trace)
{
    free(trace->rows);
    free(trace->buckets);
    free(trace->n_rows);
    *trace = (struct trace){0};
}
