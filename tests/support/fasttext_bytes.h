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

struct blueprint_entry {
    const char *text;
    int64_t count;
};

/* A model to be written. Where `input` or `output` is NULL, its rows are those of blueprint_value. */
struct blueprint {
    int32_t version, dim, word_ngrams, bucket, minn, maxn;
    enum fasttext_loss loss;
    enum fasttext_task task;
    const struct blueprint_entry *words, *labels;
    size_t n_words, n_labels;
    bool is_pruned;
    const struct fasttext_pair *pairs;
    size_t n_pairs;
    size_t n_input_rows;
    const float *input, *output; /* [n_input_rows, dim], [n_labels, dim] */
    bool is_quantised, has_norms, is_output_quantised;
    int32_t part_width; /* of the input's quantiser; the output's is 2 */
};

static inline float blueprint_value(size_t row, size_t column)
{
    return (float)((row * 7 + column * 3) % 11) / 8 - 0.625f;
}

/* In a quantised array: the code of a part of a row, and one number of a centroid. */
static inline uint8_t blueprint_code(size_t row, size_t part)
{
    return (uint8_t)(row * 37 + part * 101);
}

static inline float blueprint_centroid(size_t part, size_t code, size_t column)
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

static inline void put_entries(struct buffer *out, const struct blueprint_entry *entries, size_t n, char type)
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
                put_f32(out, blueprint_centroid(part, code, d));
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
            buffer_char(out, (char)blueprint_code(row, part));
    put_quantiser(out, width, part_width);
    for (size_t row = 0; row < n_rows && has_norms; row++)
        buffer_char(out, (char)blueprint_code(row, 1000));
    if (has_norms)
        put_quantiser(out, 1, 1);
}

static inline void put_dense(struct buffer *out, size_t n_rows, size_t width, const float *values)
{
    put_i64(out, (int64_t)n_rows);
    put_i64(out, (int64_t)width);
    for (size_t i = 0; i < n_rows * width; i++)
        put_f32(out, values != NULL ? values[i] : blueprint_value(i / width, i % width));
}

static inline void put_model_head(struct buffer *out, const struct blueprint *blueprint)
{
    const int64_t numbers[] = {793712314,
                               blueprint->version,
                               blueprint->dim,
                               5,
                               3,
                               1,
                               5,
                               blueprint->word_ngrams,
                               blueprint->loss,
                               blueprint->task,
                               blueprint->bucket,
                               blueprint->minn,
                               blueprint->maxn,
                               100};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        put_i32(out, numbers[i]);
    put_i64(out, INT64_C(0x3F1A36E2EB1C432D)); /* t = 0.0001 */
    put_i32(out, (int64_t)(blueprint->n_words + blueprint->n_labels));
    put_i32(out, (int64_t)blueprint->n_words);
    put_i32(out, (int64_t)blueprint->n_labels);
    put_i64(out, 1000);
    put_i64(out, blueprint->is_pruned ? (int64_t)blueprint->n_pairs : -1);
}

/* The bytes of the model; freed by buffer_clear. */
static inline struct buffer blueprint_bytes(const struct blueprint *blueprint)
{
    struct buffer out = {0};
    size_t dim = (size_t)blueprint->dim;
    put_model_head(&out, blueprint);
    put_entries(&out, blueprint->words, blueprint->n_words, 0);
    put_entries(&out, blueprint->labels, blueprint->n_labels, 1);
    for (size_t i = 0; i < blueprint->n_pairs; i++) {
        put_u32(&out, blueprint->pairs[i].bucket);
        put_u32(&out, blueprint->pairs[i].row);
    }
    buffer_char(&out, blueprint->is_quantised);
    if (blueprint->is_quantised)
        put_quantised(&out, blueprint->n_input_rows, dim, (size_t)blueprint->part_width, blueprint->has_norms);
    else
        put_dense(&out, blueprint->n_input_rows, dim, blueprint->input);
    size_t n_outputs = blueprint->task == FASTTEXT_SUPERVISED ? blueprint->n_labels : blueprint->n_words;
    buffer_char(&out, blueprint->is_output_quantised);
    if (blueprint->is_quantised && blueprint->is_output_quantised)
        put_quantised(&out, n_outputs, dim, 2, blueprint->has_norms);
    else
        put_dense(&out, n_outputs, dim, blueprint->output);
    ck_assert(!out.failed);
    return out;
}

/* ---- models of every kind ------------------------------------------------------------------------------------- */

static const struct blueprint_entry blueprint_words[] = {{"</s>", 9},         {"red", 8}, {"na\xc3\xafve", 4},
                                                         {"\xff\xfe\x80", 4}, {"red", 2}, {"", 1}};
static const struct blueprint_entry blueprint_labels[] = {
    {"__label__warm", 7}, {"__label__\xc3\xbc", 5}, {"__label__c", 2}};
static const struct fasttext_pair blueprint_pairs[] = {{9, 1}, {3, 0}, {0, 2}, {9, 2}};

enum blueprint_kind {
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

static inline struct blueprint blueprint_of(enum blueprint_kind kind)
{
    struct blueprint blueprint = {.version = 12,
                                  .dim = 5,
                                  .word_ngrams = 1,
                                  .loss = FASTTEXT_SOFTMAX,
                                  .task = FASTTEXT_SUPERVISED,
                                  .words = blueprint_words,
                                  .labels = blueprint_labels,
                                  .n_words = sizeof blueprint_words / sizeof blueprint_words[0],
                                  .n_labels = sizeof blueprint_labels / sizeof blueprint_labels[0],
                                  .n_input_rows = sizeof blueprint_words / sizeof blueprint_words[0],
                                  .part_width = 2};
    if (kind == VERSION_11) {
        blueprint.version = 11;
        blueprint.minn = 3;
        blueprint.maxn = 6;
    }
    if (kind == BIGRAMS || kind == ONLY_SAYS_SO)
        blueprint.word_ngrams = 2;
    if (kind == CHARS || kind == SKIPGRAM || kind == OUTPUT_TOO) {
        blueprint.minn = 2;
        blueprint.maxn = 3;
    }
    if (kind != DENSE && kind != VERSION_11 && kind != PRUNED && kind != PRUNED_TO_WORDS) {
        blueprint.bucket = 10;
        blueprint.n_input_rows += 10;
    }
    if (kind == SKIPGRAM) {
        blueprint.task = FASTTEXT_SKIPGRAM;
        blueprint.loss = FASTTEXT_NS;
        blueprint.n_labels = 0;
    }
    if (kind == PRUNED || kind == PRUNED_TO_WORDS) {
        blueprint.loss = FASTTEXT_HS;
        blueprint.word_ngrams = 2;
        blueprint.bucket = 10;
        blueprint.is_pruned = true;
    }
    if (kind == PRUNED) {
        blueprint.pairs = blueprint_pairs;
        blueprint.n_pairs = sizeof blueprint_pairs / sizeof blueprint_pairs[0];
        blueprint.n_input_rows += 3;
    }
    blueprint.is_quantised = kind == PRUNED || kind == PRUNED_TO_WORDS || kind == QUANTISED || kind == OUTPUT_TOO;
    blueprint.has_norms = kind == PRUNED || kind == OUTPUT_TOO;
    blueprint.is_output_quantised = kind == OUTPUT_TOO || kind == ONLY_SAYS_SO;
    if (kind == QUANTISED)
        blueprint.part_width = 9; /* more than there are columns */
    return blueprint;
}

#endif
