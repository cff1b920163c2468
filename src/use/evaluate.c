/* evaluate.c - a model's predictions compared with the labels of files */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include <stdlib.h>
#include <string.h>

#include "base/choices.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/pool.h"
#include "io/input.h"
#include "model/model.h"
#include "use/chosen_labels.h"
#include "use/pipeline.h"
#include "use/scorer.h"
#include "use/tally.h"

/* The true labels of one document of a group. */
struct truth {
    uint32_t *labels;
    size_t n, capacity;
};

/* Scratch of one worker. */
struct worker {
    struct scorer scorer;
    struct record records[KERNEL_LANES];
    struct truth truths[KERNEL_LANES];
    struct bagtag_prediction *best; /* [C] */
    struct tally tally;
    uint64_t n_left_out; /* documents that have no label that may be answered */
};

struct evaluate {
    const struct bagtag_model *model;
    const struct bagtag_test_options *options;
    struct record_rules rules;
    size_t k;
    double threshold;
    struct chosen_labels chosen;
    const char **names;   /* [chosen.n]: names of the labels that may be answered */
    struct strtab labels; /* the same, by text */
    struct worker *workers;
    size_t n_workers;
    struct bagtag_input_counts counts;
};

void bagtag_test_options_init(struct bagtag_test_options *options)
{
    *options = (struct bagtag_test_options){.input = record_rules_usual(), .k = 1};
}

/* Whether documents without a label that may be answered are left out. */
static bool leaves_out(const struct evaluate *evaluate)
{
    return evaluate->chosen.choice.n > 0 || evaluate->options->truth == BAGTAG_TRUTH_KNOWN;
}

/* The id of a true label: its place among those that may be answered, or their number + its place among the labels that
 * the model does not know. */
static uint32_t label_id(const struct evaluate *evaluate, struct worker *worker, const struct record_label *label,
                         struct strtab_first first)
{
    uint64_t hash = hash_bytes(label->text, label->len);
    uint32_t id = strtab_find(&evaluate->labels, label->text, label->len, hash);
    if (id != STRTAB_NONE || leaves_out(evaluate))
        return id;
    id = strtab_add(&worker->tally.unknown, label->text, label->len, hash, first);
    return id == STRTAB_NONE ? STRTAB_NONE : id + (uint32_t)evaluate->model->n_labels;
}

/* If only some labels may be answered, or count, all others are left out. */
static enum bagtag_status read_truth(const struct evaluate *evaluate, struct worker *worker, size_t n,
                                     struct strtab_first first, struct bagtag_error *error)
{
    const struct record *record = &worker->records[n];
    struct truth *truth = &worker->truths[n];
    truth->n = 0;
    if (mem_reserve(&truth->labels, &truth->capacity, record->n_labels, sizeof *truth->labels) != 0)
        return error_memory(error);
    for (size_t l = 0; l < record->n_labels; l++) {
        uint32_t id = label_id(evaluate, worker, &record->labels[l], first);
        if (id != STRTAB_NONE)
            truth->labels[truth->n++] = id;
        else if (!leaves_out(evaluate))
            return error_memory(error);
    }
    return BAGTAG_OK;
}

/* The best K labels of a text; *TOP is the most probable one. In fastText's ranking, K decides which of equally
 * probable labels comes first; *TOP is the one that it ranks first for K = 1. */
static size_t find_best(const struct evaluate *evaluate, struct worker *worker, size_t text,
                        struct bagtag_prediction *top)
{
    const uint32_t *places = evaluate->chosen.places;
    bool is_by_number = worker->scorer.group.loss->best != NULL && evaluate->k > 1;
    size_t n = scorer_best(&worker->scorer, text, is_by_number ? 1 : evaluate->k, worker->best);
    if (n > 0)
        *top = (struct bagtag_prediction){places[worker->best[0].label], worker->best[0].probability};
    if (is_by_number)
        n = scorer_best(&worker->scorer, text, evaluate->k, worker->best);
    for (size_t b = 0; b < n; b++)
        worker->best[b].label = places[worker->best[b].label];
    return n;
}

static enum bagtag_status finish_group(const struct evaluate *evaluate, struct worker *worker, size_t n,
                                       struct bagtag_error *error)
{
    enum bagtag_status status = scorer_run(&worker->scorer, error);
    for (size_t i = 0; status == BAGTAG_OK && i < n; i++) {
        const struct truth *truth = &worker->truths[i];
        if (evaluate->options->truth == BAGTAG_TRUTH_KNOWN && !scorer_has_answer(&worker->scorer, i))
            continue;
        struct bagtag_prediction top = {0};
        size_t n_best = find_best(evaluate, worker, i, &top);
        const struct bagtag_prediction *answer = n_best > 0 ? &top : NULL;
        while (n_best && (double)worker->best[n_best - 1].probability < evaluate->threshold)
            n_best--;
        const struct loss_truth of_loss = {truth->labels, truth->n};
        struct tally_truth seen = {truth->labels, truth->n, scorer_loss(&worker->scorer, i, &of_loss)};
        status = tally_add(&worker->tally, &seen, answer, worker->best, n_best, error);
    }
    return status;
}

/* Adds a record to the group if it has labels that count; *N is the number of records in the group. */
static enum bagtag_status add_record(const struct evaluate *evaluate, struct worker *worker,
                                     const struct records_block *block, size_t *n, struct bagtag_error *error)
{
    const struct record *record = &worker->records[*n];
    struct strtab_first first = {(uint32_t)block->number, (uint32_t)(record->line - block->lines.first_line)};
    bool has_invalid;
    if (record->n_labels == 0) {
        worker->tally.skipped++;
        records_note_first(&worker->tally.first_skipped, block, record, block->format);
        return BAGTAG_OK;
    }
    enum bagtag_status status = read_truth(evaluate, worker, *n, first, error);
    if (status == BAGTAG_OK && worker->truths[*n].n == 0) {
        worker->n_left_out++;
        return BAGTAG_OK;
    }
    if (status == BAGTAG_OK)
        status =
            scorer_add(&worker->scorer, (struct scorer_text){record->text, record->text_len, record->lacks_line_end},
                       &has_invalid, error);
    if (status != BAGTAG_OK)
        return status;
    worker->tally.invalid_utf8 += has_invalid;
    ++*n;
    return BAGTAG_OK;
}

static enum bagtag_status evaluate_block(void *context, int w, struct records_block *block, struct buffer *output,
                                         struct bagtag_error *error)
{
    (void)output;
    struct evaluate *evaluate = context;
    struct worker *worker = &evaluate->workers[w];
    size_t n = 0;
    for (;;) {
        enum bagtag_status status = records_next(block, &worker->records[n], error);
        if (status == BAGTAG_OK && worker->records[n].raw_len == 0)
            return n > 0 ? finish_group(evaluate, worker, n, error) : BAGTAG_OK;
        if (status == BAGTAG_OK)
            status = add_record(evaluate, worker, block, &n, error);
        if (status == BAGTAG_OK && n == KERNEL_LANES) {
            status = finish_group(evaluate, worker, n, error);
            n = 0;
        }
        if (status != BAGTAG_OK)
            return status;
    }
}

static enum bagtag_status check_options(struct evaluate *evaluate, struct bagtag_error *error)
{
    const struct bagtag_test_options *options = evaluate->options;
    enum bagtag_status status = choices_check("truth", options->truth, BAGTAG_TRUTH_KNOWN + 1, error);
    if (status != BAGTAG_OK)
        return status;
    return record_rules_of(&evaluate->rules, FORMAT_WITH_LABELS, &options->input,
                           evaluate->model->settings.label_prefix, error);
}

static enum bagtag_status choose_labels(struct evaluate *evaluate, struct bagtag_error *error)
{
    struct chosen_labels *chosen = &evaluate->chosen;
    enum bagtag_status status = chosen_labels_open(chosen, evaluate->model, &evaluate->options->among, error);
    if (status != BAGTAG_OK)
        return status;
    if (evaluate->options->truth == BAGTAG_TRUTH_KNOWN && model_is_fasttext(evaluate->model))
        chosen->choice.least = (float)evaluate->threshold;
    size_t cut = model_label_cut(evaluate->model, evaluate->rules.label_prefix);
    evaluate->names = mem_array(chosen->n, sizeof *evaluate->names);
    for (size_t i = 0; evaluate->names && i < chosen->n; i++) {
        evaluate->names[i] = evaluate->model->labels[chosen->choice.labels[i]];
        const char *name = evaluate->names[i] + cut;
        size_t len = strlen(name);
        if (strtab_add(&evaluate->labels, name, (uint32_t)len, hash_bytes(name, len), (struct strtab_first){0}) ==
            STRTAB_NONE)
            return error_memory(error);
    }
    return evaluate->names ? BAGTAG_OK : error_memory(error);
}

static enum bagtag_status make_workers(struct evaluate *evaluate, struct bagtag_error *error)
{
    const struct bagtag_model *model = evaluate->model;
    evaluate->workers = mem_zeroed(evaluate->n_workers, sizeof *evaluate->workers);
    if (!evaluate->workers)
        return error_memory(error);
    for (size_t w = 0; w < evaluate->n_workers; w++) {
        struct worker *worker = &evaluate->workers[w];
        enum bagtag_status status = scorer_init(&worker->scorer, model, error);
        if (status == BAGTAG_OK)
            status = tally_init(&worker->tally, evaluate->chosen.n, error);
        if (status != BAGTAG_OK)
            return status;
        scorer_choose(&worker->scorer, evaluate->chosen.choice);
        worker->best = mem_array(model->n_labels, sizeof *worker->best);
        if (!worker->best)
            return error_memory(error);
    }
    return BAGTAG_OK;
}

/* The error for files without a labelled record. */
static enum bagtag_status refuse_unlabelled(const struct evaluate *evaluate, const struct tally *tallies,
                                            const char *first_file, struct bagtag_error *error)
{
    struct records_first skipped = {.block = 0};
    for (size_t w = 0; w < evaluate->n_workers; w++)
        records_merge_first(&skipped, &tallies[w].first_skipped);
    if (skipped.place.file == NULL)
        return error_set(error, BAGTAG_INPUT, "%s: is empty", input_name_of(first_file));
    return records_no_label(skipped.place.file, skipped.format, skipped.members, &evaluate->rules, error);
}

static enum bagtag_status report(struct evaluate *evaluate, const char *first_file, struct bagtag_report **out,
                                 struct bagtag_error *error)
{
    struct tally *tallies = mem_array(evaluate->n_workers, sizeof *tallies);
    if (!tallies)
        return error_memory(error);
    uint64_t documents = 0, n_left_out = 0;
    for (size_t w = 0; w < evaluate->n_workers; w++) {
        n_left_out += evaluate->workers[w].n_left_out;
        tallies[w] = evaluate->workers[w].tally;
        evaluate->workers[w].tally = (struct tally){0};
        documents += tallies[w].documents;
    }
    enum bagtag_status status;
    if (documents > 0 || evaluate->options->truth == BAGTAG_TRUTH_KNOWN)
        status = tally_report(tallies, evaluate->n_workers, evaluate->names, out, error);
    else if (n_left_out > 0)
        status =
            error_set(error, BAGTAG_INPUT, "%s: expected documents with one of the labels to choose from; found none",
                      input_name_of(first_file));
    else
        status = refuse_unlabelled(evaluate, tallies, first_file, error);
    if (status == BAGTAG_OK)
        (*out)->left_out = n_left_out;
    for (size_t w = 0; w < evaluate->n_workers; w++)
        tally_clear(&tallies[w]);
    free(tallies);
    return status;
}

static void clear(struct evaluate *evaluate)
{
    for (size_t w = 0; evaluate->workers && w < evaluate->n_workers; w++) {
        struct worker *worker = &evaluate->workers[w];
        for (size_t i = 0; i < KERNEL_LANES; i++) {
            record_clear(&worker->records[i]);
            free(worker->truths[i].labels);
        }
        scorer_clear(&worker->scorer);
        tally_clear(&worker->tally);
        free(worker->best);
    }
    free(evaluate->workers);
    free(evaluate->names);
    strtab_clear(&evaluate->labels);
    chosen_labels_close(&evaluate->chosen);
}

enum bagtag_status bagtag_test(const struct bagtag_model *model, const char *const *files, size_t n_files,
                               const struct bagtag_test_options *options, struct bagtag_report **out,
                               struct bagtag_error *error)
{
    struct evaluate evaluate = {.model = model, .options = options, .k = options->k > 0 ? options->k : model->n_labels};
    enum bagtag_status status = check_options(&evaluate, error);
    if (status == BAGTAG_OK)
        status = pool_count(options->threads, &evaluate.n_workers, error);
    if (status == BAGTAG_OK)
        status = model_threshold(model, options->threshold, &evaluate.threshold, error);
    if (status == BAGTAG_OK)
        status = model_require_labels(model, error);
    if (status == BAGTAG_OK)
        status = choose_labels(&evaluate, error);
    if (status == BAGTAG_OK)
        status = make_workers(&evaluate, error);
    if (status == BAGTAG_OK)
        status = pipeline_run(&(struct pipeline){.files = files,
                                                 .n_files = n_files,
                                                 .rules = &evaluate.rules,
                                                 .counts = &evaluate.counts,
                                                 .n_workers = (int)evaluate.n_workers,
                                                 .work = evaluate_block,
                                                 .context = &evaluate,
                                                 .model = model},
                              error);
    if (status == BAGTAG_OK)
        status = report(&evaluate, n_files > 0 ? files[0] : "-", out, error);
    if (status == BAGTAG_OK)
        (*out)->input = evaluate.counts;
    clear(&evaluate);
    return status;
}
