/* bagtag_lstm.h - nn.LSTM of PyTorch, from sequences of vectors to outputs and states */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_LSTM_H
#define BAGTAG_LSTM_H

#include <bagtag.h>
#include <bagtag_nn.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The forward pass of torch.nn.LSTM (pytorch.org/docs/1.13/generated/torch.nn.LSTM.html), without dropout, as for
 * inference. Outputs and states are within 1e-6 of torch 1.13.1 in double precision (`make check-parity` compares
 * them), and have the same bits on every machine. NaN propagates as in torch. Letters: F features, H hidden units, L
 * steps of a sequence, N sequences; O = proj_size if there is one, otherwise H; D = 2 if bidirectional, otherwise 1.
 * All arrays are row-major without gaps. */

/* The arguments of the module, with their names. */
struct bagtag_lstm_options {
    size_t input_size;  /* F, 1 to 1,048,576 */
    size_t hidden_size; /* H, 1 to 1,048,576 */
    size_t num_layers;  /* 1 to 1,024 */
    size_t proj_size;   /* below hidden_size; 0: no projection */
    bool bias;          /* there are bias_ih and bias_hh */
    bool bidirectional;
};

/* One layer, no projection, with bias, one direction; input_size and hidden_size are 0 and must be set. */
BAGTAG_API void bagtag_lstm_options_init(struct bagtag_lstm_options *options);

/* Weights in a layout for fast computation. Threads can share one. */
struct bagtag_lstm;

/* Copies WEIGHTS[0..n_weights), the arrays of the module's state_dict() in its order. For each layer, and for its
 * reverse direction after it: weight_ih [4H, F; D O from the second layer on], weight_hh [4H, O], bias_ih [4H] and
 * bias_hh [4H] (with bias), weight_hr [O, H] (with proj_size). The four gates are input, forget, cell, output.
 * BAGTAG_ARGUMENT: an impossible option, a wrong number of weights, NULL among them. The caller frees *OUT with
 * bagtag_lstm_free. */
BAGTAG_API enum bagtag_status bagtag_lstm_new(const struct bagtag_lstm_options *options, const float *const *weights,
                                              size_t n_weights, struct bagtag_lstm **out, struct bagtag_error *error);

/* Reads the weights from the safetensors file PATH, F32 arrays with the names of state_dict(): weight_ih_l0,
 * weight_hh_l0, bias_ih_l0, bias_hh_l0, weight_hr_l0, weight_ih_l0_reverse, weight_ih_l1 and so on, after PREFIX: "",
 * or "lstm." for a module's member of that name; NULL: whatever precedes the file's only weight_ih_l0. The options
 * follow from the names and the shapes; other arrays are ignored. BAGTAG_SYSTEM: the file cannot be read. BAGTAG_INPUT:
 * an array is missing or has the wrong shape, a layer is incomplete, or PREFIX is NULL and the file has no LSTM or
 * several. */
BAGTAG_API enum bagtag_status bagtag_lstm_open(const char *path, const char *prefix, struct bagtag_lstm **out,
                                               struct bagtag_error *error);
BAGTAG_API void bagtag_lstm_free(struct bagtag_lstm *lstm); /* NULL is allowed */

/* The options it was made with; borrowed until bagtag_lstm_free. */
BAGTAG_API const struct bagtag_lstm_options *bagtag_lstm_get_options(const struct bagtag_lstm *lstm);
BAGTAG_API size_t bagtag_lstm_n_outputs(const struct bagtag_lstm *lstm); /* D O: floats of the output at each step */

struct bagtag_lstm_input {
    const float *input;    /* [L, N, F], or [N, L, F] with batch_first. torch's unbatched [L, F] is N = 1 */
    size_t length;         /* L, 1 or more */
    size_t n_sequences;    /* N */
    const size_t *lengths; /* [N], each at most L: sequence n ends after lengths[n] steps (torch: pack_padded_sequence;
                              0 is allowed here). NULL: all have L */
    const float *h0;       /* [num_layers D, N, O]; NULL: zeros */
    const float *c0;       /* [num_layers D, N, H]; NULL: zeros */
    bool batch_first;      /* of input and output; the states are the same either way */
};

/* OUTPUT [L, N, D O], or [N, L, D O] with batch_first: the last layer's h at each step, forward before reverse; zeros
 * after a sequence's end. H_N [num_layers D, N, O] and C_N [num_layers D, N, H], unless NULL: the states after the last
 * step, for the reverse direction after the first one. H_N may be h0 and C_N c0, to continue a stream where it stopped.
 * BAGTAG_ARGUMENT: no steps, a length above L, NULL where an array is needed, arrays larger than memory. Allocates the
 * states and the outputs of all layers except the last (BAGTAG_MEMORY); uses one thread. */
BAGTAG_API enum bagtag_status bagtag_nn_lstm(const struct bagtag_lstm *lstm, const struct bagtag_lstm_input *input,
                                             float *output, float *h_n, float *c_n, struct bagtag_error *error);

/* bagtag_sequences_write with each line's rows passed through LSTM: writes the array [B, L, D O] to SINK as RAW, with
 * zeros after the end of each shorter line. Every line starts with zero states and ends after its own rows.
 * BAGTAG_ARGUMENT: the model's dimensions are not input_size. */
BAGTAG_API enum bagtag_status bagtag_sequences_write_lstm(const struct bagtag_sequences *sequences,
                                                          const struct bagtag_lstm *lstm,
                                                          const struct bagtag_sink *sink, struct bagtag_error *error);

#ifdef __cplusplus
}
#endif

#endif
