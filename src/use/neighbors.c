/* neighbors.c - the words whose vectors have the largest cosine with a query */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/large.h"
#include "base/mem.h"
#include "base/pool.h"
#include "math/kernel.h"
#include "model/model_file.h"
#include "use/word_vector.h"

enum {
    BLOCK = 1024,                 /* rows whose dot products are held at once */
    FLOATS_A_WORKER = 256 * 1024, /* floats of the table that justify another thread */
    LINE = 16
};

/* Norms outside these bounds are useless: as floats, their squares and inverses overflow or underflow. */
static const double shortest = 1e-30, longest = 1e30;

/* One worker's words, [first, end), and the best of them: a heap with the worst at the top. */
struct part {
    size_t first, end;
    float products[BLOCK];
    float *row;                   /* [D], scratch for a row that is not stored as floats */
    struct word_vector word;      /* scratch to compute vectors */
    struct bagtag_neighbor *best; /* borrowed from `candidates` */
    size_t n_best;
    size_t most; /* min(k, words of the part) */
    enum bagtag_status status;
};

struct bagtag_neighbors {
    const struct bagtag_model *model;
    const struct kernel *kernel;
    struct pool *pool;
    struct rows vectors;      /* of the words: the first rows of the model, or `made` */
    float *made;              /* [words, D], vectors that are means of several rows; NULL: vectors are rows */
    float *inverse_lengths;   /* [words], 1 / norm; NaN: no direction */
    float *query;             /* [D], norm 1, padded with zeros to a whole line */
    const uint32_t *excluded; /* during a search */
    size_t n_excluded;
    struct bagtag_neighbor *candidates; /* the parts' best words, concatenated */
    size_t candidate_capacity;
    size_t n_parts;
    struct part *parts; /* [n_parts], one per worker */
};

static bool is_better(struct bagtag_neighbor a, struct bagtag_neighbor b)
{
    return a.cosine > b.cosine || (a.cosine == b.cosine && a.word < b.word);
}

static int compare(const void *a, const void *b)
{
    struct bagtag_neighbor x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return is_better(x, y) ? -1 : is_better(y, x);
}

/* The norm of a vector: eight sums in double, so that neither a large vector overflows nor a wide one loses precision,
 * always added in the same order. */
static double length_of(const float *vector, size_t width)
{
    double sums[8] = {0};
    size_t whole = width / 8 * 8;
    for (size_t d = 0; d < whole; d += 8)
        for (size_t i = 0; i < 8; i++)
            sums[i] += (double)vector[d + i] * (double)vector[d + i];
    for (size_t d = whole; d < width; d++)
        sums[d - whole] += (double)vector[d] * (double)vector[d];
    return sqrt(((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7])));
}

/* False for NaN too. */
static bool has_direction(double length)
{
    return length >= shortest && length <= longest;
}

static void make_vectors(void *context, int worker)
{
    struct bagtag_neighbors *neighbors = context;
    struct part *part = &neighbors->parts[worker];
    size_t width = neighbors->model->settings.dim;
    for (size_t i = part->first; part->status == BAGTAG_OK && i < part->end; i++)
        part->status = word_vector_read_word(&part->word, i, neighbors->made + i * width, NULL);
}

static void measure(void *context, int worker)
{
    struct bagtag_neighbors *neighbors = context;
    const struct part *part = &neighbors->parts[worker];
    size_t width = neighbors->model->settings.dim;
    for (size_t i = part->first; i < part->end; i++) {
        double length = length_of(rows_get(&neighbors->vectors, i, part->row), width);
        neighbors->inverse_lengths[i] = has_direction(length) ? (float)(1.0 / length) : NAN;
    }
}

static void sink(struct part *part, struct bagtag_neighbor new)
{
    struct bagtag_neighbor *heap = part->best;
    size_t at = 0;
    for (size_t child = 1; child < part->n_best; child = 2 * at + 1) {
        if (child + 1 < part->n_best && is_better(heap[child], heap[child + 1]))
            child++;
        if (!is_better(new, heap[child]))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = new;
}

static void rise(struct part *part, struct bagtag_neighbor new)
{
    struct bagtag_neighbor *heap = part->best;
    size_t at = part->n_best++;
    for (; at > 0 && is_better(heap[(at - 1) / 2], new); at = (at - 1) / 2)
        heap[at] = heap[(at - 1) / 2];
    heap[at] = new;
}

static bool is_excluded(const struct bagtag_neighbors *neighbors, uint32_t word)
{
    for (size_t i = 0; i < neighbors->n_excluded; i++) {
        if (neighbors->excluded[i] == word)
            return true;
    }
    return false;
}

/* Keeps words that are better than the worst one kept. Words come in ascending order, so one with the same cosine as
 * the worst is not better. Comparisons with NaN are false. */
static void keep_best(const struct bagtag_neighbors *neighbors, struct part *part, size_t first, size_t n)
{
    const float *inverse_lengths = neighbors->inverse_lengths + first;
    float least = part->n_best == part->most ? part->best[0].cosine : -INFINITY;
    for (size_t i = 0; i < n; i++) {
        float cosine = part->products[i] * inverse_lengths[i];
        uint32_t word = (uint32_t)(first + i);
        if (!(cosine > least) || is_excluded(neighbors, word))
            continue;
        struct bagtag_neighbor new = {word, cosine < -1.0f ? -1.0f : cosine > 1.0f ? 1.0f : cosine};
        if (part->n_best < part->most)
            rise(part, new);
        else if (is_better(new, part->best[0]))
            sink(part, new);
        if (part->n_best == part->most)
            least = part->best[0].cosine;
    }
}

static void search(void *context, int worker)
{
    struct bagtag_neighbors *neighbors = context;
    struct part *part = &neighbors->parts[worker];
    for (size_t first = part->first; first < part->end; first += BLOCK) {
        size_t n = part->end - first < BLOCK ? part->end - first : BLOCK;
        rows_dots(&neighbors->vectors, neighbors->kernel, part->products, neighbors->query, first, n);
        keep_best(neighbors, part, first, n);
    }
}

/* Divides the words into a run for each worker. How they are divided does not change results: every cosine is computed
 * independently, and the best K of all words are the same. */
static enum bagtag_status share_out(struct bagtag_neighbors *neighbors, int threads, struct bagtag_error *error)
{
    size_t n_words = neighbors->model->words.n_words, width = neighbors->model->settings.dim;
    size_t n = 1;
    enum bagtag_status status = pool_count(threads, &n, error);
    if (status != BAGTAG_OK)
        return status;
    size_t worth = 1 + n_words * width / FLOATS_A_WORKER;
    n = n < worth ? n : worth;
    neighbors->parts = mem_zeroed(n, sizeof *neighbors->parts);
    if (neighbors->parts == NULL)
        return error_memory(error);
    neighbors->n_parts = n;
    size_t each = n_words / n, rest = n_words % n, first = 0;
    for (size_t i = 0; i < n; i++) {
        struct part *part = &neighbors->parts[i];
        part->first = first;
        part->end = first += each + (i < rest);
        part->row = mem_array(width, sizeof *part->row);
        if (part->row == NULL)
            return error_memory(error);
        status = word_vector_init(&part->word, neighbors->model, error);
        if (status != BAGTAG_OK)
            return status;
    }
    return pool_open(&neighbors->pool, (int)n, error);
}

/* If the vector of a word is more than its row, computes all vectors. */
static enum bagtag_status take_vectors(struct bagtag_neighbors *neighbors, struct bagtag_error *error)
{
    const struct bagtag_model *model = neighbors->model;
    size_t n_words = model->words.n_words, width = model->settings.dim, n_floats;
    neighbors->vectors = model->rows;
    if (!word_vector_has_subwords(model))
        return BAGTAG_OK;
    if (__builtin_mul_overflow(n_words, width, &n_floats))
        return error_memory(error);
    neighbors->made = large_floats(n_floats);
    if (neighbors->made == NULL)
        return error_memory(error);
    pool_run(neighbors->pool, make_vectors, neighbors);
    neighbors->vectors = rows_of_floats(neighbors->made, n_words, width, width);
    for (size_t i = 0; i < neighbors->n_parts; i++)
        if (neighbors->parts[i].status != BAGTAG_OK)
            return error_memory(error);
    return BAGTAG_OK;
}

static enum bagtag_status prepare(struct bagtag_neighbors *neighbors, int threads, struct bagtag_error *error)
{
    size_t n_words = neighbors->model->words.n_words, width = neighbors->model->settings.dim;
    enum bagtag_status status = kernel_choose(&neighbors->kernel, error);
    if (status == BAGTAG_OK)
        status = share_out(neighbors, threads, error);
    if (status != BAGTAG_OK)
        return status;
    neighbors->query = large_floats((width + LINE - 1) / LINE * LINE);
    neighbors->inverse_lengths = mem_array(n_words, sizeof *neighbors->inverse_lengths);
    if (neighbors->query == NULL || neighbors->inverse_lengths == NULL)
        return error_memory(error);
    status = take_vectors(neighbors, error);
    if (status == BAGTAG_OK)
        pool_run(neighbors->pool, measure, neighbors);
    return status;
}

enum bagtag_status bagtag_neighbors_new(const struct bagtag_model *model, int threads, struct bagtag_neighbors **out,
                                        struct bagtag_error *error)
{
    enum bagtag_status status = model_require_words(model, error);
    if (status != BAGTAG_OK)
        return status;
    struct bagtag_neighbors *neighbors = mem_zeroed(1, sizeof *neighbors);
    if (neighbors == NULL)
        return error_memory(error);
    neighbors->model = model;
    status = prepare(neighbors, threads, error);
    if (status == BAGTAG_OK)
        *out = neighbors;
    else
        bagtag_neighbors_free(neighbors);
    return status;
}

void bagtag_neighbors_free(struct bagtag_neighbors *neighbors)
{
    if (neighbors == NULL)
        return;
    pool_close(neighbors->pool);
    large_free(neighbors->query);
    free(neighbors->inverse_lengths);
    large_free(neighbors->made);
    free(neighbors->candidates);
    for (size_t i = 0; i < neighbors->n_parts; i++) {
        free(neighbors->parts[i].row);
        word_vector_clear(&neighbors->parts[i].word);
    }
    free(neighbors->parts);
    free(neighbors);
}

/* Makes room for the best K of every part. */
static enum bagtag_status make_room(struct bagtag_neighbors *neighbors, size_t k, struct bagtag_error *error)
{
    size_t n = 0; /* at most the number of words */
    for (size_t i = 0; i < neighbors->n_parts; i++) {
        struct part *part = &neighbors->parts[i];
        part->most = part->end - part->first < k ? part->end - part->first : k;
        n += part->most;
    }
    if (mem_reserve(&neighbors->candidates, &neighbors->candidate_capacity, n, sizeof *neighbors->candidates) != 0)
        return error_memory(error);
    struct bagtag_neighbor *best = neighbors->candidates;
    for (size_t i = 0; i < neighbors->n_parts; i++) {
        neighbors->parts[i].best = best;
        neighbors->parts[i].n_best = 0;
        best += neighbors->parts[i].most;
    }
    return BAGTAG_OK;
}

/* Stores the best K of all parts in FOUND; returns how many. */
static size_t merge(struct bagtag_neighbors *neighbors, size_t k, struct bagtag_neighbor *found)
{
    size_t n = 0;
    for (size_t i = 0; i < neighbors->n_parts; i++) {
        const struct part *part = &neighbors->parts[i];
        memmove(neighbors->candidates + n, part->best, part->n_best * sizeof *part->best);
        n += part->n_best;
    }
    qsort(neighbors->candidates, n, sizeof *neighbors->candidates, compare);
    n = n < k ? n : k;
    memcpy(found, neighbors->candidates, n * sizeof *found);
    return n;
}

enum bagtag_status bagtag_neighbors_find(struct bagtag_neighbors *neighbors, const float *query,
                                         const uint32_t *excluded, size_t n_excluded, size_t k,
                                         struct bagtag_neighbor *found, size_t *n, struct bagtag_error *error)
{
    size_t width = neighbors->model->settings.dim;
    double length = length_of(query, width);
    if (k == 0 || neighbors->model->words.n_words == 0 || !has_direction(length)) {
        *n = 0;
        return BAGTAG_OK;
    }
    enum bagtag_status status = make_room(neighbors, k, error);
    if (status == BAGTAG_OK) {
        for (size_t d = 0; d < width; d++)
            neighbors->query[d] = (float)((double)query[d] / length);
        neighbors->excluded = excluded;
        neighbors->n_excluded = n_excluded;
        pool_run(neighbors->pool, search, neighbors);
        *n = merge(neighbors, k, found);
        status = model_file_check_unchanged(neighbors->model, error);
    }
    return status;
}

/* QUERY [D] = b - a + c, for the vectors a, b, c of WORDS scaled to norm 1; false if one has no direction. SCRATCH is
 * [3, D]. */
static bool combine(const struct bagtag_neighbors *neighbors, const uint32_t words[3], float *scratch, float *query)
{
    size_t width = neighbors->model->settings.dim;
    const float *rows[3];
    double lengths[3];
    for (size_t i = 0; i < 3; i++) {
        rows[i] = rows_get(&neighbors->vectors, words[i], scratch + i * width);
        lengths[i] = length_of(rows[i], width);
        if (!has_direction(lengths[i]))
            return false;
    }
    for (size_t d = 0; d < width; d++)
        query[d] = (float)((double)rows[1][d] / lengths[1] - (double)rows[0][d] / lengths[0] +
                           (double)rows[2][d] / lengths[2]);
    return true;
}

enum bagtag_status bagtag_neighbors_analogy(struct bagtag_neighbors *neighbors, uint32_t a, uint32_t b, uint32_t c,
                                            size_t k, struct bagtag_neighbor *found, size_t *n,
                                            struct bagtag_error *error)
{
    size_t width = neighbors->model->settings.dim, n_words = neighbors->model->words.n_words;
    if (a >= n_words || b >= n_words || c >= n_words)
        return error_set(error, BAGTAG_ARGUMENT, "analogy: expected three words of the model; found word %u of %zu",
                         a >= n_words   ? a
                         : b >= n_words ? b
                                        : c,
                         n_words);
    const uint32_t words[3] = {a, b, c};
    float *scratch = mem_array(width, 4 * sizeof *scratch); /* the query, and scratch for three rows */
    if (scratch == NULL)
        return error_memory(error);
    enum bagtag_status status = BAGTAG_OK;
    if (combine(neighbors, words, scratch + width, scratch))
        status = bagtag_neighbors_find(neighbors, scratch, words, 3, k, found, n, error);
    else
        *n = 0;
    free(scratch);
    return status;
}
