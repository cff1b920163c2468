/* corpus_rows.c - from blocks of ids to data sets of rows */
/* SPDX-License-Identifier: MIT */
#include "data/corpus_rows.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/large.h"
#include "base/mem.h"
#include "words/buckets.h"
#include "words/ngram.h"

#define MAX_ROWS ((size_t)INT32_MAX)

/* Index of a block's first document in each data set. */
struct block_start {
    size_t train;
    size_t held_out;
};

/* Shared by the workers. */
struct filling {
    struct corpus *corpus;
    struct corpus_contents *contents;
    const struct corpus_maps *maps;
    struct block_start *starts; /* [n_blocks] */
    struct buckets buckets;     /* touched in training; empty without n-grams */
    bool is_all_known;          /* every token is a known word */
    atomic_size_t next_block;
};

/* One document of a block, with pointers into its arrays. */
struct document_view {
    const uint32_t *ids;
    const uint32_t *labels;
    uint32_t n_tokens;
    uint32_t n_labels;
    bool is_held_out;
    size_t number; /* index in its data set */
};

/* Called for each document of each block. Workers share out the blocks; one worker visits all documents of a block, in
 * order. */
typedef void visit_document(struct filling *f, uint32_t worker, const struct document_view *document);

struct visiting {
    struct filling *f;
    visit_document *visit;
    bool is_last; /* free each block after its visit */
};

static void visit_blocks(void *context, int number)
{
    (void)number;
    struct visiting *visiting = context;
    struct filling *f = visiting->f;
    for (;;) {
        size_t b = atomic_fetch_add(&f->next_block, 1);
        if (b >= f->corpus->n_blocks)
            return;
        struct corpus_block *block = &f->corpus->blocks[b];
        struct block_start at = f->starts[b];
        struct document_view view = {.ids = block->ids, .labels = block->labels};
        for (size_t i = 0; i < block->n_documents; i++) {
            struct corpus_document document = block->documents[i];
            view.n_tokens = document.n_tokens;
            view.n_labels = document.n_labels;
            view.is_held_out = document.is_held_out;
            view.number = document.is_held_out ? at.held_out++ : at.train++;
            visiting->visit(f, block->worker, &view);
            view.ids += document.n_tokens;
            view.labels += document.n_labels;
        }
        if (visiting->is_last)
            corpus_block_clear(block);
    }
}

static void visit_all(struct filling *f, visit_document *visit, bool is_last)
{
    struct visiting visiting = {.f = f, .visit = visit, .is_last = is_last};
    atomic_store(&f->next_block, 0);
    pool_run(f->corpus->pool, visit_blocks, &visiting);
}

/* The n-gram buckets of a run of a document's tokens, as computed by the feature kind. */
enum { BATCH = 64 };
struct batch {
    uint32_t buckets[BATCH * (NGRAM_LONGEST - 1)];
    uint64_t hashes[BATCH + NGRAM_LONGEST - 1];
};

/* Lists the buckets of the n-grams that begin with tokens FROM..UNTIL, at most BATCH; returns their number. */
static size_t make_buckets(const struct filling *f, uint32_t worker, const struct document_view *document, size_t from,
                           size_t until, struct batch *batch)
{
    const struct corpus_options *options = &f->corpus->options;
    const struct ngrams ngrams = {.max_n = options->max_ngram, .n_buckets = options->n_buckets};
    const uint64_t *hashes = f->maps->hashes[worker];
    size_t end = document->n_tokens - until < ngrams.max_n - 1 ? document->n_tokens : until + ngrams.max_n - 1;
    for (size_t i = from; i < end; i++)
        batch->hashes[i - from] = hashes[document->ids[i]];
    return options->kind->ngram_buckets(&ngrams, batch->hashes, end - from, 0, until - from, batch->buckets);
}

static size_t batch_end(const struct document_view *document, size_t from)
{
    return document->n_tokens - from < BATCH ? document->n_tokens : from + BATCH;
}

/* Touches the buckets of a training document. */
static void touch_ngrams(struct filling *f, uint32_t worker, const struct document_view *document)
{
    if (document->is_held_out)
        return;
    struct batch batch;
    for (size_t from = 0; from < document->n_tokens; from += BATCH) {
        size_t n = make_buckets(f, worker, document, from, batch_end(document, from), &batch);
        for (size_t k = 0; k < n; k++)
            buckets_touch(&f->buckets, batch.buckets[k]);
    }
}

/* Lists the rows of a document in the order of ngram.h; returns their number. ROWS may be NULL to count only. If the
 * kind gives every bucket a row, all buckets that no training document touches share the row after the others. */
static uint64_t document_rows(const struct filling *f, uint32_t worker, const struct document_view *document,
                              uint32_t *rows)
{
    const uint32_t *word_map = f->maps->words[worker];
    uint32_t max_n = f->corpus->options.max_ngram, n_words = (uint32_t)f->contents->words.n_words;
    uint32_t rest = n_words + (uint32_t)f->contents->n_ngram_ids;
    bool has_unseen_row = f->corpus->options.kind->shares_buckets;
    struct batch batch;
    uint64_t n = 0;
    for (size_t from = 0, until; from < document->n_tokens; from = until) {
        until = batch_end(document, from);
        if (max_n > 1)
            make_buckets(f, worker, document, from, until, &batch);
        const uint32_t *bucket = batch.buckets;
        for (size_t i = from; i < until; i++) {
            uint32_t word = word_map[document->ids[i]];
            if (word != VOCAB_UNKNOWN) {
                if (rows != NULL)
                    rows[n] = word;
                n++;
            }
            for (size_t k = ngram_runs(document->n_tokens, i, max_n); k > 0; k--, bucket++) {
                bool is_touched = buckets_is_touched(&f->buckets, *bucket);
                if (!is_touched && !has_unseen_row)
                    continue;
                if (rows != NULL)
                    rows[n] = is_touched ? n_words + buckets_rank(&f->buckets, *bucket) : rest;
                n++;
            }
        }
    }
    return n;
}

/* Stores the document's numbers of rows and labels where its offsets will be. */
static void count_rows(struct filling *f, uint32_t worker, const struct document_view *document)
{
    struct dataset *dataset = document->is_held_out ? &f->contents->held_out : &f->contents->train;
    uint64_t n_rows;
    if (f->is_all_known && !document->is_held_out) /* then its n-grams are known, too */
        n_rows = document->n_tokens + ngram_count(document->n_tokens, f->corpus->options.max_ngram);
    else
        n_rows = document_rows(f, worker, document, NULL);
    dataset->offsets[document->number + 1] = n_rows;
    dataset->label_offsets[document->number + 1] = document->n_labels;
}

static void fill_rows(struct filling *f, uint32_t worker, const struct document_view *document)
{
    struct dataset *dataset = document->is_held_out ? &f->contents->held_out : &f->contents->train;
    document_rows(f, worker, document, dataset->ids + dataset->offsets[document->number]);
    uint32_t *labels = dataset->labels + dataset->label_offsets[document->number];
    for (uint32_t i = 0; i < document->n_labels; i++)
        labels[i] = f->maps->labels[worker][document->labels[i]]; /* VOCAB_UNKNOWN is DATASET_UNKNOWN_LABEL */
}
_Static_assert(VOCAB_UNKNOWN == DATASET_UNKNOWN_LABEL, "labels are mapped as words are");

/* Makes room for the offsets of N documents; the counts are filled in later. */
static bool allocate_offsets(struct dataset *dataset, size_t n)
{
    dataset->n_documents = n;
    dataset->offsets = mem_array(n + 1, sizeof *dataset->offsets);
    dataset->label_offsets = mem_array(n + 1, sizeof *dataset->label_offsets);
    if (dataset->offsets == NULL || dataset->label_offsets == NULL)
        return false;
    dataset->offsets[0] = dataset->label_offsets[0] = 0;
    return true;
}

/* Turns counts into offsets (prefix sums), and makes room for rows and labels. */
static bool allocate_rows(struct dataset *dataset)
{
    for (size_t i = 0; i < dataset->n_documents; i++) {
        if (__builtin_add_overflow(dataset->offsets[i], dataset->offsets[i + 1], &dataset->offsets[i + 1]))
            return false;
        dataset->label_offsets[i + 1] += dataset->label_offsets[i];
    }
    uint64_t n_rows = dataset->offsets[dataset->n_documents];
    uint64_t n_labels = dataset->label_offsets[dataset->n_documents];
    if (n_rows > SIZE_MAX || n_labels > SIZE_MAX)
        return false;
    dataset->ids = large_array((size_t)n_rows, sizeof *dataset->ids);
    dataset->labels = mem_array((size_t)n_labels, sizeof *dataset->labels);
    return dataset->ids != NULL && dataset->labels != NULL;
}

/* Finds where each block's documents begin, and makes room for all offsets. */
static bool place_blocks(struct filling *f)
{
    const struct corpus *corpus = f->corpus;
    struct block_start at = {0};
    f->starts = mem_array(corpus->n_blocks, sizeof *f->starts);
    if (f->starts == NULL)
        return false;
    for (size_t b = 0; b < corpus->n_blocks; b++) {
        f->starts[b] = at;
        at.train += corpus->blocks[b].n_documents - corpus->blocks[b].n_held_out;
        at.held_out += corpus->blocks[b].n_held_out;
    }
    return allocate_offsets(&f->contents->train, at.train) && allocate_offsets(&f->contents->held_out, at.held_out);
}

/* Makes the touched buckets rows after the words. */
static enum bagtag_status make_ngrams(struct filling *f, struct bagtag_error *error)
{
    struct corpus_contents *contents = f->contents;
    if (buckets_init(&f->buckets, f->corpus->options.n_buckets) != 0)
        return error_memory(error);
    visit_all(f, touch_ngrams, false);
    if (buckets_rank_all(&f->buckets) != 0)
        return error_memory(error);
    if (f->buckets.n_touched > MAX_ROWS - contents->words.n_words)
        return error_set(error, BAGTAG_INPUT, "expected at most %zu words and n-grams; found %zu and %zu", MAX_ROWS,
                         contents->words.n_words, f->buckets.n_touched);
    contents->ngram_ids = mem_array(f->buckets.n_touched, sizeof *contents->ngram_ids);
    if (contents->ngram_ids == NULL)
        return error_memory(error);
    contents->n_ngram_ids = f->buckets.n_touched;
    buckets_list(&f->buckets, contents->ngram_ids);
    return BAGTAG_OK;
}

/* Three passes over all blocks: touch n-grams, count rows, write rows. */
enum bagtag_status corpus_rows_fill(struct corpus *corpus, const struct corpus_maps *maps,
                                    struct corpus_contents *contents, struct bagtag_error *error)
{
    struct filling f = {.corpus = corpus,
                        .contents = contents,
                        .maps = maps,
                        .is_all_known = corpus->options.min_count <= 1 && corpus->counts.held_out == 0};
    enum bagtag_status status = BAGTAG_OK;
    if (!place_blocks(&f)) {
        status = error_memory(error);
        goto out;
    }
    if (corpus->options.max_ngram > 1)
        status = make_ngrams(&f, error);
    if (status != BAGTAG_OK)
        goto out;
    visit_all(&f, count_rows, false);
    if (!allocate_rows(&contents->train) || !allocate_rows(&contents->held_out)) {
        status = error_memory(error);
        goto out;
    }
    visit_all(&f, fill_rows, true);
    contents->train.has_others = contents->held_out.has_others = contents->others.n > 0;

out:
    buckets_clear(&f.buckets);
    free(f.starts);
    return status;
}
