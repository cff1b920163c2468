/* vectors_list.c - collects word vectors while a file is read */
/* SPDX-License-Identifier: MIT */
#include "model/vectors_list.h"

#include <inttypes.h>
#include <string.h>

#include "base/hash.h"
#include "base/large.h"
#include "base/mem.h"
#include "base/plural.h"
#include "model/settings_table.h"

enum bagtag_status vectors_list_init(struct vectors_list *list, struct vectors *out,
                                     const struct vectors_wanted *wanted, struct bagtag_error *error)
{
    struct pretrained *known = &out->known;
    *list = (struct vectors_list){.out = out, .wanted = *wanted};
    *known = (struct pretrained){.n_words = wanted->words->n_words};
    known->places = mem_array(known->n_words, sizeof *known->places);
    if (known->places == NULL)
        return error_memory(error);
    for (size_t i = 0; i < known->n_words; i++)
        known->places[i] = PRETRAINED_NONE;
    return BAGTAG_OK;
}

void vectors_list_clear(struct vectors_list *list)
{
    tokens_clear(&list->tokens);
    buffer_clear(&list->text);
}

enum bagtag_status vectors_list_begin(struct vectors_list *list, const char *file, uint64_t number, uint64_t dim,
                                      struct bagtag_error *error)
{
    size_t most = (size_t)settings_table[SETTING_DIM].about.high;
    enum bagtag_status status = BAGTAG_OK;
    if (dim == 0 || dim > most)
        status = error_set(error, BAGTAG_INPUT, "expected vectors of 1 to %zu numbers; found %" PRIu64, most, dim);
    else if (list->wanted.dim != 0 && dim != list->wanted.dim)
        status = error_set(error, BAGTAG_INPUT, "expected vectors of %zu number%s, as --dim says; found %" PRIu64,
                           list->wanted.dim, plural_s(list->wanted.dim), dim);
    list->out->known.dim = (size_t)dim;
    if (status != BAGTAG_OK && number > 0)
        error_at_line(error, file, number);
    return status;
}

/* Whether the tokenizer turns WORD into itself as one token: only then can a text contain it. */
static enum bagtag_status check_token(struct vectors_list *list, const char *word, size_t len, bool *is_token,
                                      struct bagtag_error *error)
{
    static const char readable_behind[64];
    struct tokens *tokens = &list->tokens;
    list->text.len = 0;
    buffer_bytes(&list->text, word, len);
    buffer_bytes(&list->text, readable_behind, sizeof readable_behind);
    if (list->text.failed || tokens_split(tokens, list->wanted.tokenizer, list->text.bytes, len) != 0)
        return error_memory(error);
    *is_token = tokens->n == 1 && tokens->list[0].len == len && memcmp(tokens->list[0].text, word, len) == 0;
    return BAGTAG_OK;
}

static enum bagtag_status add_other(struct vectors_list *list, const char *word, size_t len, float **row,
                                    struct bagtag_error *error)
{
    struct vectors *out = list->out;
    size_t n = out->others.n, dim = out->known.dim;
    bool is_wanted = list->wanted.takes_all;
    enum bagtag_status status = is_wanted ? BAGTAG_OK : check_token(list, word, len, &is_wanted, error);
    if (status != BAGTAG_OK || !is_wanted)
        return status;
    const struct strtab_first first = {.place = (uint32_t)n};
    if (large_reserve(&out->other_vectors, &list->other_capacity, (n + 1) * dim, sizeof *out->other_vectors) != 0 ||
        strtab_add(&out->others, word, (uint32_t)len, hash_bytes(word, len), first) == STRTAB_NONE)
        return error_memory(error);
    if (out->others.n > n)
        *row = out->other_vectors + n * dim;
    return BAGTAG_OK;
}

enum bagtag_status vectors_list_add(struct vectors_list *list, const char *word, size_t len, float **row,
                                    struct bagtag_error *error)
{
    const struct vectors_wanted *wanted = &list->wanted;
    struct pretrained *known = &list->out->known;
    *row = NULL;
    if (len == 0 || len > UINT32_MAX)
        return BAGTAG_OK;
    uint32_t id = vocab_find(wanted->words, word, (uint32_t)len, feature_hash(wanted->kind, word, (uint32_t)len));
    if (id == VOCAB_UNKNOWN)
        return wanted->takes_all || wanted->tokenizer != NULL ? add_other(list, word, len, row, error) : BAGTAG_OK;
    if (known->places[id] != PRETRAINED_NONE)
        return BAGTAG_OK;
    if (mem_reserve(&known->vectors, &list->capacity, (known->n + 1) * known->dim, sizeof *known->vectors) != 0)
        return error_memory(error);
    known->places[id] = (uint32_t)known->n;
    *row = known->vectors + known->n++ * known->dim;
    return BAGTAG_OK;
}
