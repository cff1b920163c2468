/* lstm_reference.h - an LSTM straight from its definition, in double precision, not optimised */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TESTS_SUPPORT_LSTM_REFERENCE_H
#define BAGTAG_TESTS_SUPPORT_LSTM_REFERENCE_H

#include "bagtag_lstm.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One direction of one layer over one sequence. W: the arrays of the state dict, BIAS_IH and BIAS_HH or NULL,
 * WEIGHT_HR or NULL. X [length, n_in] and Y [length, n_out] have strides; h [n_out] and c [H] are changed. */
struct reference_layer {
    const float *ih, *hh, *bias_ih, *bias_hh, *hr;
    size_t n_in, n_hidden, n_out;
};

static inline double reference_sum(const float *row, const double *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)row[i] * x[i];
    return sum;
}

static inline double reference_gate(const struct reference_layer *w, size_t row, const double *x, const double *h)
{
    double z = reference_sum(w->ih + row * w->n_in, x, w->n_in) + reference_sum(w->hh + row * w->n_out, h, w->n_out);
    return w->bias_ih ? z + (double)w->bias_ih[row] + (double)w->bias_hh[row] : z;
}

static inline double reference_sigmoid(double z)
{
    return 1 / (1 + exp(-z));
}

static inline void reference_step(const struct reference_layer *w, const double *x, double *h, double *c)
{
    size_t n_hidden = w->n_hidden;
    double *units = malloc(n_hidden * sizeof *units);
    ck_assert(units);
    for (size_t u = 0; u < n_hidden; u++) {
        double input = reference_sigmoid(reference_gate(w, u, x, h));
        double forget = reference_sigmoid(reference_gate(w, n_hidden + u, x, h));
        double cell = tanh(reference_gate(w, 2 * n_hidden + u, x, h));
        double output = reference_sigmoid(reference_gate(w, 3 * n_hidden + u, x, h));
        c[u] = forget * c[u] + input * cell;
        units[u] = output * tanh(c[u]);
    }
    for (size_t o = 0; o < w->n_out; o++)
        h[o] = w->hr ? reference_sum(w->hr + o * n_hidden, units, n_hidden) : units[o];
    free(units);
}

/* All layers over one sequence X [length, F]: Y [length, D O]; h [layers D, O] and c [layers D, H] are changed. WEIGHTS
 * as bagtag_lstm_new takes them. */
static inline void reference_lstm(const struct bagtag_lstm_options *options, const float *const *weights,
                                  const double *x, size_t length, double *y, double *h, double *c)
{
    size_t n_hidden = options->hidden_size, n_out = options->proj_size ? options->proj_size : n_hidden;
    size_t n_directions = options->bidirectional ? 2 : 1, width = n_directions * n_out, n_in = options->input_size;
    double *from = malloc(length * (n_in > width ? n_in : width) * sizeof *from);
    ck_assert(from);
    memcpy(from, x, length * n_in * sizeof *from);
    for (size_t layer = 0; layer < options->num_layers; layer++) {
        for (size_t d = 0; d < n_directions; d++, h += n_out, c += n_hidden) {
            struct reference_layer w = {.n_in = n_in, .n_hidden = n_hidden, .n_out = n_out};
            w.ih = *weights++;
            w.hh = *weights++;
            w.bias_ih = options->bias ? *weights++ : NULL;
            w.bias_hh = options->bias ? *weights++ : NULL;
            w.hr = options->proj_size ? *weights++ : NULL;
            for (size_t s = 0; s < length; s++) {
                size_t t = d == 0 ? s : length - 1 - s;
                reference_step(&w, from + t * n_in, h, c);
                memcpy(y + t * width + d * n_out, h, n_out * sizeof *h);
            }
        }
        memcpy(from, y, length * width * sizeof *from);
        n_in = width;
    }
    free(from);
}

#endif
