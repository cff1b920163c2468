/* shrunk_arrays.c - the arrays of a shrunk model, in its two safetensors files */
/* SPDX-License-Identifier: MIT */
#include "model/shrunk_arrays.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "base/large.h"
#include "base/mem.h"
#include "base/plural.h"

enum { READ_PADDING = 16 };

/* The columns of a row in the file. */
static size_t n_columns(const struct bagtag_model *model)
{
    switch (model->storage) {
    case STORAGE_DIFFERENCES:
        return 1;
    case STORAGE_SCORES:
        return model->n_labels;
    default:
        return model->settings.dim;
    }
}

/* ---- writing -------------------------------------------------------------------------------------------------- */

static struct safetensors_tensor array(const char *name, enum safetensors_type type, const void *data, size_t n,
                                       size_t size)
{
    return (struct safetensors_tensor){
        .name = name, .type = type, .n_dims = 1, .shape = {n}, .data = data, .n_bytes = n * size};
}

static struct safetensors_tensor table(const char *name, enum safetensors_type type, const void *data, size_t n_rows,
                                       size_t n_row, size_t size)
{
    return (struct safetensors_tensor){.name = name,
                                       .type = type,
                                       .n_dims = 2,
                                       .shape = {n_rows, n_row},
                                       .data = data,
                                       .n_bytes = n_rows * n_row * size};
}

/* Whether the output layer consists of codes, whose values differ only in sign. */
static bool has_signs(const struct bagtag_model *model)
{
    size_t n = model->n_labels * model->settings.dim;
    if (model->storage != STORAGE_ROWS || model->settings.layer != LAYER_CODES)
        return false;
    for (size_t i = 1; i < n; i++)
        if (fabsf(model->weight[i]) != fabsf(model->weight[0]))
            return false;
    return n > 0;
}

static size_t sign_bytes(const struct bagtag_model *model)
{
    return (model->settings.dim + CHAR_BIT - 1) / CHAR_BIT;
}

static void read_signs(const void *source, size_t label, void *out)
{
    const struct bagtag_model *model = source;
    const float *weight = model->weight + label * model->settings.dim;
    unsigned char *signs = out;
    memset(signs, 0, sign_bytes(model));
    for (size_t d = 0; d < model->settings.dim; d++)
        if (signbit(weight[d]))
            signs[d / CHAR_BIT] |= (unsigned char)(1u << d % CHAR_BIT);
}

static void read_size(const void *source, size_t i, void *out)
{
    const struct bagtag_model *model = source;
    float size = fabsf(model->weight[i]);
    memcpy(out, &size, sizeof size);
}

size_t shrunk_list_weights(const struct bagtag_model *model, struct safetensors_tensor *arrays)
{
    const struct rows_int8 *int8 = &model->int8;
    size_t n_rows = model_n_rows(model), n_labels = model->n_labels, n = 0;
    bool is_of_signs = has_signs(model);
    arrays[n++] = array("rows.scales", SAFETENSORS_F32, int8->scales, int8->has_row_scales ? n_rows : 1, sizeof(float));
    if (is_of_signs) {
        arrays[n] = array("fc.size", SAFETENSORS_F32, NULL, 1, sizeof(float));
        arrays[n].read_row = read_size;
        arrays[n++].source = model;
    } else if (model->storage == STORAGE_ROWS) {
        arrays[n++] = table("fc.weight", SAFETENSORS_F32, model->weight, n_labels, model->settings.dim, sizeof(float));
    }
    arrays[n++] = array("fc.bias", SAFETENSORS_F32, model->bias, n_labels, sizeof(float));
    if (is_of_signs) {
        arrays[n] = table("fc.signs", SAFETENSORS_U8, NULL, n_labels, sign_bytes(model), 1);
        arrays[n].read_row = read_signs;
        arrays[n++].source = model;
    }
    arrays[n++] = table("rows.codes", SAFETENSORS_I8, int8->codes, n_rows, n_columns(model), 1);
    return n;
}

struct safetensors_tensor shrunk_tags(const struct bagtag_model *model)
{
    return array("word.tags", SAFETENSORS_I32, model->words.tags.ids, model->words.n_words, sizeof(int32_t));
}

struct safetensors_tensor shrunk_idf_codes(const struct bagtag_model *model)
{
    return array("idf.codes", SAFETENSORS_U8, model->idf_codes, model_n_rows(model), 1);
}

/* ---- reading -------------------------------------------------------------------------------------------------- */

enum bagtag_status shrunk_use_tags(struct bagtag_model *model, const struct safetensors *file,
                                   struct bagtag_error *error)
{
    struct vocab *words = &model->words;
    struct safetensors_tensor tags = {
        .name = "word.tags", .type = SAFETENSORS_I32, .n_dims = 1, .shape = {SAFETENSORS_ANY}};
    enum bagtag_status status = safetensors_get(file, &tags, &tags, error);
    if (status != BAGTAG_OK)
        return status;
    words->n_words = words->tags.n_ids = tags.n_bytes / sizeof(int32_t);
    words->tags.n_buckets = VOCAB_TAGS;
    if (words->n_words > VOCAB_MAX_WORDS)
        return error_set(error, BAGTAG_INPUT, "%s: expected at most %zu words; found %zu", file->file, VOCAB_MAX_WORDS,
                         words->n_words);
    if (safetensors_in_place(&tags)) {
        words->tags.ids = tags.data;
        return BAGTAG_OK;
    }
    int32_t *copy = large_array(words->n_words, sizeof *copy);
    if (copy == NULL)
        return error_memory(error);
    safetensors_copy(copy, &tags);
    words->owned = copy;
    words->tags.ids = copy;
    return BAGTAG_OK;
}

enum bagtag_status shrunk_set_idf(struct bagtag_model *model, size_t n, struct bagtag_error *error)
{
    model->owned_idf = mem_array(n + READ_PADDING, sizeof *model->owned_idf);
    if (model->owned_idf == NULL)
        return error_memory(error);
    for (size_t i = 0; i < n; i++)
        model->owned_idf[i] = (float)model->idf_codes[i];
    model->idf = model->owned_idf;
    return BAGTAG_OK;
}

enum bagtag_status shrunk_use_idf(struct bagtag_model *model, const struct safetensors *file,
                                  struct bagtag_error *error)
{
    size_t n_rows = model_n_reachable_rows(model);
    struct safetensors_tensor codes = {.name = "idf.codes", .type = SAFETENSORS_U8, .n_dims = 1, .shape = {n_rows}};
    enum bagtag_status status = safetensors_get(file, &codes, &codes, error);
    if (status != BAGTAG_OK)
        return status;
    model->idf_codes = codes.data;
    return shrunk_set_idf(model, n_rows, error);
}

void shrunk_set_rows(struct bagtag_model *model, size_t n)
{
    model->int8.are_opposite = model->storage == STORAGE_DIFFERENCES;
    if (model->storage == STORAGE_ROWS)
        model->rows = rows_of_int8(&model->int8, n, model->settings.dim);
    else
        model->scores = rows_of_int8(&model->int8, n, model->n_labels);
}

/* Checks that the model fits its storage and the room that scoring has. */
static enum bagtag_status check_storage(const struct bagtag_model *model, const struct safetensors *file,
                                        struct bagtag_error *error)
{
    if (model->n_labels == 0 || (model->storage != STORAGE_ROWS && model->n_labels > model->settings.dim) ||
        (model->storage == STORAGE_DIFFERENCES && model->n_labels != 2))
        return error_set(error, BAGTAG_INPUT,
                         "%s: storage %s in config.json does not fit a model with %zu label%s and %lu "
                         "dimension%s",
                         file->file, storage_names[model->storage], model->n_labels, plural_s(model->n_labels),
                         (unsigned long)model->settings.dim, plural_s(model->settings.dim));
    return BAGTAG_OK;
}

/* 1 if there is one scale for all rows, otherwise one for each. */
static uint64_t n_scales(const struct safetensors *file, uint64_t n_rows)
{
    const struct safetensors_tensor *scales = safetensors_find(file, "rows.scales");
    return scales != NULL && scales->n_dims == 1 && scales->shape[0] == 1 ? 1 : n_rows;
}

/* The output layer in the file: whole, or a size and signs. */
struct layer_arrays {
    struct safetensors_tensor weight, size, signs;
    bool is_of_signs;
};

static enum bagtag_status find_layer(struct layer_arrays *layer, const struct bagtag_model *model,
                                     const struct safetensors *file, struct bagtag_error *error)
{
    uint64_t C = model->n_labels, D = model->settings.dim;
    *layer = (struct layer_arrays){
        .weight = {"fc.weight", SAFETENSORS_F32, 2, {C, D}, NULL, 0, NULL, NULL},
        .size = {"fc.size", SAFETENSORS_F32, 1, {1}, NULL, 0, NULL, NULL},
        .signs = {"fc.signs", SAFETENSORS_U8, 2, {C, sign_bytes(model)}, NULL, 0, NULL, NULL},
        .is_of_signs = safetensors_find(file, "fc.signs") != NULL,
    };
    if (!layer->is_of_signs)
        return safetensors_get(file, &layer->weight, &layer->weight, error);
    enum bagtag_status status = safetensors_get(file, &layer->size, &layer->size, error);
    return status == BAGTAG_OK ? safetensors_get(file, &layer->signs, &layer->signs, error) : status;
}

/* OUT [C, D] = the layer. */
static void read_layer(const struct layer_arrays *layer, const struct bagtag_model *model, float *out)
{
    const unsigned char *signs = layer->signs.data;
    size_t D = model->settings.dim;
    float size;
    if (!layer->is_of_signs) {
        safetensors_copy(out, &layer->weight);
        return;
    }
    safetensors_copy(&size, &layer->size);
    for (size_t c = 0; c < model->n_labels; c++, signs += sign_bytes(model))
        for (size_t d = 0; d < D; d++)
            out[c * D + d] = signs[d / CHAR_BIT] >> d % CHAR_BIT & 1 ? -size : size;
}

enum bagtag_status shrunk_use_weights(struct bagtag_model *model, const struct safetensors *file,
                                      struct bagtag_error *error)
{
    uint64_t n_rows = model_n_reachable_rows(model), C = model->n_labels;
    enum { CODES, SCALES, BIAS, N };
    struct safetensors_tensor arrays[N] = {
        [CODES] = {"rows.codes", SAFETENSORS_I8, 2, {n_rows, n_columns(model)}, NULL, 0, NULL, NULL},
        [SCALES] = {"rows.scales", SAFETENSORS_F32, 1, {n_scales(file, n_rows)}, NULL, 0, NULL, NULL},
        [BIAS] = {"fc.bias", SAFETENSORS_F32, 1, {C}, NULL, 0, NULL, NULL},
    };
    bool has_layer = model->storage == STORAGE_ROWS;
    struct layer_arrays layer;
    enum bagtag_status status = check_storage(model, file, error);
    for (int i = 0; status == BAGTAG_OK && i < N; i++)
        status = safetensors_get(file, &arrays[i], &arrays[i], error);
    if (status == BAGTAG_OK && has_layer)
        status = find_layer(&layer, model, file, error);
    if (status != BAGTAG_OK)
        return status;
    size_t n_scales = arrays[SCALES].n_bytes / sizeof(float),
           n_weight = has_layer ? (size_t)C * model->settings.dim : 0;
    float *scales = model->owned_weights = large_floats(n_scales + (size_t)C + n_weight);
    if (scales == NULL)
        return error_memory(error);
    float *bias = scales + n_scales, *weight = bias + C;
    safetensors_copy(scales, &arrays[SCALES]);
    safetensors_copy(bias, &arrays[BIAS]);
    if (has_layer) {
        read_layer(&layer, model, weight);
        model->weight = weight;
    }
    model->bias = bias;
    model->n_owned_weights = n_scales + (size_t)C + n_weight;
    model->int8.scales = scales;
    model->int8.codes = arrays[CODES].data;
    model->int8.has_row_scales = arrays[SCALES].shape[0] == n_rows && n_rows != 1;
    shrunk_set_rows(model, (size_t)n_rows);
    return BAGTAG_OK;
}
