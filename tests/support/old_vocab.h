/* old_vocab.h - a vocabulary as in models from before there were heads */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TESTS_SUPPORT_OLD_VOCAB_H
#define BAGTAG_TESTS_SUPPORT_OLD_VOCAB_H

#include "words/vocab.h"

/* Removes heads and tags from VOCAB; INDEX [n_index] becomes its index and must outlive it. */
static inline void old_vocab(struct vocab *vocab, int32_t *index)
{
    for (size_t i = 0; i < vocab->n_index; i++)
        index[i] = vocab->index[i] == -1 ? -1 : (int32_t)vocab_entry_word(vocab, vocab->index[i]);
    vocab->index = index;
    vocab->heads = NULL;
    vocab->tag_mask = 0;
}

#endif
