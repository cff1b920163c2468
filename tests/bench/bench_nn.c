/* bench_nn.c - nn.EmbeddingBag compared with the limit of memory */
/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bagtag_nn.h"

enum {
    ROWS = 100000,
    WIDTH = 64,
    BAGS = 1000,
    LENGTH = 40,
    INDICES = BAGS * LENGTH,
    SETS = 20,
    ROUNDS = 30,
    AHEAD = 64
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

/* splitmix64: any uniform stream of numbers will do. */
static uint64_t next_number(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static uint32_t word_at(const float *p)
{
    uint32_t word;
    memcpy(&word, p, sizeof word);
    return word;
}

/* The limit: prefetches each of the four 64-byte lines of every row far ahead, and reads one word of each. */
static uint32_t touch_rows(const float *table, const int64_t *indices)
{
    uint32_t sum = 0;
    for (size_t k = 0; k + AHEAD < INDICES; k++) {
        const float *ahead = table + (size_t)indices[k + AHEAD] * WIDTH, *row = table + (size_t)indices[k] * WIDTH;
        __builtin_prefetch(ahead, 0, 3);
        __builtin_prefetch(ahead + 16, 0, 3);
        __builtin_prefetch(ahead + 32, 0, 3);
        __builtin_prefetch(ahead + 48, 0, 3);
        sum += word_at(row) + word_at(row + 16) + word_at(row + 32) + word_at(row + 48);
    }
    return sum;
}

struct bench {
    struct bagtag_table table;
    int64_t *indices; /* [SETS][INDICES] */
    int64_t offsets[BAGS];
    float out[BAGS * WIDTH], gradient[BAGS * WIDTH];
    int64_t argmax[BAGS * WIDTH];
    uint32_t seen;
};

enum work { TOUCH, FORWARD, FORWARD_AND_STEP };

static double run_once(struct bench *bench, enum work work, enum bagtag_bag_mode mode, size_t set)
{
    struct bagtag_embedding_options options;
    bagtag_embedding_options_init(&options);
    options.mode = mode;
    struct bagtag_bags bags = {.type = BAGTAG_INT64,
                               .indices = bench->indices + set * INDICES,
                               .n_indices = INDICES,
                               .offsets = bench->offsets,
                               .n_bags = BAGS};
    double start = now();
    if (work == TOUCH) {
        bench->seen += touch_rows(bench->table.weight, bags.indices);
    } else {
        int64_t *argmax = mode == BAGTAG_BAG_MAX ? bench->argmax : NULL;
        struct bagtag_error error;
        if (bagtag_embedding_bag_forward(&bench->table, &bags, &options, bench->out, argmax, &error) != BAGTAG_OK ||
            (work == FORWARD_AND_STEP && bagtag_embedding_bag_sgd_step(&bench->table, &bags, &options, argmax,
                                                                       bench->gradient, 0.01f, &error) != BAGTAG_OK)) {
            fprintf(stderr, "bench_nn: %s\n", error.sentence);
            exit(1);
        }
    }
    return now() - start;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The median over all sets and rounds, in milliseconds. */
static double run(struct bench *bench, enum work work, enum bagtag_bag_mode mode)
{
    static double times[ROUNDS * SETS];
    for (size_t round = 0; round < ROUNDS; round++)
        for (size_t set = 0; set < SETS; set++)
            times[round * SETS + set] = run_once(bench, work, mode, set);
    qsort(times, ROUNDS * SETS, sizeof *times, by_value);
    return times[ROUNDS * SETS / 2];
}

int main(void)
{
    static struct bench bench;
    bench.table = (struct bagtag_table){.n_rows = ROWS, .dim = WIDTH, .stride = WIDTH};
    bench.table.weight = aligned_alloc(64, (size_t)ROWS * WIDTH * sizeof(float));
    bench.indices = malloc((size_t)SETS * INDICES * sizeof *bench.indices);
    if (!bench.table.weight || !bench.indices)
        return 1;
    uint64_t state = 1;
    for (size_t i = 0; i < (size_t)ROWS * WIDTH; i++)
        bench.table.weight[i] = (float)(next_number(&state) >> 40) * 0x1p-23f - 1.0f;
    for (size_t i = 0; i < (size_t)SETS * INDICES; i++)
        bench.indices[i] = (int64_t)(next_number(&state) % ROWS);
    for (size_t i = 0; i < (size_t)BAGS * WIDTH; i++)
        bench.gradient[i] = (float)(next_number(&state) >> 40) * 0x1p-23f - 1.0f;
    for (size_t b = 0; b < BAGS; b++)
        bench.offsets[b] = (int64_t)(b * LENGTH);

    const char *kernel = NULL;
    struct bagtag_error error;
    if (bagtag_kernel_name(&kernel, &error) != BAGTAG_OK) {
        fprintf(stderr, "bench_nn: %s\n", error.sentence);
        return 1;
    }
    printf("EmbeddingBag, table %d x %d, %d bags of %d, kernel %s; medians\n", ROWS, WIDTH, BAGS, LENGTH, kernel);
    double limit = run(&bench, TOUCH, BAGTAG_BAG_MEAN);
    printf("%-24s %7.3f ms  %5.1f GB/s\n", "read each row once", limit, INDICES * WIDTH * 4e-6 / limit);
    static const char *const names[] = {"mean", "sum", "max"};
    for (int mode = 0; mode < 3; mode++) {
        double forward = run(&bench, FORWARD, (enum bagtag_bag_mode)mode);
        double both = run(&bench, FORWARD_AND_STEP, (enum bagtag_bag_mode)mode);
        printf("%-4s forward             %7.3f ms  %3.0f %% of the memory limit\n", names[mode], forward,
               100 * limit / forward);
        printf("%-4s forward, SGD step   %7.3f ms\n", names[mode], both);
    }
    free(bench.table.weight);
    free(bench.indices);
    return bench.seen == 1; /* used, so that the reads are not optimised away */
}
