/* nn_lstm_weights.c - an LSTM's weights: counted and named as in torch, arranged for the kernels */
/* SPDX-License-Identifier: MIT */
#include "net/nn_lstm_weights.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/large.h"
#include "base/mem.h"
#include "math/kernel.h"

/* With these limits no product of sizes comes near 2^64. */
enum { LARGEST_SIZE = 1 << 20, MAX_LAYERS = 1 << 10 };

void bagtag_lstm_options_init(struct bagtag_lstm_options *options)
{
    *options = (struct bagtag_lstm_options){.num_layers = 1, .bias = true};
}

static enum bagtag_status check_size(const char *name, size_t size, size_t smallest, size_t largest,
                                     struct bagtag_error *error)
{
    if (size >= smallest && size <= largest)
        return BAGTAG_OK;
    return error_set(error, BAGTAG_ARGUMENT, "%s: expected %zu to %zu; found %zu", name, smallest, largest, size);
}

enum bagtag_status nn_lstm_check_options(const struct bagtag_lstm_options *options, struct bagtag_error *error)
{
    enum bagtag_status status = check_size("input_size", options->input_size, 1, LARGEST_SIZE, error);
    if (status == BAGTAG_OK)
        status = check_size("hidden_size", options->hidden_size, 1, LARGEST_SIZE, error);
    if (status == BAGTAG_OK)
        status = check_size("num_layers", options->num_layers, 1, MAX_LAYERS, error);
    if (status == BAGTAG_OK)
        status = check_size("proj_size", options->proj_size, 0, options->hidden_size - 1, error);
    return status;
}

/* ---- names and shapes ------------------------------------------------------------------------------------ */

enum weight_kind { WEIGHT_IH, WEIGHT_HH, BIAS_IH, BIAS_HH, WEIGHT_HR };
static const char *const kind_names[] = {"weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr"};

static size_t n_directions(const struct bagtag_lstm_options *options)
{
    return options->bidirectional ? 2 : 1;
}

static size_t n_outputs(const struct bagtag_lstm_options *options)
{
    return options->proj_size > 0 ? options->proj_size : options->hidden_size;
}

static size_t n_inputs(const struct bagtag_lstm_options *options, size_t layer)
{
    return layer == 0 ? options->input_size : n_directions(options) * n_outputs(options);
}

static size_t n_kinds(const struct bagtag_lstm_options *options)
{
    return 2 + (options->bias ? 2u : 0u) + (options->proj_size > 0 ? 1u : 0u);
}

size_t nn_lstm_n_weights(const struct bagtag_lstm_options *options)
{
    return options->num_layers * n_directions(options) * n_kinds(options);
}

static enum weight_kind kind_of(const struct bagtag_lstm_options *options, size_t i)
{
    size_t place = i % n_kinds(options);
    if (place >= 2 && !options->bias)
        return WEIGHT_HR;
    return (enum weight_kind)place;
}

struct nn_lstm_weight nn_lstm_weight(const struct bagtag_lstm_options *options, size_t i)
{
    size_t at = i / n_kinds(options), layer = at / n_directions(options);
    enum weight_kind kind = kind_of(options, i);
    struct nn_lstm_weight weight = {.rows = 4 * options->hidden_size};
    if (kind == WEIGHT_IH)
        weight.columns = n_inputs(options, layer);
    if (kind == WEIGHT_HH)
        weight.columns = n_outputs(options);
    if (kind == WEIGHT_HR) {
        weight.rows = options->proj_size;
        weight.columns = options->hidden_size;
    }
    snprintf(weight.name, sizeof weight.name, "%s_l%zu%s", kind_names[kind], layer,
             at % n_directions(options) == 1 ? "_reverse" : "");
    return weight;
}

/* ---- panels ---------------------------------------------------------------------------------------------- */

/* Which row of a weight goes to a lane: unit = panel * per_panel + line * per_line + lane, row = unit + line *
 * per_gate. */
struct panel_order {
    size_t n_panels, n_units;
    size_t per_panel, per_line, per_gate;
};

enum { LANES = KERNEL_LANES, LINES = KERNEL_PANEL / KERNEL_LANES };

static struct panel_order order_of_gates(size_t n_units)
{
    return (struct panel_order){(n_units + LANES - 1) / LANES, n_units, LANES, 0, n_units};
}

static struct panel_order order_of_outputs(size_t n_units)
{
    return (struct panel_order){(n_units + KERNEL_PANEL - 1) / KERNEL_PANEL, n_units, KERNEL_PANEL, LANES, 0};
}

static size_t arranged_size(const struct panel_order *order, size_t n_in)
{
    return order->n_panels * n_in * KERNEL_PANEL;
}

/* OUT += the rows W [.., N_IN] in panels. Returns the end of OUT. */
static float *arrange(float *out, const struct panel_order *order, const float *w, size_t n_in)
{
    for (size_t p = 0; p < order->n_panels; p++)
        for (size_t line = 0; line < LINES; line++)
            for (size_t lane = 0; lane < LANES; lane++) {
                size_t unit = p * order->per_panel + line * order->per_line + lane;
                const float *row = w + (unit + line * order->per_gate) * n_in;
                for (size_t i = 0; unit < order->n_units && i < n_in; i++)
                    out[(p * n_in + i) * KERNEL_PANEL + line * LANES + lane] += row[i];
            }
    return out + arranged_size(order, n_in);
}

/* Arranges the weights of one layer and direction at OUT, and returns their end. */
static float *fill_layer(struct nn_lstm_layer *layer, float *out, const struct bagtag_lstm_options *options,
                         const float *const *weights)
{
    struct panel_order gates = order_of_gates(options->hidden_size);
    layer->input = out;
    out = arrange(out, &gates, weights[0], layer->n_in);
    layer->state = out;
    out = arrange(out, &gates, weights[1], n_outputs(options));
    layer->bias = out;
    if (options->bias) {
        arrange(out, &gates, weights[2], 1);
        arrange(out, &gates, weights[3], 1);
    }
    out += arranged_size(&gates, 1);
    if (options->proj_size > 0) {
        struct panel_order outputs = order_of_outputs(options->proj_size);
        layer->projection = out;
        out = arrange(out, &outputs, weights[n_kinds(options) - 1], options->hidden_size);
    }
    return out;
}

/* The number of floats in all panels. */
static uint64_t block_size(const struct bagtag_lstm_options *options)
{
    struct panel_order gates = order_of_gates(options->hidden_size), outputs = order_of_outputs(options->proj_size);
    uint64_t n = 0;
    for (size_t layer = 0; layer < options->num_layers; layer++)
        n += (uint64_t)gates.n_panels * KERNEL_PANEL * (n_inputs(options, layer) + n_outputs(options) + 1) +
             (uint64_t)outputs.n_panels * KERNEL_PANEL * options->hidden_size;
    return n * n_directions(options);
}

static enum bagtag_status fill(struct bagtag_lstm *lstm, const float *const *weights, struct bagtag_error *error)
{
    const struct bagtag_lstm_options *options = &lstm->options;
    size_t n_layers = options->num_layers * lstm->n_directions;
    uint64_t n_floats = block_size(options);
    lstm->layers = mem_zeroed(n_layers, sizeof *lstm->layers);
    lstm->block = n_floats <= SIZE_MAX / sizeof(float) ? large_floats((size_t)n_floats) : NULL;
    if (!lstm->layers || !lstm->block)
        return error_memory(error);
    float *out = lstm->block;
    for (size_t i = 0; i < n_layers; i++, weights += n_kinds(options)) {
        lstm->layers[i].n_in = n_inputs(options, i / lstm->n_directions);
        out = fill_layer(&lstm->layers[i], out, options, weights);
    }
    return BAGTAG_OK;
}

static enum bagtag_status check_weights(const struct bagtag_lstm_options *options, const float *const *weights,
                                        size_t n_weights, struct bagtag_error *error)
{
    size_t n = nn_lstm_n_weights(options);
    if (n_weights != n)
        return error_set(error, BAGTAG_ARGUMENT, "weights: expected %zu arrays; found %zu", n, n_weights);
    for (size_t i = 0; i < n; i++)
        if (!weights[i])
            return error_set(error, BAGTAG_ARGUMENT, "weights[%zu]: expected %s; found NULL", i,
                             nn_lstm_weight(options, i).name);
    return BAGTAG_OK;
}

enum bagtag_status bagtag_lstm_new(const struct bagtag_lstm_options *options, const float *const *weights,
                                   size_t n_weights, struct bagtag_lstm **out, struct bagtag_error *error)
{
    enum bagtag_status status = nn_lstm_check_options(options, error);
    if (status == BAGTAG_OK)
        status = check_weights(options, weights, n_weights, error);
    if (status != BAGTAG_OK)
        return status;
    struct bagtag_lstm *lstm = mem_zeroed(1, sizeof *lstm);
    if (!lstm)
        return error_memory(error);
    lstm->options = *options;
    lstm->n_outputs = n_outputs(options);
    lstm->n_directions = n_directions(options);
    lstm->n_panels = order_of_gates(options->hidden_size).n_panels;
    lstm->n_output_panels = order_of_outputs(options->proj_size).n_panels;
    status = fill(lstm, weights, error);
    if (status == BAGTAG_OK)
        *out = lstm;
    else
        bagtag_lstm_free(lstm);
    return status;
}

const struct bagtag_lstm_options *bagtag_lstm_get_options(const struct bagtag_lstm *lstm)
{
    return &lstm->options;
}

size_t bagtag_lstm_n_outputs(const struct bagtag_lstm *lstm)
{
    return lstm->n_directions * lstm->n_outputs;
}

void bagtag_lstm_free(struct bagtag_lstm *lstm)
{
    if (!lstm)
        return;
    large_free(lstm->block);
    free(lstm->layers);
    free(lstm);
}
