/* fasttext_reference.h - the answers of a fastText model, in plain loops and doubles, independent of the library */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TESTS_SUPPORT_FASTTEXT_REFERENCE_H
#define BAGTAG_TESTS_SUPPORT_FASTTEXT_REFERENCE_H

#include <check.h>
#include <math.h>
#include <string.h>

#include "model/fasttext_file.h"
#include "net/label_tree.h"

enum { REFERENCE_MAX = 4096, REFERENCE_LABELS = 64 };

struct reference_text {
    uint32_t ids[REFERENCE_MAX];
    size_t n;
};

static inline uint32_t reference_hash(const char *text, size_t len)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < len; i++) {
        int byte = (signed char)text[i];
        h = (h ^ (uint32_t)byte) * 16777619u;
    }
    return h;
}

/* The last entry that is TEXT, or -1. */
static inline long reference_entry(const struct fasttext_file *file, const char *text, size_t len)
{
    for (size_t i = file->n_words + file->n_labels; i-- > 0;) {
        struct fasttext_entry entry = fasttext_file_entry(file, i);
        if (entry.len == len && memcmp(entry.text, text, len) == 0)
            return (long)i;
    }
    return -1;
}

static inline void reference_add(const struct fasttext_file *file, uint64_t hash, struct reference_text *text)
{
    uint32_t bucket = (uint32_t)(hash % (uint32_t)file->args.bucket);
    ck_assert_uint_lt(text->n, REFERENCE_MAX);
    if (!file->is_pruned) {
        text->ids[text->n++] = (uint32_t)file->n_words + bucket;
        return;
    }
    for (size_t i = file->n_pruned; i-- > 0;)
        if (fasttext_file_pair(file, i).bucket == bucket) {
            text->ids[text->n++] = (uint32_t)file->n_words + fasttext_file_pair(file, i).row;
            return;
        }
}

static inline void reference_chars(const struct fasttext_file *file, const char *word, size_t len,
                                   struct reference_text *text)
{
    char copy[256] = "<";
    ck_assert_uint_lt(len, 250);
    memcpy(copy + 1, word, len);
    copy[len + 1] = '>';
    size_t end = len + 2;
    for (size_t i = 0; i < end; i++) {
        if ((copy[i] & 0xC0) == 0x80)
            continue;
        size_t n = 0;
        for (size_t j = i + 1; j <= end; j++) {
            if (j < end && (copy[j] & 0xC0) == 0x80)
                continue;
            n++;
            bool is_an_end = n == 1 && (i == 0 || j == end);
            if ((long)n >= file->args.minn && (long)n <= file->args.maxn && !is_an_end)
                reference_add(file, reference_hash(copy + i, j - i), text);
        }
    }
}

/* The rows of LINE, which ends with the token </s>. */
static inline void reference_rows(const struct fasttext_file *file, const char *line, struct reference_text *text)
{
    uint64_t hashes[256];
    size_t n = 0;
    bool is_over = false;
    text->n = 0;
    while (!is_over) {
        line += strspn(line, " \t\r\v\f");
        size_t len = strcspn(line, " \t\r\v\f");
        const char *token = len > 0 ? line : "</s>";
        line += len;
        len = len > 0 ? len : 4;
        is_over = len == 4 && memcmp(token, "</s>", 4) == 0;
        long entry = reference_entry(file, token, len);
        if (entry >= (long)file->n_words || (entry < 0 && len >= 9 && memcmp(token, "__label__", 9) == 0))
            continue;
        if (entry >= 0)
            text->ids[text->n++] = (uint32_t)entry;
        if (file->args.maxn > 0 && !is_over)
            reference_chars(file, token, len, text);
        hashes[n++] = (uint64_t)(int64_t)(int32_t)reference_hash(token, len);
    }
    for (size_t i = 0; i < n; i++) {
        uint64_t h = hashes[i];
        for (size_t j = i + 1; j < n && j < i + (size_t)file->args.word_ngrams; j++) {
            h = h * 116049371u + hashes[j];
            reference_add(file, h, text);
        }
    }
}

static inline double reference_float(const unsigned char *floats, size_t i)
{
    float value;
    uint32_t bits = fasttext_u32(floats + 4 * i);
    memcpy(&value, &bits, sizeof value);
    return (double)value;
}

static inline double reference_number(const struct fasttext_matrix *matrix, size_t i, size_t d)
{
    const struct fasttext_quantiser *q = &matrix->quantiser;
    if (!matrix->is_quantised)
        return reference_float(matrix->values, i * matrix->n_columns + d);
    size_t part = d / q->part_width, width = part + 1 < q->n_parts ? q->part_width : q->last_width;
    size_t at = part * 256 * q->part_width + matrix->codes[i * q->n_parts + part] * width + d % q->part_width;
    double norm = matrix->norm_codes ? reference_float(matrix->norm_centroids, matrix->norm_codes[i]) : 1.0;
    return norm * reference_float(q->centroids, at);
}

/* P[c] of all labels, with the 1e-5 that fastText adds inside its logarithms, at most 1. False: there is no answer. */
static inline bool reference_answer(const struct fasttext_file *file, const char *line, double *p)
{
    struct reference_text text;
    double hidden[64] = {0}, z[REFERENCE_LABELS] = {0}, sum = 0.0;
    size_t dim = (size_t)file->args.dim, n_labels = file->n_labels;
    reference_rows(file, line, &text);
    for (size_t d = 0; d < dim; d++)
        for (size_t k = 0; k < text.n; k++)
            hidden[d] += reference_number(&file->input, text.ids[k], d) / (double)text.n;
    for (size_t c = 0; c < n_labels; c++)
        for (size_t d = 0; d < dim; d++)
            z[c] += hidden[d] * reference_number(&file->output, c, d);
    for (size_t c = 0; c < n_labels; c++)
        sum += exp(z[c]);
    int64_t counts[REFERENCE_LABELS];
    struct label_tree tree;
    for (size_t c = 0; c < n_labels; c++)
        counts[c] = fasttext_file_entry(file, file->n_words + c).count;
    ck_assert_int_eq(label_tree_init(&tree, counts, n_labels, NULL), BAGTAG_OK);
    for (uint32_t c = 0; c < n_labels; c++) {
        p[c] = file->args.loss == FASTTEXT_SOFTMAX ? exp(z[c]) / sum + 1e-5
                                                   : 1.0 / (1.0 + exp(8.0 - floor((z[c] + 8.0) * 32.0) / 32.0)) + 1e-5;
        if (file->args.loss == FASTTEXT_HS)
            p[c] = 1.0;
        for (uint32_t node = c; file->args.loss == FASTTEXT_HS && node != label_tree_root(&tree);) {
            uint32_t parent = tree.parents[node];
            double f = 1.0 / (1.0 + exp(-z[parent - n_labels]));
            p[c] *= (tree.children[parent - n_labels].right == node ? f : 1.0 - f) + 1e-5;
            node = parent;
        }
        p[c] = p[c] < 1.0 ? p[c] : 1.0;
    }
    label_tree_clear(&tree);
    return text.n > 0;
}

#endif
