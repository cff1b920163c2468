/* documents.c - the documents of labelled files, for training and search */
/* SPDX-License-Identifier: MIT */
#include "fit/documents.h"

#include <stdlib.h>

#include "base/mem.h"
#include "data/corpus.h"
#include "data/subword_rows.h"

static bool report_reading(void *context, const struct corpus_counts *counts, uint64_t bytes, uint64_t total_bytes)
{
    const struct document_files *files = context;
    struct bagtag_progress progress = {
        .stage = BAGTAG_READING,
        .fraction = total_bytes ? (double)bytes / (double)total_bytes : -1.0,
        .documents = counts->documents,
        .tokens = counts->tokens,
        .valid_loss = -1.0,
        .valid_accuracy = -1.0,
    };
    return files->progress(files->progress_context, &progress);
}

bool documents_warn(bagtag_progress_function *progress, void *context, const char *sentence)
{
    struct bagtag_progress warning = {
        .stage = BAGTAG_WARNING, .fraction = -1.0, .valid_loss = -1.0, .valid_accuracy = -1.0, .warning = sentence};
    return progress(context, &warning);
}

/* Warns of an option that applies to none of the files. Returns false if the run must stop. */
static bool warn_options(const struct document_files *files, uint32_t given, const struct formats_seen *seen)
{
    struct bagtag_error warning;
    return files->progress == NULL || !format_options_describe(given, seen, &warning) ||
           documents_warn(files->progress, files->progress_context, warning.sentence);
}

/* Contents may be rejected because they are not in the format that was meant, so the warning is given then too. */
static enum bagtag_status read_files(const struct document_files *files, uint32_t given, struct corpus *corpus,
                                     struct bagtag_error *error)
{
    struct document_files reported = *files;
    corpus_progress *report = files->progress ? report_reading : NULL;
    size_t n_all = files->n_files + (files->valid_file != NULL), n_begun = 0;
    enum bagtag_status status = BAGTAG_OK;
    for (; status == BAGTAG_OK && n_begun < n_all; n_begun++) {
        bool is_held_out = n_begun == files->n_files;
        const char *path = is_held_out ? files->valid_file : files->files[n_begun];
        status = corpus_read(corpus, path, is_held_out, report, &reported, error);
    }
    bool are_known = n_begun == n_all && (status == BAGTAG_OK || status == BAGTAG_INPUT);
    if (are_known && !warn_options(files, given, corpus_formats(corpus)) && status == BAGTAG_OK)
        status = error_set(error, BAGTAG_STOPPED, "stopped");
    return status;
}

enum bagtag_status documents_read(const struct document_files *files, const struct corpus_options *how,
                                  struct pool *pool, struct documents *documents, struct bagtag_error *error)
{
    struct corpus *corpus = NULL;
    struct documents read = {0};
    enum bagtag_status status = corpus_open(&corpus, how, pool, error);
    if (status == BAGTAG_OK)
        status = read_files(files, how->rules.given, corpus, error);
    if (status == BAGTAG_OK)
        status = corpus_finish(corpus, &read.contents, error);
    if (status == BAGTAG_OK) {
        read.counts = *corpus_counts(corpus);
        *documents = read;
    }
    corpus_free(corpus);
    return status;
}

void documents_clear(struct documents *documents)
{
    corpus_contents_clear(&documents->contents);
    free(documents->char_ids);
    free(documents->ngram_counts);
    *documents = (struct documents){0};
}

size_t documents_rows(const struct documents *documents)
{
    const struct corpus_contents *contents = &documents->contents;
    return contents->words.n_words + contents->n_ngram_ids + documents->n_char_ids + documents->has_unseen_row;
}

void documents_narrow(struct documents *documents, const struct settings *settings)
{
    struct corpus_contents *contents = &documents->contents;
    bool drops_ngrams = settings->ngrams == 1 && contents->n_ngram_ids > 0;
    bool drops_others = settings->chars_max == 0 && contents->others.n > 0;
    unsigned dropped = (drops_ngrams ? DATASET_NGRAM : 0) | (drops_others ? DATASET_NO_ROW : 0);
    if (dropped == 0)
        return;
    dataset_drop(&contents->train, contents->words.n_words, dropped);
    dataset_drop(&contents->held_out, contents->words.n_words, dropped);
    if (!drops_ngrams)
        return;
    free(contents->ngram_ids);
    contents->ngram_ids = NULL;
    contents->n_ngram_ids = 0;
}

/* ---- n-grams of words and of characters in the same buckets ---------------------------------------------------- */

/* Two ascending lists merged into one, and the index in it of each of their elements. */
struct joined {
    int32_t *ids;
    uint32_t *places; /* of the first list and its rest, then of the second and its rest */
    size_t n;
};

static bool join(struct joined *joined, const int32_t *a, size_t n_a, const int32_t *b, size_t n_b)
{
    joined->ids = mem_array(n_a + n_b, sizeof *joined->ids);
    joined->places = mem_array(n_a + n_b + 2, sizeof *joined->places);
    if (joined->ids == NULL || joined->places == NULL)
        return false;
    for (size_t i = 0, k = 0; i < n_a || k < n_b; joined->n++) {
        int32_t low = k == n_b || (i < n_a && a[i] < b[k]) ? a[i] : b[k];
        joined->ids[joined->n] = low;
        if (i < n_a && a[i] == low)
            joined->places[i++] = (uint32_t)joined->n;
        if (k < n_b && b[k] == low)
            joined->places[n_a + 1 + k++] = (uint32_t)joined->n;
    }
    joined->places[n_a] = joined->places[n_a + 1 + n_b] = (uint32_t)joined->n;
    return true;
}

static void move_rows(struct dataset *dataset, size_t n_words, const uint32_t *places)
{
    uint64_t n = dataset->n_documents > 0 ? dataset->offsets[dataset->n_documents] : 0;
    for (uint64_t i = 0; i < n; i++)
        if (dataset->ids[i] >= n_words)
            dataset->ids[i] = (uint32_t)n_words + places[dataset->ids[i] - n_words];
}

/* Merges the rows of character n-grams, which follow those of word n-grams and their rest, with these into one list of
 * buckets. (A held-out n-gram of one kind whose bucket only the other kind has in training counts as the rest.) */
static enum bagtag_status share_rows(struct documents *documents, struct bagtag_error *error)
{
    struct corpus_contents *contents = &documents->contents;
    struct joined joined = {.n = 0};
    bool is_joined =
        join(&joined, contents->ngram_ids, contents->n_ngram_ids, documents->char_ids, documents->n_char_ids);
    if (is_joined) {
        move_rows(&contents->train, contents->words.n_words, joined.places);
        move_rows(&contents->held_out, contents->words.n_words, joined.places);
        free(contents->ngram_ids);
        free(documents->char_ids);
        contents->ngram_ids = joined.ids;
        contents->n_ngram_ids = joined.n;
        documents->char_ids = NULL;
        documents->n_char_ids = 0;
    } else {
        free(joined.ids);
    }
    free(joined.places);
    return is_joined ? BAGTAG_OK : error_memory(error);
}

static enum bagtag_status add_chars(struct documents *documents, const struct settings *settings, struct pool *pool,
                                    struct bagtag_error *error)
{
    struct corpus_contents *contents = &documents->contents;
    const struct subwords rules = {
        .min_n = settings->chars_min, .max_n = settings->chars_max, .known.n_buckets = settings->buckets};
    struct subword_lists lists = {0};
    uint32_t first_row = (uint32_t)(contents->words.n_words + contents->n_ngram_ids + contents->kind->shares_buckets);
    enum bagtag_status status = subword_lists_make(&lists, &rules, contents, NULL, pool, error);
    if (status == BAGTAG_OK)
        status = subword_rows_add(&contents->train, &lists, first_row, pool, error);
    if (status == BAGTAG_OK)
        status = subword_rows_add(&contents->held_out, &lists, first_row, pool, error);
    if (status == BAGTAG_OK) {
        documents->char_ids = lists.ids;
        documents->n_char_ids = lists.n_ids;
        lists.ids = NULL;
    }
    subword_lists_clear(&lists);
    return status;
}

enum bagtag_status documents_add_chars(struct documents *documents, const struct settings *settings, struct pool *pool,
                                       struct bagtag_error *error)
{
    bool shares_buckets = documents->contents.kind->shares_buckets;
    enum bagtag_status status = settings->chars_max > 0 ? add_chars(documents, settings, pool, error) : BAGTAG_OK;
    if (status == BAGTAG_OK && shares_buckets && settings->chars_max > 0)
        status = share_rows(documents, error);
    documents->has_unseen_row = shares_buckets && (settings->ngrams > 1 || settings->chars_max > 0);
    return status;
}

enum bagtag_status documents_count(struct documents *documents, const struct settings *settings,
                                   struct bagtag_error *error)
{
    const struct corpus_contents *contents = &documents->contents;
    if (settings->ngrams == 1 || contents->n_ngram_ids == 0)
        return BAGTAG_OK;
    documents->ngram_counts = dataset_count_codes(&contents->train, contents->words.n_words, contents->n_ngram_ids);
    return documents->ngram_counts != NULL ? BAGTAG_OK : error_memory(error);
}
