/* vocab_build.c - the words a model knows: from the string tables of all threads to one sorted vocabulary */
/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "text/large.h"
#include "text/same.h"
#include "text/vocab.h"

#define MOST_WORDS ((size_t)INT32_MAX)
#define AHEAD 16 /* how many words ahead memory is asked for */
#define DIGIT_BITS 11
#define N_DIGITS ((size_t)1 << DIGIT_BITS)

/* One string of any table, borrowed from the first table that has it. */
struct word {
    const char *text;
    uint64_t count;
    uint64_t first; /* block in the upper half, place in the lower: file order */
    uint32_t len;
    uint32_t hash;
};

struct sort_record {
    uint64_t key;
    uint32_t word;
};

/* The strings of all tables, each once. */
struct merge {
    struct word *words;
    size_t n;
    uint64_t *slots; /* like strtab's; none when there is one table */
    size_t n_slots;
};

/* Strings that were only ever looked at (count 0) appear behind all others. */
static uint64_t file_order(const struct strtab_entry *entry)
{
    return entry->count == 0 ? UINT64_MAX : (uint64_t)entry->first.block << 32 | entry->first.place;
}

static struct word make_word(const struct strtab *table, uint32_t id)
{
    const struct strtab_entry *entry = &table->entries[id];
    return (struct word){.text = strtab_text(table, id),
                         .count = entry->count,
                         .first = file_order(entry),
                         .len = entry->len,
                         .hash = entry->hash};
}

/* The number of WORD among the merged ones. */
static uint32_t merge_word(struct merge *merge, const struct word *word)
{
    size_t mask = merge->n_slots - 1;
    for (size_t at = word->hash & mask;; at = (at + 1) & mask) {
        uint64_t slot = merge->slots[at];
        if (slot == 0) {
            merge->words[merge->n++] = *word;
            merge->slots[at] = (uint64_t)word->hash << 32 | merge->n;
            return (uint32_t)merge->n - 1;
        }
        if ((uint32_t)(slot >> 32) != word->hash)
            continue;
        struct word *known = &merge->words[(uint32_t)slot - 1];
        if (known->len != word->len || !same_bytes(known->text, word->text, word->len))
            continue;
        known->count += word->count;
        if (word->first < known->first)
            known->first = word->first;
        return (uint32_t)slot - 1;
    }
}

/* Merges the tables; where there are id maps they give the merged number of each string. One table holds each
 * string once already and is only copied. */
static bool merge_tables(struct merge *merge, const struct strtab *tables, size_t n_tables, size_t n_strings,
                         uint32_t *const *id_maps)
{
    merge->words = large_array(n_strings, sizeof *merge->words);
    if (merge->words == NULL)
        return false;
    if (n_tables > 1) {
        merge->n_slots = 2;
        while (merge->n_slots < 2 * n_strings)
            merge->n_slots *= 2;
        merge->slots = large_array(merge->n_slots, sizeof *merge->slots);
        if (merge->slots == NULL)
            return false;
        memset(merge->slots, 0, merge->n_slots * sizeof *merge->slots);
    }
    for (size_t t = 0; t < n_tables; t++) {
        const struct strtab *table = &tables[t];
        for (size_t i = 0; i < table->n; i++) {
            struct word word = make_word(table, (uint32_t)i);
            uint32_t number = (uint32_t)i;
            if (n_tables > 1) {
                if (i + AHEAD < table->n)
                    __builtin_prefetch(&merge->slots[table->entries[i + AHEAD].hash & (merge->n_slots - 1)]);
                number = merge_word(merge, &word);
            } else {
                merge->words[merge->n++] = word;
            }
            if (id_maps != NULL)
                id_maps[t][i] = number;
        }
    }
    return true;
}

/* Sorts by key, ascending and stable, by counting digits from the lowest up; digits that are the same in all
 * keys cost one look. SPARE has room for N records. */
static void sort_records(struct sort_record *records, struct sort_record *spare, size_t n)
{
    uint64_t differing = 0;
    bool is_sorted = true;
    for (size_t i = 1; i < n; i++) {
        differing |= records[i].key ^ records[0].key;
        is_sorted = is_sorted && records[i - 1].key <= records[i].key;
    }
    if (is_sorted)
        return;
    struct sort_record *from = records, *to = spare;
    for (unsigned shift = 0; shift < 64; shift += DIGIT_BITS) {
        if ((differing >> shift & (N_DIGITS - 1)) == 0)
            continue;
        size_t starts[N_DIGITS] = {0};
        for (size_t i = 0; i < n; i++)
            starts[from[i].key >> shift & (N_DIGITS - 1)]++;
        size_t start = 0;
        for (size_t digit = 0; digit < N_DIGITS; digit++) {
            size_t n_here = starts[digit];
            starts[digit] = start;
            start += n_here;
        }
        for (size_t i = 0; i < n; i++)
            to[starts[from[i].key >> shift & (N_DIGITS - 1)]++] = from[i];
        struct sort_record *swap = from;
        from = to;
        to = swap;
    }
    if (from != records)
        memcpy(records, from, n * sizeof *records);
}

/* Puts the words that occur often enough into RECORDS, by count, then first appearance; returns their number. */
static size_t sort_words(const struct merge *merge, uint64_t min_count, struct sort_record *records,
                         struct sort_record *spare)
{
    size_t n = 0;
    for (size_t i = 0; i < merge->n; i++)
        if (merge->words[i].count >= min_count)
            records[n++] = (struct sort_record){.key = merge->words[i].first, .word = (uint32_t)i};
    sort_records(records, spare, n);
    for (size_t i = 0; i < n; i++)
        records[i].key = UINT64_MAX - merge->words[records[i].word].count;
    sort_records(records, spare, n);
    return n;
}

/* Room for a vocabulary in one allocation: offsets, counts, index, bytes. */
static bool allocate(struct vocab *vocab, size_t n_words, size_t n_bytes, int64_t **offsets, int64_t **counts,
                     int32_t **index, char **bytes)
{
    uint64_t n_index = 1;
    while (n_index < 2 * (uint64_t)n_words)
        n_index *= 2;
    uint64_t fixed = (2 * (uint64_t)n_words + 1) * sizeof **offsets + n_index * sizeof **index;
    if (n_words > MOST_WORDS || fixed > SIZE_MAX || n_bytes > SIZE_MAX - SAME_PADDED_BYTES - (size_t)fixed)
        return false;
    *offsets = large_array((size_t)fixed + n_bytes + SAME_PADDED_BYTES, 1);
    if (*offsets == NULL)
        return false;
    *counts = *offsets + n_words + 1;
    *index = (int32_t *)(void *)(*counts + n_words);
    *bytes = (char *)(*index + n_index);
    *vocab = (struct vocab){.bytes = *bytes,
                            .offsets = *offsets,
                            .counts = *counts,
                            .index = *index,
                            .n_words = n_words,
                            .n_index = (size_t)n_index,
                            .n_bytes = n_bytes,
                            .owned = *offsets};
    return true;
}

/* Lays the sorted words out. The most frequent word is the first to choose its place in the index. */
static bool lay_out(struct vocab *vocab, const struct word *words, const struct sort_record *records, size_t n)
{
    size_t n_bytes = 0;
    for (size_t i = 0; i < n; i++)
        n_bytes += words[records[i].word].len;
    int64_t *offsets, *counts;
    int32_t *index;
    char *bytes;
    if (!allocate(vocab, n, n_bytes, &offsets, &counts, &index, &bytes))
        return false;
    memset(index, 0xff, vocab->n_index * sizeof *index); /* -1: empty */
    size_t mask = vocab->n_index - 1;
    size_t offset = 0;
    for (size_t i = 0; i < n; i++) {
        if (i + 2 * AHEAD < n)
            __builtin_prefetch(&words[records[i + 2 * AHEAD].word]);
        if (i + AHEAD < n) {
            __builtin_prefetch(words[records[i + AHEAD].word].text);
            __builtin_prefetch(&index[words[records[i + AHEAD].word].hash & mask], 1);
        }
        const struct word *word = &words[records[i].word];
        offsets[i] = (int64_t)offset;
        counts[i] = (int64_t)word->count;
        memcpy(bytes + offset, word->text, word->len);
        offset += word->len;
        size_t at = word->hash & mask;
        while (index[at] >= 0)
            at = (at + 1) & mask;
        index[at] = (int32_t)i;
    }
    offsets[n] = (int64_t)offset;
    return true;
}

/* From merged numbers to words. NEW_IDS has room for all merged strings. */
static void finish_maps(const struct sort_record *records, size_t n_words, uint32_t *new_ids, size_t n_merged,
                        const struct strtab *tables, size_t n_tables, uint32_t *const *id_maps)
{
    memset(new_ids, 0xff, n_merged * sizeof *new_ids); /* VOCAB_UNKNOWN */
    for (size_t i = 0; i < n_words; i++)
        new_ids[records[i].word] = (uint32_t)i;
    for (size_t t = 0; t < n_tables; t++)
        for (size_t i = 0; i < tables[t].n; i++)
            id_maps[t][i] = new_ids[id_maps[t][i]];
}

enum status vocab_build(struct vocab *out, const struct strtab *tables, size_t n_tables, uint64_t min_count,
                        uint32_t *const *id_maps, struct error *error)
{
    enum status status = STATUS_OK;
    struct merge merge = {0};
    struct sort_record *records = NULL;
    uint32_t *new_ids = NULL;

    size_t n_strings = 0;
    for (size_t t = 0; t < n_tables; t++)
        n_strings += tables[t].n;
    if (n_strings >= UINT32_MAX) {
        status =
            error_set(error, STATUS_INPUT, "expected at most %u different words; found %zu", UINT32_MAX - 1, n_strings);
        goto out;
    }
    if (!merge_tables(&merge, tables, n_tables, n_strings, id_maps)) {
        status = error_memory(error);
        goto out;
    }
    free(merge.slots);
    merge.slots = NULL;

    records = large_array(merge.n, 2 * sizeof *records);
    if (records == NULL) {
        status = error_memory(error);
        goto out;
    }
    size_t n_words = sort_words(&merge, min_count, records, records + merge.n);
    if (n_words > MOST_WORDS) {
        status =
            error_set(error, STATUS_INPUT,
                      "expected at most %zu different words; found %zu (a higher --min-count leaves rare words out)",
                      MOST_WORDS, n_words);
        goto out;
    }
    if (id_maps != NULL) {
        new_ids = large_array(merge.n, sizeof *new_ids);
        if (new_ids == NULL) {
            status = error_memory(error);
            goto out;
        }
        finish_maps(records, n_words, new_ids, merge.n, tables, n_tables, id_maps);
    }
    if (!lay_out(out, merge.words, records, n_words))
        status = error_memory(error);

out:
    free(new_ids);
    free(records);
    free(merge.slots);
    free(merge.words);
    return status;
}
