/* fasttext_bytes.h - small fastText models, written byte by byte */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TESTS_SUPPORT_FASTTEXT_BYTES_H
#define BAGTAG_TESTS_SUPPORT_FASTTEXT_BYTES_H

#include <check.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/buffer.h"
#include "model/fasttext_file.h"

struct recipe_entry {
    const char *text;
    int64_t count;
};

/* A model to be written. Rows that `input` and `output` do not give are those of recipe_value. */
struct recipe {
    int32_t version, dim, word_ngrams, bucket, minn, maxn;
    enum fasttext_loss loss;
    enum fasttext_task task;
    const struct recipe_entry *words, *labels;
    size_t n_words, n_labels;
    bool is_pruned;
    const struct fasttext_pair *pairs;
    size_t n_pairs;
    size_t n_input_rows;
    const float *input, *output; /* [n_input_rows, dim], [n_labels, dim] */
    bool is_quantised, has_norms, is_output_quantised;
    int32_t part_width; /* of the input's quantiser; that of the output is 2 */
};

static inline float recipe_value(size_t row, size_t column)
{
    return (float)((row * 7 + column * 3) % 11) / 8 - 0.625f;
}

/* The code of a part of a row, and a number of a centroid, where an array is quantised. */
static inline uint8_t recipe_code(size_t row, size_t part)
{
    return (uint8_t)(row * 37 + part * 101);
}

static inline float recipe_centroid(size_t part, size_t code, size_t column)
{
    return (float)((part * 5 + code * 3 + column * 17) % 64) / 32 - 1.0f;
}

static inline void put_u32(struct buffer *out, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        buffer_char(out, (char)(unsigned char)(value >> 8 * i));
}

static inline void put_i32(struct buffer *out, int64_t value)
{
    put_u32(out, (uint32_t)value);
}

static inline void put_i64(struct buffer *out, int64_t value)
{
    put_u32(out, (uint32_t)value);
    put_u32(out, (uint32_t)((uint64_t)value >> 32));
}

static inline void put_f32(struct buffer *out, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    put_u32(out, bits);
}

static inline void put_entries(struct buffer *out, const struct recipe_entry *entries, size_t n, char type)
{
    for (size_t i = 0; i < n; i++) {
        buffer_bytes(out, entries[i].text, strlen(entries[i].text) + 1);
        put_i64(out, entries[i].count);
        buffer_char(out, type);
    }
}

/* The centroids of a quantiser of WIDTH columns. */
static inline void put_quantiser(struct buffer *out, size_t width, size_t part_width)
{
    size_t n_parts = (width + part_width - 1) / part_width, last_width = width - (n_parts - 1) * part_width;
    put_i32(out, (int64_t)width);
    put_i32(out, (int64_t)n_parts);
    put_i32(out, (int64_t)part_width);
    put_i32(out, (int64_t)last_width);
    for (size_t part = 0; part < n_parts; part++)
        for (size_t code = 0; code < FASTTEXT_CENTROIDS; code++)
            for (size_t d = 0; d < (part + 1 < n_parts ? part_width : last_width); d++)
                put_f32(out, recipe_centroid(part, code, d));
}

static inline void put_quantised(struct buffer *out, size_t n_rows, size_t width, size_t part_width, bool has_norms)
{
    size_t n_parts = (width + part_width - 1) / part_width;
    buffer_char(out, has_norms);
    put_i64(out, (int64_t)n_rows);
    put_i64(out, (int64_t)width);
    put_i32(out, (int64_t)(n_rows * n_parts));
    for (size_t row = 0; row < n_rows; row++)
        for (size_t part = 0; part < n_parts; part++)
            buffer_char(out, (char)recipe_code(row, part));
    put_quantiser(out, width, part_width);
    for (size_t row = 0; row < n_rows && has_norms; row++)
        buffer_char(out, (char)recipe_code(row, 1000));
    if (has_norms)
        put_quantiser(out, 1, 1);
}

static inline void put_dense(struct buffer *out, size_t n_rows, size_t width, const float *values)
{
    put_i64(out, (int64_t)n_rows);
    put_i64(out, (int64_t)width);
    for (size_t i = 0; i < n_rows * width; i++)
        put_f32(out, values != NULL ? values[i] : recipe_value(i / width, i % width));
}

static inline void put_model_head(struct buffer *out, const struct recipe *recipe)
{
    const int64_t numbers[] = {
        793712314,      recipe->version, recipe->dim,  5,  3, 1, 5, recipe->word_ngrams, recipe->loss, recipe->task,
        recipe->bucket, recipe->minn,    recipe->maxn, 100};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        put_i32(out, numbers[i]);
    put_i64(out, INT64_C(0x3F1A36E2EB1C432D)); /* t = 0.0001 */
    put_i32(out, (int64_t)(recipe->n_words + recipe->n_labels));
    put_i32(out, (int64_t)recipe->n_words);
    put_i32(out, (int64_t)recipe->n_labels);
    put_i64(out, 1000);
    put_i64(out, recipe->is_pruned ? (int64_t)recipe->n_pairs : -1);
}

/* The bytes of the model; freed by buffer_clear. */
static inline struct buffer recipe_bytes(const struct recipe *recipe)
{
    struct buffer out = {0};
    size_t dim = (size_t)recipe->dim;
    put_model_head(&out, recipe);
    put_entries(&out, recipe->words, recipe->n_words, 0);
    put_entries(&out, recipe->labels, recipe->n_labels, 1);
    for (size_t i = 0; i < recipe->n_pairs; i++) {
        put_u32(&out, recipe->pairs[i].bucket);
        put_u32(&out, recipe->pairs[i].row);
    }
    buffer_char(&out, recipe->is_quantised);
    if (recipe->is_quantised)
        put_quantised(&out, recipe->n_input_rows, dim, (size_t)recipe->part_width, recipe->has_norms);
    else
        put_dense(&out, recipe->n_input_rows, dim, recipe->input);
    size_t n_outputs = recipe->task == FASTTEXT_SUPERVISED ? recipe->n_labels : recipe->n_words;
    buffer_char(&out, recipe->is_output_quantised);
    if (recipe->is_quantised && recipe->is_output_quantised)
        put_quantised(&out, n_outputs, dim, 2, recipe->has_norms);
    else
        put_dense(&out, n_outputs, dim, recipe->output);
    ck_assert(!out.failed);
    return out;
}

/* ---- models of every kind ------------------------------------------------------------------------------------- */

static const struct recipe_entry recipe_words[] = {{"</s>", 9},         {"red", 8}, {"na\xc3\xafve", 4},
                                                   {"\xff\xfe\x80", 4}, {"red", 2}, {"", 1}};
static const struct recipe_entry recipe_labels[] = {{"__label__warm", 7}, {"__label__\xc3\xbc", 5}, {"__label__c", 2}};
static const struct fasttext_pair recipe_pairs[] = {{9, 1}, {3, 0}, {0, 2}, {9, 2}};

enum recipe_kind {
    DENSE,
    VERSION_11,
    BIGRAMS,
    CHARS,
    PRUNED,
    PRUNED_TO_WORDS,
    QUANTISED,
    OUTPUT_TOO,
    SKIPGRAM,
    ONLY_SAYS_SO,
    N_KINDS
};

static inline struct recipe recipe_of(enum recipe_kind kind)
{
    struct recipe recipe = {.version = 12,
                            .dim = 5,
                            .word_ngrams = 1,
                            .loss = FASTTEXT_SOFTMAX,
                            .task = FASTTEXT_SUPERVISED,
                            .words = recipe_words,
                            .labels = recipe_labels,
                            .n_words = sizeof recipe_words / sizeof recipe_words[0],
                            .n_labels = sizeof recipe_labels / sizeof recipe_labels[0],
                            .n_input_rows = sizeof recipe_words / sizeof recipe_words[0],
                            .part_width = 2};
    if (kind == VERSION_11) {
        recipe.version = 11;
        recipe.minn = 3;
        recipe.maxn = 6;
    }
    if (kind == BIGRAMS || kind == ONLY_SAYS_SO)
        recipe.word_ngrams = 2;
    if (kind == CHARS || kind == SKIPGRAM || kind == OUTPUT_TOO) {
        recipe.minn = 2;
        recipe.maxn = 3;
    }
    if (kind != DENSE && kind != VERSION_11 && kind != PRUNED && kind != PRUNED_TO_WORDS) {
        recipe.bucket = 10;
        recipe.n_input_rows += 10;
    }
    if (kind == SKIPGRAM) {
        recipe.task = FASTTEXT_SKIPGRAM;
        recipe.loss = FASTTEXT_NS;
        recipe.n_labels = 0;
    }
    if (kind == PRUNED || kind == PRUNED_TO_WORDS) {
        recipe.loss = FASTTEXT_HS;
        recipe.word_ngrams = 2;
        recipe.bucket = 10;
        recipe.is_pruned = true;
    }
    if (kind == PRUNED) {
        recipe.pairs = recipe_pairs;
        recipe.n_pairs = sizeof recipe_pairs / sizeof recipe_pairs[0];
        recipe.n_input_rows += 3;
    }
    recipe.is_quantised = kind == PRUNED || kind == PRUNED_TO_WORDS || kind == QUANTISED || kind == OUTPUT_TOO;
    recipe.has_norms = kind == PRUNED || kind == OUTPUT_TOO;
    recipe.is_output_quantised = kind == OUTPUT_TOO || kind == ONLY_SAYS_SO;
    if (kind == QUANTISED)
        recipe.part_width = 9; /* more than there are columns */
    return recipe;
}

#endif
