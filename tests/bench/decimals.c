/* decimals.c - every float32, printed with five and with six digits, against the C library */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/pool.h"

/* Rounding is monotonic: if the C library prints the first and the last float of a run that we print alike in the same
 * way, it prints all between them so. That takes one printf for each text instead of one for each float. */

enum { TEXT_BYTES = 64, RANGE_BITS = 20, MAX_SHOWN = 5 };
#define N_RANGES ((uint64_t)1 << (32 - RANGE_BITS))

struct checking {
    int n_digits;
    size_t n_workers;
    uint64_t *n_wrong; /* [n_workers] */
};

static float float_of(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static bool is_right(uint32_t bits, const char *ours, int n_digits)
{
    char theirs[TEXT_BYTES];
    (void)snprintf(theirs, sizeof theirs, "%.*g", n_digits, (double)float_of(bits));
    return strcmp(ours, theirs) == 0;
}

/* Checks the last float of a run. */
static void check_end(struct checking *checking, int worker, uint32_t bits, const char *text)
{
    if (is_right(bits, text, checking->n_digits))
        return;
    if (checking->n_wrong[worker]++ < MAX_SHOWN)
        printf("%#010x with %d digits: %s\n", bits, checking->n_digits, text);
}

/* The floats whose upper bits are RANGE: all of one sign, so that they are in order. */
static void check_range(struct checking *checking, int worker, uint32_t range)
{
    char texts[2][TEXT_BYTES] = {"", ""}, *text = texts[0], *last = texts[1];
    uint32_t first = range << RANGE_BITS, end = (uint32_t)1 << RANGE_BITS;
    for (uint32_t i = 0; i < end; i++) {
        *decimal_write_rounded(text, float_of(first + i), checking->n_digits) = '\0';
        if (i > 0 && strcmp(text, last) == 0)
            continue;
        if (i > 0)
            check_end(checking, worker, first + i - 1, last);
        check_end(checking, worker, first + i, text);
        char *other = last;
        last = text;
        text = other;
    }
    check_end(checking, worker, first + end - 1, last);
}

static void work(void *context, int worker)
{
    struct checking *checking = context;
    for (uint64_t range = (uint64_t)worker; range < N_RANGES; range += checking->n_workers)
        check_range(checking, worker, (uint32_t)range);
}

static uint64_t check_all(struct pool *pool, int n_digits)
{
    struct checking checking = {.n_digits = n_digits, .n_workers = (size_t)pool_n_workers(pool)};
    uint64_t n_wrong = 0;
    checking.n_wrong = calloc(checking.n_workers, sizeof *checking.n_wrong);
    if (checking.n_wrong == NULL)
        return 1;
    pool_run(pool, work, &checking);
    for (size_t w = 0; w < checking.n_workers; w++)
        n_wrong += checking.n_wrong[w];
    free(checking.n_wrong);
    printf("%d digits: %llu of 4,294,967,296 floats differ from printf\n", n_digits, (unsigned long long)n_wrong);
    return n_wrong;
}

int main(void)
{
    struct pool *pool = NULL;
    struct bagtag_error error;
    if (pool_open(&pool, pool_available(), &error) != BAGTAG_OK) {
        (void)fprintf(stderr, "%s\n", error.sentence);
        return EXIT_FAILURE;
    }
    uint64_t n_wrong = check_all(pool, 5) + check_all(pool, 6);
    pool_close(pool);
    return n_wrong == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
