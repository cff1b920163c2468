/* corpus_finish.c - turns what all workers read into vocabularies and data sets */
/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "data/corpus.h"
#include "data/corpus_held_out.h"
#include "data/corpus_others.h"
#include "data/corpus_rows.h"
#include "data/corpus_state.h"
#include "data/label_texts.h"
#include "text/unicode.h"
#include "words/token_hash.h"

struct hashing {
    const struct corpus *corpus;
    uint64_t **hashes;
};

/* The full hashes of the words in a worker's table, whose entries keep only 32 bits. */
static void hash_words(void *context, int number)
{
    struct hashing *hashing = context;
    const struct strtab *words = &hashing->corpus->workers[number].words;
    uint64_t *hashes = hashing->hashes[number];
    const struct feature_kind *kind = hashing->corpus->options.kind;
    for (size_t i = 0; i < words->n; i++)
        hashes[i] = feature_hash(kind, strtab_text(words, (uint32_t)i), words->entries[i].len);
}

/* Makes room for the maps of all workers. If out of memory, maps_clear frees what was allocated. */
static bool maps_init(struct corpus_maps *maps, const struct corpus *corpus)
{
    size_t n = corpus->n_workers;
    bool has_ngrams = corpus->options.max_ngram > 1;
    maps->words = mem_zeroed(n, sizeof *maps->words);
    maps->labels = mem_zeroed(n, sizeof *maps->labels);
    if (has_ngrams)
        maps->hashes = mem_zeroed(n, sizeof *maps->hashes);
    if (maps->words == NULL || maps->labels == NULL || (has_ngrams && maps->hashes == NULL))
        return false;
    maps->n_first = corpus->workers[0].words.n;
    for (size_t i = 0; i < n; i++) {
        const struct corpus_worker *worker = &corpus->workers[i];
        maps->words[i] = mem_array(worker->words.n, sizeof *maps->words[i]);
        maps->labels[i] = mem_array(worker->labels.n, sizeof *maps->labels[i]);
        if (maps->words[i] == NULL || maps->labels[i] == NULL)
            return false;
        if (!has_ngrams)
            continue;
        maps->hashes[i] = mem_array(worker->words.n, sizeof *maps->hashes[i]);
        if (maps->hashes[i] == NULL)
            return false;
    }
    return true;
}

static void maps_clear(struct corpus_maps *maps, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (maps->words != NULL)
            free(maps->words[i]);
        if (maps->labels != NULL)
            free(maps->labels[i]);
        if (maps->hashes != NULL)
            free(maps->hashes[i]);
    }
    free(maps->words);
    free(maps->labels);
    free(maps->hashes);
    *maps = (struct corpus_maps){0};
}

/* Builds both vocabularies, and maps the ids of the workers' tables to them. */
static enum bagtag_status build_vocabs(struct corpus *corpus, struct corpus_contents *contents,
                                       struct corpus_maps *maps, struct bagtag_error *error)
{
    size_t n = corpus->n_workers;
    uint64_t min_count = corpus->options.min_count > 1 ? corpus->options.min_count : 1;
    struct strtab **tables = mem_array(n, sizeof *tables);
    if (tables == NULL)
        return error_memory(error);
    for (size_t i = 0; i < n; i++)
        tables[i] = &corpus->workers[i].words;
    enum bagtag_status status = vocab_build(&contents->words, tables, n, min_count, corpus->options.has_others,
                                            maps->words, corpus->pool, error);
    for (size_t i = 0; i < n; i++)
        tables[i] = &corpus->workers[i].labels;
    if (status == BAGTAG_OK)
        status = vocab_build(&contents->labels, tables, n, 1, false, maps->labels, NULL, error);
    free(tables);
    return status;
}

static const char *word_at(const void *context, size_t i, size_t *len, int64_t *count)
{
    const struct corpus_contents *contents = context;
    *count = contents->words.counts[i];
    return vocab_word(&contents->words, (uint32_t)i, len);
}

static uint64_t hash_word(const void *context, const char *text, uint32_t len)
{
    const struct corpus_contents *contents = context;
    return feature_hash(contents->kind, text, len);
}

/* String tables have their own hash: if the kind uses another, the index is rebuilt. */
static enum bagtag_status index_words(struct corpus_contents *contents, struct bagtag_error *error)
{
    struct vocab words;
    if (contents->kind->hash_tokens == token_hash_all)
        return BAGTAG_OK;
    const struct vocab_source source = {contents->words.n_words, word_at, contents, hash_word};
    enum bagtag_status status = vocab_from_words(&words, &source, error);
    if (status != BAGTAG_OK)
        return status;
    vocab_clear(&contents->words);
    contents->words = words;
    return BAGTAG_OK;
}

/* Merges the workers' notes. */
static enum bagtag_status gather_findings(const struct corpus *corpus, const struct corpus_maps *maps,
                                          struct corpus_contents *contents, struct bagtag_error *error)
{
    struct corpus_findings *findings = &contents->findings;
    struct corpus_spot *spots = mem_zeroed(contents->labels.n_words, sizeof *spots), first = {0}, stranger = {0};
    findings->labels = mem_zeroed(contents->labels.n_words, sizeof *findings->labels);
    if (spots == NULL || findings->labels == NULL) {
        free(spots);
        return error_memory(error);
    }
    for (size_t w = 0; w < corpus->n_workers; w++) {
        const struct corpus_notes *notes = &corpus->workers[w].notes;
        corpus_notes_merge(&findings->notes, notes);
        for (size_t i = 0; i < notes->n_labels; i++) {
            uint32_t label = maps->labels[w][i];
            struct corpus_spot *spot = label == VOCAB_UNKNOWN ? &stranger : &spots[label];
            if (corpus_spot_is_before(&notes->labels[i], spot))
                *spot = notes->labels[i];
            if (corpus_spot_is_before(&notes->labels[i], &first))
                first = notes->labels[i];
        }
    }
    for (size_t i = 0; i < contents->labels.n_words; i++)
        findings->labels[i] = spots[i].place;
    findings->first = first.place;
    findings->format = first.format;
    findings->stranger = stranger.place;
    free(spots);
    return BAGTAG_OK;
}

/* Whether most tokens of the training documents are single ideographs. */
static bool is_ideographic(const struct corpus *corpus)
{
    uint64_t n_ideographs = 0;
    for (size_t w = 0; w < corpus->n_workers; w++) {
        const struct strtab *words = &corpus->workers[w].words;
        for (size_t i = 0; i < words->n; i++) {
            const struct strtab_entry *entry = &words->entries[i];
            const char *text = strtab_text(words, (uint32_t)i);
            if ((unsigned char)*text < 0x80 || entry->len > UTF8_MAX_BYTES)
                continue;
            struct utf8_char c = utf8_decode(text, entry->len);
            if (c.bytes == entry->len && unicode_class(c.code) == UNICODE_IDEOGRAPH)
                n_ideographs += entry->count;
        }
    }
    return n_ideographs > corpus->counts.tokens / 2;
}

/* Counts the words that are in the vocabulary only thanks to names of labels. */
static enum bagtag_status count_label_words(struct corpus_contents *contents, uint64_t min_count,
                                            struct bagtag_error *error)
{
    const struct dataset *train = &contents->train;
    const struct vocab *words = &contents->words;
    if (train->n_label_texts == 0)
        return BAGTAG_OK;
    int64_t *in_names = mem_zeroed(words->n_words, sizeof *in_names);
    if (in_names == NULL)
        return error_memory(error);
    uint64_t first = train->offsets[corpus_contents_read(contents)];
    for (uint64_t k = first; k < train->offsets[train->n_documents]; k++)
        if (dataset_id_of(train->ids[k], words->n_words) == DATASET_WORD)
            in_names[train->ids[k]]++;
    uint64_t least = min_count > 1 ? min_count : 1;
    for (size_t i = 0; i < words->n_words; i++)
        contents->n_label_words += (uint64_t)(words->counts[i] - in_names[i]) < least;
    free(in_names);
    return BAGTAG_OK;
}

enum bagtag_status corpus_finish(struct corpus *corpus, struct corpus_contents *out, struct bagtag_error *error)
{
    if (corpus->options.held_out_percent > 0 && corpus_held_out_settle(corpus, error) != BAGTAG_OK)
        return BAGTAG_MEMORY;
    if (corpus->counts.documents == 0)
        return error_set(error, BAGTAG_INPUT,
                         "expected labelled lines to train on; found none (%" PRIu64 " are held out)",
                         corpus->counts.held_out);
    if (corpus->options.max_ideographs > 0 && is_ideographic(corpus))
        corpus->options.max_ngram = corpus->options.max_ideographs;
    if (label_texts_add(corpus, error) != BAGTAG_OK)
        return BAGTAG_MEMORY;
    struct corpus_contents contents = {.kind = corpus->options.kind, .max_ngram = corpus->options.max_ngram};
    struct corpus_maps maps = {0};
    enum bagtag_status status;
    for (size_t i = 0; i < corpus->n_workers; i++)
        corpus_worker_clear_scratch(&corpus->workers[i]);
    if (!maps_init(&maps, corpus)) {
        status = error_memory(error);
        goto out;
    }
    if (maps.hashes != NULL) {
        struct hashing hashing = {.corpus = corpus, .hashes = maps.hashes};
        pool_run(corpus->pool, hash_words, &hashing);
    }
    status = build_vocabs(corpus, &contents, &maps, error);
    if (status == BAGTAG_OK)
        status = index_words(&contents, error);
    if (status == BAGTAG_OK)
        status = gather_findings(corpus, &maps, &contents, error);
    if (status == BAGTAG_OK && corpus->options.finds_copies)
        status = corpus_held_out_copies(corpus, &contents.findings.n_copies, error);
    if (status == BAGTAG_OK && corpus->options.has_others)
        status = corpus_others_name(corpus, &maps, &contents.others, error);
    if (status != BAGTAG_OK)
        goto out;
    for (size_t i = 0; i < corpus->n_workers; i++)
        corpus_worker_clear(&corpus->workers[i]);
    status = corpus_rows_fill(corpus, &maps, &contents, error);
    contents.train.n_label_texts = (size_t)corpus->counts.label_texts;
    if (status == BAGTAG_OK)
        status = count_label_words(&contents, corpus->options.min_count, error);
    if (status != BAGTAG_OK)
        goto out;
    *out = contents;
    contents = (struct corpus_contents){0};

out:
    maps_clear(&maps, corpus->n_workers);
    corpus_contents_clear(&contents);
    return status;
}

void corpus_contents_clear(struct corpus_contents *contents)
{
    vocab_clear(&contents->words);
    vocab_clear(&contents->labels);
    free(contents->ngram_ids);
    corpus_others_clear(&contents->others);
    dataset_clear(&contents->train);
    dataset_clear(&contents->held_out);
    free(contents->findings.labels);
    *contents = (struct corpus_contents){0};
}
