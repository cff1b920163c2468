/* nn_lstm_weights.h - the weights of an LSTM: their names and shapes in torch, and their layout here */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_NET_NN_LSTM_WEIGHTS_H
#define BAGTAG_NET_NN_LSTM_WEIGHTS_H

#include "bagtag_lstm.h"
#include "base/error.h"

/* One layer in one direction. All but the bias are in panels (kernel.h): unit 16 p + lane of gate g is lane LANE of
 * line g of panel p; output 64 p + i of the projection is float i of panel p. Padding is 0. */
struct nn_lstm_layer {
    const float *input;      /* weight_ih, n_in inputs */
    const float *state;      /* weight_hh, O inputs */
    const float *bias;       /* [panels][KERNEL_PANEL]: bias_ih + bias_hh */
    const float *projection; /* weight_hr, H inputs; NULL: none */
    size_t n_in;             /* F, or D O from the second layer on */
};

struct bagtag_lstm {
    struct bagtag_lstm_options options;
    size_t n_outputs;             /* O */
    size_t n_directions;          /* D */
    size_t n_panels;              /* of the gates: sixteen units each */
    size_t n_output_panels;       /* of the projection: 64 outputs each; 0: none */
    struct nn_lstm_layer *layers; /* [num_layers][D] */
    float *block;                 /* all the arranged weights */
};

#define NN_LSTM_NAME 40

/* One array of the state dict. */
struct nn_lstm_weight {
    char name[NN_LSTM_NAME]; /* weight_ih_l0_reverse */
    size_t rows, columns;    /* columns 0: an array of one dimension */
};

size_t nn_lstm_n_weights(const struct bagtag_lstm_options *options);
struct nn_lstm_weight nn_lstm_weight(const struct bagtag_lstm_options *options, size_t i);

/* BAGTAG_ARGUMENT if a size is out of range. */
enum bagtag_status nn_lstm_check_options(const struct bagtag_lstm_options *options, struct bagtag_error *error);

#endif
