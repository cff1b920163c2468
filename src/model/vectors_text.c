/* vectors_text.c - word vectors as text: word2vec, fastText and GloVe */
/* SPDX-License-Identifier: MIT */
#include "model/vectors_text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/plural.h"
#include "io/lines.h"

enum { LONGEST_NUMBER = 63 };

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Cuts the last field off TEXT[0..*len): it then begins at TEXT + *LEN. Returns its length, 0 if there is none. */
static size_t cut_field(const char *text, size_t *len)
{
    size_t end = *len;
    while (end > 0 && is_blank(text[end - 1]))
        end--;
    size_t begin = end;
    while (begin > 0 && !is_blank(text[begin - 1]))
        begin--;
    *len = begin;
    return end - begin;
}

static bool read_number(const char *text, size_t len, float *out)
{
    char number[LONGEST_NUMBER + 1];
    double value;
    if (len > LONGEST_NUMBER)
        return false;
    memcpy(number, text, len);
    number[len] = '\0';
    if (!number_read_real(number, &value) || !isfinite((float)value))
        return false;
    *out = (float)value;
    return true;
}

bool vectors_text_sizes(const char *text, size_t len, uint64_t *n, uint64_t *dim)
{
    char numbers[2][LONGEST_NUMBER + 1];
    for (size_t i = 2; i-- > 0;) {
        size_t n_bytes = cut_field(text, &len);
        if (n_bytes == 0 || n_bytes > LONGEST_NUMBER)
            return false;
        memcpy(numbers[i], text + len, n_bytes);
        numbers[i][n_bytes] = '\0';
    }
    return len == 0 && number_read_whole(numbers[0], n) && number_read_whole(numbers[1], dim);
}

struct text_reading {
    struct vectors_list *list;
    bool has_sizes;
    uint64_t n_stated, n_read;
    bool has_words;    /* one that is not a number */
    bool has_fraction; /* a word that is a number, but not a whole one, as the ids of things are */
};

/* The first line has the sizes, or as many numbers as every other line. */
static enum bagtag_status begin_text(struct text_reading *reading, struct line line, const char *file,
                                     struct bagtag_error *error)
{
    uint64_t dim = 0;
    size_t len = line.len, n = 0;
    reading->has_sizes = vectors_text_sizes(line.text, line.len, &reading->n_stated, &dim);
    if (!reading->has_sizes) {
        while (cut_field(line.text, &len) > 0)
            n++;
        dim = n > 0 ? n - 1 : 0;
    }
    return vectors_list_begin(reading->list, file, 1, dim, error);
}

static void look_at_word(struct text_reading *reading, const char *word, size_t len)
{
    float number;
    if (reading->has_words)
        return;
    reading->has_words = !read_number(word, len, &number);
    bool has_sign = len > 0 && (word[0] == '-' || word[0] == '+');
    for (size_t i = has_sign; i < len && !reading->has_fraction; i++)
        reading->has_fraction = word[i] < '0' || word[i] > '9';
}

static enum bagtag_status read_row(struct text_reading *reading, struct line line, const char *file, uint64_t number,
                                   struct bagtag_error *error)
{
    struct vectors_list *list = reading->list;
    size_t dim = list->out->known.dim, len = line.len, n = 0;
    while (n < dim && cut_field(line.text, &len) > 0)
        n++;
    size_t word_len = len;
    while (word_len > 0 && is_blank(line.text[word_len - 1]))
        word_len--;
    if (n < dim || word_len == 0)
        return error_set(error, BAGTAG_INPUT, "%s:%" PRIu64 ": expected a word and %zu number%s; found %zu field%s",
                         file, number, dim, plural_s(dim), n, plural_s(n));
    look_at_word(reading, line.text, word_len);
    invalid_words_count(&list->out->invalid, line.text, word_len, file, number);
    float *row;
    enum bagtag_status status = vectors_list_add(list, line.text, word_len, &row, error);
    len = line.len;
    for (size_t d = dim; status == BAGTAG_OK && row != NULL && d-- > 0;) {
        size_t n_bytes = cut_field(line.text, &len);
        if (!read_number(line.text + len, n_bytes, &row[d]))
            return error_set(error, BAGTAG_INPUT, "%s:%" PRIu64 ": expected a finite number; found '%.*s'", file,
                             number, n_bytes < LONGEST_NUMBER ? (int)n_bytes : LONGEST_NUMBER, line.text + len);
    }
    return status;
}

static enum bagtag_status visit(void *context, struct line line, const char *file, uint64_t number,
                                struct bagtag_error *error)
{
    struct text_reading *reading = context;
    enum bagtag_status status = number == 1 ? begin_text(reading, line, file, error) : BAGTAG_OK;
    if (status != BAGTAG_OK || (number == 1 && reading->has_sizes))
        return status;
    reading->n_read++;
    if (reading->has_sizes && reading->n_read > reading->n_stated)
        return error_set(error, BAGTAG_INPUT,
                         "%s:%" PRIu64 ": expected %" PRIu64 " vector%s, as line 1 says; found more", file, number,
                         reading->n_stated, plural_s(reading->n_stated));
    return read_row(reading, line, file, number, error);
}

enum bagtag_status vectors_text_read(struct vectors_list *list, const char *path, struct bagtag_error *error)
{
    struct text_reading reading = {.list = list};
    enum bagtag_status status = lines_visit(path, &(struct lines_visitor){.context = &reading, .visit = visit}, error);
    if (status == BAGTAG_OK && reading.n_read < reading.n_stated)
        return error_set(error, BAGTAG_INPUT, "%s: expected %" PRIu64 " vector%s, as line 1 says; found %" PRIu64, path,
                         reading.n_stated, plural_s(reading.n_stated), reading.n_read);
    if (status == BAGTAG_OK && reading.n_read == 0)
        return error_set(error, BAGTAG_INPUT, "%s: expected vectors of words; found none", path);
    if (status == BAGTAG_OK && !reading.has_sizes && !reading.has_words && reading.has_fraction)
        return error_set(error, BAGTAG_INPUT,
                         "%s: expected a word before the numbers of each line; found only numbers (paste puts a file "
                         "of words before them)",
                         path);
    return status;
}
