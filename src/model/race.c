/* race.c - settings chosen by a short race on held-out documents */
/* SPDX-License-Identifier: MIT */
#include "model/race.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "model/params.h"
#include "model/sgd.h"
#include "text/weight.h"

enum { STREAM_SAMPLE = 50, STREAM_FOLD = 51, HELD_OUT_DIVISOR = 5, FOLDS_MAX = 5, SCORED_ENOUGH = 5000 };
enum { RACE_DIM = 32, RACE_EPOCHS = 8 };
static const uint64_t SAMPLE_ROWS = 3000000; /* of documents that race, so that a race on any data is short */

/* Ordered so that of equals the simpler is first. */
static const struct race_candidate candidates[] = {
    {"none", 1, 0.0},   {"none", 2, 0.0},  {"idf", 1, 0.0},   {"idf", 2, 0.0},   {"idf", 1, 0.0003},
    {"idf", 2, 0.0003}, {"idf", 1, 0.001}, {"idf", 2, 0.001}, {"idf", 2, 0.003},
};
enum { N_CANDIDATES = sizeof candidates / sizeof *candidates };
static const struct race_candidate usual = {"idf", 2, 0.0003};

struct race {
    const struct corpus_contents *contents;
    const struct bagtag_train_options *options;
    const struct kernel *kernel;
    struct pool *pool;     /* of all workers; each runs whole tasks in a pool of its own */
    struct dataset sample; /* united documents, times as weights */
    size_t n_rows;
    size_t n_folds;
    struct task *tasks;
    size_t n_tasks;
    atomic_size_t next_task;
};

/* One candidate on one split. */
struct task {
    const struct race_candidate *candidate;
    size_t fold;
    double n_right;
    size_t n_scored;
    enum status status;
    struct error error;
};

static bool may_run(const struct bagtag_train_options *o, const struct race_candidate *c)
{
    return (!(o->fixed & BAGTAG_FIXED_WEIGHT) || strcmp(o->weight, c->weight) == 0) &&
           (!(o->fixed & BAGTAG_FIXED_NGRAMS) || o->ngrams == c->ngrams) &&
           (!(o->fixed & BAGTAG_FIXED_DECAY) || o->decay == c->decay);
}

static int dataset_allocate(struct dataset *to, size_t n_documents, uint64_t n_rows, uint64_t n_labels)
{
    to->ids = mem_array((size_t)n_rows, sizeof *to->ids);
    to->weights = mem_array((size_t)n_rows, sizeof *to->weights);
    to->scales = mem_array(n_documents, sizeof *to->scales);
    to->offsets = mem_zeroed(n_documents + 1, sizeof *to->offsets);
    to->labels = mem_array((size_t)n_labels, sizeof *to->labels);
    to->label_offsets = mem_zeroed(n_documents + 1, sizeof *to->label_offsets);
    return to->ids && to->weights && to->scales && to->offsets && to->labels && to->label_offsets ? 0 : -1;
}

/* Appends document I of FROM, of its rows those below N_ROWS; TO has room. */
static void append(struct dataset *to, const struct dataset *from, size_t i, size_t n_rows)
{
    size_t n = to->n_documents++;
    uint64_t at = to->offsets[n], label_at = to->label_offsets[n];
    for (uint64_t k = from->offsets[i]; k < from->offsets[i + 1]; k++) {
        if (from->ids[k] >= n_rows)
            continue;
        to->ids[at] = from->ids[k];
        if (from->weights)
            to->weights[at] = from->weights[k];
        at++;
    }
    for (uint64_t l = from->label_offsets[i]; l < from->label_offsets[i + 1]; l++)
        to->labels[label_at++] = from->labels[l];
    to->offsets[n + 1] = at;
    to->label_offsets[n + 1] = label_at;
}

/* Documents in a random order until there are SAMPLE_ROWS rows or no more documents, united. */
static enum status take_sample(struct race *race, struct error *error)
{
    const struct dataset *all = &race->contents->train;
    uint32_t *order = mem_array(all->n_documents, sizeof *order);
    if (!order)
        return error_memory(error);
    rng_permutation(race->options->seed, STREAM_SAMPLE, order, all->n_documents);
    uint64_t n_rows = 0, n_labels = 0;
    size_t n = 0;
    for (; n < all->n_documents && n_rows < SAMPLE_ROWS; n++) {
        n_rows += all->offsets[order[n] + 1] - all->offsets[order[n]];
        n_labels += all->label_offsets[order[n] + 1] - all->label_offsets[order[n]];
    }
    enum status status = STATUS_OK;
    if (dataset_allocate(&race->sample, n, n_rows, n_labels) != 0)
        status = error_memory(error);
    for (size_t i = 0; status == STATUS_OK && i < n; i++)
        append(&race->sample, all, order[i], SIZE_MAX);
    free(order);
    if (status != STATUS_OK)
        return status;
    free(race->sample.weights);
    free(race->sample.scales);
    race->sample.weights = race->sample.scales = NULL;
    return weight_unite_all(&race->sample, race->pool, error);
}

/* The documents of a fold are held out; the sample is in random order already. */
static bool is_held_out(size_t i, size_t fold)
{
    return i % HELD_OUT_DIVISOR == fold;
}

static enum status split(const struct race *race, size_t fold, size_t n_rows, struct dataset *train,
                         struct dataset *held_out, struct error *error)
{
    const struct dataset *all = &race->sample;
    size_t n = all->n_documents;
    if (dataset_allocate(train, n, all->offsets[n], all->label_offsets[n]) != 0 ||
        dataset_allocate(held_out, n, all->offsets[n], all->label_offsets[n]) != 0)
        return error_memory(error);
    for (size_t i = 0; i < n; i++)
        append(is_held_out(i, fold) ? held_out : train, all, i, n_rows);
    return STATUS_OK;
}

/* Rows that no training document has are unknown to the model that is scored: they leave the held-out documents. */
static enum status drop_unseen(const struct dataset *train, struct dataset *held_out, size_t n_rows,
                               struct error *error)
{
    uint8_t *is_seen = mem_zeroed(n_rows, 1);
    if (!is_seen)
        return error_memory(error);
    for (uint64_t k = 0; k < train->offsets[train->n_documents]; k++)
        is_seen[train->ids[k]] = 1;
    uint64_t at = 0, from = 0;
    for (size_t i = 0; i < held_out->n_documents; i++) {
        uint64_t end = held_out->offsets[i + 1];
        for (; from < end; from++) {
            if (!is_seen[held_out->ids[from]])
                continue;
            held_out->ids[at] = held_out->ids[from];
            held_out->weights[at++] = held_out->weights[from];
        }
        held_out->offsets[i + 1] = at;
    }
    free(is_seen);
    return STATUS_OK;
}

/* A plain mean, by the arithmetic of weights: each row counts as often as it is there. */
static void weigh_plainly(struct dataset *dataset)
{
    for (size_t i = 0; i < dataset->n_documents; i++) {
        double sum = 0.0;
        for (uint64_t k = dataset->offsets[i]; k < dataset->offsets[i + 1]; k++)
            sum += (double)dataset->weights[k];
        dataset->scales[i] = sum > 0.0 ? (float)(1.0 / sum) : 0.0f;
    }
}

static enum status weigh(const struct race_candidate *candidate, struct dataset *train, struct dataset *held_out,
                         size_t n_rows, struct pool *pool, struct error *error)
{
    if (strcmp(candidate->weight, "none") == 0) {
        weigh_plainly(train);
        weigh_plainly(held_out);
        return STATUS_OK;
    }
    float *idf = weight_idf(train, n_rows);
    if (!idf)
        return error_memory(error);
    free(train->scales);
    free(held_out->scales);
    train->scales = held_out->scales = NULL;
    enum status status = weight_all(train, idf, pool, error);
    if (status == STATUS_OK)
        status = weight_all(held_out, idf, pool, error);
    free(idf);
    return status;
}

static enum status run_task(const struct race *race, struct task *task, struct pool *pool, struct error *error)
{
    const struct bagtag_train_options *o = race->options;
    const struct race_candidate *candidate = task->candidate;
    size_t n_rows = candidate->ngrams == 1 ? race->contents->words.n_words : race->n_rows;
    struct dataset train = {0}, held_out = {0};
    struct params params = {0};
    struct sgd_progress end = {0};
    struct sgd_options how = {.bag = BAG_MEAN,
                              .epochs = RACE_EPOCHS,
                              .batch = 16,
                              .decay = (float)candidate->decay,
                              .learning_rate = (float)o->learning_rate,
                              .is_linear = true,
                              .seed = o->seed};
    enum status status = split(race, task->fold, n_rows, &train, &held_out, error);
    if (status == STATUS_OK)
        status = drop_unseen(&train, &held_out, n_rows, error);
    if (status == STATUS_OK)
        status = weigh(candidate, &train, &held_out, n_rows, pool, error);
    if (status == STATUS_OK)
        status = params_init(&params, n_rows, race->contents->labels.n_words, RACE_DIM, o->seed, pool, error);
    if (status == STATUS_OK)
        status = sgd_run(&params, &train, &held_out, &how, race->kernel, pool, NULL, NULL, &end, error);
    if (status == STATUS_OK) {
        task->n_right = end.held_out_accuracy * (double)held_out.n_documents;
        task->n_scored = held_out.n_documents;
    }
    params_clear(&params);
    dataset_clear(&train);
    dataset_clear(&held_out);
    return status;
}

/* A worker takes whole tasks, so that workers need not wait for each other. */
static void run_tasks(void *context, int worker)
{
    (void)worker;
    struct race *race = context;
    struct pool *pool = NULL;
    struct error error;
    enum status status = pool_open(&pool, 1, &error);
    for (;;) {
        size_t t = atomic_fetch_add(&race->next_task, 1);
        if (t >= race->n_tasks)
            break;
        struct task *task = &race->tasks[t];
        task->status = status == STATUS_OK ? run_task(race, task, pool, &task->error) : status;
        if (status != STATUS_OK)
            task->error = error;
    }
    pool_close(pool);
}

static enum status make_tasks(struct race *race, struct error *error)
{
    race->tasks = mem_zeroed(N_CANDIDATES * race->n_folds, sizeof *race->tasks);
    if (!race->tasks)
        return error_memory(error);
    for (size_t c = 0; c < N_CANDIDATES; c++)
        for (size_t fold = 0; may_run(race->options, &candidates[c]) && fold < race->n_folds; fold++)
            race->tasks[race->n_tasks++] = (struct task){.candidate = &candidates[c], .fold = fold};
    atomic_init(&race->next_task, 0);
    return STATUS_OK;
}

/* The accuracy of each candidate over its splits; of equals the first is best. */
static enum status compare(const struct race *race, struct race_result *result, struct error *error)
{
    result->accuracy = result->plain_accuracy = -1.0;
    for (size_t t = 0; t < race->n_tasks; t += race->n_folds) {
        const struct race_candidate *candidate = race->tasks[t].candidate;
        double n_right = 0.0;
        size_t n_scored = 0;
        for (size_t fold = 0; fold < race->n_folds; fold++) {
            const struct task *task = &race->tasks[t + fold];
            if (task->status != STATUS_OK) {
                *error = task->error;
                return task->status;
            }
            n_right += task->n_right;
            n_scored += task->n_scored;
        }
        double accuracy = n_scored ? n_right / (double)n_scored : 0.0;
        result->n_held_out = n_scored;
        if (candidate == &candidates[0])
            result->plain_accuracy = accuracy;
        if (accuracy > result->accuracy) {
            result->accuracy = accuracy;
            result->best = *candidate;
        }
    }
    return STATUS_OK;
}

enum status race_run(const struct corpus_contents *contents, const struct bagtag_train_options *options,
                     const struct kernel *kernel, struct pool *pool, struct race_result *result, struct error *error)
{
    struct race race = {.contents = contents, .options = options, .kernel = kernel, .pool = pool};
    race.n_rows = contents->words.n_words + contents->n_ngram_ids;
    *result = (struct race_result){.best = usual};
    if (contents->train.n_documents < RACE_FEWEST_DOCUMENTS)
        return STATUS_OK;
    enum status status = take_sample(&race, error);
    size_t n_scored = race.sample.n_documents / HELD_OUT_DIVISOR;
    race.n_folds = n_scored ? (SCORED_ENOUGH + n_scored - 1) / n_scored : 1;
    race.n_folds = race.n_folds < FOLDS_MAX ? race.n_folds : FOLDS_MAX;
    if (status == STATUS_OK)
        status = make_tasks(&race, error);
    if (status == STATUS_OK) {
        pool_run(pool, run_tasks, &race);
        status = compare(&race, result, error);
    }
    free(race.tasks);
    dataset_clear(&race.sample);
    return status;
}
