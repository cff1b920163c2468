/* strtab.c - strings and dense ids, for words and for labels */
/* SPDX-License-Identifier: MIT */
#include "words/strtab.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/large.h"
#include "base/secret.h"
#include "text/same.h"
#include "words/token_hash.h"

#define FIRST_SLOTS 1024
#define MAX_STRINGS ((size_t)UINT32_MAX - 1)
#define BATCH ((size_t)64)         /* tokens to prefetch before the first of them is looked up */
#define LONGEST_WALK ((size_t)512) /* slots past home; by chance, nothing comes near that if three quarters full */

/* Puts SLOT, which the table does not have, in the first free slot from its home slot on. Returns how many slots before
 * that were taken. */
static size_t place_slot(uint64_t *slots, size_t n_slots, uint64_t slot)
{
    size_t at = (size_t)(slot >> 32) & (n_slots - 1), n_taken = 0;
    for (; slots[at] != 0; n_taken++)
        at = (at + 1) & (n_slots - 1);
    slots[at] = slot;
    return n_taken;
}

/* Doubles the slots. Each slot has the hash of its string, so neither strings nor entries are read. */
static bool grow_slots(struct strtab *table)
{
    size_t n_slots = table->n_slots == 0 ? FIRST_SLOTS : table->n_slots * 2;
    if (n_slots < table->n_slots)
        return false;
    uint64_t *slots = large_zeroed(n_slots, sizeof *slots);
    if (slots == NULL)
        return false;
    large_fault_in(slots);
    for (size_t i = 0; i < table->n_slots; i++)
        if (table->slots[i] != 0)
            (void)place_slot(slots, n_slots, table->slots[i]);
    large_free(table->slots);
    table->slots = slots;
    table->n_slots = n_slots;
    return true;
}

static const char *long_text(const struct strtab *table, const struct strtab_entry *entry)
{
    uint64_t offset;
    memcpy(&offset, entry->head + sizeof offset, sizeof offset);
    return table->text + offset;
}

const char *strtab_text(const struct strtab *table, uint32_t id)
{
    const struct strtab_entry *entry = &table->entries[id];
    return entry->len <= STRTAB_HEAD_BYTES ? entry->head : long_text(table, entry);
}

/* The hash that determines the slot of a string; HASH is the entry's. */
static inline uint32_t slot_hash(const struct strtab *table, const char *text, uint32_t len, uint32_t hash)
{
    return table->key == 0 ? hash : (uint32_t)hash_bytes_keyed(text, len, table->key);
}

/* Rehashes all strings with a secret key, so that nobody can predict their slots. */
static void scatter(struct strtab *table)
{
    table->key = secret_number();
    memset(table->slots, 0, table->n_slots * sizeof *table->slots);
    for (size_t i = 0; i < table->n; i++) {
        uint32_t hash = slot_hash(table, strtab_text(table, (uint32_t)i), table->entries[i].len, 0);
        (void)place_slot(table->slots, table->n_slots, (uint64_t)hash << 32 | (uint64_t)(i + 1));
    }
}

/* IS_PADDED is a constant in each call. */
static inline bool is_same(const struct strtab *table, const struct strtab_entry *entry, const char *text, uint32_t len,
                           bool is_padded)
{
    if (entry->len != len)
        return false;
    if (len > STRTAB_HEAD_BYTES)
        return same_bytes(long_text(table, entry), text, len);
    return is_padded ? same_padded(entry->head, text, len) : same_bytes(entry->head, text, len);
}

/* The slot that holds the string, or the empty one where it belongs. The table must have an empty slot. */
static inline size_t find_slot(const struct strtab *table, const char *text, uint32_t len, uint32_t entry_hash,
                               bool is_padded)
{
    size_t mask = table->n_slots - 1;
    uint32_t hash = slot_hash(table, text, len, entry_hash);
    for (size_t at = hash & mask;; at = (at + 1) & mask) {
        uint64_t slot = table->slots[at];
        if (slot == 0)
            return at;
        if ((uint32_t)(slot >> 32) == hash && is_same(table, &table->entries[(uint32_t)slot - 1], text, len, is_padded))
            return at;
    }
}

static void set_text(struct strtab *table, struct strtab_entry *entry, const char *text)
{
    if (entry->len <= STRTAB_HEAD_BYTES) {
        memcpy(entry->head, text, entry->len);
        return;
    }
    uint64_t offset = table->text_len;
    memcpy(entry->head, text, sizeof offset);
    memcpy(entry->head + sizeof offset, &offset, sizeof offset);
    memcpy(table->text + table->text_len, text, entry->len);
    table->text_len += entry->len;
}

/* Adds a string that the table does not have. */
static uint32_t add_new(struct strtab *table, const char *text, uint32_t len, uint32_t hash, struct strtab_first first)
{
    size_t more = len > STRTAB_HEAD_BYTES ? len : 0;
    if (table->n >= MAX_STRINGS || table->text_len > SIZE_MAX - more ||
        large_reserve(&table->entries, &table->capacity, table->n + 1, sizeof *table->entries) != 0 ||
        large_reserve(&table->text, &table->text_capacity, table->text_len + more, 1) != 0 ||
        (table->n >= table->n_slots / 4 * 3 && !grow_slots(table)))
        return STRTAB_NONE;
    table->entries[table->n] = (struct strtab_entry){.first = first, .len = len, .hash = hash};
    set_text(table, &table->entries[table->n], text);
    table->n++;
    uint64_t slot = (uint64_t)slot_hash(table, text, len, hash) << 32 | (uint64_t)table->n;
    if (place_slot(table->slots, table->n_slots, slot) > LONGEST_WALK && table->key == 0)
        scatter(table);
    return (uint32_t)table->n - 1;
}

uint32_t strtab_find(const struct strtab *table, const char *text, uint32_t len, uint64_t hash)
{
    if (table->n_slots == 0)
        return STRTAB_NONE;
    uint64_t slot = table->slots[find_slot(table, text, len, (uint32_t)hash, false)];
    return slot == 0 ? STRTAB_NONE : (uint32_t)slot - 1;
}

uint32_t strtab_add(struct strtab *table, const char *text, uint32_t len, uint64_t hash, struct strtab_first first)
{
    uint32_t id = strtab_find(table, text, len, hash);
    return id != STRTAB_NONE ? id : add_new(table, text, len, (uint32_t)hash, first);
}

/* Lookups mostly wait for memory, so all slots of the batch are prefetched first, then all entries. */
static void prepare_batch(const struct strtab *table, const struct token *tokens, size_t n, uint64_t *hashes)
{
    const uint64_t *slots = table->slots;
    const struct strtab_entry *entries = table->entries;
    size_t mask = table->n_slots - 1;
    token_hash_all(tokens, n, hashes);
    for (size_t i = 0; i < n; i++)
        __builtin_prefetch(&slots[(uint32_t)hashes[i] & mask]);
    for (size_t i = 0; i < n && table->n > 0; i++) {
        uint32_t id_and_1 = (uint32_t)slots[(uint32_t)hashes[i] & mask];
        __builtin_prefetch(entries[id_and_1 - (id_and_1 != 0)].head, 1);
    }
}

bool strtab_add_tokens(struct strtab *table, const struct token *tokens, size_t n, struct strtab_first first,
                       bool is_counted, uint32_t *ids)
{
    uint64_t hashes[BATCH];
    if (table->n_slots == 0 && !grow_slots(table))
        return false;
    for (size_t from = 0; from < n; from += BATCH) {
        size_t n_here = n - from < BATCH ? n - from : BATCH;
        prepare_batch(table, tokens + from, n_here, hashes);
        for (size_t i = 0; i < n_here; i++, first.place++) {
            struct token token = tokens[from + i];
            uint64_t slot = table->slots[find_slot(table, token.text, token.len, (uint32_t)hashes[i], true)];
            uint32_t id = (uint32_t)slot - 1;
            if (slot == 0)
                id = add_new(table, token.text, token.len, (uint32_t)hashes[i], first);
            if (id == STRTAB_NONE)
                return false;
            ids[from + i] = id;
            if (is_counted && table->entries[id].count++ == 0)
                table->entries[id].first = first;
        }
    }
    return true;
}

static bool is_earlier(struct strtab_first a, struct strtab_first b)
{
    return a.block != b.block ? a.block < b.block : a.place < b.place;
}

/* ---- merging ------------------------------------------------------------------------------------------------ */

struct merging {
    struct strtab *into;
    const struct strtab *from;
    uint32_t *map;
    size_t n_workers;
};

/* Prefetch what string I of FROM will need, if there is one. */
static void ask_for_slot(const struct strtab *into, const struct strtab *from, size_t i)
{
    if (i < from->n)
        __builtin_prefetch(&into->slots[from->entries[i].hash & (into->n_slots - 1)], 1);
}

static void ask_for_entry(const struct strtab *into, const struct strtab *from, size_t i)
{
    if (i >= from->n || into->n == 0)
        return;
    uint32_t id_and_1 = (uint32_t)into->slots[from->entries[i].hash & (into->n_slots - 1)];
    __builtin_prefetch(into->entries[id_and_1 - (id_and_1 != 0)].head, 1);
}

static void add_up(struct strtab_entry *known, const struct strtab_entry *entry)
{
    if (entry->count > 0 && (known->count == 0 || is_earlier(entry->first, known->first)))
        known->first = entry->first;
    known->count += entry->count;
}

/* Merges those of a worker's strings that INTO already has. The strings of FROM are distinct, so no two workers write
 * to the same entry. */
static void merge_known(void *context, int worker)
{
    const struct merging *merging = context;
    struct strtab *into = merging->into;
    const struct strtab *from = merging->from;
    size_t w = (size_t)worker, end = from->n * (w + 1) / merging->n_workers;
    for (size_t i = from->n * w / merging->n_workers; i < end; i++) {
        const struct strtab_entry *entry = &from->entries[i];
        ask_for_slot(into, from, i + BATCH / 2);
        ask_for_entry(into, from, i + BATCH / 4);
        const char *text = strtab_text(from, (uint32_t)i);
        uint64_t slot = into->slots[find_slot(into, text, entry->len, entry->hash, true)];
        merging->map[i] = slot == 0 ? STRTAB_NONE : (uint32_t)slot - 1;
        if (slot != 0)
            add_up(&into->entries[merging->map[i]], entry);
    }
}

static bool merge_new(struct strtab *into, const struct strtab *from, uint32_t *map)
{
    for (size_t i = 0; i < from->n; i++) {
        ask_for_slot(into, from, i + BATCH / 2);
        if (map[i] != STRTAB_NONE)
            continue;
        const struct strtab_entry *entry = &from->entries[i];
        map[i] = add_new(into, strtab_text(from, (uint32_t)i), entry->len, entry->hash, entry->first);
        if (map[i] == STRTAB_NONE)
            return false;
        add_up(&into->entries[map[i]], entry);
    }
    return true;
}

bool strtab_merge(struct strtab *into, const struct strtab *from, uint32_t *map, struct pool *pool)
{
    if (into->n_slots == 0 && !grow_slots(into))
        return false;
    pool_run(pool, merge_known, &(struct merging){into, from, map, (size_t)pool_n_workers(pool)});
    return merge_new(into, from, map);
}

void strtab_free_slots(struct strtab *table)
{
    large_free(table->slots);
    table->slots = NULL;
    table->n_slots = 0;
}

void strtab_free_strings(struct strtab *table)
{
    strtab_free_slots(table);
    large_free(table->entries);
    large_free(table->text);
    *table = (struct strtab){.n = table->n};
}

void strtab_clear(struct strtab *table)
{
    strtab_free_strings(table);
    *table = (struct strtab){0};
}
