/* sgd.c - mini-batch stochastic gradient descent over a data set, by workers that share no memory they write to */
/* SPDX-License-Identifier: MIT */
#include "base/large.h"
#include "learn/sgd.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/rng.h"
#include "learn/best_epoch.h"
#include "net/group.h"
#include "net/logit_sum.h"

enum { LANES = KERNEL_LANES, STREAM_ORDER = 1000, GROUPS_BETWEEN_CHECKS = 64, ROWS_AHEAD = 256 };
static const double SECONDS_BETWEEN_CALLBACKS = 0.1;

/* A step moves a document's own logits by about rate * (|W|^2 + layer_rate * |h|^2) * gradient, where |W|^2 is that of
 * a row of W (taken as 1 if W begins with zeros), and up to a batch of documents move the same row. If that product,
 * times the batch size, is kept below a bound, no learning rate makes steps overshoot and diverge. Few labels, which
 * move against each other, have a lower bound, per label. Found by trying rates up to 5 and batches up to 64 on six
 * data sets. */
static const float LARGEST_PRODUCT = 32.0f, LARGEST_PRODUCT_A_LABEL = 2.0f;
static const float LARGEST_MOVE = 4.0f; /* of any component of a bag, by one document */

/* The documents of a group, and the one after them, which is prefetched. */
struct visit {
    struct document documents[LANES + 1];
    struct dropout_room room;
};

/* The memory that one worker writes. */
struct worker {
    struct group *groups; /* one per group of a batch */
    struct visit *visits; /* likewise */
    float *back;          /* [16, w]: the update of each document's rows */
    struct loss_sum sum;  /* over the current epoch or scoring pass */
    uint64_t n_right;
    unsigned turn; /* number of groups done, the same in all workers */
};

/* Shared by all workers. `is_stopped` has two flags because a worker may be one group ahead. */
struct run {
    struct params *params;
    const struct dataset *data; /* current data set */
    const struct dataset *train;
    const struct dataset *held_out;
    const struct sgd_options *options;
    const struct kernel *kernel;
    struct pool *pool;
    struct worker *workers;
    struct logit_sum logits;
    size_t groups_per_batch;
    uint32_t *order;
    bool is_stopped[2];
    enum bagtag_status status;
    sgd_callback *callback;
    void *context;
    struct sgd_progress progress;
    struct sgd_progress best_progress; /* at the end of the best epoch, if there is patience */
    struct best_epoch best;
    bool is_best, is_over; /* the last epoch is the best so far; patience has run out */
    double next_callback;
};

static bool is_training(const struct run *run)
{
    return run->data == run->train;
}

static size_t document_at(const struct run *run, size_t position)
{
    return is_training(run) ? run->order[position] : position;
}

/* Lists up to N documents from POSITION on, in the order of the pass; returns how many there are. */
static size_t take_documents(const struct run *run, struct document *documents, size_t position, size_t n)
{
    size_t left = position < run->data->n_documents ? run->data->n_documents - position : 0;
    n = n < left ? n : left;
    for (size_t k = 0; k < n; k++)
        documents[k] = dataset_document(run->data, document_at(run, position + k));
    return n;
}

/* Documents are in memory in the order of the files, but visited in random order: prefetches their ids and weights,
 * which must arrive before their rows can be prefetched. */
static void prefetch_ids(const struct run *run, size_t position)
{
    size_t end = position + LANES < run->data->n_documents ? position + LANES : run->data->n_documents;
    for (size_t p = position; p < end; p++) {
        struct document document = dataset_document(run->data, document_at(run, p));
        for (size_t k = 0; k < document.n && k < ROWS_AHEAD; k += LANES) {
            __builtin_prefetch(document.ids + k);
            if (document.weights)
                __builtin_prefetch(document.weights + k);
        }
    }
}

static double mean_loss(const struct loss_sum *sum)
{
    return sum->n_documents ? sum->loss / (double)sum->n_documents : 0.0;
}

/* Worker 0 checks the clock and the loss now and then; all workers see the result after the next barrier. */
static void check_progress(struct run *run, struct worker *worker)
{
    bool *is_stopped = &run->is_stopped[worker->turn & 1];
    *is_stopped = false;
    if (!is_training(run) || worker->turn % GROUPS_BETWEEN_CHECKS != 0)
        return;
    if (!isfinite(worker->sum.loss)) {
        *is_stopped = true;
        return;
    }
    double t = run->callback ? clock_seconds() : 0.0;
    if (!run->callback || t < run->next_callback)
        return;
    run->next_callback = t + SECONDS_BETWEEN_CALLBACKS;
    run->progress.loss = mean_loss(&worker->sum);
    if (!run->callback(run->context, &run->progress)) {
        run->status = BAGTAG_STOPPED;
        *is_stopped = true;
    }
}

/* Sums the logits of all workers. Returns false if the run must stop: worker 0 decides before the barrier inside, all
 * workers see it after. */
static bool sum_logits(struct run *run, struct group *group, int w)
{
    struct worker *worker = &run->workers[w];
    unsigned turn = worker->turn;
    if (w == 0)
        check_progress(run, worker);
    logit_sum_run(&run->logits, run->kernel, run->pool, w, turn, group);
    worker->turn++;
    return !run->is_stopped[turn & 1];
}

/* Lists the labels of the documents of GROUP, the first of which is at POSITION. */
static void take_truths(const struct run *run, const struct group *group, struct loss_truth *truths, size_t position)
{
    for (size_t lane = 0; lane < group->n_documents; lane++) {
        size_t i = document_at(run, position + lane);
        uint64_t first = run->data->label_offsets[i];
        truths[lane] = (struct loss_truth){.labels = run->data->labels + first,
                                           .n = (size_t)(run->data->label_offsets[i + 1] - first)};
    }
}

/* Scales down the gradients of documents whose step would overshoot. */
static void bound_step(const struct run *run, struct group *group, float rate)
{
    float bound = LARGEST_PRODUCT_A_LABEL * (float)group->n_outputs, factor[LANES];
    bound = bound < LARGEST_PRODUCT ? bound : LARGEST_PRODUCT;
    bool is_needed = false;
    for (size_t lane = 0; lane < LANES; lane++) {
        float square =
            run->options->layer_square + run->options->layer_rate * group->z[group->n_outputs * LANES + lane];
        float product = rate * (float)run->options->batch * square;
        factor[lane] = product > bound ? bound / product : 1.0f;
        is_needed |= product > bound;
    }
    if (is_needed)
        run->kernel->scale(group->z, factor, group->n_outputs);
}

/* The factor of weights that decay by PART of themselves; never below 0, where they would change sign and, below -1,
 * grow. */
static float decay_factor(float part)
{
    return fmaxf(1.0f - part, 0.0f);
}

/* Moves the rows of the documents down the gradient, in the worker's columns. */
static void apply_gradient(struct run *run, int w, struct group *group, const struct visit *visit, float rate)
{
    const struct share *share = &run->params->shares[w];
    const struct kernel *kernel = run->kernel;
    const struct document *documents = visit->documents;
    float scale[LANES], limit[LANES], *back = run->workers[w].back;
    size_t n = group->n_documents, padded = group->padded_width;
    for (size_t lane = 0; lane < n; lane++) {
        scale[lane] = -rate * bag_row_share(group->bag, &documents[lane]);
        limit[lane] = group->bag == BAG_MAX ? LARGEST_MOVE : LARGEST_MOVE * bag_row_share(BAG_MEAN, &documents[lane]);
    }
    logit_sum_back(&run->logits, kernel, w, group, back, scale, limit);
    for (size_t lane = 0; lane < n; lane++)
        bag_add(group->bag, kernel, share, &documents[lane], group->winners ? group->winners + lane * padded : NULL,
                back + lane * padded, decay_factor(rate * run->options->row_decay));
    for (size_t lane = 0; run->options->frozen != NULL && lane < n; lane++)
        share_copy_pretrained(&run->params->shares[w], run->params->dim, run->options->frozen, documents[lane].ids,
                              documents[lane].n);
}

static void apply_output_gradient(struct run *run, int w, const struct group *group, float rate)
{
    const struct share *share = &run->params->shares[w];
    const struct sgd_options *options = run->options;
    float layer_rate = rate * options->layer_rate;
    if (options->decay > 0.0f && layer_rate > 0.0f)
        run->kernel->shrink(share->weight, share->width, share->width, group->n_outputs,
                            decay_factor(layer_rate * options->decay * (float)group->n_documents));
    if (layer_rate > 0.0f)
        run->kernel->update(share->weight, share->width, group->z, group->bags, group->padded_width, share->width,
                            group->n_outputs, group->n_documents, layer_rate);
    if (!options->keeps_bias)
        run->kernel->update_bias(share->bias, group->z, group->n_outputs, rate);
}

/* The forward pass of one group, up to the outputs. False: stop. */
static bool forward(struct run *run, int w, struct group *group, struct visit *visit, size_t position, size_t n)
{
    prefetch_ids(run, position + 2 * LANES);
    size_t taken = take_documents(run, visit->documents, position, n + 1);
    size_t here = taken < n ? taken : n;
    if (is_training(run) && run->options->dropout.part > 0.0)
        dropout_thin(&run->options->dropout, run->progress.epoch, run->data->ids, visit->documents, taken,
                     &visit->room);
    group_gather(group, run->kernel, &run->params->shares[w].rows, visit->documents, here, taken - here);
    return sum_logits(run, group, w);
}

/* Turns the outputs of a group into their gradient. */
static void find_gradient(struct run *run, struct worker *worker, struct group *group, size_t position)
{
    struct loss_truth truths[LANES];
    struct loss_lanes lanes = group_lanes(group, run->kernel);
    take_truths(run, group, truths, position);
    group->loss->gradient(&lanes, truths, &worker->sum);
}

/* One step: the forward passes of all groups of the batch, with the same parameters, then all updates. False: stop. */
static bool train_batch(struct run *run, int w, size_t position, size_t end, float rate)
{
    struct group *groups = run->workers[w].groups;
    struct visit *visits = run->workers[w].visits;
    size_t n_groups = 0;
    for (size_t at = position; at < end; at += LANES, n_groups++) {
        if (!forward(run, w, &groups[n_groups], &visits[n_groups], at, end - at < LANES ? end - at : LANES))
            return false;
        find_gradient(run, &run->workers[w], &groups[n_groups], at);
        bound_step(run, &groups[n_groups], rate);
    }
    for (size_t g = 0; g < n_groups; g++)
        apply_gradient(run, w, &groups[g], &visits[g], rate);
    for (size_t g = 0; g < n_groups; g++)
        apply_output_gradient(run, w, &groups[g], rate);
    return true;
}

static bool is_right(const struct run *run, const struct group *group, size_t lane, size_t i)
{
    uint32_t top = 0;
    for (size_t c = 1; c < group->n_labels; c++)
        if (group->z[c * LANES + lane] > group->z[top * LANES + lane])
            top = (uint32_t)c;
    for (uint64_t l = run->data->label_offsets[i]; l < run->data->label_offsets[i + 1]; l++)
        if (run->data->labels[l] == top)
            return true;
    return false;
}

/* Scores the held-out documents. False: stop (forward may return it, but only in training). */
static bool score_held_out(struct run *run, int w)
{
    struct worker *worker = &run->workers[w];
    struct loss_truth truths[LANES];
    worker->sum = (struct loss_sum){0};
    worker->n_right = 0;
    for (size_t position = 0; position < run->held_out->n_documents; position += LANES) {
        if (!forward(run, w, worker->groups, worker->visits, position, LANES))
            return false;
        struct loss_lanes lanes = group_lanes(worker->groups, run->kernel);
        take_truths(run, worker->groups, truths, position);
        worker->groups->loss->score(&lanes, truths, &worker->sum);
        for (size_t lane = 0; w == 0 && lane < worker->groups->n_documents; lane++)
            worker->n_right += is_right(run, worker->groups, lane, position + lane);
    }
    return true;
}

static float rate_at(const struct run *run, uint64_t done)
{
    double total = (double)run->options->epochs * (double)run->train->n_documents;
    return run->options->is_linear ? (float)((double)run->options->learning_rate * (1.0 - (double)done / total))
                                   : run->options->learning_rate;
}

/* Switches all workers to another data set: worker 0 does so between two barriers. */
static void begin_pass(struct run *run, int w, const struct dataset *data, uint32_t epoch)
{
    pool_barrier(run->pool);
    if (w == 0) {
        run->data = data;
        run->progress.epoch = epoch;
        if (data == run->train)
            rng_permutation(run->options->seed, STREAM_ORDER + epoch, run->order, data->n_documents);
    }
    pool_barrier(run->pool);
}

static bool train_epoch(struct run *run, int w, uint32_t epoch)
{
    struct worker *worker = &run->workers[w];
    size_t n = run->train->n_documents, batch = run->options->batch;
    begin_pass(run, w, run->train, epoch);
    worker->sum = (struct loss_sum){0};
    for (size_t position = 0; position < n; position += batch) {
        uint64_t done = (uint64_t)(epoch - 1) * n + position;
        float rate = rate_at(run, done);
        if (w == 0) {
            run->progress.documents = done;
            run->progress.learning_rate = (double)rate;
        }
        if (!train_batch(run, w, position, n - position < batch ? n : position + batch, rate))
            return false;
    }
    return true;
}

/* Worker 0, at the end of an epoch: computes the figures for the callback. */
static void end_epoch(struct run *run, double loss, bool is_scored)
{
    const struct worker *worker = &run->workers[0];
    struct sgd_progress *progress = &run->progress;
    progress->is_epoch_end = true;
    progress->documents = (uint64_t)progress->epoch * run->train->n_documents;
    progress->tokens = progress->epoch * run->train->offsets[run->train->n_documents];
    progress->loss = loss;
    bool is_measured = is_scored && worker->sum.n_documents > 0; /* some document has a known label */
    progress->held_out_loss = is_measured ? mean_loss(&worker->sum) : -1.0;
    progress->held_out_accuracy = is_scored ? (double)worker->n_right / (double)run->held_out->n_documents : -1.0;
    if (run->callback && !run->callback(run->context, progress))
        run->status = BAGTAG_STOPPED;
    progress->is_epoch_end = false;
}

/* Worker 0, at the end of an epoch: decides whether it is the best so far, and whether patience has run out. If no loss
 * can be measured, the last epoch is the best. */
static void judge_epoch(struct run *run)
{
    double loss = run->progress.held_out_loss;
    run->is_best = run->best_progress.epoch == 0 || loss < 0 || loss < run->best_progress.held_out_loss;
    if (run->is_best)
        run->best_progress = run->progress;
    run->is_over = run->progress.epoch - run->best_progress.epoch >= run->options->patience;
}

static void work(void *context, int w)
{
    struct run *run = context;
    bool is_scored = run->held_out && run->held_out->n_documents > 0;
    for (uint32_t epoch = 1; epoch <= run->options->epochs && !run->is_over; epoch++) {
        bool goes_on = train_epoch(run, w, epoch);
        double loss = run->workers[w].sum.loss / (double)run->train->n_documents;
        if (!goes_on) {
            if (w == 0)
                run->progress.loss = loss;
            return;
        }
        if (is_scored) {
            begin_pass(run, w, run->held_out, epoch);
            score_held_out(run, w);
        }
        if (w == 0)
            end_epoch(run, loss, is_scored);
        if (w == 0 && run->options->patience)
            judge_epoch(run);
        pool_barrier(run->pool);
        if (run->status != BAGTAG_OK || !isfinite(run->progress.loss))
            return;
        if (run->is_best)
            best_epoch_keep(&run->best, run->params, w);
    }
    if (run->options->patience && !run->is_best)
        best_epoch_restore(&run->best, run->params, w);
}

/* The most rows that the documents of a group and the one after them can have. */
static size_t max_rows(const struct dataset *dataset)
{
    uint64_t longest = 0;
    for (size_t i = 0; i < dataset->n_documents; i++)
        if (dataset->offsets[i + 1] - dataset->offsets[i] > longest)
            longest = dataset->offsets[i + 1] - dataset->offsets[i];
    return (size_t)longest * (LANES + 1);
}

static enum bagtag_status worker_init(const struct run *run, struct worker *worker, size_t width, size_t n_rows,
                                      struct bagtag_error *error)
{
    const struct sgd_options *options = run->options;
    worker->groups = mem_zeroed(run->groups_per_batch, sizeof *worker->groups);
    worker->visits = mem_zeroed(run->groups_per_batch, sizeof *worker->visits);
    if (!worker->groups || !worker->visits)
        return error_memory(error);
    enum bagtag_status status = BAGTAG_OK;
    for (size_t g = 0; status == BAGTAG_OK && g < run->groups_per_batch; g++) {
        status = group_init(&worker->groups[g], options->bag, options->loss, true, width, options->n_labels, error);
        if (status == BAGTAG_OK && options->dropout.part > 0.0)
            status = dropout_room_init(&worker->visits[g].room, n_rows, error);
    }
    if (status == BAGTAG_OK && !(worker->back = large_floats(worker->groups->padded_width * LANES)))
        status = error_memory(error);
    return status;
}

static enum bagtag_status run_init(struct run *run, struct bagtag_error *error)
{
    struct params *params = run->params;
    if (run->options->layer_rate > 0.0f)
        params->code_size = 0; /* W does not keep the codes */
    run->groups_per_batch = (run->options->batch + LANES - 1) / LANES;
    run->workers = mem_zeroed(params->n_shares, sizeof *run->workers);
    run->order = mem_array(run->train->n_documents, sizeof *run->order);
    if (!run->workers || !run->order)
        return error_memory(error);
    if (logit_sum_init(&run->logits, params, error) != BAGTAG_OK)
        return BAGTAG_MEMORY;
    if (run->options->patience && best_epoch_init(&run->best, params, error) != BAGTAG_OK)
        return BAGTAG_MEMORY;
    size_t n_rows = run->options->dropout.part > 0.0 ? max_rows(run->train) : 0;
    enum bagtag_status status = BAGTAG_OK;
    for (size_t w = 0; status == BAGTAG_OK && w < params->n_shares; w++)
        status = worker_init(run, &run->workers[w], params->shares[w].width, n_rows, error);
    return status;
}

static void run_clear(struct run *run)
{
    for (size_t w = 0; run->workers && w < run->params->n_shares; w++) {
        struct worker *worker = &run->workers[w];
        large_free(worker->back);
        for (size_t g = 0; worker->groups && g < run->groups_per_batch; g++)
            group_clear(&worker->groups[g]);
        for (size_t g = 0; worker->visits && g < run->groups_per_batch; g++)
            dropout_room_clear(&worker->visits[g].room);
        free(worker->groups);
        free(worker->visits);
    }
    free(run->workers);
    best_epoch_clear(&run->best, run->params);
    logit_sum_clear(&run->logits);
    free(run->order);
}

enum bagtag_status sgd_run(struct params *params, const struct dataset *train, const struct dataset *held_out,
                           const struct sgd_options *options, const struct kernel *kernel, struct pool *pool,
                           sgd_callback *callback, void *context, struct sgd_progress *last, struct bagtag_error *error)
{
    struct run run = {.params = params,
                      .data = train,
                      .train = train,
                      .held_out = held_out,
                      .options = options,
                      .kernel = kernel,
                      .pool = pool,
                      .callback = callback,
                      .context = context};
    assert(train->values == DATASET_UNWEIGHTED || bag_takes_weights(options->bag));
    enum bagtag_status status = run_init(&run, error);
    if (status == BAGTAG_OK) {
        pool_run(pool, work, &run);
        status = run.status;
        bool is_finished = status == BAGTAG_OK && isfinite(run.progress.loss);
        *last = options->patience && is_finished ? run.best_progress : run.progress;
        if (status == BAGTAG_STOPPED)
            error_set(error, status, "stopped");
    }
    run_clear(&run);
    return status;
}
