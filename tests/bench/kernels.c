/* kernels.c - the time of each kernel, and its share of what the machine can do */
/* SPDX-License-Identifier: MIT */
#include "base/large.h"
#include "math/kernel.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "limits.h"

enum {
    TOKENS = 40, /* per document */
    N_IDS = 1 << 21,
    N_ROWS = 4096, /* for the kernel `dots` */
    LABELS_MAX = 64,
    WIDTH_MAX = 96,
    ROUNDS = 15,
    LANES = KERNEL_LANES
};

static const double long_enough = 1e6; /* nanoseconds per round, at least */

/* Additions and multiplications per value of a softmax: subtract the maximum, exp (src/math/exp_log.h), sum, divide. */
enum { SOFTMAX_OPERATIONS = 25 };

/* The data of the kernels; SHAPE is at most [LABELS_MAX][WIDTH_MAX]. */
struct bench {
    const struct kernel *kernel;
    size_t width, n_labels, position;
    float *table; /* [.][width] */
    size_t table_floats;
    uint32_t *ids;    /* [N_IDS], rows of the table */
    float *w;         /* [LABELS_MAX][WIDTH_MAX] */
    float *rows;      /* [LANES][WIDTH_MAX] */
    float *columns;   /* [WIDTH_MAX][LANES] */
    float *z, *g;     /* [LABELS_MAX][LANES] */
    float *distances; /* [N_ROWS] */
    float bias[LABELS_MAX], weights[TOKENS], ones[LANES], limit[LANES], largest[LANES], log_sum[LANES];
};

/* Where the bytes of a kernel come from, which determines its limit. */
enum place { ROWS_READ, ROWS_WRITTEN, NEAR_READ, NEAR_COPIED, STREAM };

/* A kernel with its arguments: CALL processes one document, or one group of sixteen. FLOATS: how many it must read and
 * write, each counted once; OPERATIONS: additions and multiplications. */
struct measured {
    const char *name;
    enum place place;
    bool has_labels;
    void (*call)(struct bench *b);
    double (*floats)(double width, double labels);
    double (*operations)(double width, double labels);
};

/* The ids of the next document; *AHEAD: those of the one after it. */
static const uint32_t *next_document(struct bench *b, const uint32_t **ahead)
{
    if (b->position + 2 * TOKENS > N_IDS)
        b->position = 0;
    const uint32_t *ids = b->ids + b->position;
    b->position += TOKENS;
    *ahead = ids + TOKENS;
    return ids;
}

static void call_bag_sum(struct bench *b)
{
    const uint32_t *ahead, *ids = next_document(b, &ahead);
    b->kernel->bag_sum(b->rows, b->table, b->width, b->width, ids, TOKENS, 1.0f / TOKENS, ahead, TOKENS);
}

static void call_bag_weigh(struct bench *b)
{
    const uint32_t *ahead, *ids = next_document(b, &ahead);
    b->kernel->bag_weigh(b->rows, b->table, b->width, b->width, ids, b->weights, TOKENS, 1.0f / TOKENS, ahead, TOKENS);
}

static void call_bag_add(struct bench *b)
{
    const uint32_t *ahead, *ids = next_document(b, &ahead);
    b->kernel->bag_add(b->table, b->width, b->width, ids, TOKENS, b->rows);
}

static void call_bag_move(struct bench *b)
{
    const uint32_t *ahead, *ids = next_document(b, &ahead);
    b->kernel->bag_decay_add(b->table, b->width, b->width, ids, b->weights, TOKENS, b->rows, 0.9999f);
}

/* A step as in training: the sum fetches the rows, which are still in the cache for the update. */
static void call_sum_and_add(struct bench *b)
{
    const uint32_t *ahead, *ids = next_document(b, &ahead);
    b->kernel->bag_sum(b->columns, b->table, b->width, b->width, ids, TOKENS, 1.0f / TOKENS, ahead, TOKENS);
    b->kernel->bag_add(b->table, b->width, b->width, ids, TOKENS, b->rows);
}

static void call_to_lanes(struct bench *b)
{
    b->kernel->to_lanes(b->columns, b->rows, WIDTH_MAX, b->width, LANES);
}

static void call_logits(struct bench *b)
{
    b->kernel->logits(b->z, b->columns, b->w, WIDTH_MAX, b->width, b->n_labels, NULL);
}

static void call_softmax(struct bench *b)
{
    b->kernel->softmax(b->z, b->n_labels, LANES, b->largest, b->log_sum);
}

static void call_squares(struct bench *b)
{
    b->kernel->squares(b->largest, b->columns, b->width);
}

static void call_scale(struct bench *b)
{
    b->kernel->scale(b->g, b->ones, b->n_labels);
}

static void call_shrink(struct bench *b)
{
    b->kernel->shrink(b->w, WIDTH_MAX, b->width, b->n_labels, 1.0f);
}

static void call_backward(struct bench *b)
{
    b->kernel->backward(b->rows, WIDTH_MAX, b->g, b->w, WIDTH_MAX, b->width, b->n_labels, LANES, b->ones, b->limit);
}

static void call_update(struct bench *b)
{
    b->kernel->update(b->w, WIDTH_MAX, b->g, b->rows, WIDTH_MAX, b->width, b->n_labels, LANES, 1e-9f);
}

static void call_update_bias(struct bench *b)
{
    b->kernel->update_bias(b->bias, b->g, b->n_labels, 1e-9f);
}

static void call_add_lines(struct bench *b)
{
    b->kernel->add_lines(b->z, b->z, b->g, b->n_labels);
}

static void call_dots(struct bench *b)
{
    size_t n = N_ROWS * b->width;
    if (b->position + n > b->table_floats)
        b->position = 0;
    b->kernel->dots(b->distances, b->rows, b->table + b->position, b->width, N_ROWS);
    b->position += n;
}

static double rows_of(double width, double labels)
{
    (void)labels;
    return TOKENS * width;
}

static double rows_twice(double width, double labels)
{
    (void)labels;
    return 2 * TOKENS * width;
}

static double lanes_twice(double width, double labels)
{
    (void)labels;
    return 2 * LANES * width;
}

static double lanes_once(double width, double labels)
{
    (void)labels;
    return LANES * width;
}

static double all_once(double width, double labels)
{
    return labels * width + LANES * (width + labels);
}

static double labels_once(double width, double labels)
{
    (void)width;
    return LANES * labels;
}

static double labels_twice(double width, double labels)
{
    (void)width;
    return 2 * LANES * labels;
}

static double labels_thrice(double width, double labels)
{
    (void)width;
    return 3 * LANES * labels;
}

static double output_layer_twice(double width, double labels)
{
    return 2 * labels * width;
}

static double dots_floats(double width, double labels)
{
    (void)labels;
    return N_ROWS * width;
}

static double none(double width, double labels)
{
    (void)width;
    (void)labels;
    return 0;
}

static double product(double width, double labels)
{
    return 2 * LANES * width * labels;
}

static double softmax_operations(double width, double labels)
{
    (void)width;
    return SOFTMAX_OPERATIONS * LANES * labels;
}

static const struct measured all[] = {
    {"bag_sum", ROWS_READ, false, call_bag_sum, rows_of, none},
    {"bag_weigh", ROWS_READ, false, call_bag_weigh, rows_of, none},
    {"bag_add", ROWS_WRITTEN, false, call_bag_add, rows_twice, none},
    {"bag_decay_add", ROWS_WRITTEN, false, call_bag_move, rows_twice, none},
    {"bag_sum, bag_add", ROWS_WRITTEN, false, call_sum_and_add, rows_twice, none},
    {"to_lanes", NEAR_COPIED, false, call_to_lanes, lanes_twice, none},
    {"squares", NEAR_READ, false, call_squares, lanes_once, lanes_twice},
    {"logits", NEAR_READ, true, call_logits, all_once, product},
    {"softmax", NEAR_COPIED, true, call_softmax, labels_twice, softmax_operations},
    {"scale", NEAR_COPIED, true, call_scale, labels_twice, labels_once},
    {"backward", NEAR_READ, true, call_backward, all_once, product},
    {"update", NEAR_READ, true, call_update, all_once, product},
    {"update_bias", NEAR_READ, true, call_update_bias, labels_once, labels_once},
    {"shrink", NEAR_COPIED, true, call_shrink, output_layer_twice, none},
    {"add_lines", NEAR_COPIED, true, call_add_lines, labels_thrice, labels_once},
    {"dots", STREAM, false, call_dots, dots_floats, none},
};

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, size_t n)
{
    qsort(values, n, sizeof *values, by_value);
    return values[n / 2];
}

/* Nanoseconds per call: the median of rounds that are each long enough. */
static double time_call(struct bench *b, void (*call)(struct bench *b))
{
    size_t n = 1;
    double times[ROUNDS], took = 0;
    for (; took < long_enough; n *= 2) {
        double start = limits_now();
        for (size_t i = 0; i < n; i++)
            call(b);
        took = limits_now() - start;
    }
    n /= 2;
    for (size_t round = 0; round < ROUNDS; round++) {
        double start = limits_now();
        for (size_t i = 0; i < n; i++)
            call(b);
        times[round] = (limits_now() - start) / (double)n;
    }
    return median(times, ROUNDS);
}

static void fill(float *floats, size_t n, uint64_t stream)
{
    for (size_t i = 0; i < n; i++)
        floats[i] = rng_unit(7, stream, i) - 0.5f;
}

/* One shape with every kernel of this processor; MEMORY_NS: the time of memory alone, 0 if the data are in the cache.
 */
static void print_row(struct bench *b, const struct measured *m, const struct register_limits *registers,
                      const char *shape, double memory_ns)
{
    double bytes = 4 * m->floats((double)b->width, (double)b->n_labels);
    double operations = m->operations((double)b->width, (double)b->n_labels);
    printf("%-17s %-21s", m->name, shape);
    const char *by = memory_ns > 0 ? "memory" : NULL;
    for (size_t i = 0; kernel_names[i]; i++) {
        b->kernel = kernel_find(kernel_names[i]);
        if (!b->kernel)
            continue;
        double near = bytes / (m->place == NEAR_READ ? registers[i].read : registers[i].copy);
        double arithmetic = operations / registers[i].operations;
        double limit = memory_ns > 0 ? memory_ns : near > arithmetic ? near : arithmetic;
        if (!by) /* that of the best instruction set */
            by = near > arithmetic ? "bytes" : "arithmetic";
        double took = time_call(b, m->call);
        printf(" %9.1f %6.1f %4.0f %%", took, bytes / took, 100 * limit / took);
    }
    printf("  %s\n", by);
    fflush(stdout);
}

static void run_rows(struct bench *b, const struct register_limits *registers, const char *where, size_t bytes)
{
    static const size_t widths[] = {16, 96};
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        b->width = widths[i];
        size_t n_rows = bytes / (b->width * sizeof(float));
        for (size_t k = 0; k < N_IDS; k++)
            b->ids[k] = (uint32_t)(rng_bits(7, 20, k) % n_rows);
        double read = limits_of_rows(b->table, b->width, b->width, b->ids, N_IDS / 4, 0);
        double written = limits_of_rows(b->table, b->width, b->width, b->ids, N_IDS / 4, 1);
        double row_bytes = (double)(b->width * sizeof(float));
        printf("\nrandom rows of %.0f bytes in %s: read %.2f ns a row (%.1f GB/s), added to %.2f ns (%.1f GB/s)\n",
               row_bytes, where, read, row_bytes / read, written, 2 * row_bytes / written);
        char shape[64];
        snprintf(shape, sizeof shape, "%d rows, %zu wide", TOKENS, b->width);
        for (size_t k = 0; k < sizeof all / sizeof *all; k++)
            if (all[k].place == ROWS_READ || all[k].place == ROWS_WRITTEN)
                print_row(b, &all[k], registers, shape, TOKENS * (all[k].place == ROWS_READ ? read : written));
    }
}

static void run_near(struct bench *b, const struct register_limits *registers)
{
    static const size_t shapes[][2] = {{16, 4}, {16, 57}, {96, 4}, {96, 57}};
    printf("\nsixteen documents, everything in the first-level cache\n");
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
        if (all[k].place != NEAR_READ && all[k].place != NEAR_COPIED)
            continue;
        bool has_width = all[k].floats(1, 1) + all[k].operations(1, 1) < all[k].floats(2, 1) + all[k].operations(2, 1);
        for (size_t i = 0; i < 4; i++) {
            b->width = shapes[i][0];
            b->n_labels = shapes[i][1];
            if ((!all[k].has_labels && i % 2 == 1) || (!has_width && i >= 2))
                continue;
            char shape[64];
            snprintf(shape, sizeof shape,
                     all[k].has_labels && has_width ? "%zu wide, %zu labels"
                     : has_width                    ? "%zu wide"
                                                    : "%.0zu%zu labels",
                     has_width ? b->width : (size_t)0, b->n_labels);
            fill(b->z, LABELS_MAX * LANES, 5);
            fill(b->rows, LANES * WIDTH_MAX, 3);
            print_row(b, &all[k], registers, shape, 0);
        }
    }
}

/* The size of a cache in bytes as the system reports it (sysconf knows less in a virtual machine), or OTHERWISE. */
static size_t cache_bytes(int level, size_t otherwise)
{
    for (int i = 0; i < 8; i++) {
        char path[80], unit = 0;
        int found = 0;
        unsigned long size = 0;
        snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu0/cache/index%d/level", i);
        FILE *file = fopen(path, "r");
        if (!file)
            break;
        int n = fscanf(file, "%d", &found);
        fclose(file);
        snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu0/cache/index%d/size", i);
        if (n != 1 || found != level || !(file = fopen(path, "r")))
            continue;
        n = fscanf(file, "%lu%c", &size, &unit);
        fclose(file);
        if (n == 2 && size > 0 && (unit == 'K' || unit == 'M'))
            return size << (unit == 'K' ? 10 : 20);
    }
    return otherwise;
}

int main(void)
{
    size_t l2 = cache_bytes(2, (size_t)1 << 20), l3 = cache_bytes(3, (size_t)16 << 20);
    size_t memory = 4 * l3 > (size_t)1 << 29 ? (size_t)1 << 29 : 4 * l3 < (size_t)1 << 28 ? (size_t)1 << 28 : 4 * l3;
    static struct bench b;
    b.table_floats = memory / sizeof(float);
    b.table = large_floats(b.table_floats);
    b.ids = mem_array(N_IDS, sizeof *b.ids);
    b.w = large_floats(LABELS_MAX * WIDTH_MAX);
    b.rows = large_floats(LANES * WIDTH_MAX);
    b.columns = large_floats(WIDTH_MAX * LANES);
    b.z = large_floats(LABELS_MAX * LANES);
    b.g = large_floats(LABELS_MAX * LANES);
    b.distances = large_floats(N_ROWS);
    if (!b.table || !b.ids || !b.w || !b.rows || !b.columns || !b.z || !b.g || !b.distances) {
        fprintf(stderr, "kernels: out of memory\n");
        return 1;
    }
    fill(b.table, b.table_floats, 1);
    fill(b.w, LABELS_MAX * WIDTH_MAX, 2);
    fill(b.rows, LANES * WIDTH_MAX, 3);
    fill(b.columns, WIDTH_MAX * LANES, 4);
    fill(b.z, LABELS_MAX * LANES, 5);
    fill(b.g, LABELS_MAX * LANES, 6);
    for (size_t i = 0; i < TOKENS; i++)
        b.weights[i] = 1e-6f;
    for (size_t lane = 0; lane < LANES; lane++) {
        b.ones[lane] = 1.0f;
        b.limit[lane] = 1000.0f;
    }
    for (size_t i = 0; i < LANES * WIDTH_MAX; i++)
        b.rows[i] *= 1e-6f;

    printf("One thread; medians. A share of 100 %% is what the machine can do for the same bytes or the same "
           "arithmetic.\n");
    struct register_limits registers[8] = {{0}};
    for (size_t i = 0; kernel_names[i]; i++) {
        if (!kernel_find(kernel_names[i]))
            continue;
        registers[i] = limits_of_registers(kernel_names[i]);
        printf("%-7s %6.1f additions and multiplications a ns; first-level cache: %6.1f GB/s read, %6.1f GB/s read and "
               "written\n",
               registers[i].name, registers[i].operations, registers[i].read, registers[i].copy);
    }
    double stream = limits_of_reading(b.table, b.table_floats);
    printf("memory, end to end: %.1f GB/s read, %.1f GB/s copied (read and written)\n\n", stream,
           limits_of_copying(b.table, b.table_floats));
    printf("%-39s", "");
    for (size_t i = 0; kernel_names[i]; i++)
        if (registers[i].name)
            printf(" %23s", registers[i].name);
    printf("\n%-17s %-21s", "kernel", "shape");
    for (size_t i = 0; kernel_names[i]; i++)
        if (registers[i].name)
            printf(" %9s %6s %6s", "ns a call", "GB/s", "share");
    printf("  limited by\n");
    char where[64];
    snprintf(where, sizeof where, "a table in L2 (%.1f MiB)", (double)(l2 / 2) / (1 << 20));
    run_rows(&b, registers, where, l2 / 2);
    snprintf(where, sizeof where, "a table in L3 (%.1f MiB)", (double)(l3 / 2) / (1 << 20));
    run_rows(&b, registers, where, l3 / 2);
    snprintf(where, sizeof where, "a table in memory (%.0f MiB)", (double)memory / (1 << 20));
    run_rows(&b, registers, where, memory);
    run_near(&b, registers);
    printf("\nrows one after the other, from memory\n");
    for (size_t i = 0; i < 2; i++) {
        b.width = i ? 96 : 16;
        b.position = 0;
        char shape[64];
        snprintf(shape, sizeof shape, "%d rows, %zu wide", N_ROWS, b.width);
        print_row(&b, &all[sizeof all / sizeof *all - 1], registers, shape,
                  dots_floats((double)b.width, 0) * 4 / stream);
    }
    large_free(b.table);
    large_free(b.w);
    large_free(b.rows);
    large_free(b.columns);
    large_free(b.z);
    large_free(b.g);
    large_free(b.distances);
    free(b.ids);
    return 0;
}
