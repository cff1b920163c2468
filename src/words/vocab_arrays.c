/* vocab_arrays.c - memory for the arrays of a vocabulary */
/* SPDX-License-Identifier: MIT */
#include "words/vocab_arrays.h"

#include "base/large.h"
#include "text/same.h"

bool vocab_arrays(struct vocab_arrays *room, struct vocab *vocab, size_t n_words, size_t n_bytes)
{
    uint64_t n_index = 1;
    while (n_index < 2 * (uint64_t)n_words)
        n_index *= 2;
    uint64_t fixed = n_words * sizeof *room->heads + (2 * (uint64_t)n_words + 1) * sizeof *room->offsets +
                     n_index * sizeof *room->index;
    if (n_words > VOCAB_MAX_WORDS || fixed > SIZE_MAX || n_bytes > SIZE_MAX - SAME_PADDED_BYTES - (size_t)fixed)
        return false;
    room->heads = large_array((size_t)fixed + n_bytes + SAME_PADDED_BYTES, 1);
    if (room->heads == NULL)
        return false;
    room->offsets = (int64_t *)(void *)(room->heads + n_words);
    room->counts = room->offsets + n_words + 1;
    room->index = (int32_t *)(void *)(room->counts + n_words);
    room->bytes = (char *)(room->index + n_index);
    *vocab = (struct vocab){.bytes = room->bytes,
                            .offsets = room->offsets,
                            .counts = room->counts,
                            .index = room->index,
                            .heads = room->heads,
                            .tag_mask = vocab_tag_mask(n_words),
                            .n_words = n_words,
                            .n_index = (size_t)n_index,
                            .n_bytes = n_bytes,
                            .owned = room->heads};
    return true;
}
