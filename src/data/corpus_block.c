/* corpus_block.c - a block of records turned into ids by one worker */
/* SPDX-License-Identifier: MIT */
#include "base/large.h"
#include "data/corpus_block.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/rng.h"

#define MAX_TOKENS ((size_t)UINT32_MAX - 1) /* per block: positions are 32-bit numbers */
#define MAX_LABELS ((size_t)INT32_MAX)
#define CHUNK_NUMBERS ((size_t)1 << 20)

/* Memory for several blocks of one worker, freed with the last of them. It is a large array, which comes from the
 * system and goes back to it: malloc would keep freed memory, so that the ids of a large corpus would be in memory
 * twice while the data sets are filled. */
struct corpus_chunk {
    uint32_t *numbers; /* [capacity] */
    size_t capacity;
    size_t n;             /* in use */
    atomic_size_t n_refs; /* one for the worker that fills it, and one for each block in it */
};

static void release(struct corpus_chunk *chunk)
{
    if (chunk == NULL || atomic_fetch_sub(&chunk->n_refs, 1) > 1)
        return;
    large_free(chunk->numbers);
    free(chunk);
}

/* Room for N numbers, in the worker's chunk or a new one; NULL if out of memory. */
static uint32_t *take_numbers(struct corpus_worker *worker, size_t n)
{
    struct corpus_chunk *chunk = worker->chunk;
    if (chunk == NULL || chunk->capacity - chunk->n < n) {
        size_t capacity = n > CHUNK_NUMBERS ? n : CHUNK_NUMBERS;
        uint32_t *numbers = large_array(capacity, sizeof *numbers);
        chunk = mem_array(1, sizeof *chunk);
        if (numbers == NULL || chunk == NULL) {
            large_free(numbers);
            free(chunk);
            return NULL;
        }
        *chunk = (struct corpus_chunk){.numbers = numbers, .capacity = capacity};
        atomic_init(&chunk->n_refs, 1);
        release(worker->chunk);
        worker->chunk = chunk;
    }
    chunk->n += n;
    atomic_fetch_add(&chunk->n_refs, 1);
    return chunk->numbers + chunk->n - n;
}

void corpus_block_clear(struct corpus_block *block)
{
    release(block->chunk);
    *block = (struct corpus_block){0};
}

void corpus_worker_clear_scratch(struct corpus_worker *worker)
{
    records_block_clear(&worker->records);
    record_clear(&worker->record);
    tokens_clear(&worker->tokens);
    release(worker->chunk);
    worker->chunk = NULL;
    free(worker->documents);
    free(worker->label_ids);
    free(worker->ids);
    worker->documents = NULL;
    worker->label_ids = worker->ids = NULL;
    worker->document_capacity = worker->label_capacity = worker->id_capacity = 0;
}

void corpus_worker_clear(struct corpus_worker *worker)
{
    corpus_worker_clear_scratch(worker);
    strtab_clear(&worker->words);
    strtab_clear(&worker->labels);
    corpus_notes_clear(&worker->notes);
}

static bool add_labels(struct corpus_worker *worker, const struct record_label *labels, size_t n, uint32_t block,
                       bool is_counted)
{
    if (mem_reserve(&worker->label_ids, &worker->label_capacity, worker->n_label_ids + n, sizeof *worker->label_ids) !=
        0)
        return false;
    for (size_t i = 0; i < n; i++) {
        struct token label = {.text = labels[i].text, .len = labels[i].len};
        struct strtab_first first = {.block = block, .place = (uint32_t)worker->n_label_ids};
        if (!strtab_add_tokens(&worker->labels, &label, 1, first, is_counted, worker->label_ids + first.place))
            return false;
        worker->n_label_ids++;
    }
    return true;
}

static bool add_words(struct corpus_worker *worker, uint32_t block, bool is_counted)
{
    const struct tokens *tokens = &worker->tokens;
    struct strtab_first first = {.block = block, .place = (uint32_t)worker->n_ids};
    if (mem_reserve(&worker->ids, &worker->id_capacity, worker->n_ids + tokens->n, sizeof *worker->ids) != 0 ||
        !strtab_add_tokens(&worker->words, tokens->list, tokens->n, first, is_counted, worker->ids + worker->n_ids))
        return false;
    worker->n_ids += tokens->n;
    return true;
}

static bool is_held_out_record(const struct corpus_task *task, uint64_t number)
{
    const struct corpus_options *options = task->options;
    if (task->is_held_out || options->held_out_percent <= 0)
        return task->is_held_out;
    float drawn = rng_unit(options->seed, CORPUS_STREAM_HELD_OUT, task->lines_before + number);
    return (double)drawn * 100 < options->held_out_percent;
}

/* Turns worker->record into a document. */
static enum bagtag_status add_record(struct corpus_worker *worker, const struct corpus_task *task,
                                     struct corpus_counts *counts, struct bagtag_error *error)
{
    const struct corpus_options *options = task->options;
    const struct record *record = &worker->record;
    if (record->n_labels == 0) {
        counts->unlabelled++;
        corpus_notes_record(&worker->notes, &worker->records, task->number, record, false);
        return BAGTAG_OK;
    }
    if (feature_tokens(&worker->tokens, options->kind, &options->tokenizer, record->text, record->text_len) != 0)
        return error_memory(error);
    if (worker->tokens.n > MAX_TOKENS - worker->n_ids || record->n_labels > MAX_LABELS - worker->n_label_ids)
        return error_set(error, BAGTAG_INPUT, "%s:%" PRIu64 ": expected at most %zu words and %zu labels in a line",
                         worker->records.file, record->line, MAX_TOKENS, MAX_LABELS);

    bool is_held_out = is_held_out_record(task, record->line);
    bool is_counted = !is_held_out && options->held_out_percent <= 0;
    bool is_compared = options->held_out_percent > 0 || options->finds_copies;
    uint64_t text = is_compared ? hash_bytes(record->text, record->text_len) : 0;
    if (mem_reserve(&worker->documents, &worker->document_capacity, worker->n_documents + 1,
                    sizeof *worker->documents) != 0 ||
        !add_labels(worker, record->labels, record->n_labels, task->number, is_counted) ||
        !add_words(worker, task->number, is_counted) ||
        !corpus_notes_labels(&worker->notes, worker->labels.n, &worker->records, task->number, record))
        return error_memory(error);
    corpus_notes_record(&worker->notes, &worker->records, task->number, record, worker->tokens.has_invalid);
    worker->documents[worker->n_documents++] =
        (struct corpus_document){.text = {(uint32_t)text, (uint32_t)(text >> 32)},
                                 .n_tokens = (uint32_t)worker->tokens.n,
                                 .n_labels = (uint32_t)record->n_labels & INT32_MAX,
                                 .is_held_out = is_held_out};
    counts->invalid_utf8 += worker->tokens.has_invalid;
    if (is_held_out) {
        counts->held_out++;
    } else {
        counts->documents++;
        counts->tokens += worker->tokens.n;
    }
    return BAGTAG_OK;
}

static void copy(void *to, const void *from, size_t n_bytes)
{
    if (n_bytes > 0)
        memcpy(to, from, n_bytes);
}

/* Copies the arrays of the block just read to their final memory. */
static bool pack(struct corpus_worker *worker, struct corpus_block *block)
{
    size_t document_bytes = worker->n_documents * sizeof *worker->documents;
    size_t n_document_numbers = document_bytes / sizeof(uint32_t);
    uint32_t *numbers = take_numbers(worker, n_document_numbers + worker->n_label_ids + worker->n_ids);
    if (numbers == NULL)
        return false;
    *block = (struct corpus_block){.chunk = worker->chunk,
                                   .documents = (struct corpus_document *)(void *)numbers,
                                   .labels = numbers + n_document_numbers,
                                   .ids = numbers + n_document_numbers + worker->n_label_ids,
                                   .n_documents = worker->n_documents};
    copy(block->documents, worker->documents, document_bytes);
    copy(block->labels, worker->label_ids, worker->n_label_ids * sizeof *worker->label_ids);
    copy(block->ids, worker->ids, worker->n_ids * sizeof *worker->ids);
    return true;
}

enum bagtag_status corpus_block_write(struct corpus_worker *worker, const struct corpus_options *options,
                                      uint32_t number, const struct corpus_text *texts, size_t n,
                                      struct corpus_block *block, struct bagtag_error *error)
{
    worker->n_documents = worker->n_label_ids = worker->n_ids = 0;
    if (mem_reserve(&worker->documents, &worker->document_capacity, n, sizeof *worker->documents) != 0)
        return error_memory(error);
    for (size_t i = 0; i < n; i++) {
        if (feature_tokens(&worker->tokens, options->kind, &options->tokenizer, texts[i].text, texts[i].len) != 0 ||
            !add_labels(worker, &texts[i].label, 1, number, false) || !add_words(worker, number, true))
            return error_memory(error);
        worker->documents[worker->n_documents++] =
            (struct corpus_document){.n_tokens = (uint32_t)worker->tokens.n, .n_labels = 1};
    }
    return pack(worker, block) ? BAGTAG_OK : error_memory(error);
}

enum bagtag_status corpus_block_read(struct corpus_worker *worker, const struct corpus_task *task,
                                     struct corpus_block *block, struct corpus_counts *counts,
                                     struct bagtag_error *error)
{
    worker->n_documents = worker->n_label_ids = worker->n_ids = 0;
    corpus_notes_begin_block(&worker->notes, &worker->records, task->number);
    for (;;) {
        enum bagtag_status status = records_next(&worker->records, &worker->record, error);
        if (status == BAGTAG_OK && worker->record.raw_len == 0)
            break;
        if (status == BAGTAG_OK)
            status = add_record(worker, task, counts, error);
        if (status != BAGTAG_OK)
            return status;
    }
    corpus_notes_end_block(&worker->notes, &worker->records, task->number);
    if (!pack(worker, block))
        return error_memory(error);
    block->n_held_out = (size_t)counts->held_out;
    return BAGTAG_OK;
}
