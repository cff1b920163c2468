/* nn_lstm.c - nn.LSTM forward: layer by layer, direction by direction, step by step */
/* SPDX-License-Identifier: MIT */
#include "bagtag_lstm.h"

#include <string.h>

#include "base/large.h"
#include "base/plural.h"
#include "math/kernel.h"
#include "net/nn_lstm_weights.h"

/* Products with the inputs are computed ahead of the steps that need them, for this many floats of gates at once: as
 * many as fit into the L2 cache. */
#define GATE_FLOATS ((size_t)1 << 18)

/* The vector of step T of sequence N is at t * step + n * next. */
struct sequence_order {
    size_t step, next;
};

struct lstm_run {
    const struct bagtag_lstm *lstm;
    const struct kernel *kernel;
    const struct bagtag_lstm_input *in;
    size_t n_steps;     /* whose inputs are multiplied at once */
    size_t gate_floats; /* of one step of one sequence */
    size_t unit_floats; /* H, in whole lines */
    size_t h_stride;    /* O, in whole lines or panels */
    float *gates;       /* [n_steps, N, gate_floats] */
    float *h, *c;       /* [N, h_stride], [N, unit_floats] */
    float *units;       /* [unit_floats]: h before its projection */
    float *between[2];  /* [L, N, D O]: the output of one layer, the input of the next */
};

/* ---- memory ---------------------------------------------------------------------------------------------- */

/* BAGTAG_ARGUMENT if memory cannot hold N sequences of LENGTH steps of WIDTH floats; otherwise *PRODUCT is how many
 * floats those are. */
static enum bagtag_status count_floats(size_t *product, size_t n, size_t length, size_t width,
                                       struct bagtag_error *error)
{
    if (__builtin_mul_overflow(n, length, product) || __builtin_mul_overflow(*product, width, product) ||
        *product > PTRDIFF_MAX / sizeof(float))
        return error_set(error, BAGTAG_ARGUMENT, "%zu sequence%s of %zu step%s: too large for memory", n, plural_s(n),
                         length, plural_s(length));
    return BAGTAG_OK;
}

/* *OUT = N * LENGTH * WIDTH floats; BAGTAG_ARGUMENT if memory cannot hold that many. */
static enum bagtag_status new_floats(float **out, size_t n, size_t length, size_t width, struct bagtag_error *error)
{
    size_t product;
    enum bagtag_status status = count_floats(&product, n, length, width, error);
    if (status != BAGTAG_OK)
        return status;
    *out = large_array(product, sizeof **out);
    return *out ? BAGTAG_OK : error_memory(error);
}

static enum bagtag_status run_init(struct lstm_run *run, struct bagtag_error *error)
{
    const struct bagtag_lstm *lstm = run->lstm;
    size_t n = run->in->n_sequences, n_between = lstm->options.num_layers - 1;
    run->gate_floats = lstm->n_panels * KERNEL_PANEL;
    run->unit_floats = lstm->n_panels * KERNEL_LANES;
    run->h_stride = lstm->n_output_panels > 0 ? lstm->n_output_panels * KERNEL_PANEL : run->unit_floats;
    run->n_steps = GATE_FLOATS / run->gate_floats / n;
    run->n_steps = run->n_steps < 1 ? 1 : run->n_steps > run->in->length ? run->in->length : run->n_steps;
    enum bagtag_status status = new_floats(&run->gates, n, run->n_steps, run->gate_floats, error);
    if (status == BAGTAG_OK)
        status = new_floats(&run->h, n, 1, run->h_stride, error);
    if (status == BAGTAG_OK)
        status = new_floats(&run->c, n, 1, run->unit_floats, error);
    if (status == BAGTAG_OK)
        status = new_floats(&run->units, 1, 1, run->unit_floats, error);
    for (size_t i = 0; status == BAGTAG_OK && i < 2 && i < n_between; i++)
        status = new_floats(&run->between[i], n, run->in->length, lstm->n_directions * lstm->n_outputs, error);
    return status;
}

static void run_clear(struct lstm_run *run)
{
    large_free(run->gates);
    large_free(run->h);
    large_free(run->c);
    large_free(run->units);
    large_free(run->between[0]);
    large_free(run->between[1]);
}

/* ---- states ---------------------------------------------------------------------------------------------- */

/* ROWS [n, stride] = FROM [n, width]; zeros if FROM is NULL. */
static void take_state(float *rows, size_t stride, const float *from, size_t width, size_t n)
{
    memset(rows, 0, n * stride * sizeof *rows);
    for (size_t i = 0; from && i < n; i++)
        memcpy(rows + i * stride, from + i * width, width * sizeof *rows);
}

static void give_state(float *to, const float *rows, size_t stride, size_t width, size_t n)
{
    for (size_t i = 0; to && i < n; i++)
        memcpy(to + i * width, rows + i * stride, width * sizeof *to);
}

/* State number K, counted over layers and directions; NULL if there are no states. */
static const float *state_from(const float *states, size_t k, size_t n, size_t width)
{
    return states ? states + k * n * width : NULL;
}

/* ---- one layer in one direction -------------------------------------------------------------------------- */

/* Sets the gates of the steps FIRST to FIRST + N_STEPS of all sequences to the bias and the products with the inputs. A
 * call of the kernel takes all steps of a sequence or all sequences of a step, whichever are more. */
static void take_inputs(struct lstm_run *run, const struct nn_lstm_layer *layer, const float *from,
                        struct sequence_order order, size_t first, size_t n_steps)
{
    size_t n = run->in->n_sequences, width = run->gate_floats, n_panels = run->lstm->n_panels;
    for (size_t r = 0; r < n_steps * n; r++)
        memcpy(run->gates + r * width, layer->bias, width * sizeof *run->gates);
    from += first * order.step;
    for (size_t t = 0; n >= n_steps && t < n_steps; t++)
        run->kernel->add_products(run->gates + t * n * width, width, from + t * order.step, order.next, n, layer->input,
                                  layer->n_in, n_panels);
    for (size_t i = 0; n < n_steps && i < n; i++)
        run->kernel->add_products(run->gates + i * width, n * width, from + i * order.next, order.step, n_steps,
                                  layer->input, layer->n_in, n_panels);
}

static void project(struct lstm_run *run, const struct nn_lstm_layer *layer, float *h)
{
    memset(h, 0, run->h_stride * sizeof *h);
    run->kernel->add_products(h, run->h_stride, run->units, run->unit_floats, 1, layer->projection,
                              run->lstm->options.hidden_size, run->lstm->n_output_panels);
}

/* One step of the sequences FIRST to END, whose GATES already include the inputs; h goes to OUT. */
static void step(struct lstm_run *run, const struct nn_lstm_layer *layer, float *gates, size_t first, size_t end,
                 float *out, size_t next)
{
    const struct bagtag_lstm *lstm = run->lstm;
    run->kernel->add_products(gates + first * run->gate_floats, run->gate_floats, run->h + first * run->h_stride,
                              run->h_stride, end - first, layer->state, lstm->n_outputs, lstm->n_panels);
    for (size_t n = first; n < end; n++) {
        float *h = run->h + n * run->h_stride;
        run->kernel->lstm_cell(layer->projection ? run->units : h, run->c + n * run->unit_floats,
                               gates + n * run->gate_floats, lstm->n_panels);
        if (layer->projection)
            project(run, layer, h);
        memcpy(out + n * next, h, lstm->n_outputs * sizeof *out);
    }
}

/* Whether sequence N has a step T. */
static bool has_step(const struct bagtag_lstm_input *in, size_t n, size_t t)
{
    return !in->lengths || t < in->lengths[n];
}

/* Step T of all sequences that have one; the others keep their states and output zeros. */
static void step_all(struct lstm_run *run, const struct nn_lstm_layer *layer, float *gates, size_t t, float *out,
                     size_t next)
{
    size_t end;
    for (size_t first = 0; first < run->in->n_sequences; first = end) {
        bool has = has_step(run->in, first, t);
        for (end = first + 1; end < run->in->n_sequences && has_step(run->in, end, t) == has;)
            end++;
        if (has)
            step(run, layer, gates, first, end, out, next);
        for (size_t n = first; !has && n < end; n++)
            memset(out + n * next, 0, run->lstm->n_outputs * sizeof *out);
    }
}

enum direction { FORWARD, REVERSE };

static void run_direction(struct lstm_run *run, const struct nn_lstm_layer *layer, enum direction direction,
                          const float *from, struct sequence_order from_order, float *to,
                          struct sequence_order to_order)
{
    size_t length = run->in->length;
    for (size_t done = 0, n_steps; done < length; done += n_steps) {
        n_steps = length - done < run->n_steps ? length - done : run->n_steps;
        size_t first = direction == FORWARD ? done : length - done - n_steps;
        take_inputs(run, layer, from, from_order, first, n_steps);
        for (size_t s = 0; s < n_steps; s++) {
            size_t i = direction == FORWARD ? s : n_steps - 1 - s;
            step_all(run, layer, run->gates + i * run->in->n_sequences * run->gate_floats, first + i,
                     to + (first + i) * to_order.step, to_order.next);
        }
    }
}

/* ---- all layers ------------------------------------------------------------------------------------------ */

static struct sequence_order order_of(const struct bagtag_lstm_input *in, bool batch_first, size_t width)
{
    if (batch_first)
        return (struct sequence_order){width, in->length * width};
    return (struct sequence_order){in->n_sequences * width, width};
}

static void run_all(struct lstm_run *run, float *output, float *h_n, float *c_n)
{
    const struct bagtag_lstm *lstm = run->lstm;
    const struct bagtag_lstm_input *in = run->in;
    size_t n = in->n_sequences, n_outputs = lstm->n_outputs, n_units = lstm->options.hidden_size;
    size_t width = lstm->n_directions * n_outputs, n_layers = lstm->options.num_layers;
    const float *from = in->input;
    struct sequence_order from_order = order_of(in, in->batch_first, lstm->options.input_size);
    for (size_t i = 0; i < n_layers; i++) {
        bool is_last = i + 1 == n_layers;
        float *to = is_last ? output : run->between[i % 2];
        struct sequence_order to_order = order_of(in, is_last && in->batch_first, width);
        for (size_t d = 0; d < lstm->n_directions; d++) {
            size_t k = i * lstm->n_directions + d;
            take_state(run->h, run->h_stride, state_from(in->h0, k, n, n_outputs), n_outputs, n);
            take_state(run->c, run->unit_floats, state_from(in->c0, k, n, n_units), n_units, n);
            run_direction(run, &lstm->layers[k], d == 0 ? FORWARD : REVERSE, from, from_order, to + d * n_outputs,
                          to_order);
            give_state(h_n ? h_n + k * n * n_outputs : NULL, run->h, run->h_stride, n_outputs, n);
            give_state(c_n ? c_n + k * n * n_units : NULL, run->c, run->unit_floats, n_units, n);
        }
        from = to;
        from_order = to_order;
    }
}

/* Input, output and states must fit into memory before any of them is read. */
static enum bagtag_status check_sizes(const struct bagtag_lstm *lstm, const struct bagtag_lstm_input *in,
                                      struct bagtag_error *error)
{
    size_t n = in->n_sequences, n_outputs = lstm->n_directions * lstm->n_outputs, product;
    size_t n_states = lstm->options.num_layers * lstm->n_directions * lstm->options.hidden_size;
    enum bagtag_status status = count_floats(&product, n, in->length, lstm->options.input_size, error);
    if (status == BAGTAG_OK)
        status = count_floats(&product, n, in->length, n_outputs, error);
    return status == BAGTAG_OK ? count_floats(&product, n, 1, n_states, error) : status;
}

static enum bagtag_status check_input(const struct bagtag_lstm *lstm, const struct bagtag_lstm_input *in,
                                      const float *output, struct bagtag_error *error)
{
    if (in->length == 0)
        return error_set(error, BAGTAG_ARGUMENT, "length: expected 1 step or more; found 0");
    if (in->n_sequences > 0 && (!in->input || !output))
        return error_set(error, BAGTAG_ARGUMENT, "%s: expected %zu sequence%s of %zu step%s; found NULL",
                         in->input ? "output" : "input", in->n_sequences, plural_s(in->n_sequences), in->length,
                         plural_s(in->length));
    enum bagtag_status status = check_sizes(lstm, in, error);
    if (status != BAGTAG_OK)
        return status;
    for (size_t n = 0; in->lengths && n < in->n_sequences; n++)
        if (in->lengths[n] > in->length)
            return error_set(error, BAGTAG_ARGUMENT, "lengths[%zu]: expected at most %zu step%s; found %zu", n,
                             in->length, plural_s(in->length), in->lengths[n]);
    return BAGTAG_OK;
}

enum bagtag_status bagtag_nn_lstm(const struct bagtag_lstm *lstm, const struct bagtag_lstm_input *input, float *output,
                                  float *h_n, float *c_n, struct bagtag_error *error)
{
    struct lstm_run run = {.lstm = lstm, .in = input};
    enum bagtag_status status = check_input(lstm, input, output, error);
    if (status == BAGTAG_OK)
        status = kernel_choose(&run.kernel, error);
    if (status != BAGTAG_OK || input->n_sequences == 0)
        return status;
    status = run_init(&run, error);
    if (status == BAGTAG_OK)
        run_all(&run, output, h_n, c_n);
    run_clear(&run);
    return status;
}
