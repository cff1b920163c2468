/* token_hash.c - the hashes of many tokens */
/* SPDX-License-Identifier: MIT */
#include "words/token_hash.h"

#include "base/hash.h"

#define BATCH ((size_t)64)

/* Which branch XXH3 takes for a string of LEN bytes. */
static unsigned hash_way(uint32_t len)
{
    return (unsigned)(len > 3) + (unsigned)(len > 8) + (unsigned)(len > 16);
}

/* Hashes tokens of similar length one after the other, so that the branch is predicted: a misprediction costs more than
 * the hash. */
static void hash_batch(const struct token *tokens, size_t n, uint64_t *hashes)
{
    uint8_t order[4][BATCH];
    size_t n_of[4] = {0};
    for (size_t i = 0; i < n; i++) {
        unsigned way = hash_way(tokens[i].len);
        order[way][n_of[way]++] = (uint8_t)i;
    }
    for (unsigned way = 0; way < 4; way++)
        for (size_t k = 0; k < n_of[way]; k++) {
            size_t i = order[way][k];
            hashes[i] = hash_bytes(tokens[i].text, tokens[i].len);
        }
}

void token_hash_all(const struct token *tokens, size_t n, uint64_t *hashes)
{
    for (size_t from = 0; from < n; from += BATCH)
        hash_batch(tokens + from, n - from < BATCH ? n - from : BATCH, hashes + from);
}
