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

struct sort_record {
    uint64_t key;
    uint32_t id; /* in the table of all strings */
};

/* Strings that were only ever looked at (count 0) appear behind all others. */
static uint64_t file_order(const struct strtab_entry *entry)
{
    return entry->count == 0 ? UINT64_MAX : (uint64_t)entry->first.block << 32 | entry->first.place;
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
static size_t sort_words(const struct strtab *table, uint64_t min_count, struct sort_record *records,
                         struct sort_record *spare)
{
    size_t n = 0;
    for (size_t i = 0; i < table->n; i++)
        if (table->entries[i].count >= min_count)
            records[n++] = (struct sort_record){.key = file_order(&table->entries[i]), .id = (uint32_t)i};
    sort_records(records, spare, n);
    for (size_t i = 0; i < n; i++) {
        if (i + AHEAD < n)
            __builtin_prefetch(&table->entries[records[i + AHEAD].id]);
        records[i].key = UINT64_MAX - table->entries[records[i].id].count;
    }
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
static bool lay_out(struct vocab *vocab, const struct strtab *table, const struct sort_record *records, size_t n)
{
    size_t n_bytes = 0;
    for (size_t i = 0; i < n; i++) {
        if (i + AHEAD < n)
            __builtin_prefetch(&table->entries[records[i + AHEAD].id]);
        n_bytes += table->entries[records[i].id].len;
    }
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
            __builtin_prefetch(&table->entries[records[i + 2 * AHEAD].id]);
        if (i + AHEAD < n)
            __builtin_prefetch(&index[table->entries[records[i + AHEAD].id].hash & mask], 1);
        const struct strtab_entry *entry = &table->entries[records[i].id];
        offsets[i] = (int64_t)offset;
        counts[i] = (int64_t)entry->count;
        memcpy(bytes + offset, strtab_text(table, records[i].id), entry->len);
        offset += entry->len;
        size_t at = entry->hash & mask;
        while (index[at] >= 0)
            at = (at + 1) & mask;
        index[at] = (int32_t)i;
    }
    offsets[n] = (int64_t)offset;
    return true;
}

/* Puts the strings of all tables into the first, and closes them. Returns the number of strings the first had before,
 * or SIZE_MAX. */
static size_t merge_tables(struct strtab *const *tables, size_t n_tables, uint32_t *const *id_maps)
{
    size_t n_first = tables[0]->n;
    for (size_t t = 1; t < n_tables; t++) {
        if (!strtab_merge(tables[0], tables[t], id_maps != NULL ? id_maps[t] : NULL))
            return SIZE_MAX;
        strtab_close(tables[t]);
    }
    strtab_close(tables[0]);
    return n_first;
}

/* From ids in the first table to words. */
static bool finish_maps(const struct sort_record *records, size_t n_words, struct strtab *const *tables,
                        size_t n_tables, size_t n_first, uint32_t *const *id_maps)
{
    size_t n_strings = tables[0]->n;
    uint32_t *words = large_array(n_strings, sizeof *words);
    if (words == NULL)
        return false;
    memset(words, 0xff, n_strings * sizeof *words); /* VOCAB_UNKNOWN */
    for (size_t i = 0; i < n_words; i++)
        words[records[i].id] = (uint32_t)i;
    if (n_first > 0)
        memcpy(id_maps[0], words, n_first * sizeof *words);
    for (size_t t = 1; t < n_tables; t++)
        for (size_t i = 0; i < tables[t]->n; i++)
            id_maps[t][i] = words[id_maps[t][i]];
    large_free(words);
    return true;
}

enum status vocab_build(struct vocab *out, struct strtab *const *tables, size_t n_tables, uint64_t min_count,
                        uint32_t *const *id_maps, struct error *error)
{
    const struct strtab *all = tables[0];
    size_t n_first = merge_tables(tables, n_tables, id_maps);
    struct sort_record *records = n_first == SIZE_MAX ? NULL : large_array(all->n, 2 * sizeof *records);
    if (records == NULL)
        return error_memory(error);
    size_t n_words = sort_words(all, min_count, records, records + all->n);
    enum status status = STATUS_OK;
    if (n_words > MOST_WORDS)
        status =
            error_set(error, STATUS_INPUT,
                      "expected at most %zu different words; found %zu (a higher --min-count leaves rare words out)",
                      MOST_WORDS, n_words);
    else if ((id_maps != NULL && !finish_maps(records, n_words, tables, n_tables, n_first, id_maps)) ||
             !lay_out(out, all, records, n_words))
        status = error_memory(error);
    large_free(records);
    return status;
}
