/* features_steps.c - from the tokens of a text, or of a piece of one, to rows */
/* SPDX-License-Identifier: MIT */
#include "words/features_steps.h"

#include <string.h>

#include "base/mem.h"

#define BATCH ((size_t)64) /* tokens to prefetch before the first of them is looked up */

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

int features_reserve(struct features *features, const struct feature_kind *kind, uint32_t max_n)
{
    size_t n = features->n_tokens, max_rows;
    size_t n_buckets = smaller(n, BATCH) * (max_n - 1); /* max_n <= NGRAM_LONGEST */
    size_t n_runs = kind->has_ngrams_last ? n : 0;
    if (__builtin_mul_overflow(n, (size_t)max_n, &max_rows) ||
        __builtin_add_overflow(max_rows, features->n, &max_rows) ||
        mem_reserve(&features->runs, &features->run_capacity, n_runs * (max_n - 1), sizeof *features->runs) != 0 ||
        mem_reserve(&features->ids, &features->capacity, max_rows, sizeof *features->ids) != 0 ||
        mem_reserve(&features->hashes, &features->hash_capacity, n, sizeof *features->hashes) != 0 ||
        mem_reserve(&features->candidates, &features->candidate_capacity, n, sizeof *features->candidates) != 0 ||
        mem_reserve(&features->buckets, &features->bucket_capacity, n_buckets, sizeof *features->buckets) != 0)
        return -1;
    return 0;
}

int features_prepare(struct features *features, const struct feature_kind *kind, uint32_t max_n)
{
    if (features_reserve(features, kind, max_n) != 0)
        return -1;
    kind->hash_tokens(features->tokens.list, features->n_tokens, features->hashes);
    return 0;
}

/* Finds and prefetches the buckets of the n-grams that begin with tokens [FROM, UNTIL). */
static void find_buckets(struct features *features, const struct feature_rules *rules, size_t from, size_t until)
{
    size_t n =
        rules->kind->ngram_buckets(rules->ngrams, features->hashes, features->n_tokens, from, until, features->buckets);
    for (size_t k = 0; k < n; k++)
        ngram_prefetch(rules->ngrams, features->buckets[k]);
}

uint32_t features_longest_run(const struct ngrams *ngrams)
{
    return ngrams->n_ids > 0 && ngrams->max_n > 1 ? ngrams->max_n : 1;
}

static bool has_subwords(const struct feature_rules *rules)
{
    return rules->subwords->max_n > 0 && rules->subwords->known.n_ids > 0;
}

/* Makes room for MORE rows of token I after the N there are, and for the up to MAX_N rows of words and runs of each
 * token from I on: features_prepare has checked that those do not overflow. */
static int reserve_more(struct features *features, size_t i, uint32_t max_n, size_t n, size_t more)
{
    size_t n_left = (features->n_tokens - i) * max_n;
    if (more > SIZE_MAX - n_left - n)
        return -1;
    return mem_reserve(&features->ids, &features->capacity, n + n_left + more, sizeof *features->ids);
}

/* Appends the rows of the character n-grams of token I to the N ids there are; *ROWS says where they are now. Returns
 * 0, or -1 if out of memory. */
static int find_subwords(struct features *features, const struct feature_rules *rules, size_t i, uint32_t max_n,
                         size_t n, struct subword_rows *rows)
{
    const struct subwords *subwords = rules->subwords;
    struct token token = features->tokens.list[i];
    size_t first = n;
    if (mem_reserve(&features->subwords, &features->subword_capacity, rules->kind->max_chars(subwords, token.len),
                    sizeof *features->subwords) != 0)
        return -1;
    size_t n_buckets = rules->kind->char_buckets(subwords, token, features->subwords);
    if (reserve_more(features, i, max_n, n, n_buckets) != 0)
        return -1;
    for (size_t k = 0; k < n_buckets; k++)
        ngram_prefetch(&subwords->known, features->subwords[k]);
    for (size_t k = 0; k < n_buckets; k++) {
        uint32_t place = ngram_find(&subwords->known, features->subwords[k]);
        if (place != NGRAM_NONE)
            features->ids[n++] = rules->first_char + place;
    }
    *rows = (struct subword_rows){features->ids + first, n - first, n_buckets};
    return 0;
}

/* Appends the rows of the character n-grams of token I, which is WORD, to the N there are. Returns the new number of
 * rows, or SIZE_MAX if out of memory. */
static size_t add_subwords(struct features *features, const struct feature_rules *rules, size_t i, uint32_t word,
                           uint32_t max_n, size_t n)
{
    struct token token = features->tokens.list[i];
    uint64_t hash = features->hashes[i];
    struct subword_rows rows;
    if (rules->memory != NULL && subword_cache_find(rules->memory, token, hash, &rows)) {
        if (reserve_more(features, i, max_n, n, rows.n) != 0)
            return SIZE_MAX;
        for (size_t k = 0; k < rows.n; k++)
            features->ids[n + k] = rows.rows[k];
    } else {
        if (find_subwords(features, rules, i, max_n, n, &rows) != 0)
            return SIZE_MAX;
        if (rules->memory != NULL)
            subword_cache_put(rules->memory, token, hash, &rows);
    }
    if (word == VOCAB_UNKNOWN) {
        features->n_chars += rows.n_buckets;
        features->n_chars_found += rows.n;
    }
    return n + rows.n;
}

/* Appends the rows of the word n-grams that begin with token I, whose buckets begin at BUCKETS, to the N in OUT.
 * Returns the new number of rows. */
static size_t add_runs(struct features *features, const struct feature_rules *rules, size_t i, uint32_t max_n,
                       const uint32_t *buckets, uint32_t *out, size_t n)
{
    for (size_t k = ngram_runs(features->n_tokens, i, max_n); k > 0; k--) {
        uint32_t place = ngram_find(rules->ngrams, *buckets++);
        if (place == NGRAM_NONE)
            continue;
        out[n++] = rules->first_ngram + place;
        features->n_found +=
            rules->ngrams->ids != NULL && !rules->ngrams->has_unseen_row; /* not if each bucket has a row */
    }
    return n;
}

static int append_runs(struct features *features, size_t n_runs)
{
    if (n_runs == 0)
        return 0;
    if (mem_reserve(&features->ids, &features->capacity, features->n + n_runs, sizeof *features->ids) != 0)
        return -1;
    memcpy(features->ids + features->n, features->runs, n_runs * sizeof *features->runs);
    features->n += n_runs;
    return 0;
}

int features_find_until(struct features *features, const struct feature_rules *rules, size_t n_tokens)
{
    const struct vocab *vocab = rules->vocab;
    const struct token *list = features->tokens.list;
    uint32_t max_n = features_longest_run(rules->ngrams);
    bool has_chars = has_subwords(rules), has_end = rules->kind->end_of_text.text != NULL && !rules->lacks_line_end;
    size_t n = features->n, n_runs = 0, n_own = features->n_tokens - has_end;
    for (size_t from = 0; from < n_tokens; from += BATCH) {
        size_t until = from + smaller(n_tokens - from, BATCH);
        if (until > features->n_prefetched)
            for (int memory = VOCAB_INDEX; memory <= VOCAB_BYTES; memory++)
                vocab_prefetch(vocab, (enum vocab_memory)memory, features->hashes + from, until - from,
                               features->candidates + from);
        if (has_chars && rules->memory != NULL)
            subword_cache_prefetch(rules->memory, features->hashes + from, until - from);
        if (max_n > 1)
            find_buckets(features, rules, from, until);
        const uint32_t *buckets = features->buckets;
        for (size_t i = from; i < until; i++) {
            uint32_t word = vocab_find_candidate(vocab, list[i], features->hashes[i], features->candidates[i]);
            if (word != VOCAB_UNKNOWN) {
                features->ids[n++] = word;
                features->n_found += i < n_own;
            }
            if (has_chars && (n = add_subwords(features, rules, i, word, max_n, n)) == SIZE_MAX)
                return -1;
            if (max_n == 1)
                continue;
            if (rules->kind->has_ngrams_last)
                n_runs = add_runs(features, rules, i, max_n, buckets, features->runs, n_runs);
            else
                n = add_runs(features, rules, i, max_n, buckets, features->ids, n);
            buckets += ngram_runs(features->n_tokens, i, max_n);
        }
    }
    features->n = n;
    return append_runs(features, n_runs);
}
