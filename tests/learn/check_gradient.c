/* check_gradient.c - the trainer's steps against finite differences of an independent loss, in doubles */
/* SPDX-License-Identifier: MIT */
#include "learn/sgd.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "support/loss_in_doubles.h"
#include "support/suite.h"

/* ---- the trainer's parameters ----------------------------------------------------------------------------- */

static void join(struct numbers *out, const struct params *params, enum bag bag)
{
    size_t dim = params->dim, e = ROWS * dim, w = LABELS * dim;
    *out = (struct numbers){.bag = bag, .dim = dim, .n = e + w + LABELS};
    for (size_t s = 0; s < params->n_shares; s++) {
        const struct share *share = &params->shares[s];
        for (size_t d = 0; d < share->width && share->first_column + d < dim; d++) {
            for (size_t row = 0; row < ROWS; row++)
                out->x[row * dim + share->first_column + d] = (double)share->embedding[row * share->width + d];
            for (size_t c = 0; c < LABELS; c++)
                out->x[e + c * dim + share->first_column + d] = (double)share->weight[c * share->width + d];
        }
        for (size_t c = 0; c < LABELS; c++)
            out->x[e + w + c] = (double)share->bias[c];
    }
}

/* E, W and b uniform in +-SCALE, the same for any number of shares. */
static void fill(struct params *params, float scale)
{
    for (size_t s = 0; s < params->n_shares; s++) {
        struct share *share = &params->shares[s];
        for (size_t d = 0; d < share->width && share->first_column + d < params->dim; d++) {
            size_t column = share->first_column + d;
            for (size_t row = 0; row < ROWS; row++)
                share->embedding[row * share->width + d] = scale * (2 * rng_unit(1, row, column) - 1);
            for (size_t c = 0; c < LABELS; c++)
                share->weight[c * share->width + d] = scale * (2 * rng_unit(2, c, column) - 1);
        }
        for (size_t c = 0; c < LABELS; c++)
            share->bias[c] = scale * (2 * rng_unit(3, c, 0) - 1);
    }
}

/* What a run needs, opened and closed as one. */
struct trainer {
    struct pool *pool;
    struct params params;
    const struct kernel *kernel;
    struct sgd_progress last;
};

static size_t open_workers(struct trainer *t, size_t dim, int n_workers)
{
    size_t useful = params_useful_shares(dim, 1, (size_t)n_workers);
    *t = (struct trainer){0};
    ck_assert_int_eq(kernel_choose(&t->kernel, NULL), BAGTAG_OK);
    ck_assert_int_eq(pool_open(&t->pool, (int)useful, NULL), BAGTAG_OK);
    return useful;
}

/* All numbers are uniform in +-SCALE. */
static void open_trainer(struct trainer *t, size_t dim, int n_workers, float scale)
{
    size_t useful = open_workers(t, dim, n_workers);
    ck_assert_int_eq(params_init(&t->params, ROWS, LABELS, dim, useful, 1, NULL, t->pool, NULL), BAGTAG_OK);
    fill(&t->params, scale);
}

/* W is codes, E small and random, and b zero. */
static void open_with_codes(struct trainer *t, size_t dim, int n_workers, double square)
{
    size_t useful = open_workers(t, dim, n_workers);
    ck_assert_int_eq(params_init(&t->params, ROWS, LABELS, dim, useful, 1, NULL, t->pool, NULL), BAGTAG_OK);
    params_set_codes(&t->params, 1, square);
}

static void close_trainer(struct trainer *t)
{
    params_clear(&t->params);
    pool_close(t->pool);
}

/* Uses softmax if OPTIONS has no loss. */
static enum bagtag_status run(struct trainer *t, const struct dataset *data, const struct dataset *held_out,
                              const struct sgd_options *options, sgd_callback *callback, void *context)
{
    struct bagtag_error error;
    struct sgd_options all = *options;
    all.n_labels = LABELS;
    if (!all.loss)
        all.loss = &loss_softmax;
    return sgd_run(&t->params, data, held_out, &all, t->kernel, t->pool, callback, context, &t->last, &error);
}

/* Checks that all copies of the bias are the same, and that columns past the last stay zero. */
static void check_shares(const struct params *params)
{
    for (size_t s = 0; s < params->n_shares; s++) {
        const struct share *share = &params->shares[s];
        ck_assert_mem_eq(share->bias, params->shares[0].bias, LABELS * sizeof *share->bias);
        for (size_t d = 0; d < share->width; d++)
            for (size_t row = 0; share->first_column + d >= params->dim && row < ROWS; row++)
                ck_assert(share->embedding[row * share->width + d] == 0.0f);
    }
}

static void free_all(struct documents *d, struct numbers *a, struct numbers *b, double *gradient)
{
    free(d);
    free(a);
    free(b);
    free(gradient);
}

/* ---- tests ----------------------------------------------------------------------------------------------- */

static const size_t dims[] = {1, 10, 16, 32, 40};
static const size_t batches[] = {1, 16, 20, 37};
static const float layer_rates[] = {1, 0.25f, 0};
enum { N_LAYER_RATES = sizeof layer_rates / sizeof *layer_rates };

static bool is_of_layer(size_t i, size_t dim)
{
    return i >= ROWS * dim && i < (ROWS + LABELS) * dim;
}

/* What a step is made with. The rates are too low for steps to be bounded; they also determine how far a step seen in
 * the parameters is rounded. */
struct step {
    enum bag bag;
    bool is_weighted, keeps_bias, has_codes;
    enum loss_kind loss;
    float layer_rate;
    size_t dim, n, labels_max;
    int n_workers;
};

static double rate_of(const struct step *step)
{
    static const double rates[] = {1.0 / 16, 1.0 / 256, 1.0 / 32};
    return step->is_weighted ? 1.0 / 256 : rates[step->bag];
}

/* The gradient of the loss where steps of one kind begin, the same for any number of workers. */
struct gradients {
    struct numbers at; /* n is 0 before the first step */
    double by[NUMBERS_MAX];
};

static void check_step(const struct step *step, struct gradients *gradients)
{
    struct documents *d = malloc(sizeof *d);
    struct numbers *before = malloc(sizeof *before), *after = malloc(sizeof *after);
    ck_assert(d && before && after);
    struct trainer t;
    double rate = rate_of(step), rounding = 4e-8 * (double)(step->n + 1) / rate;
    struct sgd_options options = {.bag = step->bag,
                                  .loss = loss_get(step->loss),
                                  .n_labels = LABELS,
                                  .keeps_bias = step->keeps_bias,
                                  .layer_rate = step->layer_rate,
                                  .layer_square = 1,
                                  .epochs = 1,
                                  .batch = (uint32_t)step->n,
                                  .learning_rate = (float)rate,
                                  .seed = 5};
    make_documents(d, step->n, step->labels_max, step->dim);
    if (step->is_weighted)
        weigh(d);
    if (step->has_codes)
        open_with_codes(&t, step->dim, step->n_workers, 2);
    else
        open_trainer(&t, step->dim, step->n_workers, 0.4f);
    join(before, &t.params, step->bag);
    before->loss = step->loss;
    ck_assert_int_eq(run(&t, &d->data, NULL, &options, NULL, NULL), BAGTAG_OK);
    join(after, &t.params, step->bag);
    if (gradients->at.n == 0) {
        gradients->at = *before;
        finite_differences(gradients->by, before, &d->data);
    }
    ck_assert_uint_eq(before->n, gradients->at.n);
    ck_assert_mem_eq(before->x, gradients->at.x, before->n * sizeof *before->x);
    for (size_t i = 0; i < before->n; i++) {
        double move = (before->x[i] - after->x[i]) / rate;
        double part = is_of_layer(i, step->dim)                     ? (double)step->layer_rate
                      : step->keeps_bias && i >= before->n - LABELS ? 0
                                                                    : 1;
        double gradient = part * gradients->by[i];
        ck_assert(part > 0 || before->x[i] == after->x[i]);
        ck_assert_msg(fabs(move - gradient) < rounding + 1e-5 * fabs(gradient),
                      "%s, %s, %s, %s, number %zu, dim %zu, %zu documents, %d workers: %.9g for %.9g",
                      bag_names[step->bag], step->is_weighted ? "weighted" : "plain", loss_names[step->loss],
                      step->has_codes ? "codes" : "filled", i, step->dim, step->n, step->n_workers, move, gradient);
    }
    ck_assert_double_eq_tol(t.last.loss, total_loss(before, &d->data) / (double)step->n, 1e-6);
    ck_assert_double_eq(t.last.held_out_loss, -1);
    ck_assert_double_eq(t.last.held_out_accuracy, -1);
    check_shares(&t.params);
    close_trainer(&t);
    free_all(d, before, after, NULL);
}

/* Each choice of every setting with all choices of the others, except a maximum of weighted rows, which is refused. */
START_TEST(a_step_follows_the_gradient_of_the_loss)
{
    enum { N_BAGS = 3, N_LOSSES = 2, N_BATCHES = sizeof batches / sizeof *batches };
    struct gradients *gradients = malloc(sizeof *gradients);
    ck_assert_ptr_nonnull(gradients);
    for (unsigned i = 0; i < 2 * 3 * N_LAYER_RATES * N_BAGS * 2 * N_LOSSES * N_BATCHES * 2; i++) {
        unsigned rest = i;
        struct step step = {.dim = dims[_i]};
        step.keeps_bias = rest % 2, rest /= 2;
        step.n_workers = 1 + (int)(rest % 3), rest /= 3;
        step.layer_rate = layer_rates[rest % N_LAYER_RATES], rest /= N_LAYER_RATES;
        if (i % (2 * 3 * N_LAYER_RATES) == 0)
            gradients->at.n = 0;
        step.bag = (enum bag)(rest % N_BAGS), rest /= N_BAGS;
        step.is_weighted = rest % 2, rest /= 2;
        step.loss = (enum loss_kind)(rest % N_LOSSES), rest /= N_LOSSES;
        step.n = batches[rest % N_BATCHES], rest /= N_BATCHES;
        step.labels_max = 1 + rest * 2;
        if (bag_takes_weights(step.bag) || !step.is_weighted)
            check_step(&step, gradients);
    }
    free(gradients);
}
END_TEST

/* From codes, learned or fixed, where a maximum of equal rows has no gradient. */
START_TEST(a_first_step_from_codes_follows_the_gradient_of_the_loss)
{
    struct gradients *gradients = malloc(sizeof *gradients);
    ck_assert_ptr_nonnull(gradients);
    for (unsigned i = 0; i < 3 * 2 * 2 * 2 * 2; i++) {
        struct step step = {.has_codes = true, .dim = dims[_i], .n = 20, .labels_max = 2};
        step.layer_rate = i / 24 % 2 ? 0 : 0.25f;
        step.n_workers = 1 + (int)(i % 3);
        if (i % 3 == 0)
            gradients->at.n = 0;
        step.bag = i / 3 % 2 ? BAG_SUM : BAG_MEAN;
        step.is_weighted = i / 6 % 2;
        step.loss = i / 12 % 2 ? LOSS_OVA : LOSS_SOFTMAX;
        check_step(&step, gradients);
    }
    free(gradients);
}
END_TEST

/* Documents whose step is bounded move rows equally far at any rate, and less far the longer a row of W is. */
START_TEST(the_bound_of_a_step_accounts_for_the_length_of_the_codes)
{
    enum { DIM = 16, N_RUNS = 3 };
    static const float rates[] = {50, 100, 50}, squares[] = {2, 2, 4};
    static const double parts[] = {1, 1, 0.5};
    struct documents *d = malloc(sizeof *d);
    struct numbers *begun = malloc(sizeof *begun), *first = malloc(sizeof *first), *moved = malloc(sizeof *moved);
    ck_assert(d && begun && first && moved);
    make_documents(d, 1, 1, 1);
    for (size_t r = 0; r < N_RUNS; r++) {
        struct trainer t;
        struct sgd_options options = {.epochs = 1,
                                      .batch = 1,
                                      .learning_rate = rates[r],
                                      .keeps_bias = true,
                                      .layer_rate = 0.25f,
                                      .layer_square = squares[r]};
        open_with_codes(&t, DIM, 1, 2);
        join(begun, &t.params, BAG_MEAN);
        ck_assert_int_eq(run(&t, &d->data, NULL, &options, NULL, NULL), BAGTAG_OK);
        join(r == 0 ? first : moved, &t.params, BAG_MEAN);
        size_t row = d->ids[0] * DIM;
        ck_assert_double_gt(fabs(first->x[row + 1] - begun->x[row + 1]), 0.01);
        for (size_t i = 0; r > 0 && i < ROWS * DIM; i++) {
            double want = parts[r] * (first->x[i] - begun->x[i]);
            ck_assert_double_eq_tol(moved->x[i] - begun->x[i], want, 1e-6 + 0.01 * fabs(want));
        }
        close_trainer(&t);
    }
    free_all(d, first, moved, NULL);
    free(begun);
}
END_TEST

/* One batch per epoch, so that the order of the documents does not matter. From random numbers everywhere, with a layer
 * that learns as fast as the rows, and from codes, with one that learns a quarter as fast. */
START_TEST(the_rate_of_each_step_is_that_of_the_schedule)
{
    bool is_linear = _i % 2, has_codes = _i / 2;
    struct documents *d = malloc(sizeof *d);
    struct numbers *want = malloc(sizeof *want), *got = malloc(sizeof *got);
    double *gradient = malloc(NUMBERS_MAX * sizeof *gradient);
    ck_assert(d && want && got && gradient);
    enum { DIM = 10, N = 20, EPOCHS = 5 };
    struct trainer t;
    struct sgd_options options = {.epochs = EPOCHS,
                                  .batch = N,
                                  .learning_rate = 0.1f,
                                  .layer_rate = has_codes ? 0.25f : 1,
                                  .layer_square = has_codes ? 2 : 1,
                                  .is_linear = is_linear,
                                  .seed = 5};
    make_documents(d, N, 2, 9);
    if (has_codes)
        open_with_codes(&t, DIM, 2, 2);
    else
        open_trainer(&t, DIM, 2, 0.4f);
    join(want, &t.params, BAG_MEAN);
    *got = *want;
    ck_assert_int_eq(run(&t, &d->data, NULL, &options, NULL, NULL), BAGTAG_OK);
    double loss = 0;
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
        double rate = is_linear ? 0.1 * (1 - (double)epoch / EPOCHS) : 0.1;
        loss = total_loss(want, &d->data) / N;
        finite_differences(gradient, want, &d->data);
        for (size_t i = 0; i < want->n; i++)
            want->x[i] -= rate * (is_of_layer(i, DIM) ? (double)options.layer_rate : 1) * gradient[i];
    }
    double layer_move = 0;
    for (size_t i = ROWS * DIM; i < (ROWS + LABELS) * DIM; i++)
        layer_move = fmax(layer_move, fabs(want->x[i] - got->x[i]));
    ck_assert_double_gt(layer_move, 1e-3); /* the layer learns enough to show its rate */
    join(got, &t.params, BAG_MEAN);
    for (size_t i = 0; i < want->n; i++)
        ck_assert_double_eq_tol(got->x[i], want->x[i], 5e-6);
    ck_assert_double_eq_tol(t.last.loss, loss, 1e-5);
    ck_assert_double_eq_tol(t.last.learning_rate, is_linear ? 0.1 / EPOCHS : 0.1, 1e-7);
    close_trainer(&t);
    free_all(d, want, got, gradient);
}
END_TEST

/* With a rate so small that the steps of an epoch do not affect each other, they add up to the full gradient. */
START_TEST(an_epoch_visits_every_document_once)
{
    struct documents *d = malloc(sizeof *d);
    struct numbers *before = malloc(sizeof *before), *after = malloc(sizeof *after);
    double *gradient = malloc(NUMBERS_MAX * sizeof *gradient);
    ck_assert(d && before && after && gradient);
    static const uint32_t sizes[] = {1, 5, 16, 17, 36, 1024};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        struct trainer t;
        struct sgd_options options = {
            .epochs = 1, .batch = sizes[s], .learning_rate = 1e-3f, .layer_rate = 1, .layer_square = 1, .seed = s};
        make_documents(d, DOCUMENTS_MAX, 2, s);
        open_trainer(&t, 16, 2, 0.4f);
        join(before, &t.params, BAG_MEAN);
        ck_assert_int_eq(run(&t, &d->data, NULL, &options, NULL, NULL), BAGTAG_OK);
        join(after, &t.params, BAG_MEAN);
        finite_differences(gradient, before, &d->data);
        for (size_t i = 0; i < before->n; i++)
            ck_assert_double_eq_tol((before->x[i] - after->x[i]) / 1e-3, gradient[i], 0.03);
        ck_assert_uint_eq(t.last.documents, DOCUMENTS_MAX);
        ck_assert_uint_eq(t.last.tokens, d->data.offsets[DOCUMENTS_MAX]);
        close_trainer(&t);
    }
    free_all(d, before, after, gradient);
}
END_TEST

/* Document i has row i alone, so that the last row is in none of them. The layer decays at its learning rate. */
START_TEST(decay_shrinks_the_rows_in_use_and_the_output_layer)
{
    enum { N = ROWS - 1, DIM = 16 };
    static const double rate = 1.0 / 64, decay = 0.05;
    struct documents *d = malloc(sizeof *d);
    struct numbers *before = malloc(sizeof *before), *after = malloc(sizeof *after);
    double *gradient = malloc(NUMBERS_MAX * sizeof *gradient);
    ck_assert(d && before && after && gradient);
    struct trainer t;
    float layer_rate = layer_rates[_i / 2];
    struct sgd_options options = {.epochs = 1,
                                  .batch = N,
                                  .learning_rate = (float)rate,
                                  .decay = (float)decay,
                                  .row_decay = (float)decay,
                                  .layer_rate = layer_rate,
                                  .layer_square = 1};
    make_documents(d, N, 2, 1);
    for (uint32_t i = 0; i < N; i++) {
        d->ids[i] = i;
        d->offsets[i + 1] = i + 1;
    }
    weigh(d);
    open_trainer(&t, DIM, 1 + _i % 2, 0.4f);
    join(before, &t.params, BAG_MEAN);
    ck_assert_int_eq(run(&t, &d->data, NULL, &options, NULL, NULL), BAGTAG_OK);
    join(after, &t.params, BAG_MEAN);
    finite_differences(gradient, before, &d->data);
    for (size_t i = 0; i < before->n; i++) {
        size_t n_shrinks = i < N * DIM ? 1 : is_of_layer(i, DIM) ? N : 0;
        double step = (before->x[i] - after->x[i]) / rate, shrinking = decay * (double)n_shrinks * before->x[i];
        double part = is_of_layer(i, DIM) ? (double)layer_rate : 1;
        ck_assert_double_eq_tol(step, part * (gradient[i] + shrinking), 5e-5 + 1e-3 * part * fabs(gradient[i]));
        ck_assert(i < N * DIM || i >= ROWS * DIM || before->x[i] == after->x[i]);
        ck_assert(part > 0 || before->x[i] == after->x[i]);
    }
    close_trainer(&t);
    free_all(d, before, after, gradient);
}
END_TEST

START_TEST(the_held_out_metrics_are_those_of_the_parameters_after_the_epoch)
{
    struct documents *d = malloc(sizeof *d), *held_out = malloc(sizeof *held_out);
    struct numbers *after = malloc(sizeof *after);
    ck_assert(d && held_out && after);
    struct trainer t;
    struct sgd_options options = {.loss = loss_get((enum loss_kind)_i),
                                  .epochs = 2,
                                  .batch = 16,
                                  .learning_rate = 0.2f,
                                  .layer_rate = 1,
                                  .layer_square = 1,
                                  .is_linear = true,
                                  .seed = 1};
    make_documents(d, 30, 2, 1);
    make_documents(held_out, 35, 3, 2);
    held_out->labels[held_out->label_offsets[3]] = DATASET_UNKNOWN_LABEL;
    held_out->labels[held_out->label_offsets[2]] = DATASET_UNKNOWN_LABEL;
    open_trainer(&t, 40, 2, 0.4f);
    ck_assert_int_eq(run(&t, &d->data, &held_out->data, &options, NULL, NULL), BAGTAG_OK);
    join(after, &t.params, BAG_MEAN);
    after->loss = (enum loss_kind)_i;
    double loss = 0, p[LABELS];
    size_t n_scored = 0, n_right = 0;
    for (size_t i = 0; i < 35; i++) {
        size_t n_known;
        uint32_t top = 0;
        loss += forward(after, &held_out->data, i, p, &n_known);
        n_scored += n_known > 0;
        for (uint32_t c = 1; c < LABELS; c++)
            top = p[c] > p[top] ? c : top;
        for (uint64_t l = held_out->label_offsets[i]; l < held_out->label_offsets[i + 1]; l++)
            n_right += held_out->labels[l] == top;
    }
    ck_assert_uint_eq(n_scored, 34); /* document 3 has no other label, document 2 has */
    ck_assert_double_eq_tol(t.last.held_out_loss, loss / (double)n_scored, 1e-6);
    ck_assert_double_eq_tol(t.last.held_out_accuracy, (double)n_right / 35, 1e-12);
    close_trainer(&t);
    free(d);
    free(held_out);
    free(after);
}
END_TEST

START_TEST(no_number_overflows_at_any_rate_or_decay)
{
    static const float high_rates[] = {5, 50, 100}, scales[] = {0.5f, 100, 1e4f};
    static const uint32_t sizes[] = {1, 64, 1024};
    float rate = high_rates[_i / N_LAYER_RATES % 3], decay = _i < 3 * N_LAYER_RATES ? 0 : 1,
          layer_rate = layer_rates[_i % N_LAYER_RATES];
    struct documents *d = malloc(sizeof *d);
    struct numbers *after = malloc(sizeof *after);
    ck_assert(d && after);
    make_documents(d, DOCUMENTS_MAX, 2, 1);
    for (size_t s = 0; s < sizeof scales / sizeof *scales; s++)
        for (size_t b = 0; b < sizeof sizes / sizeof *sizes; b++)
            for (int bag = BAG_MEAN; bag <= BAG_MAX; bag++) {
                struct trainer t;
                struct sgd_options options = {.bag = (enum bag)bag,
                                              .epochs = 30,
                                              .batch = sizes[b],
                                              .learning_rate = rate,
                                              .decay = decay,
                                              .row_decay = decay,
                                              .layer_rate = layer_rate,
                                              .layer_square = 1,
                                              .seed = 1};
                open_trainer(&t, 16, 2, scales[s]);
                ck_assert_int_eq(run(&t, &d->data, &d->data, &options, NULL, NULL), BAGTAG_OK);
                join(after, &t.params, BAG_MEAN);
                for (size_t i = 0; i < after->n; i++)
                    ck_assert_msg(isfinite(after->x[i]), "number %zu, %s, batch %u, scale %g", i, bag_names[bag],
                                  sizes[b], (double)scales[s]);
                ck_assert(isfinite(t.last.loss) && isfinite(t.last.held_out_loss));
                ck_assert_double_ge(t.last.loss, 0);
                close_trainer(&t);
            }
    free(d);
    free(after);
}
END_TEST

struct calls {
    uint32_t n_ends, stop_at;
};

static bool count_ends(void *context, const struct sgd_progress *progress)
{
    struct calls *calls = context;
    calls->n_ends += progress->is_epoch_end;
    if (progress->is_epoch_end) {
        ck_assert_uint_eq(progress->epoch, calls->n_ends);
        ck_assert_uint_eq(progress->documents, calls->n_ends * UINT64_C(20));
    }
    return !progress->is_epoch_end || progress->epoch < calls->stop_at;
}

START_TEST(the_callback_is_called_after_every_epoch_and_can_stop)
{
    struct documents *d = malloc(sizeof *d);
    ck_assert_ptr_nonnull(d);
    make_documents(d, 20, 1, 1);
    for (int n_workers = 1; n_workers <= 3; n_workers++) {
        struct trainer t;
        struct calls calls = {.stop_at = 100};
        struct sgd_options options = {
            .epochs = 7, .batch = 16, .learning_rate = 0.1f, .layer_rate = 1, .layer_square = 1};
        open_trainer(&t, 40, n_workers, 0.4f);
        ck_assert_int_eq(run(&t, &d->data, NULL, &options, count_ends, &calls), BAGTAG_OK);
        ck_assert_uint_eq(calls.n_ends, 7);
        calls = (struct calls){.stop_at = 3};
        ck_assert_int_eq(run(&t, &d->data, NULL, &options, count_ends, &calls), BAGTAG_STOPPED);
        ck_assert_uint_eq(calls.n_ends, 3);
        close_trainer(&t);
    }
    free(d);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("gradient");
    TCase *tests = tcase_create("gradient");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, a_step_follows_the_gradient_of_the_loss, 0, sizeof dims / sizeof *dims);
    tcase_add_loop_test(tests, a_first_step_from_codes_follows_the_gradient_of_the_loss, 0, sizeof dims / sizeof *dims);
    tcase_add_test(tests, the_bound_of_a_step_accounts_for_the_length_of_the_codes);
    tcase_add_loop_test(tests, the_rate_of_each_step_is_that_of_the_schedule, 0, 4);
    tcase_add_test(tests, an_epoch_visits_every_document_once);
    tcase_add_loop_test(tests, decay_shrinks_the_rows_in_use_and_the_output_layer, 0, 2 * N_LAYER_RATES);
    tcase_add_loop_test(tests, the_held_out_metrics_are_those_of_the_parameters_after_the_epoch, 0, 2);
    tcase_add_loop_test(tests, no_number_overflows_at_any_rate_or_decay, 0, 2 * 3 * N_LAYER_RATES);
    tcase_add_test(tests, the_callback_is_called_after_every_epoch_and_can_stop);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
