/* corpus_held_out.c - texts that occur in both training and held-out documents */
/* SPDX-License-Identifier: MIT */
#include "data/corpus_held_out.h"

#include <stdlib.h>

#include "base/mem.h"

/* Hashes of texts, with open addressing; the lowest bit of a slot is a flag. */
struct text_table {
    uint64_t *slots; /* [n_slots], a power of two, at most half full; 0: empty */
    size_t n_slots;
};

static bool table_init(struct text_table *table, size_t n_texts)
{
    table->n_slots = 2;
    while (table->n_slots / 2 < n_texts)
        table->n_slots *= 2;
    table->slots = mem_zeroed(table->n_slots, sizeof *table->slots);
    return table->slots != NULL;
}

/* The hash of a document's text, with the flag bit cleared; never 0, which marks empty slots. */
static uint64_t key_of(const struct corpus_document *document)
{
    uint64_t key = ((uint64_t)document->text[1] << 32 | document->text[0]) & ~UINT64_C(1);
    return key != 0 ? key : 2;
}

/* The slot of KEY, or the empty slot to put it in. */
static uint64_t *find_slot(const struct text_table *table, uint64_t key)
{
    size_t at = (size_t)(key >> 1) & (table->n_slots - 1);
    while (table->slots[at] != 0 && (table->slots[at] & ~UINT64_C(1)) != key)
        at = (at + 1) & (table->n_slots - 1);
    return &table->slots[at];
}

/* Whether the text of DOCUMENT is held out; the first document with this text decides. */
static bool find_side(struct text_table *table, const struct corpus_document *document)
{
    uint64_t key = key_of(document), *slot = find_slot(table, key);
    if (*slot == 0)
        *slot = key | document->is_held_out;
    return *slot & 1;
}

static void settle_block(struct corpus_block *block, struct text_table *table, struct corpus_counts *counts)
{
    block->n_held_out = 0;
    for (size_t i = 0; i < block->n_documents; i++) {
        struct corpus_document *document = &block->documents[i];
        if (document->n_tokens > 0)
            document->is_held_out = find_side(table, document);
        block->n_held_out += document->is_held_out;
        counts->documents += !document->is_held_out;
        counts->tokens += document->is_held_out ? 0 : document->n_tokens;
    }
    counts->held_out += block->n_held_out;
}

/* Counts like strtab_add_tokens. */
static void count(struct strtab *table, const uint32_t *ids, size_t n, struct strtab_first first)
{
    for (size_t k = 0; k < n; k++, first.place++)
        if (table->entries[ids[k]].count++ == 0)
            table->entries[ids[k]].first = first;
}

/* Counts the blocks that one worker read, in the order of the files. */
static void count_blocks(void *context, int number)
{
    struct corpus *corpus = context;
    struct corpus_worker *worker = &corpus->workers[number];
    for (size_t b = 0; b < corpus->n_blocks; b++) {
        const struct corpus_block *block = &corpus->blocks[b];
        struct strtab_first word = {.block = (uint32_t)b}, label = word;
        for (size_t i = 0; block->worker == (uint32_t)number && i < block->n_documents; i++) {
            struct corpus_document document = block->documents[i];
            if (!document.is_held_out) {
                count(&worker->words, block->ids + word.place, document.n_tokens, word);
                count(&worker->labels, block->labels + label.place, document.n_labels, label);
            }
            word.place += document.n_tokens;
            label.place += document.n_labels;
        }
    }
}

enum bagtag_status corpus_held_out_settle(struct corpus *corpus, struct bagtag_error *error)
{
    struct corpus_counts *counts = &corpus->counts;
    struct text_table table;
    if (!table_init(&table, (size_t)(counts->documents + counts->held_out)))
        return error_memory(error);
    counts->documents = counts->held_out = counts->tokens = 0;
    for (size_t b = 0; b < corpus->n_blocks; b++)
        settle_block(&corpus->blocks[b], &table, counts);
    free(table.slots);
    pool_run(corpus->pool, count_blocks, corpus);
    return BAGTAG_OK;
}

/* Put the texts of held-out documents into TABLE, mark those that training documents have too, and count the held-out
 * documents whose text is marked. */
enum step { STEP_PUT, STEP_MARK, STEP_COUNT };

static uint64_t compare(const struct corpus *corpus, const struct text_table *table, enum step step)
{
    uint64_t n = 0;
    for (size_t b = 0; b < corpus->n_blocks; b++) {
        const struct corpus_block *block = &corpus->blocks[b];
        for (size_t i = 0; i < block->n_documents; i++) {
            const struct corpus_document *document = &block->documents[i];
            if (document->n_tokens == 0 || document->is_held_out == (step == STEP_MARK))
                continue;
            uint64_t key = key_of(document), *slot = find_slot(table, key);
            if (step == STEP_PUT)
                *slot = key;
            else if (step == STEP_MARK && *slot != 0)
                *slot |= 1;
            else
                n += *slot & 1;
        }
    }
    return n;
}

enum bagtag_status corpus_held_out_copies(const struct corpus *corpus, uint64_t *n, struct bagtag_error *error)
{
    struct text_table table;
    if (!table_init(&table, (size_t)corpus->counts.held_out))
        return error_memory(error);
    (void)compare(corpus, &table, STEP_PUT);
    (void)compare(corpus, &table, STEP_MARK);
    *n = compare(corpus, &table, STEP_COUNT);
    free(table.slots);
    return BAGTAG_OK;
}
