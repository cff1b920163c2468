/* sample_chars.c - a sample with the character n-grams of its words */
/* SPDX-License-Identifier: MIT */
#include "learn/sample_chars.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/large.h"
#include "base/mem.h"
#include "data/dataset_weights.h"

/* Undoes dataset_merge_equal: repeats each row as often as it was counted, but not in the original order. */
static bool repeat_rows(struct dataset *to, const struct sample *sample, bool keeps_ngrams)
{
    const struct dataset *from = &sample->documents;
    size_t n = from->n_documents, n_labels = (size_t)from->label_offsets[n];
    double n_rows = 0;
    for (uint64_t k = 0; k < from->offsets[n]; k++)
        n_rows += (double)from->weights[k];
    to->ids = large_array((size_t)n_rows, sizeof *to->ids);
    to->offsets = mem_zeroed(n + 1, sizeof *to->offsets);
    to->labels = mem_array(n_labels, sizeof *to->labels);
    to->label_offsets = mem_array(n + 1, sizeof *to->label_offsets);
    if (!to->ids || !to->offsets || !to->labels || !to->label_offsets)
        return false;
    memcpy(to->label_offsets, from->label_offsets, (n + 1) * sizeof *to->label_offsets);
    if (n_labels > 0)
        memcpy(to->labels, from->labels, n_labels * sizeof *to->labels);
    to->n_documents = n;
    to->has_others = from->has_others;
    to->n_label_texts = from->n_label_texts;
    uint64_t at = 0;
    for (size_t i = 0; i < n; i++) {
        for (uint64_t k = from->offsets[i]; k < from->offsets[i + 1]; k++) {
            uint32_t id = from->ids[k];
            bool is_ngram = dataset_id_of(id, sample->n_words) == DATASET_NGRAM;
            for (uint64_t times = is_ngram && !keeps_ngrams ? 0 : (uint64_t)from->weights[k]; times > 0; times--)
                to->ids[at++] = id;
        }
        to->offsets[i + 1] = at;
    }
    return true;
}

/* Renumbers the rows below N_ROWS that the documents have, keeping their order: words, n-grams, and from FIRST_CHAR on
 * character n-grams. */
static bool renumber(struct sample *out, size_t n_words, size_t first_char, size_t n_rows)
{
    struct dataset *dataset = &out->documents;
    uint64_t n = dataset->offsets[dataset->n_documents];
    uint32_t *numbers = mem_zeroed(n_rows, sizeof *numbers);
    if (!numbers)
        return false;
    for (uint64_t k = 0; k < n; k++)
        numbers[dataset->ids[k]] = 1;
    for (size_t row = 0; row < n_rows; row++) {
        if (row == n_words)
            out->n_words = out->n_rows;
        if (row >= first_char && numbers[row])
            out->n_char_rows++;
        if (numbers[row] && row < n_words)
            out->words[out->n_rows] = (uint32_t)row;
        if (numbers[row])
            numbers[row] = (uint32_t)out->n_rows++;
    }
    for (uint64_t k = 0; k < n; k++)
        dataset->ids[k] = numbers[dataset->ids[k]];
    free(numbers);
    return true;
}

enum bagtag_status sample_add_chars(struct sample *out, const struct sample *sample, const struct subword_lists *lists,
                                    bool keeps_ngrams, struct pool *pool, struct bagtag_error *error)
{
    size_t n = sample->documents.n_documents;
    *out = (struct sample){.n_labels = sample->n_labels,
                           .twins = mem_array(n, sizeof *out->twins),
                           .pretrained = sample->pretrained,
                           .words = mem_array(sample->n_words, sizeof *out->words)};
    if (!out->twins || !out->words || !repeat_rows(&out->documents, sample, keeps_ngrams))
        return error_memory(error);
    memcpy(out->twins, sample->twins, n * sizeof *out->twins);
    enum bagtag_status status = subword_rows_add(&out->documents, lists, (uint32_t)sample->n_rows, pool, error);
    if (status == BAGTAG_OK && !renumber(out, sample->n_words, sample->n_rows, sample->n_rows + lists->n_ids))
        status = error_memory(error);
    return status == BAGTAG_OK ? dataset_merge_equal(&out->documents, pool, error) : status;
}

enum bagtag_status sample_take_with_chars(struct sample *sample, const struct corpus_contents *contents,
                                          const struct subwords *rules, bool keeps_ngrams, double max_rows,
                                          uint64_t seed, struct pool *pool, struct bagtag_error *error)
{
    double n_rows = (double)contents->train.offsets[contents->train.n_documents];
    if (rules->max_n == 0)
        return sample_take(sample, contents, (uint64_t)max_rows, SIZE_MAX, seed, pool, error);
    double n_with_chars = n_rows + subword_rows_count(rules, contents);
    double part = max_rows < n_with_chars ? max_rows / n_with_chars : 1.0;
    struct sample words = {0};
    struct subword_lists lists = {0};
    enum bagtag_status status =
        sample_take(&words, contents, (uint64_t)ceil(n_rows * part), SIZE_MAX, seed, pool, error);
    if (status == BAGTAG_OK)
        status = subword_lists_make(&lists, rules, contents, &words.documents, pool, error);
    if (status == BAGTAG_OK)
        status = sample_add_chars(sample, &words, &lists, keeps_ngrams, pool, error);
    subword_lists_clear(&lists);
    sample_clear(&words);
    return status;
}
