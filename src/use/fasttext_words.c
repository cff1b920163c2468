/* fasttext_words.c - the vectors of words and their norms, computed in fastText's order */
/* SPDX-License-Identifier: MIT */
#include "use/fasttext_words.h"

#include <math.h>
#include <stdlib.h>

#include "base/decimal.h"
#include "base/mem.h"
#include "model/model.h"

enum bagtag_status fasttext_words_init(struct fasttext_words *words, const struct bagtag_model *model,
                                       struct bagtag_error *error)
{
    *words = (struct fasttext_words){.model = model};
    enum bagtag_status status = model_require_words(model, error);
    if (status != BAGTAG_OK)
        return status;
    words->vector = mem_zeroed(model->settings.dim, sizeof *words->vector);
    return words->vector != NULL ? word_vector_init(&words->word, model, error) : error_memory(error);
}

void fasttext_words_clear(struct fasttext_words *words)
{
    look_up_clear(&words->scratch);
    word_vector_clear(&words->word);
    free(words->vector);
}

enum bagtag_status fasttext_words_read(struct fasttext_words *words, const char *text, size_t len,
                                       struct bagtag_error *error)
{
    enum bagtag_status status = look_up_word(&words->scratch, words->model, text, len, &words->row, error);
    if (status != BAGTAG_OK)
        return status;
    return word_vector_read(&words->word, text, len, words->row, words->vector, &words->is_known, error);
}

float fasttext_length(const float *vector, size_t n)
{
    float sum = 0.0f;
    for (size_t d = 0; d < n; d++)
        sum += vector[d] * vector[d];
    return sqrtf(sum);
}

void fasttext_add(float *sum, const float *vector, size_t n, double factor)
{
    float single = (float)factor;
    for (size_t d = 0; d < n; d++)
        sum[d] += single * vector[d];
}

void fasttext_put_numbers(const float *vector, size_t n, struct buffer *out)
{
    if (!buffer_reserve(out, n * DECIMAL_BYTES + 1)) /* the product cannot overflow: rows are far too short */
        return;
    char *at = out->bytes + out->len;
    for (size_t d = 0; d < n; d++) {
        at = decimal_write_rounded(at, vector[d], 5);
        *at++ = ' ';
    }
    *at++ = '\n';
    out->len = (size_t)(at - out->bytes);
}

void fasttext_put_vector(const char *name, size_t len, const float *vector, size_t n, struct buffer *out)
{
    buffer_bytes(out, name, len);
    buffer_char(out, ' ');
    fasttext_put_numbers(vector, n, out);
}
