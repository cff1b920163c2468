/* tutorial_steps.c - the steps of a training run one by one, for tests/parity/tutorial.py */
/* SPDX-License-Identifier: MIT */

/*
 * Usage: tutorial_steps FILE SEED RATE EPOCHS
 *
 * Reads FILE as `bagtag train --format fasttext --tokenizer basic-english` does and makes the same steps of 64
 * documents, width 64, with the trainer's own parts: each step is a run of sgd_run over the documents of that step
 * alone, whose loss is the mean over them before the step is taken. Writes in the current folder, in this machine's
 * byte order: embedding.bin, the initial E, float32 [V, 64]; order.bin, the order of the documents in each epoch,
 * uint32 [EPOCHS, N]; losses.bin, float64 [steps]; last.bin, E, W and b after the last step, float32.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/large.h"
#include "base/mem.h"
#include "base/rng.h"
#include "data/corpus.h"
#include "learn/sgd.h"
#include "math/kernel.h"
#include "net/params.h"

enum { WIDTH = 64, BATCH = 64, STREAM_ORDER = 1000 };

static void stop(const char *sentence)
{
    fprintf(stderr, "tutorial_steps: %s\n", sentence);
    exit(1);
}

static void need(enum bagtag_status status, const struct bagtag_error *error)
{
    if (status != BAGTAG_OK)
        stop(error->sentence);
}

static void *need_memory(void *memory)
{
    if (memory == NULL)
        stop("out of memory");
    return memory;
}

static void write_file(const char *name, const char *mode, const void *values, size_t n, size_t size)
{
    FILE *file = fopen(name, mode);
    if (file == NULL || fwrite(values, size, n, file) != n || fclose(file) != 0)
        stop("cannot write");
}

static void read_corpus(struct corpus_contents *out, const char *path, uint64_t seed, struct pool *pool)
{
    struct bagtag_error error;
    struct corpus *corpus = NULL;
    struct corpus_options how = {.rules = {.format = FORMAT_FASTTEXT, .label_prefix = "__label__"},
                                 .kind = &feature_kind_bagtag,
                                 .tokenizer = {.kind = TOKENIZER_BASIC_ENGLISH, .lower = true, .revision = 1},
                                 .min_count = 1,
                                 .max_ngram = 1,
                                 .n_buckets = 1,
                                 .seed = seed};
    need(corpus_open(&corpus, &how, pool, &error), &error);
    need(corpus_read(corpus, path, false, NULL, NULL, &error), &error);
    need(corpus_finish(corpus, out, &error), &error);
    corpus_free(corpus);
}

/* The documents NUMBERS[0..n) of FROM as a data set, in arrays that hold all of FROM. */
static void pick(struct dataset *to, const struct dataset *from, const uint32_t *numbers, size_t n)
{
    to->n_documents = n;
    to->offsets[0] = to->label_offsets[0] = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t first = from->offsets[numbers[i]], first_label = from->label_offsets[numbers[i]];
        uint64_t length = from->offsets[numbers[i] + 1] - first;
        uint64_t n_labels = from->label_offsets[numbers[i] + 1] - first_label;
        memcpy(to->ids + to->offsets[i], from->ids + first, length * sizeof *to->ids);
        memcpy(to->labels + to->label_offsets[i], from->labels + first_label, n_labels * sizeof *to->labels);
        to->offsets[i + 1] = to->offsets[i] + length;
        to->label_offsets[i + 1] = to->label_offsets[i] + n_labels;
    }
}

/* All epochs; one loss a step. */
static void take_steps(struct params *params, const struct dataset *train, const struct sgd_options *how, size_t epochs,
                       struct pool *pool)
{
    struct bagtag_error error;
    const struct kernel *kernel = NULL;
    struct sgd_progress end;
    size_t n = train->n_documents;
    uint32_t *order = need_memory(mem_array(n, sizeof *order));
    struct dataset step = {.ids = need_memory(large_array((size_t)train->offsets[n], sizeof *step.ids)),
                           .offsets = need_memory(mem_array(n + 1, sizeof *step.offsets)),
                           .labels = need_memory(mem_array((size_t)train->label_offsets[n], sizeof *step.labels)),
                           .label_offsets = need_memory(mem_array(n + 1, sizeof *step.label_offsets))};
    need(kernel_choose(&kernel, &error), &error);
    write_file("order.bin", "wb", order, 0, sizeof *order);
    write_file("losses.bin", "wb", &end.loss, 0, sizeof end.loss);
    for (size_t epoch = 1; epoch <= epochs; epoch++) {
        rng_permutation(how->seed, STREAM_ORDER + epoch, order, n);
        write_file("order.bin", "ab", order, n, sizeof *order);
        for (size_t at = 0; at < n; at += BATCH) {
            pick(&step, train, order + at, n - at < BATCH ? n - at : BATCH);
            need(sgd_run(params, &step, NULL, how, kernel, pool, NULL, NULL, &end, &error), &error);
            write_file("losses.bin", "ab", &end.loss, 1, sizeof end.loss);
        }
    }
    dataset_clear(&step);
    free(order);
}

int main(int argc, char **argv)
{
    if (argc != 5)
        stop("expected FILE SEED RATE EPOCHS");
    struct bagtag_error error;
    struct pool *pool = NULL;
    struct corpus_contents contents = {.ngram_ids = NULL};
    struct params params = {.shares = NULL};
    struct sgd_options how = {
        .bag = BAG_MEAN, .loss = &loss_softmax, .epochs = 1, .batch = BATCH, .layer_rate = 1.0f, .layer_square = 1.0f};
    how.seed = strtoull(argv[2], NULL, 10);
    how.learning_rate = strtof(argv[3], NULL);
    need(pool_open(&pool, 1, &error), &error);
    read_corpus(&contents, argv[1], how.seed, pool);

    size_t n_rows = contents.words.n_words, n_labels = contents.labels.n_words;
    how.n_labels = n_labels;
    size_t n_embedding = n_rows * WIDTH, n_weight = n_labels * WIDTH, n_floats = n_embedding + n_weight + n_labels;
    need(params_init(&params, n_rows, n_labels, WIDTH, 1, how.seed, NULL, pool, &error), &error);
    const float *joined = params.shares[0].block; /* one share holds all columns, a multiple of eight: contiguous */
    for (size_t i = n_embedding; i < n_floats; i++)
        if (joined[i] != 0.0f)
            stop("the output layer does not begin with zeros");
    write_file("embedding.bin", "wb", joined, n_embedding, sizeof *joined);

    take_steps(&params, &contents.train, &how, strtoul(argv[4], NULL, 10), pool);
    write_file("last.bin", "wb", joined, n_floats, sizeof *joined);
    params_clear(&params);
    corpus_contents_clear(&contents);
    pool_close(pool);
    return 0;
}
