/* features_pieces.c - the rows of a long text, piece by piece */
/* SPDX-License-Identifier: MIT */
#include "words/features_pieces.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "words/features_steps.h"
#include "words/weight.h"

enum { READABLE_BYTES = 16 }; /* from the beginning of a token */
/* New rows are merged in batches of MIN_ROWS to hardly more than MAX_ROWS: smaller ones would be merged too often,
 * and larger ones could not be counted in a float. */
static const size_t MIN_ROWS = (size_t)1 << 20, MAX_ROWS = (size_t)1 << 23;

/* The last tokens of a piece, which begin n-grams that end in the next. Their bytes are copied, as the next piece
 * overwrites them. */
struct carried {
    struct token list[NGRAM_LONGEST];
    size_t n;
    char *bytes, *spare; /* of this list, and of the one before */
    size_t capacity, spare_capacity;
};

bool features_are_long(const struct feature_rules *rules, size_t len)
{
    const struct feature_kind *kind = rules->kind;
    return rules->piece_bytes > 0 && len > rules->piece_bytes && kind->end_of_text.text == NULL &&
           kind->label_prefix == NULL && !kind->has_ngrams_last && rules->labels == NULL;
}

/* Carries LIST[0..n) over to the next piece; tokens that are already carried may be among them. */
static int carry(struct carried *carried, const struct token *list, size_t n)
{
    size_t n_bytes = READABLE_BYTES, at = 0;
    for (size_t i = 0; i < n; i++)
        n_bytes += list[i].len;
    if (mem_reserve(&carried->spare, &carried->spare_capacity, n_bytes, 1) != 0)
        return -1;
    memset(carried->spare + n_bytes - READABLE_BYTES, 0, READABLE_BYTES);
    for (size_t i = 0; i < n; at += list[i++].len) {
        memcpy(carried->spare + at, list[i].text, list[i].len);
        carried->list[i] = (struct token){carried->spare + at, list[i].len};
    }
    carried->n = n;
    char *bytes = carried->bytes;
    size_t capacity = carried->capacity;
    carried->bytes = carried->spare;
    carried->capacity = carried->spare_capacity;
    carried->spare = bytes;
    carried->spare_capacity = capacity;
    return 0;
}

/* Puts the carried tokens before those of the piece. */
static int put_before(struct tokens *tokens, const struct carried *carried)
{
    if (mem_reserve(&tokens->list, &tokens->capacity, tokens->n + carried->n, sizeof *tokens->list) != 0)
        return -1;
    memmove(tokens->list + carried->n, tokens->list, tokens->n * sizeof *tokens->list);
    memcpy(tokens->list, carried->list, carried->n * sizeof *tokens->list);
    tokens->n += carried->n;
    return 0;
}

static int add_piece(struct features *features, const struct feature_rules *rules, struct carried *carried,
                     const char *text, size_t len, size_t n_held)
{
    struct tokens *tokens = &features->tokens;
    if (tokens_split(tokens, rules->tokenizer, text, len) != 0 || put_before(tokens, carried) != 0)
        return -1;
    features->has_invalid |= tokens->has_invalid;
    features->n_tokens = tokens->n;
    n_held = n_held < tokens->n ? n_held : tokens->n;
    if (features_prepare(features, rules->kind, features_longest_run(rules->ngrams)) != 0 ||
        features_find_until(features, rules, tokens->n - n_held) != 0)
        return -1;
    return carry(carried, tokens->list + tokens->n - n_held, n_held);
}

/* How many of the rows A[0..n) are among B[0..m), both ascending. */
static size_t count_common(const uint32_t *a, size_t n, const uint32_t *b, size_t m)
{
    size_t n_common = 0;
    for (size_t i = 0, k = 0; i < n && k < m;) {
        n_common += a[i] == b[k];
        uint32_t low = a[i] < b[k] ? a[i] : b[k];
        i += a[i] == low;
        k += b[k] == low;
    }
    return n_common;
}

/* Merges the rows after the first N_UNITED into these, from the last to the first, so that nothing unread is
 * overwritten. Returns the new number of rows, or SIZE_MAX if out of memory. */
static size_t unite(struct features *features, size_t n_united)
{
    size_t n_new = features->n - n_united;
    if (mem_reserve(&features->weights, &features->weight_capacity, n_new, sizeof *features->weights) != 0 ||
        mem_reserve(&features->scratch, &features->scratch_capacity, n_new, sizeof *features->scratch) != 0)
        return SIZE_MAX;
    uint32_t *ids = features->ids, *fresh = features->scratch;
    size_t b = weight_merge_equal(ids + n_united, n_new, features->weights, fresh), a = n_united;
    memcpy(fresh, ids + n_united, b * sizeof *fresh);
    size_t n = a + b - count_common(ids, a, fresh, b), at = n;
    if (mem_reserve(&features->counts, &features->count_capacity, n, sizeof *features->counts) != 0)
        return SIZE_MAX;
    uint64_t *counts = features->counts;
    while (b > 0) {
        at--;
        if (a > 0 && ids[a - 1] > fresh[b - 1]) {
            ids[at] = ids[--a];
            counts[at] = counts[a];
            continue;
        }
        uint64_t times = (uint64_t)features->weights[--b];
        if (a > 0 && ids[a - 1] == fresh[b])
            times += counts[--a];
        ids[at] = fresh[b];
        counts[at] = times;
    }
    return features->n = n;
}

static size_t rows_to_unite(size_t n_united)
{
    return n_united < MIN_ROWS ? MIN_ROWS : n_united < MAX_ROWS ? n_united : MAX_ROWS;
}

int features_find_pieces(struct features *features, const struct feature_rules *rules, const char *text, size_t len)
{
    struct carried carried = {.n = 0};
    size_t n_united = 0, n_held = features_longest_run(rules->ngrams) - 1;
    int result = 0;
    features->has_invalid = false;
    for (size_t from = 0, end; from < len && result == 0; from = end) {
        bool is_last = len - from <= rules->piece_bytes;
        end = is_last ? len : tokenizer_split_point(rules->tokenizer, text, from + rules->piece_bytes, len);
        result = add_piece(features, rules, &carried, text + from, end - from, end < len ? n_held : 0);
        if (result == 0 && rules->is_weighed && (end == len || features->n - n_united >= rows_to_unite(n_united))) {
            n_united = unite(features, n_united);
            result = n_united == SIZE_MAX ? -1 : 0;
        }
    }
    free(carried.bytes);
    free(carried.spare);
    features->is_found = true;
    features->is_merged = rules->is_weighed;
    return result;
}

void features_count_united(struct features *features)
{
    for (size_t i = 0; i < features->n; i++)
        features->weights[i] = (float)features->counts[i];
}
