/* vectors_list.c - vectors of words as they are read */
/* SPDX-License-Identifier: MIT */
#include "model/vectors_list.h"

#include <inttypes.h>

#include "base/mem.h"
#include "model/settings_table.h"

enum bagtag_status vectors_list_init(struct vectors_list *list, struct pretrained *out, const struct vocab *words,
                                     const struct feature_kind *kind, size_t dim, struct bagtag_error *error)
{
    *list = (struct vectors_list){.out = out, .words = words, .kind = kind, .dim = dim};
    *out = (struct pretrained){.n_words = words->n_words, .places = mem_array(words->n_words, sizeof *out->places)};
    if (out->places == NULL)
        return error_memory(error);
    for (size_t i = 0; i < words->n_words; i++)
        out->places[i] = PRETRAINED_NONE;
    return BAGTAG_OK;
}

enum bagtag_status vectors_list_begin(struct vectors_list *list, const char *file, uint64_t number, uint64_t dim,
                                      struct bagtag_error *error)
{
    size_t most = (size_t)settings_table[SETTING_DIM].about.high;
    enum bagtag_status status = BAGTAG_OK;
    if (dim == 0 || dim > most)
        status = error_set(error, BAGTAG_INPUT, "expected a word and 1 to %zu numbers, or their sizes; found %" PRIu64,
                           most, dim);
    else if (list->dim != 0 && dim != list->dim)
        status = error_set(error, BAGTAG_INPUT, "expected vectors of %zu numbers, as --dim says; found %" PRIu64,
                           list->dim, dim);
    list->out->dim = (size_t)dim;
    if (status != BAGTAG_OK && number > 0)
        error_at_line(error, file, number);
    return status;
}

enum bagtag_status vectors_list_add(struct vectors_list *list, const char *word, size_t len, float **row,
                                    struct bagtag_error *error)
{
    struct pretrained *out = list->out;
    *row = NULL;
    if (len == 0 || len > UINT32_MAX)
        return BAGTAG_OK;
    uint32_t id = vocab_find(list->words, word, (uint32_t)len, feature_hash(list->kind, word, (uint32_t)len));
    if (id == VOCAB_UNKNOWN || out->places[id] != PRETRAINED_NONE)
        return BAGTAG_OK;
    if (mem_reserve(&out->vectors, &list->capacity, (out->n + 1) * out->dim, sizeof *out->vectors) != 0)
        return error_memory(error);
    out->places[id] = (uint32_t)out->n;
    *row = out->vectors + out->n++ * out->dim;
    return BAGTAG_OK;
}
