/* check_nn_lstm.c - nn.LSTM against its definition and values by hand; tests/parity compares with torch itself */
/* SPDX-License-Identifier: MIT */
#include "bagtag_lstm.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/rng.h"
#include "io/safetensors.h"
#include "math/kernel.h"
#include "net/nn_lstm_weights.h"
#include "support/lstm_reference.h"
#include "support/suite.h"

enum { MAX_WEIGHTS = 64 };

/* A network, and sequences [N, L, F] for it, drawn from a seed. */
struct network {
    struct bagtag_lstm_options options;
    float *weights[MAX_WEIGHTS];
    size_t n_weights, n_out, n_states, width; /* O, num_layers D, D O */
    size_t length, n;
    float *input, *h0, *c0, *output, *h_n, *c_n;
    size_t *lengths;
    struct bagtag_lstm *lstm;
    struct bagtag_lstm_input in;
    struct bagtag_error error;
};

static struct network f;
static uint64_t stream;

#define OK(call) ck_assert_msg((call) == BAGTAG_OK, "%s", f.error.sentence)
#define REFUSED(call, status, words)                                                                     \
    do {                                                                                                 \
        ck_assert_int_eq(call, status);                                                                  \
        ck_assert_msg(strstr(f.error.sentence, words) != NULL, "'%s' in '%s'", words, f.error.sentence); \
    } while (0)

static float *new_floats(size_t n, float scale)
{
    float *floats = malloc((n + 1) * sizeof *floats);
    ck_assert(floats);
    stream++;
    for (size_t i = 0; i < n; i++)
        floats[i] = scale * (rng_unit(3, stream, i) * 2.0f - 1.0f);
    return floats;
}

static size_t weight_size(size_t i)
{
    struct nn_lstm_weight weight = nn_lstm_weight(&f.options, i);
    return weight.rows * (weight.columns > 0 ? weight.columns : 1);
}

static size_t draw(size_t i, size_t n)
{
    return (size_t)(rng_unit(4, stream, i) * (float)n);
}

static void tear_down(void)
{
    for (size_t i = 0; i < f.n_weights; i++)
        free(f.weights[i]);
    float *arrays[] = {f.input, f.h0, f.c0, f.output, f.h_n, f.c_n};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        free(arrays[i]);
    free(f.lengths);
    bagtag_lstm_free(f.lstm);
    memset(&f, 0, sizeof f);
}

/* Allocates the arrays for the current options, length and n. */
static void set_up_arrays(void)
{
    f.n_out = f.options.proj_size ? f.options.proj_size : f.options.hidden_size;
    f.n_states = f.options.num_layers * (f.options.bidirectional ? 2 : 1);
    f.width = (f.options.bidirectional ? 2 : 1) * f.n_out;
    f.n_weights = nn_lstm_n_weights(&f.options);
    ck_assert(f.n_weights <= MAX_WEIGHTS);
    for (size_t i = 0; i < f.n_weights; i++)
        f.weights[i] = new_floats(weight_size(i), 1.0f / sqrtf((float)f.options.hidden_size));
    f.input = new_floats(f.n * f.length * f.options.input_size, 2.0f);
    f.h0 = new_floats(f.n_states * f.n * f.n_out, 1.0f);
    f.c0 = new_floats(f.n_states * f.n * f.options.hidden_size, 1.0f);
    f.output = new_floats(f.n * f.length * f.width, 9.0f);
    f.h_n = new_floats(f.n_states * f.n * f.n_out, 9.0f);
    f.c_n = new_floats(f.n_states * f.n * f.options.hidden_size, 9.0f);
    f.lengths = malloc(f.n * sizeof *f.lengths);
    ck_assert(f.lengths);
    for (size_t n = 0; n < f.n; n++)
        f.lengths[n] = draw(n, f.length + 1);
    f.in = (struct bagtag_lstm_input){
        .input = f.input, .length = f.length, .n_sequences = f.n, .h0 = f.h0, .c0 = f.c0, .batch_first = true};
    OK(bagtag_lstm_new(&f.options, (const float *const *)f.weights, f.n_weights, &f.lstm, &f.error));
}

static void set_up_small(size_t layers, bool bidirectional)
{
    stream = 1000;
    bagtag_lstm_options_init(&f.options);
    f.options.input_size = 5;
    f.options.hidden_size = 19;
    f.options.num_layers = layers;
    f.options.bidirectional = bidirectional;
    f.length = 7;
    f.n = 6;
    set_up_arrays();
}

static void set_up_drawn(uint64_t seed)
{
    static const size_t sizes[] = {1, 2, 3, 7, 15, 16, 17, 31, 33, 48, 65};
    stream = seed * 1000;
    bagtag_lstm_options_init(&f.options);
    f.options.input_size = sizes[draw(1, 11)];
    f.options.hidden_size = sizes[draw(2, 11)];
    f.options.num_layers = 1 + draw(3, 3);
    f.options.bias = draw(4, 4) > 0;
    f.options.bidirectional = draw(5, 2) > 0;
    f.options.proj_size = draw(6, 3) == 0 ? draw(7, f.options.hidden_size) : 0;
    f.length = 1 + draw(8, 12);
    f.n = 1 + draw(9, 9);
    set_up_arrays();
    f.in.lengths = draw(10, 2) > 0 ? f.lengths : NULL;
}

static void is_near(const float *ours, const double *want, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ck_assert_double_eq_tol((double)ours[i], want[i], 1e-6 * (1 + fabs(want[i])));
}

static void copy_state(double *out, const float *states, size_t n, size_t width)
{
    for (size_t k = 0; k < f.n_states; k++)
        for (size_t i = 0; i < width; i++)
            out[k * width + i] = (double)states[(k * f.n + n) * width + i];
}

static void state_is_near(const float *states, const double *want, size_t n, size_t width)
{
    for (size_t k = 0; k < f.n_states; k++)
        is_near(states + (k * f.n + n) * width, want + k * width, width);
}

/* Compares sequence N of the result of bagtag_nn_lstm, with batch_first, with the reference. */
static void sequence_is_near(size_t n)
{
    size_t length = f.in.lengths ? f.lengths[n] : f.length, n_hidden = f.options.hidden_size;
    const float *input = f.input + n * f.length * f.options.input_size, *output = f.output + n * f.length * f.width;
    double *x = malloc((length * f.options.input_size + 1) * sizeof *x);
    double *y = malloc((length * f.width + 1) * sizeof *y);
    double *h = malloc(f.n_states * f.n_out * sizeof *h), *c = malloc(f.n_states * n_hidden * sizeof *c);
    ck_assert(x && y && h && c);
    for (size_t i = 0; i < length * f.options.input_size; i++)
        x[i] = (double)input[i];
    copy_state(h, f.h0, n, f.n_out);
    copy_state(c, f.c0, n, n_hidden);
    reference_lstm(&f.options, (const float *const *)f.weights, x, length, y, h, c);
    is_near(output, y, length * f.width);
    for (size_t i = length * f.width; i < f.length * f.width; i++)
        ck_assert(output[i] == 0.0f);
    state_is_near(f.h_n, h, n, f.n_out);
    state_is_near(f.c_n, c, n, n_hidden);
    free(x);
    free(y);
    free(h);
    free(c);
}

START_TEST(any_network_agrees_with_its_definition)
{
    set_up_drawn((uint64_t)_i);
    OK(bagtag_nn_lstm(f.lstm, &f.in, f.output, f.h_n, f.c_n, &f.error));
    for (size_t n = 0; n < f.n; n++)
        sequence_is_near(n);
    tear_down();
}
END_TEST

START_TEST(one_unit_and_one_step_agree_with_values_by_hand)
{
    const float ih[] = {0.5f, -0.25f, 1.0f, 2.0f}, hh[] = {0.0f, 0.5f, -1.0f, 0.25f};
    const float bias_ih[] = {0.1f, 0.2f, 0.3f, 0.4f}, bias_hh[] = {0.0f, 0.0f, 0.1f, -0.4f};
    const float *weights[] = {ih, hh, bias_ih, bias_hh};
    float x = 1.0f, h0 = 0.5f, c0 = 2.0f, y, h, c;
    bagtag_lstm_options_init(&f.options);
    f.options.input_size = f.options.hidden_size = 1;
    OK(bagtag_lstm_new(&f.options, weights, 4, &f.lstm, &f.error));
    struct bagtag_lstm_input in = {.input = &x, .length = 1, .n_sequences = 1, .h0 = &h0, .c0 = &c0};
    OK(bagtag_nn_lstm(f.lstm, &in, &y, &h, &c, &f.error));
    /* gates: 0.6; 0.2; 1 - 0.5 + 0.4 = 0.9; 2 + 0.125 = 2.125 */
    ck_assert_double_eq_tol((double)c, 2.0 * 0.549833997 + 0.645656306 * 0.716297870, 1e-6);
    ck_assert_double_eq_tol((double)h, 0.893309406 * 0.915768121, 1e-6);
    ck_assert(y == h);
    in.h0 = in.c0 = NULL; /* zeros: gates 0.6; 0.2; 1.4; 2 */
    OK(bagtag_nn_lstm(f.lstm, &in, &y, NULL, &c, &f.error));
    ck_assert_double_eq_tol((double)c, 0.645656306 * 0.885351648, 1e-6);
}
END_TEST

START_TEST(a_sequence_gives_the_same_bits_in_a_batch_as_alone)
{
    set_up_small(2, true);
    f.in.lengths = f.lengths;
    OK(bagtag_nn_lstm(f.lstm, &f.in, f.output, f.h_n, f.c_n, &f.error));
    float *alone = new_floats(f.length * f.width, 0);
    for (size_t n = 0; n < f.n; n++) {
        float h[4 * 19], c[4 * 19];
        for (size_t k = 0; k < f.n_states; k++) {
            memcpy(h + k * 19, f.h0 + (k * f.n + n) * 19, 19 * sizeof *h);
            memcpy(c + k * 19, f.c0 + (k * f.n + n) * 19, 19 * sizeof *c);
        }
        struct bagtag_lstm_input one = {
            .input = f.input + n * f.length * 5, .length = f.lengths[n], .n_sequences = 1, .h0 = h, .c0 = c};
        if (f.lengths[n] == 0)
            continue;
        OK(bagtag_nn_lstm(f.lstm, &one, alone, h, c, &f.error)); /* the states are updated in place */
        ck_assert(memcmp(alone, f.output + n * f.length * f.width, f.lengths[n] * f.width * sizeof *alone) == 0);
        for (size_t k = 0; k < f.n_states; k++)
            ck_assert(memcmp(h + k * 19, f.h_n + (k * f.n + n) * 19, 19 * sizeof *h) == 0 &&
                      memcmp(c + k * 19, f.c_n + (k * f.n + n) * 19, 19 * sizeof *c) == 0);
    }
    free(alone);
}
END_TEST

/* TO [b, a, width] = FROM [a, b, width]. */
static void swap_order(float *to, const float *from, size_t a, size_t b, size_t width)
{
    for (size_t i = 0; i < a; i++)
        for (size_t k = 0; k < b; k++)
            memcpy(to + (k * a + i) * width, from + (i * b + k) * width, width * sizeof *to);
}

START_TEST(batch_first_changes_no_bit)
{
    set_up_small(2, true);
    float *input = new_floats(f.length * f.n * 5, 0), *output = new_floats(f.length * f.n * f.width, 0);
    float *swapped = new_floats(f.length * f.n * f.width, 0);
    OK(bagtag_nn_lstm(f.lstm, &f.in, f.output, NULL, NULL, &f.error));
    swap_order(input, f.input, f.n, f.length, 5);
    f.in.input = input;
    f.in.batch_first = false;
    OK(bagtag_nn_lstm(f.lstm, &f.in, output, NULL, NULL, &f.error));
    swap_order(swapped, output, f.length, f.n, f.width);
    ck_assert(memcmp(swapped, f.output, f.length * f.n * f.width * sizeof *swapped) == 0);
    free(input);
    free(output);
    free(swapped);
}
END_TEST

START_TEST(every_kernel_gives_the_same_bits)
{
    set_up_small(3, true);
    size_t n_bytes = f.n * f.length * f.width * sizeof *f.output;
    float *want = new_floats(f.n * f.length * f.width, 0);
    setenv("BAGTAG_KERNEL", "base", 1);
    OK(bagtag_nn_lstm(f.lstm, &f.in, want, NULL, NULL, &f.error));
    for (size_t k = 0; kernel_names[k]; k++) {
        if (!kernel_find(kernel_names[k]))
            continue;
        setenv("BAGTAG_KERNEL", kernel_names[k], 1);
        OK(bagtag_nn_lstm(f.lstm, &f.in, f.output, NULL, NULL, &f.error));
        ck_assert_msg(memcmp(want, f.output, n_bytes) == 0, "%s differs", kernel_names[k]);
    }
    setenv("BAGTAG_KERNEL", "sse9", 1);
    REFUSED(bagtag_nn_lstm(f.lstm, &f.in, f.output, NULL, NULL, &f.error), BAGTAG_INPUT, "BAGTAG_KERNEL");
    unsetenv("BAGTAG_KERNEL");
    free(want);
}
END_TEST

/* Longer than the number of steps that are multiplied at once; and a stream that continues where it stopped. */
START_TEST(a_long_sequence_gives_the_same_bits_as_its_parts)
{
    set_up_small(1, false);
    enum { LONG = 5000, PART = 1700 };
    float *input = new_floats(LONG * 5, 1.0f), *whole = new_floats(LONG * 19, 0), *parts = new_floats(LONG * 19, 0);
    float h[19] = {0}, c[19] = {0}, h_n[19], c_n[19];
    struct bagtag_lstm_input in = {.input = input, .length = LONG, .n_sequences = 1};
    OK(bagtag_nn_lstm(f.lstm, &in, whole, h_n, c_n, &f.error));
    for (size_t t = 0; t < LONG; t += PART) {
        struct bagtag_lstm_input part = {
            .input = input + t * 5, .length = LONG - t < PART ? LONG - t : PART, .n_sequences = 1, .h0 = h, .c0 = c};
        OK(bagtag_nn_lstm(f.lstm, &part, parts + t * 19, h, c, &f.error));
    }
    ck_assert(memcmp(whole, parts, LONG * 19 * sizeof *whole) == 0);
    ck_assert(memcmp(h, h_n, sizeof h) == 0 && memcmp(c, c_n, sizeof c) == 0);
    free(input);
    free(whole);
    free(parts);
}
END_TEST

START_TEST(an_empty_batch_gives_nothing)
{
    set_up_small(1, false);
    f.in.n_sequences = 0;
    f.in.input = NULL;
    OK(bagtag_nn_lstm(f.lstm, &f.in, NULL, NULL, NULL, &f.error));
    bagtag_lstm_free(NULL);
}
END_TEST

/* A single layer has no array between layers, so nothing of this size is ever allocated. */
START_TEST(arrays_larger_than_memory_are_refused)
{
    const char *expected = "too large for memory";
    set_up_small(1, false);
    size_t lengths[] = {SIZE_MAX / f.options.input_size + 2, SIZE_MAX / 4 / f.options.input_size + 1,
                        SIZE_MAX / 4 / bagtag_lstm_n_outputs(f.lstm) + 1};
    f.in.n_sequences = 1;
    for (int i = 0; i < 3; i++) {
        f.in.length = lengths[i];
        REFUSED(bagtag_nn_lstm(f.lstm, &f.in, f.output, NULL, NULL, &f.error), BAGTAG_ARGUMENT, expected);
        f.in.batch_first = i == 0;
    }
    f.in.length = 2;
    f.in.n_sequences = SIZE_MAX / 2 + 1;
    REFUSED(bagtag_nn_lstm(f.lstm, &f.in, f.output, NULL, NULL, &f.error), BAGTAG_ARGUMENT, expected);
    f.in.lengths = f.lengths; /* not read */
    REFUSED(bagtag_nn_lstm(f.lstm, &f.in, f.output, NULL, NULL, &f.error), BAGTAG_ARGUMENT, expected);
}
END_TEST

START_TEST(invalid_arguments_are_refused_with_a_sentence)
{
    set_up_small(1, false);
    const float *const *weights = (const float *const *)f.weights;
    struct bagtag_lstm *lstm = NULL;
    f.in.lengths = f.lengths;
    f.lengths[2] = 8;
    REFUSED(bagtag_nn_lstm(f.lstm, &f.in, f.output, NULL, NULL, &f.error), BAGTAG_ARGUMENT,
            "lengths[2]: expected at most 7 steps; found 8");
    f.in.lengths = NULL;
    REFUSED(bagtag_nn_lstm(f.lstm, &f.in, NULL, NULL, NULL, &f.error), BAGTAG_ARGUMENT, "output: expected 6 sequences");
    f.in.input = NULL;
    REFUSED(bagtag_nn_lstm(f.lstm, &f.in, f.output, NULL, NULL, &f.error), BAGTAG_ARGUMENT, "input: expected 6");
    f.in.input = f.input;
    f.in.length = 0;
    REFUSED(bagtag_nn_lstm(f.lstm, &f.in, f.output, NULL, NULL, &f.error), BAGTAG_ARGUMENT, "length: expected 1 step");
    f.in.input = NULL;
    f.in.n_sequences = f.in.length = 1;
    REFUSED(bagtag_nn_lstm(f.lstm, &f.in, f.output, NULL, NULL, &f.error), BAGTAG_ARGUMENT,
            "input: expected 1 sequence of 1 step; found NULL");
    f.in.input = f.input;
    f.in.length = SIZE_MAX / 16;
    f.in.n_sequences = SIZE_MAX / 32;
    REFUSED(bagtag_nn_lstm(f.lstm, &f.in, f.output, NULL, NULL, &f.error), BAGTAG_ARGUMENT, "too large for memory");

    REFUSED(bagtag_lstm_new(&f.options, weights, 3, &lstm, &f.error), BAGTAG_ARGUMENT,
            "weights: expected 4 arrays; found 3");
    const float *one_missing[] = {weights[0], weights[1], weights[2], NULL};
    REFUSED(bagtag_lstm_new(&f.options, one_missing, 4, &lstm, &f.error), BAGTAG_ARGUMENT,
            "weights[3]: expected bias_hh_l0; found NULL");
    struct bagtag_lstm_options options = f.options;
    options.proj_size = 19;
    REFUSED(bagtag_lstm_new(&options, weights, 4, &lstm, &f.error), BAGTAG_ARGUMENT,
            "proj_size: expected 0 to 18; found 19");
    options = f.options;
    options.num_layers = 0;
    REFUSED(bagtag_lstm_new(&options, weights, 0, &lstm, &f.error), BAGTAG_ARGUMENT, "num_layers: expected 1 to");
    options.hidden_size = 0;
    REFUSED(bagtag_lstm_new(&options, weights, 0, &lstm, NULL), BAGTAG_ARGUMENT, "num_layers"); /* no error requested */
    ck_assert_ptr_null(lstm);
}
END_TEST

/* ---- files ----------------------------------------------------------------------------------------------- */

static const char path[] = "lstm.safetensors"; /* in the working folder of the tests */

static enum bagtag_status put(void *file, const void *bytes, size_t len, struct bagtag_error *error)
{
    (void)error;
    ck_assert_uint_eq(fwrite(bytes, 1, len, file), len);
    return BAGTAG_OK;
}

/* Writes the network's first N_ARRAYS arrays, with RENAMED called OTHER. */
static void write_file(size_t n_arrays, const char *renamed, const char *other)
{
    struct safetensors_tensor arrays[MAX_WEIGHTS];
    char names[MAX_WEIGHTS][NN_LSTM_NAME + 16];
    FILE *file = fopen(path, "wb");
    ck_assert(file);
    for (size_t i = 0; i < n_arrays; i++) {
        struct nn_lstm_weight weight = nn_lstm_weight(&f.options, i);
        snprintf(names[i], sizeof names[i], "lstm.%s", strcmp(weight.name, renamed) == 0 ? other : weight.name);
        arrays[i] = (struct safetensors_tensor){.name = names[i],
                                                .type = SAFETENSORS_F32,
                                                .n_dims = weight.columns > 0 ? 2 : 1,
                                                .shape = {weight.rows, weight.columns},
                                                .data = f.weights[i],
                                                .n_bytes = weight_size(i) * sizeof(float)};
    }
    OK(safetensors_write(arrays, n_arrays, put, file, &f.error));
    ck_assert_int_eq(fclose(file), 0);
}

START_TEST(a_file_with_the_names_of_torch_gives_the_same_network)
{
    set_up_drawn((uint64_t)_i);
    write_file(f.n_weights, "", "");
    struct bagtag_lstm *read = NULL;
    OK(bagtag_lstm_open(path, "lstm.", &read, &f.error));
    bagtag_lstm_free(read);
    OK(bagtag_lstm_open(path, NULL, &read, &f.error));
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_uint_eq(bagtag_lstm_n_outputs(read), f.width);
    const struct bagtag_lstm_options *options = bagtag_lstm_get_options(read);
    ck_assert_uint_eq(options->num_layers, f.options.num_layers);
    ck_assert(options->bias == f.options.bias && options->bidirectional == f.options.bidirectional);
    ck_assert_uint_eq(options->proj_size, f.options.proj_size);
    float *again = new_floats(f.n * f.length * f.width, 0);
    OK(bagtag_nn_lstm(f.lstm, &f.in, f.output, NULL, NULL, &f.error));
    OK(bagtag_nn_lstm(read, &f.in, again, NULL, NULL, &f.error));
    ck_assert(memcmp(again, f.output, f.n * f.length * f.width * sizeof *again) == 0);
    free(again);
    bagtag_lstm_free(read);
    tear_down();
}
END_TEST

START_TEST(a_file_without_a_complete_network_is_refused)
{
    struct bagtag_lstm *read = NULL;
    REFUSED(bagtag_lstm_open("missing", "", &read, &f.error), BAGTAG_SYSTEM, "missing");
    fclose(fopen(path, "wb"));
    REFUSED(bagtag_lstm_open(path, "", &read, &f.error), BAGTAG_INPUT, path);
    set_up_small(2, false);
    write_file(f.n_weights, "", "");
    REFUSED(bagtag_lstm_open(path, "", &read, &f.error), BAGTAG_INPUT,
            "tensor \"weight_ih_l0\": expected F32 [any, any]; found none of that name");
    char longest[300];
    memset(longest, 'x', sizeof longest);
    longest[sizeof longest - 1] = '\0';
    REFUSED(bagtag_lstm_open(path, longest, &read, &f.error), BAGTAG_ARGUMENT, "prefix: expected at most 200");
    write_file(f.n_weights - 1, "", "");
    REFUSED(bagtag_lstm_open(path, "lstm.", &read, &f.error), BAGTAG_INPUT,
            "tensor \"lstm.bias_hh_l1\": expected F32 [76]; found none of that name");
    write_file(f.n_weights, "weight_ih_l1", "weight_ih_l2");
    REFUSED(bagtag_lstm_open(path, "lstm.", &read, &f.error), BAGTAG_INPUT,
            "expected 4 arrays with the prefix \"lstm.\" for 1 layer; found 8");
    write_file(f.n_weights, "weight_ih_l1", "reverse.weight_ih_l0");
    REFUSED(bagtag_lstm_open(path, NULL, &read, &f.error), BAGTAG_INPUT,
            "expected exactly one LSTM, that is one array named \"...weight_ih_l0\"; found 2");
    write_file(f.n_weights, "weight_ih_l0", "weight");
    REFUSED(bagtag_lstm_open(path, NULL, &read, &f.error), BAGTAG_INPUT, "found 0");
    write_file(f.n_weights, "weight_hh_l0", "weight_hh_l9");
    REFUSED(bagtag_lstm_open(path, "lstm.", &read, &f.error), BAGTAG_INPUT, "tensor \"lstm.weight_hh_l0\"");
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_ptr_null(read);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("nn lstm");
    TCase *tests = tcase_create("nn lstm");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, NULL, tear_down);
    tcase_add_loop_test(tests, any_network_agrees_with_its_definition, 0, 60);
    tcase_add_test(tests, one_unit_and_one_step_agree_with_values_by_hand);
    tcase_add_test(tests, a_sequence_gives_the_same_bits_in_a_batch_as_alone);
    tcase_add_test(tests, batch_first_changes_no_bit);
    tcase_add_test(tests, every_kernel_gives_the_same_bits);
    tcase_add_test(tests, a_long_sequence_gives_the_same_bits_as_its_parts);
    tcase_add_test(tests, an_empty_batch_gives_nothing);
    tcase_add_test(tests, arrays_larger_than_memory_are_refused);
    tcase_add_test(tests, invalid_arguments_are_refused_with_a_sentence);
    tcase_add_loop_test(tests, a_file_with_the_names_of_torch_gives_the_same_network, 0, 8);
    tcase_add_test(tests, a_file_without_a_complete_network_is_refused);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
