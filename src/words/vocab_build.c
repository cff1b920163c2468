/* vocab_build.c - builds one sorted vocabulary from the string tables of all threads */
/* SPDX-License-Identifier: MIT */
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/large.h"
#include "base/mem.h"
#include "words/vocab_arrays.h"

#define WORDS_AT_A_TIME ((size_t)20000)
#define AHEAD 16 /* words to prefetch ahead */
#define STEPS_BEFORE_JUMPS ((size_t)64)
#define DIGIT_BITS 11
#define N_DIGITS ((size_t)1 << DIGIT_BITS)

struct sort_record {
    uint64_t key;
    uint32_t id; /* in the table of all strings */
    uint32_t len;
};

/* Strings that were never counted come after all others. */
static uint64_t file_order(const struct strtab_entry *entry)
{
    return entry->count == 0 ? UINT64_MAX : (uint64_t)entry->first.block << 32 | entry->first.place;
}

/* Stable ascending radix sort by key, lowest digits first; digits that are equal in all keys are skipped. SPARE has
 * room for N records. */
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

/* Fills RECORDS with the words that occur often enough, by count, most frequent first, then first appearance; returns
 * their number. */
static size_t sort_words(const struct strtab *table, uint64_t min_count, struct sort_record *records,
                         struct sort_record *spare)
{
    size_t n = 0;
    for (size_t i = 0; i < table->n; i++)
        if (table->entries[i].count >= min_count)
            records[n++] = (struct sort_record){
                .key = file_order(&table->entries[i]), .id = (uint32_t)i, .len = table->entries[i].len};
    sort_records(records, spare, n);
    for (size_t i = 0; i < n; i++) {
        if (i + AHEAD < n)
            __builtin_prefetch(&table->entries[records[i + AHEAD].id]);
        records[i].key = UINT64_MAX - table->entries[records[i].id].count;
    }
    sort_records(records, spare, n);
    return n;
}

/* What the workers share while they lay out the sorted words. */
struct layout {
    const struct strtab *table;
    const struct sort_record *records;
    const struct vocab *vocab;
    struct vocab_arrays room;
    uint32_t *jumps;    /* [n_index], for fill_index; initially zero */
    atomic_size_t next; /* the next word to copy */
};

/* The first free slot from HOME on. Words can be chosen so that they all want the same slots: after the first few taken
 * slots, jumps over those that earlier walks found taken. JUMPS[p], if not 0, is how many slots from p on are known to
 * be taken. */
static size_t free_place(const int32_t *index, uint32_t *jumps, size_t mask, size_t home)
{
    size_t at = home, n_steps = 0;
    for (; index[at] != -1 && n_steps < STEPS_BEFORE_JUMPS; n_steps++)
        at = (at + 1) & mask;
    if (index[at] == -1)
        return at;
    size_t first = at;
    while (index[at] != -1)
        at = (at + (jumps[at] > 0 ? jumps[at] : 1)) & mask;
    for (size_t passed = first, next; passed != at; passed = next) {
        next = (passed + (jumps[passed] > 0 ? jumps[passed] : 1)) & mask;
        jumps[passed] = (uint32_t)((at - passed) & mask);
    }
    return at;
}

/* The most frequent words are entered first, so they are nearest to their home slots. */
static void fill_index(const struct layout *layout)
{
    const struct strtab_entry *entries = layout->table->entries;
    const struct sort_record *records = layout->records;
    int32_t *index = layout->room.index;
    size_t n = layout->vocab->n_words, mask = layout->vocab->n_index - 1;
    uint32_t tag_mask = layout->vocab->tag_mask;
    memset(index, 0xff, layout->vocab->n_index * sizeof *index); /* -1: empty */
    for (size_t i = 0; i < n; i++) {
        if (i + 2 * AHEAD < n)
            __builtin_prefetch(&entries[records[i + 2 * AHEAD].id].hash);
        if (i + AHEAD < n)
            __builtin_prefetch(&index[entries[records[i + AHEAD].id].hash & mask], 1);
        uint32_t hash = entries[records[i].id].hash;
        index[free_place(index, layout->jumps, mask, hash & mask)] = (int32_t)((hash & tag_mask) | (uint32_t)i);
    }
}

static void copy_words(const struct layout *layout, size_t from, size_t end)
{
    const struct strtab_entry *entries = layout->table->entries;
    for (size_t i = from; i < end; i++) {
        uint32_t id = layout->records[i].id;
        if (i + 2 * AHEAD < end)
            __builtin_prefetch(entries[layout->records[i + 2 * AHEAD].id].head);
        if (i + AHEAD < end)
            __builtin_prefetch(strtab_text(layout->table, layout->records[i + AHEAD].id));
        const char *text = strtab_text(layout->table, id);
        int64_t start = layout->vocab->offsets[i];
        layout->room.counts[i] = (int64_t)entries[id].count;
        layout->room.heads[i] = word_head_of(text, entries[id].len, (uint64_t)start);
        memcpy(layout->room.bytes + start, text, entries[id].len);
    }
}

/* One worker fills the index, then copies words with the others. */
static void fill_part(void *context, int worker)
{
    struct layout *layout = context;
    size_t n = layout->vocab->n_words, from;
    if (worker == 0)
        fill_index(layout);
    while ((from = atomic_fetch_add(&layout->next, WORDS_AT_A_TIME)) < n)
        copy_words(layout, from, n - from < WORDS_AT_A_TIME ? n : from + WORDS_AT_A_TIME);
}

static bool lay_out(struct vocab *vocab, const struct strtab *table, const struct sort_record *records, size_t n,
                    struct pool *pool)
{
    size_t n_bytes = 0;
    for (size_t i = 0; i < n; i++)
        n_bytes += records[i].len;
    struct layout layout = {.table = table, .records = records, .vocab = vocab};
    if (!vocab_arrays(&layout.room, vocab, n, n_bytes))
        return false;
    layout.jumps = mem_zeroed(vocab->n_index, sizeof *layout.jumps); /* ordinary words never touch it */
    if (layout.jumps == NULL) {
        vocab_clear(vocab);
        return false;
    }
    int64_t *offsets = layout.room.offsets;
    offsets[0] = 0;
    for (size_t i = 0; i < n; i++)
        offsets[i + 1] = offsets[i] + (int64_t)records[i].len;
    pool_run(pool, fill_part, &layout);
    free(layout.jumps);
    return true;
}

/* Merges all tables into the first and closes them. Returns the number of strings the first had before, or SIZE_MAX on
 * failure. */
static size_t merge_tables(struct strtab *const *tables, size_t n_tables, bool keeps_strings, uint32_t *const *id_maps,
                           struct pool *pool)
{
    size_t n_first = tables[0]->n;
    for (size_t t = 1; t < n_tables; t++)
        strtab_free_slots(tables[t]); /* frees memory that the first will need */
    for (size_t t = 1; t < n_tables; t++) {
        if (tables[t]->n > 0 && !strtab_merge(tables[0], tables[t], id_maps[t], pool))
            return SIZE_MAX;
        if (!keeps_strings)
            strtab_free_strings(tables[t]);
    }
    strtab_free_slots(tables[0]);
    return n_first;
}

/* What the workers share while they map ids in the tables to words. */
struct mapping {
    const struct sort_record *records;
    size_t n_words;
    uint32_t *words; /* of the strings in the first table */
    struct strtab *const *tables;
    size_t n_tables;
    size_t n_first;
    uint32_t *const *id_maps;
    struct pool *pool;
};

static void map_part(void *context, int worker)
{
    const struct mapping *m = context;
    size_t w = (size_t)worker, n = (size_t)pool_n_workers(m->pool), n_strings = m->tables[0]->n;
    for (size_t i = n_strings * w / n; i < n_strings * (w + 1) / n; i++)
        m->words[i] = VOCAB_UNKNOWN;
    pool_barrier(m->pool);
    for (size_t i = m->n_words * w / n; i < m->n_words * (w + 1) / n; i++)
        m->words[m->records[i].id] = (uint32_t)i;
    pool_barrier(m->pool);
    for (size_t i = m->n_first * w / n; i < m->n_first * (w + 1) / n; i++)
        m->id_maps[0][i] = m->words[i];
    for (size_t t = 1; t < m->n_tables; t++)
        for (size_t i = m->tables[t]->n * w / n; i < m->tables[t]->n * (w + 1) / n; i++)
            m->id_maps[t][i] = m->words[m->id_maps[t][i]];
}

/* Maps ids in the first table to words. */
static bool finish_maps(struct mapping *mapping)
{
    mapping->words = large_array(mapping->tables[0]->n, sizeof *mapping->words);
    if (mapping->words == NULL)
        return false;
    pool_run(mapping->pool, map_part, mapping);
    large_free(mapping->words);
    return true;
}

enum bagtag_status vocab_build(struct vocab *out, struct strtab *const *tables, size_t n_tables, uint64_t min_count,
                               bool keeps_strings, uint32_t *const *id_maps, struct pool *pool,
                               struct bagtag_error *error)
{
    const struct strtab *all = tables[0];
    struct mapping mapping = {.tables = tables, .n_tables = n_tables, .id_maps = id_maps, .pool = pool};
    mapping.n_first = merge_tables(tables, n_tables, keeps_strings, id_maps, pool);
    struct sort_record *records = mapping.n_first == SIZE_MAX ? NULL : large_array(all->n, 2 * sizeof *records);
    if (records == NULL)
        return error_memory(error);
    mapping.records = records;
    mapping.n_words = sort_words(all, min_count, records, records + all->n);
    enum bagtag_status status = BAGTAG_OK;
    if (mapping.n_words > VOCAB_MAX_WORDS)
        status = error_set(error, BAGTAG_INPUT,
                           "expected at most %zu different words; found %zu (a higher --min-count drops rare words)",
                           VOCAB_MAX_WORDS, mapping.n_words);
    else if ((id_maps != NULL && !finish_maps(&mapping)) || !lay_out(out, all, records, mapping.n_words, pool))
        status = error_memory(error);
    large_free(records);
    return status;
}
