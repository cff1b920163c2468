/* corpus_others.c - tokens outside the vocabulary, kept for their character n-grams */
/* SPDX-License-Identifier: MIT */
#include "data/corpus_others.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define MAX_OTHERS ((size_t)INT32_MAX)

/* How many strings of worker W the map covers. */
static size_t n_strings(const struct corpus *corpus, const struct corpus_maps *maps, size_t w)
{
    return w == 0 ? maps->n_first : corpus->workers[w].words.n;
}

static void measure(const struct corpus *corpus, const struct corpus_maps *maps, size_t *n, size_t *n_bytes)
{
    for (size_t w = 0; w < corpus->n_workers; w++) {
        const struct strtab *words = &corpus->workers[w].words;
        for (size_t i = 0; i < n_strings(corpus, maps, w); i++) {
            if (maps->words[w][i] != VOCAB_UNKNOWN)
                continue;
            ++*n;
            *n_bytes += words->entries[i].len;
        }
    }
}

enum bagtag_status corpus_others_name(const struct corpus *corpus, const struct corpus_maps *maps,
                                      struct corpus_others *others, struct bagtag_error *error)
{
    size_t n = 0, n_bytes = 0;
    measure(corpus, maps, &n, &n_bytes);
    if (n > MAX_OTHERS)
        return error_set(error, BAGTAG_INPUT, "expected at most %zu unknown words; found %zu", MAX_OTHERS, n);
    others->bytes = mem_array(n_bytes, 1);
    others->offsets = mem_array(n + 1, sizeof *others->offsets);
    others->are_trained_on = mem_array(n, sizeof *others->are_trained_on);
    if (others->bytes == NULL || others->offsets == NULL || others->are_trained_on == NULL)
        return error_memory(error);
    others->offsets[0] = 0;
    for (size_t w = 0; w < corpus->n_workers; w++) {
        const struct strtab *words = &corpus->workers[w].words;
        for (size_t i = 0; i < n_strings(corpus, maps, w); i++) {
            const struct strtab_entry *entry = &words->entries[i];
            if (maps->words[w][i] != VOCAB_UNKNOWN)
                continue;
            uint64_t at = others->offsets[others->n];
            memcpy(others->bytes + at, strtab_text(words, (uint32_t)i), entry->len);
            others->are_trained_on[others->n] = entry->count > 0;
            maps->words[w][i] = DATASET_OTHER + (uint32_t)others->n;
            others->offsets[++others->n] = at + entry->len;
        }
    }
    return BAGTAG_OK;
}

void corpus_others_clear(struct corpus_others *others)
{
    free(others->bytes);
    free(others->offsets);
    free(others->are_trained_on);
    *others = (struct corpus_others){0};
}
