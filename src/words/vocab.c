/* vocab.c - looking up the words a model knows */
/* SPDX-License-Identifier: MIT */
#include "words/vocab.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/large.h"
#include "base/mem.h"
#include "base/secret.h"
#include "text/same.h"

/* In an index half full, nothing comes near these lengths by chance. */
enum { SHORT_WALK = 64, LONGEST_WALK = 512 };
/* Index entries in a cache line. */
enum { CANDIDATE_WALK = 16 };

struct detour_index {
    uint64_t key;
    size_t n_slots;   /* a power of two, at least twice the words */
    uint32_t slots[]; /* word + 1; 0 is empty */
};
struct vocab_detour {
    _Atomic(struct detour_index *) index; /* NULL until first needed */
};

/* Whether HEAD is the head of TEXT[0..len), which is padded. ALL[0..n_all) are the bytes of all words. HEAD and ALL may
 * be hostile. */
static inline bool is_head_of(const struct word_head *head, const char *text, size_t len, const char *all, size_t n_all)
{
    if (len <= WORD_HEAD_SHORT)
        return head->bytes[WORD_HEAD_SHORT] == len && same_padded((const char *)head->bytes, text, len);
    uint64_t start = word_head_start(head);
    return word_head_is_long(head) && word_head_len(head) == len && start <= n_all && len <= n_all - start &&
           same_bytes(all + start, text, len);
}

/* Whether word ID < n_words is TEXT[0..len). IS_PADDED is a constant in each call. */
static inline __attribute__((always_inline)) bool is_word(const struct vocab *vocab, uint32_t id, const char *text,
                                                          uint32_t len, bool is_padded)
{
    if (is_padded && vocab->heads != NULL)
        return is_head_of(&vocab->heads[id], text, len, vocab->bytes, vocab->n_bytes);
    /* Unsigned: a negative or decreasing offset becomes a length that no word has, or a start past the bytes. */
    uint64_t start = (uint64_t)vocab->offsets[id];
    uint64_t end = (uint64_t)vocab->offsets[id + 1];
    if (end - start != len || start > end || end > vocab->n_bytes)
        return false;
    const char *word = vocab->bytes + start;
    return is_padded ? same_padded(word, text, len) : same_bytes(word, text, len);
}

/* Whether an index entry can be that of a word with this HASH. */
static inline bool is_tagged(const struct vocab *vocab, int32_t entry, uint64_t hash)
{
    return (((uint32_t)entry ^ (uint32_t)hash) & vocab->tag_mask) == 0;
}

/* Builds a table of the words in the index; NULL if out of memory. */
static struct detour_index *make_detour(const struct vocab *vocab)
{
    size_t n_slots = 1, n_entered = 0;
    while (n_slots < 2 * vocab->n_words)
        n_slots *= 2;
    struct detour_index *detour = mem_zeroed(1, sizeof *detour + n_slots * sizeof *detour->slots);
    if (detour == NULL)
        return NULL;
    detour->key = secret_number();
    detour->n_slots = n_slots;
    for (size_t i = 0; i < vocab->n_index && n_entered < vocab->n_words; i++) { /* a damaged index may repeat words */
        uint32_t id = vocab_entry_word(vocab, vocab->index[i]);
        if (id >= vocab->n_words)
            continue;
        size_t len;
        const char *word = vocab_word(vocab, id, &len);
        size_t at = hash_bytes_keyed(word, len, detour->key) & (n_slots - 1);
        while (detour->slots[at] != 0 && detour->slots[at] != id + 1)
            at = (at + 1) & (n_slots - 1);
        n_entered += detour->slots[at] == 0;
        detour->slots[at] = id + 1;
    }
    return detour;
}

/* If two threads need it at once, one of them builds it for nothing. NULL if out of memory. */
static const struct detour_index *get_detour(const struct vocab *vocab)
{
    struct detour_index *fresh = make_detour(vocab), *there = NULL;
    if (fresh == NULL || atomic_compare_exchange_strong(&vocab->detour->index, &there, fresh))
        return fresh;
    free(fresh);
    return there;
}

static uint32_t find_by_detour(const struct vocab *vocab, const struct detour_index *detour, const char *text,
                               uint32_t len)
{
    size_t mask = detour->n_slots - 1;
    for (size_t at = hash_bytes_keyed(text, len, detour->key) & mask; detour->slots[at] != 0; at = (at + 1) & mask)
        if (is_word(vocab, detour->slots[at] - 1, text, len, false))
            return detour->slots[at] - 1;
    return VOCAB_UNKNOWN;
}

/* Continues at AT a lookup that has passed SHORT_WALK other words. */
static __attribute__((noinline)) uint32_t find_far(const struct vocab *vocab, const char *text, uint32_t len,
                                                   uint64_t hash, size_t at)
{
    const struct detour_index *detour = NULL;
    if (vocab->detour != NULL)
        detour = atomic_load_explicit(&vocab->detour->index, memory_order_acquire);
    for (size_t n_probes = SHORT_WALK + 1; detour == NULL && n_probes < vocab->n_index; n_probes++) {
        uint32_t id = vocab_entry_word(vocab, vocab->index[at]);
        if (id >= vocab->n_words)
            return VOCAB_UNKNOWN;
        if (is_tagged(vocab, vocab->index[at], hash) && is_word(vocab, id, text, len, false))
            return id;
        at = (at + 1) & (vocab->n_index - 1);
        if (n_probes == LONGEST_WALK && vocab->detour != NULL)
            detour = get_detour(vocab);
    }
    return detour != NULL ? find_by_detour(vocab, detour, text, len) : VOCAB_UNKNOWN;
}

static bool has_tags(const struct vocab *vocab)
{
    return vocab->tags.ids != NULL;
}

static inline __attribute__((always_inline)) uint32_t find(const struct vocab *vocab, const char *text, uint32_t len,
                                                           uint64_t hash, bool is_padded)
{
    if (has_tags(vocab))
        return ngram_find(&vocab->tags, vocab_tag(hash)); /* NGRAM_NONE is VOCAB_UNKNOWN */
    size_t mask = vocab->n_index - 1;
    size_t at = hash & mask;
    for (size_t n_probes = 0; n_probes < vocab->n_index; n_probes++, at = (at + 1) & mask) {
        uint32_t id = vocab_entry_word(vocab, vocab->index[at]);
        if (id >= vocab->n_words)
            return VOCAB_UNKNOWN;
        if (is_tagged(vocab, vocab->index[at], hash) && is_word(vocab, id, text, len, is_padded))
            return id;
        if (n_probes == SHORT_WALK)
            return find_far(vocab, text, len, hash, (at + 1) & mask);
    }
    return VOCAB_UNKNOWN;
}

uint32_t vocab_find(const struct vocab *vocab, const char *text, uint32_t len, uint64_t hash)
{
    return find(vocab, text, len, hash, false);
}

/* Not inlined into vocab_find_candidate, which stays small and seldom needs it. */
__attribute__((noinline)) uint32_t vocab_find_token(const struct vocab *vocab, struct token token, uint64_t hash)
{
    return find(vocab, token.text, token.len, hash, true);
}

uint32_t vocab_find_candidate(const struct vocab *vocab, struct token token, uint64_t hash, uint32_t candidate)
{
    if (candidate == VOCAB_UNKNOWN || has_tags(vocab) || is_word(vocab, candidate, token.text, token.len, true))
        return candidate;
    return vocab_find_token(vocab, token, hash);
}

/* The first word that a lookup meets; VOCAB_UNKNOWN if there is none. */
static inline uint32_t first_candidate(const struct vocab *vocab, uint64_t hash)
{
    uint32_t id = vocab_entry_word(vocab, vocab->index[hash & (vocab->n_index - 1)]);
    return id < vocab->n_words ? id : VOCAB_UNKNOWN;
}

/* With tags: the first word that a lookup compares or, beyond CANDIDATE_WALK entries, an earlier one; VOCAB_UNKNOWN if
 * it compares none. */
static inline uint32_t first_tagged(const struct vocab *vocab, uint64_t hash)
{
    size_t mask = vocab->n_index - 1, at = hash & mask;
    int32_t entry = vocab->index[at];
    for (int n = 1; n < CANDIDATE_WALK && !is_tagged(vocab, entry, hash); n++) {
        if (vocab_entry_word(vocab, entry) >= vocab->n_words)
            return VOCAB_UNKNOWN;
        at = (at + 1) & mask;
        entry = vocab->index[at];
    }
    uint32_t id = vocab_entry_word(vocab, entry);
    return id < vocab->n_words ? id : VOCAB_UNKNOWN;
}

/* The candidate, or any word if there is none: a needless prefetch does no harm. */
static inline uint32_t some_word(uint32_t candidate)
{
    return candidate == VOCAB_UNKNOWN ? 0 : candidate;
}

/* If words are known by tag only, the candidate is the word. */
static void prefetch_tags(const struct vocab *vocab, enum vocab_memory memory, const uint64_t *hashes, size_t n,
                          uint32_t *candidates)
{
    for (size_t i = 0; memory == VOCAB_INDEX && i < n; i++)
        ngram_prefetch(&vocab->tags, vocab_tag(hashes[i]));
    for (size_t i = 0; memory == VOCAB_PLACES && i < n; i++)
        candidates[i] = ngram_find(&vocab->tags, vocab_tag(hashes[i]));
}

static void prefetch_offsets(const struct vocab *vocab, const uint64_t *hashes, size_t n, uint32_t *candidates)
{
    for (size_t i = 0; i < n; i++) {
        candidates[i] = first_candidate(vocab, hashes[i]);
        __builtin_prefetch(&vocab->offsets[some_word(candidates[i])]);
    }
}

static void prefetch_heads(const struct vocab *vocab, const uint64_t *hashes, size_t n, uint32_t *candidates)
{
    for (size_t i = 0; i < n; i++) {
        candidates[i] = first_tagged(vocab, hashes[i]);
        __builtin_prefetch(&vocab->heads[some_word(candidates[i])]);
    }
}

static void prefetch_at(const struct vocab *vocab, uint64_t start)
{
    __builtin_prefetch(vocab->bytes + (start < vocab->n_bytes ? start : 0));
}

static void prefetch_bytes(const struct vocab *vocab, const uint32_t *candidates, size_t n)
{
    for (size_t i = 0; vocab->heads == NULL && i < n; i++)
        prefetch_at(vocab, (uint64_t)vocab->offsets[some_word(candidates[i])]);
    for (size_t i = 0; vocab->heads != NULL && i < n; i++)
        if (candidates[i] != VOCAB_UNKNOWN && word_head_is_long(&vocab->heads[candidates[i]]))
            prefetch_at(vocab, word_head_start(&vocab->heads[candidates[i]]));
}

void vocab_prefetch(const struct vocab *vocab, enum vocab_memory memory, const uint64_t *hashes, size_t n,
                    uint32_t *candidates)
{
    if (has_tags(vocab)) {
        prefetch_tags(vocab, memory, hashes, n, candidates);
        return;
    }
    for (size_t i = 0; vocab->n_index == 0 && i < n; i++)
        candidates[i] = VOCAB_UNKNOWN;
    if (vocab->n_index == 0)
        return;
    switch (memory) {
    case VOCAB_INDEX:
        for (size_t i = 0; i < n; i++)
            __builtin_prefetch(&vocab->index[hashes[i] & (vocab->n_index - 1)]);
        break;
    case VOCAB_PLACES:
        if (vocab->heads != NULL)
            prefetch_heads(vocab, hashes, n, candidates);
        else
            prefetch_offsets(vocab, hashes, n, candidates);
        break;
    case VOCAB_BYTES:
        prefetch_bytes(vocab, candidates, n);
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

int vocab_prepare_detour(struct vocab *vocab)
{
    vocab->detour = mem_zeroed(1, sizeof *vocab->detour);
    return vocab->detour != NULL ? 0 : -1;
}

void vocab_clear(struct vocab *vocab)
{
    if (vocab->detour != NULL)
        free(atomic_load(&vocab->detour->index));
    free(vocab->detour);
    large_free(vocab->owned);
    *vocab = (struct vocab){0};
}
