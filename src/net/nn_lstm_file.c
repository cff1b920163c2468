/* nn_lstm_file.c - reads an LSTM's weights from a safetensors file with torch's names */
/* SPDX-License-Identifier: MIT */
#include "bagtag_lstm.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/plural.h"
#include "io/mapping.h"
#include "io/safetensors.h"
#include "net/nn_lstm_weights.h"

#define LONGEST_PREFIX 200
#define NAME_ROOM (LONGEST_PREFIX + NN_LSTM_NAME)

struct lstm_file {
    struct mapping mapping;
    struct safetensors arrays;
    const char *prefix;
    char found[LONGEST_PREFIX + 1]; /* the prefix, if none was given */
    struct bagtag_lstm_options options;
    const float **weights; /* [n_weights], each in BLOCK */
    float *block;
};

static void join(char *out, const struct lstm_file *file, const char *name)
{
    snprintf(out, NAME_ROOM, "%s%s", file->prefix, name);
}

static bool has_array(const struct lstm_file *file, const char *name)
{
    char joined[NAME_ROOM];
    join(joined, file, name);
    return safetensors_find(&file->arrays, joined) != NULL;
}

/* The F32 array NAME, after the prefix; COLUMNS 0: of one dimension. */
static enum bagtag_status get_array(const struct lstm_file *file, const char *name, uint64_t rows, uint64_t columns,
                                    struct safetensors_tensor *out, struct bagtag_error *error)
{
    char joined[NAME_ROOM];
    join(joined, file, name);
    *out = (struct safetensors_tensor){
        .name = joined, .type = SAFETENSORS_F32, .n_dims = columns > 0 ? 2 : 1, .shape = {rows, columns}};
    return safetensors_get(&file->arrays, out, out, error);
}

/* Takes the prefix from the only array whose name ends in weight_ih_l0. */
static enum bagtag_status find_prefix(struct lstm_file *file, struct bagtag_error *error)
{
    static const char first[] = "weight_ih_l0";
    size_t n_found = 0;
    for (size_t i = 0; i < file->arrays.n_tensors; i++) {
        const char *name = file->arrays.tensors[i].name;
        size_t len = strlen(name), end_len = sizeof first - 1;
        if (len < end_len || len - end_len > LONGEST_PREFIX || strcmp(name + len - end_len, first) != 0)
            continue;
        memcpy(file->found, name, len - end_len);
        file->found[len - end_len] = '\0';
        n_found++;
    }
    if (n_found != 1)
        return error_set(error, BAGTAG_INPUT,
                         "%s: expected exactly one LSTM, that is one array named \"...%s\"; found %zu",
                         file->arrays.file, first, n_found);
    file->prefix = file->found;
    return BAGTAG_OK;
}

/* Derives the options from the names and shapes. */
static enum bagtag_status find_options(struct lstm_file *file, struct bagtag_error *error)
{
    struct safetensors_tensor input, state;
    struct bagtag_lstm_options *options = &file->options;
    enum bagtag_status status = get_array(file, "weight_ih_l0", SAFETENSORS_ANY, SAFETENSORS_ANY, &input, error);
    if (status == BAGTAG_OK)
        status = get_array(file, "weight_hh_l0", input.shape[0], SAFETENSORS_ANY, &state, error);
    if (status != BAGTAG_OK)
        return status;
    if (input.shape[0] % 4 != 0)
        return error_set(
            error, BAGTAG_INPUT,
            "%s: tensor \"%sweight_ih_l0\": expected a number of rows divisible by 4 (four gates); found %" PRIu64,
            file->arrays.file, file->prefix, input.shape[0]);
    options->hidden_size = (size_t)input.shape[0] / 4;
    options->input_size = (size_t)input.shape[1];
    options->proj_size = state.shape[1] == options->hidden_size ? 0 : (size_t)state.shape[1];
    options->bias = has_array(file, "bias_ih_l0");
    options->bidirectional = has_array(file, "weight_ih_l0_reverse");
    char name[NN_LSTM_NAME] = "weight_ih_l1";
    for (options->num_layers = 1; has_array(file, name); options->num_layers++)
        snprintf(name, sizeof name, "weight_ih_l%zu", options->num_layers + 1);
    struct bagtag_error found;
    if (nn_lstm_check_options(options, &found) != BAGTAG_OK)
        return error_set(error, BAGTAG_INPUT, "%s: %s", file->arrays.file, found.sentence);
    return BAGTAG_OK;
}

/* Whether NAME, without the prefix, is that of an LSTM's weight. */
static bool is_weight_name(const char *name)
{
    static const char *const stems[] = {"weight_ih_l", "weight_hh_l", "bias_ih_l", "bias_hh_l", "weight_hr_l"};
    for (size_t i = 0; i < sizeof stems / sizeof stems[0]; i++)
        if (strncmp(name, stems[i], strlen(stems[i])) == 0)
            return true;
    return false;
}

/* Arrays that no layer uses, such as those of layer 2 if layer 1 is missing, are an error. */
static enum bagtag_status check_nothing_left(const struct lstm_file *file, size_t n_weights, struct bagtag_error *error)
{
    size_t n = 0, prefix_len = strlen(file->prefix);
    for (size_t i = 0; i < file->arrays.n_tensors; i++) {
        const char *name = file->arrays.tensors[i].name;
        n += strncmp(name, file->prefix, prefix_len) == 0 && is_weight_name(name + prefix_len);
    }
    if (n == n_weights)
        return BAGTAG_OK;
    return error_set(error, BAGTAG_INPUT,
                     "%s: expected %zu arrays with the prefix \"%.80s\" for %zu layer%s; found %zu", file->arrays.file,
                     n_weights, file->prefix, file->options.num_layers, plural_s(file->options.num_layers), n);
}

static enum bagtag_status read_weights(struct lstm_file *file, size_t n_weights, struct bagtag_error *error)
{
    file->weights = mem_array(n_weights, sizeof *file->weights);
    file->block = mem_array(file->mapping.len, 1); /* enough for all values of the file */
    if (!file->weights || !file->block)
        return error_memory(error);
    float *out = file->block;
    for (size_t i = 0; i < n_weights; i++) {
        struct nn_lstm_weight weight = nn_lstm_weight(&file->options, i);
        struct safetensors_tensor array;
        enum bagtag_status status = get_array(file, weight.name, weight.rows, weight.columns, &array, error);
        if (status != BAGTAG_OK)
            return status;
        safetensors_copy(out, &array);
        file->weights[i] = out;
        out += array.n_bytes / sizeof *out;
    }
    return check_nothing_left(file, n_weights, error);
}

static enum bagtag_status read_file(struct lstm_file *file, const char *path, struct bagtag_lstm **out,
                                    struct bagtag_error *error)
{
    if (file->prefix && strlen(file->prefix) > LONGEST_PREFIX)
        return error_set(error, BAGTAG_ARGUMENT, "prefix: expected at most %d bytes; found %zu", LONGEST_PREFIX,
                         strlen(file->prefix));
    enum bagtag_status status = mapping_open_file(&file->mapping, path, error);
    if (status == BAGTAG_OK)
        status = safetensors_read(&file->arrays, path, file->mapping.bytes, file->mapping.len, error);
    if (status == BAGTAG_OK && !file->prefix)
        status = find_prefix(file, error);
    if (status == BAGTAG_OK)
        status = find_options(file, error);
    size_t n_weights = status == BAGTAG_OK ? nn_lstm_n_weights(&file->options) : 0;
    if (status == BAGTAG_OK)
        status = read_weights(file, n_weights, error);
    return status == BAGTAG_OK ? bagtag_lstm_new(&file->options, file->weights, n_weights, out, error) : status;
}

enum bagtag_status bagtag_lstm_open(const char *path, const char *prefix, struct bagtag_lstm **out,
                                    struct bagtag_error *error)
{
    struct lstm_file file = {.prefix = prefix};
    enum bagtag_status status = read_file(&file, path, out, error);
    free(file.block);
    free(file.weights);
    safetensors_clear(&file.arrays);
    mapping_close(&file.mapping);
    return status;
}
