/* invalid_words.c - counts words in invalid UTF-8, which no text contains once it is read */
/* SPDX-License-Identifier: MIT */
#include "model/invalid_words.h"

#include <inttypes.h>

#include "base/plural.h"
#include "base/utf8.h"
#include "io/content.h"

void invalid_words_count(struct invalid_words *words, const char *word, size_t len, const char *file, uint64_t line)
{
    words->n_words++;
    if (utf8_is_valid(word, len))
        return;
    if (words->n_invalid++ == 0)
        (void)error_set(&words->place, BAGTAG_INPUT, "%s:%" PRIu64, file, line);
}

bool invalid_words_describe(const struct invalid_words *words, struct bagtag_error *warning)
{
    if (words->n_invalid == 0)
        return false;
    (void)error_set(warning, BAGTAG_INPUT, "%" PRIu64 " word%s with invalid UTF-8%s %s%s", words->n_invalid,
                    plural_s(words->n_invalid), words->n_invalid == 1 ? " at" : ", the first at", words->place.sentence,
                    content_advice(words->n_invalid, words->n_words));
    return true;
}
