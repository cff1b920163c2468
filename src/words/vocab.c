/* vocab.c - the words a model knows: looking them up */
/* SPDX-License-Identifier: MIT */
#include "words/vocab.h"

#include "base/large.h"
#include "text/same.h"

/* Whether word ID < n_words is TEXT[0..len). IS_PADDED is a constant where it is called. */
static inline bool is_word(const struct vocab *vocab, uint32_t id, const char *text, uint32_t len, bool is_padded)
{
    /* As unsigned numbers: a negative or falling offset becomes a length that no word has, or a start behind the
     * bytes. */
    uint64_t start = (uint64_t)vocab->offsets[id];
    uint64_t end = (uint64_t)vocab->offsets[id + 1];
    if (end - start != len || start > end || end > vocab->n_bytes)
        return false;
    const char *word = vocab->bytes + start;
    return is_padded ? same_padded(word, text, len) : same_bytes(word, text, len);
}

static inline uint32_t find(const struct vocab *vocab, const char *text, uint32_t len, uint64_t hash, bool is_padded)
{
    size_t mask = vocab->n_index - 1;
    size_t at = hash & mask;
    for (size_t n_probes = 0; n_probes < vocab->n_index; n_probes++, at = (at + 1) & mask) {
        int32_t id = vocab->index[at];
        if (id < 0 || (size_t)id >= vocab->n_words)
            return VOCAB_UNKNOWN;
        if (is_word(vocab, (uint32_t)id, text, len, is_padded))
            return (uint32_t)id;
    }
    return VOCAB_UNKNOWN;
}

uint32_t vocab_find(const struct vocab *vocab, const char *text, uint32_t len, uint64_t hash)
{
    return find(vocab, text, len, hash, false);
}

uint32_t vocab_find_token(const struct vocab *vocab, struct token token, uint64_t hash)
{
    return find(vocab, token.text, token.len, hash, true);
}

uint32_t vocab_find_candidate(const struct vocab *vocab, struct token token, uint64_t hash, uint32_t candidate)
{
    if (candidate == VOCAB_UNKNOWN || is_word(vocab, candidate, token.text, token.len, true))
        return candidate;
    return vocab_find_token(vocab, token, hash);
}

/* The word that a look-up sees first; VOCAB_UNKNOWN when it sees none. */
static inline uint32_t first_candidate(const struct vocab *vocab, uint64_t hash)
{
    int32_t id = vocab->index[hash & (vocab->n_index - 1)];
    return id >= 0 && (size_t)id < vocab->n_words ? (uint32_t)id : VOCAB_UNKNOWN;
}

/* A candidate, or any word for none: what is asked for needlessly does no harm. */
static inline size_t some_word(uint32_t candidate)
{
    return candidate == VOCAB_UNKNOWN ? 0 : candidate;
}

void vocab_prefetch(const struct vocab *vocab, enum vocab_memory memory, const uint64_t *hashes, size_t n,
                    uint32_t *candidates)
{
    for (size_t i = 0; vocab->n_index == 0 && i < n; i++)
        candidates[i] = VOCAB_UNKNOWN;
    if (vocab->n_index == 0)
        return;
    switch (memory) {
    case VOCAB_INDEX:
        for (size_t i = 0; i < n; i++)
            __builtin_prefetch(&vocab->index[hashes[i] & (vocab->n_index - 1)]);
        break;
    case VOCAB_OFFSETS:
        for (size_t i = 0; i < n; i++) {
            candidates[i] = first_candidate(vocab, hashes[i]);
            __builtin_prefetch(&vocab->offsets[some_word(candidates[i])]);
        }
        break;
    case VOCAB_BYTES:
        for (size_t i = 0; i < n; i++) {
            uint64_t start = (uint64_t)vocab->offsets[some_word(candidates[i])];
            __builtin_prefetch(vocab->bytes + (start < vocab->n_bytes ? start : 0));
        }
    }
}

const char *vocab_word(const struct vocab *vocab, uint32_t id, size_t *len)
{
    uint64_t start = (uint64_t)vocab->offsets[id];
    uint64_t end = (uint64_t)vocab->offsets[id + 1];
    if (start > end || end > vocab->n_bytes)
        start = end = 0;
    *len = (size_t)(end - start);
    return vocab->bytes + start;
}

void vocab_clear(struct vocab *vocab)
{
    large_free(vocab->owned);
    *vocab = (struct vocab){0};
}
