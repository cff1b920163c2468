/* label_words.c - the words that are most typical of a label */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/model.h"
#include "use/word_vector.h"

/* A heap of the K strongest words so far, the weakest at the top. */
struct heap {
    struct bagtag_label_word *words;
    size_t n, k, capacity;
};

/* Whether X ranks after Y. */
static bool is_weaker(struct bagtag_label_word x, struct bagtag_label_word y)
{
    return x.strength < y.strength || (x.strength == y.strength && x.word > y.word);
}

static int compare(const void *a, const void *b)
{
    struct bagtag_label_word x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return is_weaker(y, x) ? -1 : is_weaker(x, y);
}

/* Sifts the word at AT down, until no word below it is weaker. */
static void sink(struct heap *heap, size_t at)
{
    struct bagtag_label_word word = heap->words[at];
    for (size_t child = 2 * at + 1; child < heap->n; child = 2 * at + 1) {
        if (child + 1 < heap->n && is_weaker(heap->words[child + 1], heap->words[child]))
            child++;
        if (!is_weaker(heap->words[child], word))
            break;
        heap->words[at] = heap->words[child];
        at = child;
    }
    heap->words[at] = word;
}

static void rise(struct heap *heap, size_t at)
{
    struct bagtag_label_word word = heap->words[at];
    for (; at > 0 && is_weaker(word, heap->words[(at - 1) / 2]); at = (at - 1) / 2)
        heap->words[at] = heap->words[(at - 1) / 2];
    heap->words[at] = word;
}

static int offer(struct heap *heap, struct bagtag_label_word word)
{
    if (heap->n == heap->k) {
        if (is_weaker(heap->words[0], word)) {
            heap->words[0] = word;
            sink(heap, 0);
        }
        return 0;
    }
    if (mem_reserve(&heap->words, &heap->capacity, heap->n + 1, sizeof *heap->words) != 0)
        return -1;
    heap->words[heap->n++] = word;
    rise(heap, heap->n - 1);
    return 0;
}

static double weight_at(const struct bagtag_model *model, size_t label, size_t d)
{
    double factor = model->factor ? (double)model->factor[label] : 1.0;
    return factor * (double)model->weight[label * model->settings.dim + d];
}

/* W_c - mean W, [D]. */
static double *direction_of(const struct bagtag_model *model, size_t label)
{
    size_t D = model->settings.dim, C = model->n_labels;
    double *direction = mem_zeroed(D, sizeof *direction);
    if (!direction)
        return NULL;
    for (size_t c = 0; c < C; c++)
        for (size_t d = 0; d < D; d++)
            direction[d] += weight_at(model, c, d);
    for (size_t d = 0; d < D; d++)
        direction[d] = weight_at(model, label, d) - direction[d] / (double)C;
    return direction;
}

/* Fills HEAP, sorted. VECTOR and ROW [D] are scratch. */
static enum bagtag_status choose(struct word_vector *vector, const double *direction, struct heap *heap, float *row,
                                 struct bagtag_error *error)
{
    size_t D = vector->model->settings.dim;
    for (size_t word = 0; word < vector->model->words.n_words; word++) {
        double strength = 0.0;
        enum bagtag_status status = word_vector_read_word(vector, word, row, error);
        if (status != BAGTAG_OK)
            return status;
        for (size_t d = 0; d < D; d++)
            strength += (double)row[d] * direction[d];
        if (strength > 0.0 && offer(heap, (struct bagtag_label_word){word, strength}) != 0)
            return error_memory(error);
    }
    if (heap->n)
        qsort(heap->words, heap->n, sizeof *heap->words, compare);
    return BAGTAG_OK;
}

enum bagtag_status bagtag_model_label_words(const struct bagtag_model *model, size_t i, size_t k,
                                            struct bagtag_label_word **out, size_t *n, struct bagtag_error *error)
{
    struct heap heap = {.k = k ? k : SIZE_MAX};
    enum bagtag_status status = model_require_vectors(model, error);
    if (status != BAGTAG_OK)
        return status;
    if (i >= model->n_labels)
        return error_set(error, BAGTAG_ARGUMENT, "label: expected a number below %zu; found %zu", model->n_labels, i);
    if (loss_get(model->settings.loss)->is_tree) {
        *out = NULL;
        *n = 0;
        return BAGTAG_OK;
    }
    struct word_vector vector = {.model = NULL};
    status = word_vector_init(&vector, model, error);
    double *direction = direction_of(model, i);
    float *row = mem_array(model->settings.dim, sizeof *row);
    if (status == BAGTAG_OK)
        status = direction && row ? choose(&vector, direction, &heap, row, error) : error_memory(error);
    word_vector_clear(&vector);
    free(direction);
    free(row);
    if (status == BAGTAG_OK) {
        *out = heap.words;
        *n = heap.n;
    } else {
        free(heap.words);
    }
    return status;
}
