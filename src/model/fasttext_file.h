/* fasttext_file.h - the layout of a fastText model file (.bin, .ftz) */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_FASTTEXT_FILE_H
#define BAGTAG_MODEL_FASTTEXT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "model/fasttext_matrix.h"

/* The file has no alignment and no checksum; numbers are little-endian:
 *     int32   magic 793712314, version 11 or 12
 *     int32   dim ws epoch minCount neg wordNgrams loss model bucket minn maxn lrUpdateRate; double t
 *     int32   entries, words, labels; int64 tokens; int64 pruned pairs, -1: not pruned
 *     entries bytes, NUL, int64 count, int8 type (0 word, 1 label), the words first
 *     pairs   int32 bucket, int32 row after the words
 *     bool    input is quantised; input matrix
 *     bool    output is quantised (only if the input is); output matrix
 * A matrix is int64 rows, int64 columns, float32 values; or, quantised, bool has norms, int64 rows, int64 columns,
 * int32 number of codes, the codes, a quantiser, and with norms one code a row and a quantiser of one column. A
 * quantiser is int32 columns, parts, columns of a part, columns of the last part, and 256 centroids of each part. */

enum fasttext_loss { FASTTEXT_HS = 1, FASTTEXT_NS, FASTTEXT_SOFTMAX, FASTTEXT_OVA };
enum fasttext_task { FASTTEXT_CBOW = 1, FASTTEXT_SKIPGRAM, FASTTEXT_SUPERVISED };

enum {
    FASTTEXT_MAX_DIMS = 65536,
    FASTTEXT_LONGEST_NGRAM = 100, /* of words or characters */
};

/* The training options, with the names of `fasttext dump MODEL args`. */
struct fasttext_args {
    int32_t dim, ws, epoch, min_count, neg, word_ngrams;
    enum fasttext_loss loss;
    enum fasttext_task task;
    int32_t bucket, minn, maxn, lr_update_rate;
    double t;
};

/* All pointers except `entries` point into the bytes of the file. */
struct fasttext_file {
    const unsigned char *bytes;
    int32_t version;
    struct fasttext_args args;
    size_t n_words, n_labels;
    int64_t n_tokens;
    size_t *entries; /* [n_words + n_labels + 1], offset of each; from mem_array */
    bool is_pruned;
    size_t n_pruned;
    const unsigned char *pruned; /* [n_pruned] pairs */
    struct fasttext_matrix input, output;
};

/* One word or label: any bytes, not NUL-terminated, and its count in training. */
struct fasttext_entry {
    const char *text;
    size_t len;
    int64_t count; /* at least 0 */
};

/* One bucket that pruning kept, below args.bucket, and its row, which is below input.n_rows - n_words. */
struct fasttext_pair {
    uint32_t bucket, row;
};

/* Whether BYTES[0..len) begin like a fastText model of any version. */
bool fasttext_file_detect(const unsigned char *bytes, size_t len);

/* Finds the parts of BYTES[0..len) and checks every offset and row number, so that OUT can be trusted. Only the
 * dictionary is read completely. Labels are checked to have no white space, and with a hierarchical softmax to have
 * counts from which a tree can be built. FILE is the name in messages; the bytes are borrowed until
 * fasttext_file_clear. On failure (BAGTAG_INPUT, BAGTAG_MEMORY) OUT is unchanged. */
enum bagtag_status fasttext_file_read(struct fasttext_file *out, const char *file, const unsigned char *bytes,
                                      size_t len, struct bagtag_error *error);
void fasttext_file_clear(struct fasttext_file *file); /* an all-zero one is allowed */

/* Entry I < n_words + n_labels; labels come after the words. */
struct fasttext_entry fasttext_file_entry(const struct fasttext_file *file, size_t i);

/* Pair I < n_pruned. If a bucket has several, the last counts. */
struct fasttext_pair fasttext_file_pair(const struct fasttext_file *file, size_t i);

/* Whether the model has character n-grams (of known and unknown words), and word n-grams. */
static inline bool fasttext_file_has_chars(const struct fasttext_file *file)
{
    return file->args.maxn > 0 && file->args.minn <= file->args.maxn;
}

static inline bool fasttext_file_has_ngrams(const struct fasttext_file *file)
{
    return file->args.word_ngrams > 1;
}

#endif
