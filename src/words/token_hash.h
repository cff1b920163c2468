/* token_hash.h - the hashes of many tokens */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_WORDS_TOKEN_HASH_H
#define BAGTAG_WORDS_TOKEN_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "text/tokenizer.h"

/* HASHES[i] = hash_bytes of TOKENS[i], for i < n. */
void token_hash_all(const struct token *tokens, size_t n, uint64_t *hashes);

#endif
