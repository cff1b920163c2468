/* trial.c - a trial of settings: a model trained on part of a sample and scored on the rest */
/* SPDX-License-Identifier: MIT */
#include "learn/trial.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "learn/dense_rows.h"
#include "learn/training.h"
#include "net/group.h"

enum { LANES = KERNEL_LANES };

/* Shared by the runners. */
struct running {
    struct trial *trials;
    size_t n;
    const struct kernel *kernel;
    trial_stop *is_over;
    void *context;
    atomic_size_t next;
};

/* The documents of a trial, split and weighted. Kept for the next one: most trials of a round differ only in other
 * settings. */
struct prepared {
    const struct sample *sample; /* NULL: nothing is prepared */
    struct sample_view view;
    enum weight weight;
    enum bag bag;
    struct dataset train, held_out;
    struct dense_rows rows;
    struct trained trained; /* its parameters are those of one trial */
};

/* A worker that runs trials. */
struct runner {
    const struct running *running;
    int worker;
    struct prepared prepared; /* for its last trial */
};

static bool carries(const struct dataset *held_out, size_t i, uint32_t top)
{
    for (uint64_t l = held_out->label_offsets[i]; l < held_out->label_offsets[i + 1]; l++)
        if (held_out->labels[l] == top)
            return true;
    return false;
}

/* Lists documents FIRST.. of DATASET, at most sixteen; returns how many. */
static size_t take_documents(const struct dataset *dataset, size_t first, struct document *documents)
{
    size_t n = dataset->n_documents - first < LANES ? dataset->n_documents - first : LANES;
    for (size_t lane = 0; lane < n; lane++)
        documents[lane] = dataset_document(dataset, first + lane);
    return n;
}

/* Scores the held-out documents with the trained parameters, sixteen at a time. */
static enum bagtag_status score(struct trial *trial, const struct params *params, const struct dataset *held_out,
                                const struct kernel *kernel, struct bagtag_error *error)
{
    const struct share *share = &params->shares[0];
    struct output_layer layer = {.weight = share->weight, .bias = share->bias, .code_size = params->code_size};
    const struct loss *loss = loss_get(trial->settings.loss);
    size_t n_labels = trial->sample->n_labels, n_outputs = params->n_outputs;
    struct group group = {0};
    struct document documents[LANES];
    float *outputs = mem_array(n_outputs, sizeof *outputs);
    enum bagtag_status status =
        outputs ? group_init(&group, trial->settings.bag, loss, false, share->width, n_labels, error)
                : error_memory(error);
    for (size_t first = 0; status == BAGTAG_OK && first < held_out->n_documents; first += LANES) {
        size_t n = take_documents(held_out, first, documents);
        group_logits(&group, kernel, &share->rows, layer, documents, n);
        for (size_t lane = 0; lane < n; lane++) {
            for (size_t o = 0; o < n_outputs; o++)
                outputs[o] = group.z[o * LANES + lane];
            bool is_right = carries(held_out, first + lane, loss->top(outputs, n_labels));
            trial->n_right += is_right;
            if (trial->is_right)
                trial->is_right[first + lane] = is_right;
            if (trial->scores)
                trial->scores(trial->context, held_out, first + lane, outputs);
        }
    }
    group_clear(&group);
    free(outputs);
    return status;
}

static bool is_over(struct runner *runner)
{
    const struct running *running = runner->running;
    return running->is_over && running->is_over(running->context, runner->worker, atomic_load(&running->next));
}

static bool goes_on(void *context, const struct sgd_progress *progress)
{
    (void)progress;
    return !is_over(context);
}

static void prepared_clear(struct prepared *prepared)
{
    trained_clear(&prepared->trained);
    dense_rows_clear(&prepared->rows);
    dataset_clear(&prepared->train);
    dataset_clear(&prepared->held_out);
    *prepared = (struct prepared){.sample = NULL};
}

static bool is_prepared(const struct prepared *prepared, const struct trial *trial)
{
    const struct sample_view *a = &prepared->view, *b = &trial->view;
    return prepared->sample == trial->sample && a->fold == b->fold && a->share == b->share &&
           a->min_count == b->min_count && a->has_ngrams == b->has_ngrams &&
           prepared->weight == trial->settings.weight && prepared->bag == trial->settings.bag;
}

static struct training training_of(struct prepared *prepared, const struct settings *settings, struct runner *runner)
{
    return (struct training){.settings = settings,
                             .train = &prepared->train,
                             .n_rows = prepared->rows.n_rows,
                             .n_char_rows = prepared->rows.n_char_rows,
                             .n_labels = prepared->sample->n_labels,
                             .pretrained = prepared->rows.pretrained,
                             .kernel = runner->running->kernel,
                             .callback = goes_on,
                             .context = runner};
}

/* A fold of equal documents holds out all documents. */
static bool is_empty(const struct prepared *prepared)
{
    return prepared->train.n_documents == 0;
}

/* Prepares the documents of TRIAL, unless the runner still has them from its last trial. */
static enum bagtag_status prepare(struct runner *runner, const struct trial *trial, struct bagtag_error *error)
{
    struct prepared *prepared = &runner->prepared;
    const struct settings *settings = &trial->settings;
    if (is_prepared(prepared, trial))
        return BAGTAG_OK;
    prepared_clear(prepared);
    *prepared = (struct prepared){
        .sample = trial->sample, .view = trial->view, .weight = settings->weight, .bag = settings->bag};
    struct dataset *train = &prepared->train, *held_out = &prepared->held_out;
    enum bagtag_status status = sample_split(trial->sample, &trial->view, train, held_out, error);
    if (status == BAGTAG_OK)
        status = dense_rows_make(&prepared->rows, trial->sample, &trial->view, train, held_out, error);
    if (status == BAGTAG_OK && !is_empty(prepared)) {
        const struct training training = training_of(prepared, settings, runner);
        status = training_prepare(&training, &prepared->trained, error);
    }
    if (status == BAGTAG_OK && !is_empty(prepared))
        status = trained_weigh(&prepared->trained, settings, held_out, NULL, error);
    if (status != BAGTAG_OK)
        prepared_clear(prepared);
    return status;
}

static enum bagtag_status run(struct trial *trial, struct runner *runner, struct bagtag_error *error)
{
    struct prepared *prepared = &runner->prepared;
    struct trained *trained = &prepared->trained;
    struct settings settings = trial->settings;
    settings.patience = 0;
    enum bagtag_status status = prepare(runner, trial, error);
    if (status != BAGTAG_OK)
        return status;
    const struct training training = training_of(prepared, &settings, runner);
    trained->end = (struct sgd_progress){0};
    if (!is_empty(prepared))
        status = training_descend(&training, trained, error);
    trial->n_scored = prepared->held_out.n_documents;
    trial->n_right = 0;
    trial->has_diverged = !isfinite(trained->end.loss);
    if (status == BAGTAG_OK && !is_empty(prepared) && !trial->has_diverged)
        status = score(trial, &trained->params, &prepared->held_out, training.kernel, error);
    params_clear(&trained->params);
    return status;
}

static void run_some(void *context, int worker)
{
    struct running *running = context;
    struct runner runner = {.running = running, .worker = worker};
    while (!is_over(&runner)) {
        size_t t = atomic_fetch_add(&running->next, 1);
        if (t >= running->n)
            break;
        struct trial *trial = &running->trials[t];
        double begun = clock_seconds();
        trial->status = run(trial, &runner, &trial->error);
        trial->seconds = clock_seconds() - begun;
        atomic_store(&trial->is_done, trial->status == BAGTAG_OK);
    }
    prepared_clear(&runner.prepared);
}

enum bagtag_status trial_run_all(struct trial *trials, size_t n, const struct kernel *kernel, struct pool *pool,
                                 trial_stop *stop, void *context, struct bagtag_error *error)
{
    struct running running = {.trials = trials, .n = n, .kernel = kernel, .is_over = stop, .context = context};
    atomic_init(&running.next, 0);
    for (size_t t = 0; t < n; t++) {
        atomic_store(&trials[t].is_done, false);
        trials[t].status = BAGTAG_OK;
    }
    pool_run(pool, run_some, &running);
    for (size_t t = 0; t < n; t++) {
        if (trials[t].status == BAGTAG_OK || trials[t].status == BAGTAG_STOPPED)
            continue;
        return error_forward(error, trials[t].status, &trials[t].error);
    }
    return BAGTAG_OK;
}
