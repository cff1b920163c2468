/* labelled_scores.c - the scores of labelled records */
/* SPDX-License-Identifier: MIT */
#include "use/labelled_scores.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "io/input.h"
#include "model/model.h"
#include "words/strtab.h"

/* Options that apply only to labelled files; the texts that are read later need no labels. */
enum { OF_LABELS = BAGTAG_GIVEN_LABEL_FIELD | BAGTAG_GIVEN_LABEL_COLUMN };

struct reading {
    const struct labelled_judge *judge;
    struct strtab labels; /* the model's, by text */
    struct labelled_scores *scores;
};

void labelled_scores_clear(struct labelled_scores *scores)
{
    free(scores->list);
    *scores = (struct labelled_scores){.list = NULL};
}

static int by_score(const void *a, const void *b)
{
    const struct labelled_score *x = a, *y = b;
    return x->score > y->score ? -1 : x->score < y->score;
}

void labelled_scores_sort(struct labelled_scores *scores)
{
    if (scores->n > 0)
        qsort(scores->list, scores->n, sizeof *scores->list, by_score);
}

static uint32_t number_of(const struct strtab *labels, const struct record_label *label)
{
    uint32_t id = strtab_find(labels, label->text, label->len, hash_bytes(label->text, label->len));
    return id == STRTAB_NONE ? LABEL_UNKNOWN : id;
}

static size_t put_scores(void *context, struct scored_records *scored, struct buffer *out)
{
    const struct reading *reading = context;
    for (size_t i = 0; i < scored->n; i++) {
        const struct record *record = &scored->records[i];
        uint32_t few[16], *labels = record->n_labels > 16 ? mem_array(record->n_labels, sizeof *labels) : few;
        out->failed |= labels == NULL;
        for (size_t l = 0; labels != NULL && l < record->n_labels; l++)
            labels[l] = number_of(&reading->labels, &record->labels[l]);
        if (labels != NULL) {
            struct labelled_score score =
                reading->judge->judge(reading->judge->context, scored, i, labels, record->n_labels);
            buffer_bytes(out, &score, sizeof score);
        }
        if (labels != few)
            free(labels);
    }
    return scored->n;
}

/* A sink: receives the scores of a block. */
static int take_scores(void *context, const char *bytes, size_t len)
{
    struct labelled_scores *scores = ((struct reading *)context)->scores;
    size_t n = len / sizeof *scores->list;
    if (mem_reserve(&scores->list, &scores->capacity, scores->n + n, sizeof *scores->list) != 0)
        return ENOMEM;
    memcpy(scores->list + scores->n, bytes, len);
    scores->n += n;
    return 0;
}

static enum bagtag_status refuse_unlabelled(const char *first_file, const struct record_counts *found,
                                            const struct bagtag_model *model, const struct bagtag_input *input,
                                            struct bagtag_error *error)
{
    struct record_rules rules;
    const struct records_first *first = &found->first_unlabelled;
    if (first->place.file == NULL)
        return error_set(error, BAGTAG_INPUT, "%s: is empty", input_name_of(first_file));
    enum bagtag_status status = record_rules_of(&rules, FORMAT_WITH_LABELS, input, model->settings.label_prefix, error);
    return status != BAGTAG_OK ? status
                               : records_no_label(first->place.file, first->format, first->members, &rules, error);
}

enum bagtag_status labelled_scores_read(struct labelled_scores *scores, const struct bagtag_model *model,
                                        const char *const *files, size_t n_files, const struct bagtag_input *input,
                                        int threads, const struct labelled_judge *judge, struct bagtag_error *error)
{
    struct record_counts found = {0};
    struct reading reading = {.judge = judge, .scores = scores};
    struct bagtag_input labelled = *input;
    labelled.format = format_names_labelled[FORMAT_AUTO];
    labelled.given &= OF_LABELS;
    enum bagtag_status status =
        model_index_labels(model, input->label_prefix != NULL ? input->label_prefix : model->settings.label_prefix,
                           &reading.labels, error);
    if (status == BAGTAG_OK)
        status = record_stream_run(&(struct record_stream){.model = model,
                                                           .files = files,
                                                           .n_files = n_files,
                                                           .input = &labelled,
                                                           .is_labelled = true,
                                                           .threads = threads,
                                                           .choice = judge->choice,
                                                           .put = put_scores,
                                                           .context = &reading,
                                                           .sink = &(struct bagtag_sink){take_scores, &reading}},
                                   &found, error);
    if (status == BAGTAG_OK && scores->n == 0)
        status = refuse_unlabelled(n_files > 0 ? files[0] : "-", &found, model, &labelled, error);
    scores->unused = format_options_unused(input->given, found.formats) & ~(uint32_t)OF_LABELS;
    strtab_clear(&reading.labels);
    return status;
}
