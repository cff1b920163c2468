/* bagtag_nn.h - nn.Embedding and nn.EmbeddingBag of PyTorch, over arrays and over models */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_NN_H
#define BAGTAG_NN_H

#include <bagtag.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- nn.Embedding and nn.EmbeddingBag over your own arrays ------------------------------------------------- */

/* PyTorch's two layers (pytorch.org/docs/1.13/generated/torch.nn.Embedding.html and torch.nn.EmbeddingBag.html), as
 * functions. The caller owns the table: from_pretrained is passing it, and a frozen layer is one whose backward
 * function is not called. They compute what torch 1.13.1 computes on a CPU (`make check-parity` compares them), check
 * every index before they write anything, and may be called by several threads on one table as long as no call writes
 * to it. Letters: V rows, D columns, B bags, n indices; all arrays row-major, without gaps unless a stride is given. */

/* A float table [V, D]: element (v, d) is weight[v * stride + d], stride >= D. A table of weights is written only by
 * max_norm and the SGD step, a table of gradients only by the backward functions. Floats after the D of a row are never
 * accessed. */
struct bagtag_table {
    float *weight;
    size_t n_rows; /* V, num_embeddings */
    size_t dim;    /* D, embedding_dim */
    size_t stride; /* floats from one row to the next */
};

/* BAGTAG_ARGUMENT for an impossible shape, or if a weight is NaN or infinite: the sentence names the row and column of
 * the first. The functions below do not check this: NaN propagates as in IEEE 754 and torch (max ignores a NaN that is
 * not first in its bag). */
BAGTAG_API enum bagtag_status bagtag_table_check(const struct bagtag_table *table, struct bagtag_error *error);

enum bagtag_index_type { BAGTAG_INT32, BAGTAG_INT64 };
enum bagtag_bag_mode { BAGTAG_BAG_MEAN, BAGTAG_BAG_SUM, BAGTAG_BAG_MAX };

/* The arguments of the two modules, under their names. */
struct bagtag_embedding_options {
    enum bagtag_bag_mode mode; /* for bags; "mean" is torch's default */
    int64_t padding_idx;       /* this row gets no gradient and is ignored in bags (also in the n of a mean); -1: none.
                                  Instead of torch's other negative numbers, which count from the end, pass V +
                                  padding_idx */
    double max_norm;           /* rows looked up with a larger norm, the padding row too, are first scaled in place,
                                  once, by max_norm / (norm + 1e-7); 0: no limit */
    double norm_type;          /* p of that p-norm, above 0; default 2; INFINITY is the largest absolute value */
    bool scale_grad_by_freq;   /* divide the gradient of a row by its count in the indices; not for max */
    bool include_last_offset;  /* offsets has one more element, n, the end of the last bag */
};

/* Mean, no padding, no max_norm, norm_type 2, the rest false. */
BAGTAG_API void bagtag_embedding_options_init(struct bagtag_embedding_options *options);

/* nn.Embedding: out[i] = weight[indices[i]], out [n, D]. INDICES holds n integers of TYPE, of any shape in torch.
 * BAGTAG_ARGUMENT: a negative index or one >= V (the sentence has its position, its value and V), an impossible table
 * or option, arrays larger than memory. Allocates nothing. */
BAGTAG_API enum bagtag_status bagtag_embedding_forward(const struct bagtag_table *table, enum bagtag_index_type type,
                                                       const void *indices, size_t n,
                                                       const struct bagtag_embedding_options *options, float *out,
                                                       struct bagtag_error *error);

/* Its gradient: gradient[indices[i]] += grad_output[i] (grad_output [n, D]), divided by the row's count with
 * scale_grad_by_freq, nothing for padding_idx. GRADIENT is a table of V rows, either zeroed or with a gradient of
 * earlier calls to accumulate. scale_grad_by_freq allocates V integers (BAGTAG_MEMORY). */
BAGTAG_API enum bagtag_status bagtag_embedding_backward(const struct bagtag_table *gradient,
                                                        enum bagtag_index_type type, const void *indices, size_t n,
                                                        const struct bagtag_embedding_options *options,
                                                        const float *grad_output, struct bagtag_error *error);

/* B bags: bag b is indices[offsets[b] .. offsets[b + 1]), and the last one ends at n. Without offsets (NULL) this is
 * torch's 2-D input [B, n / B]: all bags have the same length. */
struct bagtag_bags {
    enum bagtag_index_type type;     /* of indices and offsets */
    const void *indices;             /* [n_indices] */
    size_t n_indices;                /* n */
    const void *offsets;             /* [n_bags], or [n_bags + 1] with include_last_offset; NULL: bags of equal
                                        length */
    size_t n_bags;                   /* B */
    const float *per_sample_weights; /* [n_indices], NULL: all are 1; sum only */
};

/* nn.EmbeddingBag: out [B, D], the mean, sum (of rows times per_sample_weights) or maximum by column of each bag's
 * rows; zeros for a bag that is empty or all padding. For max, ARGMAX [B, D] is set to the row each value came from
 * (the first in a tie; -1 if the bag is empty), which the gradient needs; NULL if it is not wanted, and in the other
 * modes. The gathered rows are never stored; nothing is allocated. BAGTAG_ARGUMENT: an index that is negative or >= V;
 * offsets that do not start at 0, decrease, exceed n or, with include_last_offset, do not end at n; without offsets,
 * include_last_offset or an n that is not a multiple of B; per_sample_weights or scale_grad_by_freq in a mode that does
 * not support it; a max bag of 2^31 indices; arrays larger than memory. */
BAGTAG_API enum bagtag_status bagtag_embedding_bag_forward(const struct bagtag_table *table,
                                                           const struct bagtag_bags *bags,
                                                           const struct bagtag_embedding_options *options, float *out,
                                                           int64_t *argmax, struct bagtag_error *error);

/* Its gradients for GRAD_OUTPUT [B, D], each added to the existing values, or skipped if NULL: GRADIENT, the dense
 * gradient of the table, V rows; GRAD_PER_SAMPLE_WEIGHTS [n_indices] (sum only; 0 at padding), which needs TABLE,
 * otherwise TABLE may be NULL. ARGMAX is from the forward function, for max only; an element that is not a row of the
 * table is BAGTAG_ARGUMENT. scale_grad_by_freq divides as torch 1.13.1 does, which is not by the row's own count: let
 * c(v) be the count of v among all indices and s the indices sorted; the r-th smallest distinct index (r = 0, 1, ...)
 * is divided by c(s[r]). This allocates about 12 V bytes (BAGTAG_MEMORY). */
BAGTAG_API enum bagtag_status bagtag_embedding_bag_backward(const struct bagtag_table *table,
                                                            const struct bagtag_bags *bags,
                                                            const struct bagtag_embedding_options *options,
                                                            const int64_t *argmax, const float *grad_output,
                                                            const struct bagtag_table *gradient,
                                                            float *grad_per_sample_weights, struct bagtag_error *error);

/* The gradient and the step of plain SGD in one: weight[v] -= learning_rate * (gradient of row v), for the rows in the
 * bags only and without a gradient table: torch's sparse=True with torch.optim.SGD. As in torch, not with
 * scale_grad_by_freq; unlike torch, also for max. Use bags of one index for nn.Embedding. Allocates nothing. */
BAGTAG_API enum bagtag_status bagtag_embedding_bag_sgd_step(const struct bagtag_table *table,
                                                            const struct bagtag_bags *bags,
                                                            const struct bagtag_embedding_options *options,
                                                            const int64_t *argmax, const float *grad_output,
                                                            float learning_rate, struct bagtag_error *error);

/* ---- tables from elsewhere ------------------------------------------------------------------------------- */

struct bagtag_convert_options {
    const char *words_file; /* one word per line and row, each once ("-": standard input); NULL: the rows have only
                               numbers, and are looked up with bagtag_embed_ids */
    const char *tokenizer;  /* how texts will be split into those words */
    int lower;              /* fold case: 1 yes, 0 no, -1 the tokenizer's default */
    const char *bag;        /* "mean", "sum", "max" */
    /* Called at most once, if there are words with invalid UTF-8; the sentence is valid during the call. NULL, the
     * default: no warning. */
    void (*warn)(void *context, const char *sentence);
    void *warn_context;
};
BAGTAG_API void bagtag_convert_options_init(struct bagtag_convert_options *options);

/* Makes a model of the NumPy array in the file TABLE ("-": standard input; gzip and zstd are recognised): float32,
 * little-endian, C order, 1..2^31 - 1 rows of 1..4096 columns, all finite; anything else is BAGTAG_INPUT with a
 * sentence that says what it is. Row i is word i. The model has no labels and no output layer: it has vectors and
 * neighbours, and anything that needs labels is BAGTAG_INPUT. The caller frees *OUT with bagtag_model_free.
 *
 * Without a words_file, TABLE may also be a regular file of words with their vectors, as text or in word2vec's binary
 * format; if a word is repeated, its first vector is used. */
BAGTAG_API enum bagtag_status bagtag_convert(const char *table, const struct bagtag_convert_options *options,
                                             struct bagtag_model **out, struct bagtag_error *error);

/* ---- over the rows of a model ------------------------------------------------------------------------------ */

/* bagtag_embed_words for each of IDS[0..n_ids), row numbers < bagtag_model_n_rows, words and n-grams alike: PyTorch's
 * nn.Embedding (pytorch.org/docs/1.13/generated/torch.nn.Embedding.html). TSV begins with the id, JSONL has the member
 * "id" in place of "word". An id that is not a row is BAGTAG_ARGUMENT; then nothing is written. */
BAGTAG_API enum bagtag_status bagtag_embed_ids(const struct bagtag_model *model, const int64_t *ids, size_t n_ids,
                                               const struct bagtag_embed_options *options,
                                               const struct bagtag_sink *sink, struct bagtag_embed_counts *counts,
                                               struct bagtag_error *error);

/* Bags of rows: PyTorch's nn.EmbeddingBag over IDS and OFFSETS, where bag b is ids[offsets[b] .. offsets[b + 1]), and
 * the last extends to the end; zeros for an empty one. Written like the vectors of documents. BAG is "mean", "sum",
 * "max", or NULL for the model's; all rows have the same weight, even in a model with --weight idf. BAGTAG_ARGUMENT as
 * from bagtag_embedding_bag_forward, and for no offsets; then nothing is written. */
BAGTAG_API enum bagtag_status bagtag_embed_bags(const struct bagtag_model *model, const int64_t *ids, size_t n_ids,
                                                const int64_t *offsets, size_t n_offsets, const char *bag,
                                                const struct bagtag_embed_options *options,
                                                const struct bagtag_sink *sink, struct bagtag_embed_counts *counts,
                                                struct bagtag_error *error);

/* Reads the lines of FILES (no files: standard input) as sequences of rows, for recurrent networks: the known words of
 * each in order (no n-grams) and, with BAGTAG_UNKNOWN_ZERO, a row of zeros for each unknown word. Only the options
 * `unknown` and `input` are used. Takes four bytes per word; borrows the model. */
struct bagtag_sequences;
BAGTAG_API enum bagtag_status bagtag_sequences_read(const struct bagtag_model *model, const char *const *files,
                                                    size_t n_files, const struct bagtag_embed_options *options,
                                                    struct bagtag_sequences **out, struct bagtag_error *error);
BAGTAG_API void bagtag_sequences_free(struct bagtag_sequences *sequences); /* NULL is allowed */

BAGTAG_API size_t bagtag_sequences_n(const struct bagtag_sequences *sequences);       /* B, lines */
BAGTAG_API size_t bagtag_sequences_longest(const struct bagtag_sequences *sequences); /* L, rows of the longest line */
BAGTAG_API size_t bagtag_sequences_length(const struct bagtag_sequences *sequences, size_t i); /* rows of line i < B */
BAGTAG_API uint64_t
bagtag_sequences_invalid_utf8(const struct bagtag_sequences *sequences); /* lines with invalid UTF-8 */
BAGTAG_API struct bagtag_input_counts bagtag_sequences_input(const struct bagtag_sequences *sequences);

/* Writes the array [B, L, D] to SINK as RAW, with zeros after the end of each shorter line (PyTorch:
 * batch_first=True). */
BAGTAG_API enum bagtag_status bagtag_sequences_write(const struct bagtag_sequences *sequences,
                                                     const struct bagtag_sink *sink, struct bagtag_error *error);

#ifdef __cplusplus
}
#endif

#endif
