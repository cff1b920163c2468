/* vocab_from_words.c - builds a vocabulary of words in a given order */
/* SPDX-License-Identifier: MIT */
#include "words/vocab_arrays.h"

#include <string.h>

/* Enters word ID in the first slot from its home slot on that is free or has an equal word. */
static void enter(const struct vocab *vocab, int32_t *index, uint32_t id, uint64_t hash)
{
    size_t len, mask = vocab->n_index - 1, at = hash & mask;
    const char *text = vocab_word(vocab, id, &len);
    for (; index[at] != -1; at = (at + 1) & mask) {
        size_t other_len;
        const char *other = vocab_word(vocab, vocab_entry_word(vocab, index[at]), &other_len);
        if (other_len == len && memcmp(other, text, len) == 0)
            break;
    }
    index[at] = (int32_t)(((uint32_t)hash & vocab->tag_mask) | id);
}

static void copy_words(const struct vocab_arrays *room, const struct vocab_source *source)
{
    room->offsets[0] = 0;
    for (size_t i = 0; i < source->n; i++) {
        size_t len;
        const char *text = source->word(source->context, i, &len, &room->counts[i]);
        memcpy(room->bytes + room->offsets[i], text, len);
        room->offsets[i + 1] = room->offsets[i] + (int64_t)len;
        room->heads[i] = word_head_of(text, len, (uint64_t)room->offsets[i]);
    }
}

/* Leaves out empty words and words of 4 GiB or more, which no text can have. */
static void fill_index(const struct vocab *vocab, const struct vocab_arrays *room, const struct vocab_source *source)
{
    memset(room->index, 0xff, vocab->n_index * sizeof *room->index); /* -1: empty */
    for (size_t i = 0; i < source->n; i++) {
        size_t len;
        const char *text = vocab_word(vocab, (uint32_t)i, &len);
        if (len > 0 && len <= UINT32_MAX)
            enter(vocab, room->index, (uint32_t)i, source->hash(source->context, text, (uint32_t)len));
    }
}

enum bagtag_status vocab_from_words(struct vocab *out, const struct vocab_source *source, struct bagtag_error *error)
{
    struct vocab vocab;
    struct vocab_arrays room;
    size_t n_bytes = 0;
    for (size_t i = 0; i < source->n; i++) {
        size_t len;
        int64_t count;
        (void)source->word(source->context, i, &len, &count);
        n_bytes += len;
    }
    if (!vocab_arrays(&room, &vocab, source->n, n_bytes))
        return error_memory(error);
    copy_words(&room, source);
    fill_index(&vocab, &room, source);
    *out = vocab;
    return BAGTAG_OK;
}
