/* fasttext_ngrams.c - the vectors of a word's character n-grams as fastText prints them */
/* SPDX-License-Identifier: MIT */
#include "bagtag_fasttext.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/model.h"
#include "use/fasttext_words.h"
#include "use/vectors.h"

/* A word between '<' and '>', and one of its n-grams. They are visited by first character, then length, in the order of
 * their buckets: see words/feature_kind.h. */
struct spelling {
    const char *text; /* [len] */
    size_t len, begin, end;
    uint32_t length; /* characters from BEGIN to END */
};

/* The end of the character that begins at AT. */
static size_t character_end(const struct spelling *spelling, size_t at)
{
    do
        at++;
    while (at < spelling->len && ((unsigned char)spelling->text[at] & 0xC0) == 0x80);
    return at;
}

static bool is_ngram(const struct spelling *spelling, uint32_t least)
{
    bool is_mark = spelling->length == 1 && (spelling->begin == 0 || spelling->end == spelling->len);
    return spelling->length >= least && !is_mark;
}

/* Moves to the next n-gram of LEAST to MOST characters. */
static bool find_next(struct spelling *spelling, uint32_t least, uint32_t most)
{
    do {
        if (spelling->end == spelling->len || spelling->length == most) {
            spelling->begin = character_end(spelling, spelling->begin);
            spelling->end = spelling->begin;
            spelling->length = 0;
        }
        if (spelling->begin == spelling->len)
            return false;
        spelling->end = character_end(spelling, spelling->end);
        spelling->length++;
    } while (!is_ngram(spelling, least));
    return true;
}

static enum bagtag_status put_row(const struct bagtag_model *model, const char *name, size_t len, size_t row,
                                  float *vector, struct buffer *out, struct bagtag_error *error)
{
    enum bagtag_status status = bagtag_model_read_row(model, row, vector, error);
    if (status == BAGTAG_OK)
        fasttext_put_vector(name, len, vector, model->settings.dim, out);
    return status;
}

/* BUCKETS[0..n) are those of the n-grams of WORD. */
static enum bagtag_status put_ngrams(const struct bagtag_model *model, struct line word, const uint32_t *buckets,
                                     size_t n, float *vector, struct buffer *out, struct bagtag_error *error)
{
    const struct subwords *subwords = &model->subwords;
    uint32_t first_row = model_feature_rules(model).first_char;
    struct buffer marked = {0};
    buffer_char(&marked, '<');
    buffer_bytes(&marked, word.text, word.len);
    buffer_char(&marked, '>');
    enum bagtag_status status = marked.failed ? error_memory(error) : BAGTAG_OK;
    struct spelling spelling = {.text = marked.bytes, .len = marked.len};
    for (size_t i = 0; status == BAGTAG_OK && i < n && find_next(&spelling, subwords->min_n, subwords->max_n); i++) {
        uint32_t place = ngram_find(&subwords->known, buckets[i]);
        if (place != NGRAM_NONE)
            status = put_row(model, marked.bytes + spelling.begin, spelling.end - spelling.begin,
                             (size_t)first_row + place, vector, out, error);
    }
    buffer_clear(&marked);
    return status;
}

static enum bagtag_status put_all(const struct bagtag_model *model, struct line word, float *vector, struct buffer *out,
                                  struct bagtag_error *error)
{
    const struct feature_kind *kind = model->feature_kind;
    int64_t row = bagtag_model_find_word(model, word.text, word.len);
    enum bagtag_status status = BAGTAG_OK;
    if (row >= 0)
        status = put_row(model, word.text, word.len, (size_t)row, vector, out, error);
    if (status != BAGTAG_OK || !word_vector_has_subwords(model) || word.len > UINT32_MAX)
        return status;
    uint32_t *buckets = mem_array(kind->max_chars(&model->subwords, word.len), sizeof *buckets);
    if (buckets == NULL)
        return error_memory(error);
    size_t n = kind->char_buckets(&model->subwords, (struct token){word.text, (uint32_t)word.len}, buckets);
    status = put_ngrams(model, word, buckets, n, vector, out, error);
    free(buckets);
    return status;
}

enum bagtag_status bagtag_fasttext_ngram_vectors(const struct bagtag_model *model, const char *word, size_t len,
                                                 const struct bagtag_sink *sink, struct bagtag_error *error)
{
    struct buffer out = {0};
    enum bagtag_status status = model_require_words(model, error);
    if (status != BAGTAG_OK)
        return status;
    float *vector = mem_array(model->settings.dim, sizeof *vector);
    status = vector != NULL ? put_all(model, (struct line){.text = word, .len = len}, vector, &out, error)
                            : error_memory(error);
    if (status == BAGTAG_OK)
        status = vectors_flush(&out, sink, error);
    buffer_clear(&out);
    free(vector);
    return status;
}
