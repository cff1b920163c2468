/* vectors_file.c - the vectors of words in files of other programs */
/* SPDX-License-Identifier: MIT */
#include "model/vectors_file.h"

#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/number.h"
#include "io/input.h"
#include "io/lines.h"
#include "model/model.h"
#include "model/vectors_list.h"

enum { HEAD_BYTES = 64 * 1024, LONGEST_WORD = 4096, LONGEST_NUMBER = 63, TELLING_BYTES = 64 };

/* ---- a text ----------------------------------------------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The last field of TEXT[0..*len), which *LEN then ends before; its length. 0: there is none. */
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

/* "2000000 300" */
static bool read_sizes(const char *text, size_t len, uint64_t *n, uint64_t *dim)
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
};

/* The first line is the sizes, or has as many numbers as all lines have. */
static enum bagtag_status begin_text(struct text_reading *reading, struct line line, const char *file,
                                     struct bagtag_error *error)
{
    uint64_t dim = 0;
    size_t len = line.len, n = 0;
    reading->has_sizes = read_sizes(line.text, line.len, &reading->n_stated, &dim);
    if (!reading->has_sizes) {
        while (cut_field(line.text, &len) > 0)
            n++;
        dim = n > 0 ? n - 1 : 0;
    }
    return vectors_list_begin(reading->list, file, 1, dim, error);
}

static enum bagtag_status read_row(struct text_reading *reading, struct line line, const char *file, uint64_t number,
                                   struct bagtag_error *error)
{
    struct vectors_list *list = reading->list;
    size_t dim = list->out->dim, len = line.len, n = 0;
    while (n < dim && cut_field(line.text, &len) > 0)
        n++;
    size_t word_len = len;
    while (word_len > 0 && is_blank(line.text[word_len - 1]))
        word_len--;
    if (n < dim || word_len == 0)
        return error_set(error, BAGTAG_INPUT, "%s:%" PRIu64 ": expected a word and %zu numbers; found %zu field%s",
                         file, number, dim, n, n == 1 ? "" : "s");
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
                         "%s:%" PRIu64 ": expected %" PRIu64 " vectors, as line 1 says; found more", file, number,
                         reading->n_stated);
    return read_row(reading, line, file, number, error);
}

static enum bagtag_status read_text(struct vectors_list *list, const char *path, struct bagtag_error *error)
{
    struct text_reading reading = {.list = list};
    enum bagtag_status status = lines_visit(path, &(struct lines_visitor){.context = &reading, .visit = visit}, error);
    if (status == BAGTAG_OK && reading.n_read < reading.n_stated)
        return error_set(error, BAGTAG_INPUT, "%s: expected %" PRIu64 " vectors, as line 1 says; found %" PRIu64, path,
                         reading.n_stated, reading.n_read);
    if (status == BAGTAG_OK && reading.n_read == 0)
        return error_set(error, BAGTAG_INPUT, "%s: expected vectors of words; found none", path);
    return status;
}

/* ---- word2vec's binary form ---------------------------------------------------------------------------------------
 */

/* The beginning of a file, and what is left of it. */
struct bytes {
    struct input *input;
    char *head; /* [HEAD_BYTES] */
    size_t at, len;
    bool is_over;
};

/* Reads on where all has been taken. */
static enum bagtag_status refill(struct bytes *bytes, struct bagtag_error *error)
{
    bytes->at = bytes->len = 0;
    enum bagtag_status status = input_read(bytes->input, bytes->head, HEAD_BYTES, &bytes->len, error);
    bytes->is_over = status == BAGTAG_OK && bytes->len == 0;
    return status;
}

/* TO[0..*n) are the next bytes; *N is less than N at the end of the file. */
static enum bagtag_status take(struct bytes *bytes, void *to, size_t *n, struct bagtag_error *error)
{
    size_t done = 0, wanted = *n;
    enum bagtag_status status = BAGTAG_OK;
    while (status == BAGTAG_OK && done < wanted && !bytes->is_over) {
        size_t here = bytes->len - bytes->at < wanted - done ? bytes->len - bytes->at : wanted - done;
        memcpy((char *)to + done, bytes->head + bytes->at, here);
        done += here;
        bytes->at += here;
        if (done < wanted)
            status = refill(bytes, error);
    }
    *n = done;
    return status;
}

/* The bytes before END into WORD; *LEN is SIZE_MAX where it is too long, or the file ends. */
static enum bagtag_status take_until(struct bytes *bytes, char end, char word[LONGEST_WORD], size_t *len,
                                     struct bagtag_error *error)
{
    size_t n = 1;
    enum bagtag_status status = BAGTAG_OK;
    for (*len = 0; status == BAGTAG_OK && *len < LONGEST_WORD; ++*len) {
        status = take(bytes, word + *len, &n, error);
        if (status != BAGTAG_OK || n == 0)
            break;
        if (word[*len] == end)
            return BAGTAG_OK;
    }
    *len = SIZE_MAX;
    return status;
}

static float float_of(const unsigned char *bytes)
{
    uint32_t bits = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* The vector number I, from 1. */
static enum bagtag_status read_vector(struct vectors_list *list, const char *path, struct bytes *bytes,
                                      unsigned char *raw, uint64_t i, struct bagtag_error *error)
{
    char word[LONGEST_WORD];
    size_t len, dim = list->out->dim, n = dim * sizeof(float), begin = 0;
    float *row = NULL;
    enum bagtag_status status = take_until(bytes, ' ', word, &len, error);
    if (status == BAGTAG_OK && len != SIZE_MAX)
        status = take(bytes, raw, &n, error);
    if (status != BAGTAG_OK)
        return status;
    if (len == SIZE_MAX || n < dim * sizeof(float))
        return error_set(error, BAGTAG_INPUT,
                         "%s: vector %" PRIu64 ": expected a word, a blank and %zu float32; found %s", path, i, dim,
                         bytes->is_over ? "the end of the file" : "a word of more than 4,095 bytes");
    while (begin < len && word[begin] == '\n') /* some write one after each vector */
        begin++;
    status = vectors_list_add(list, word + begin, len - begin, &row, error);
    for (size_t d = 0; status == BAGTAG_OK && row != NULL && d < dim; d++) {
        row[d] = float_of(raw + d * sizeof(float));
        if (!isfinite(row[d]))
            return error_set(error, BAGTAG_INPUT,
                             "%s: vector %" PRIu64 ": expected finite numbers; found one that is not", path, i);
    }
    return status;
}

static enum bagtag_status read_binary(struct vectors_list *list, const char *path, struct bytes *bytes,
                                      struct bagtag_error *error)
{
    char line[LONGEST_WORD];
    size_t len;
    uint64_t n = 0, dim = 0;
    enum bagtag_status status = take_until(bytes, '\n', line, &len, error);
    if (status == BAGTAG_OK && len != SIZE_MAX)
        (void)read_sizes(line, len, &n, &dim); /* is_binary saw that they are there */
    if (status == BAGTAG_OK)
        status = vectors_list_begin(list, path, 1, dim, error);
    unsigned char *raw = status == BAGTAG_OK ? mem_array(list->out->dim, sizeof(float)) : NULL;
    if (status == BAGTAG_OK && raw == NULL)
        status = error_memory(error);
    for (uint64_t i = 1; status == BAGTAG_OK && i <= n; i++)
        status = read_vector(list, path, bytes, raw, i, error);
    free(raw);
    return status;
}

/* Whether the first line is sizes, and what follows the first word is not a number in text. */
static bool is_binary(const struct bytes *bytes)
{
    uint64_t n, dim;
    const char *head = bytes->head, *end = memchr(head, '\n', bytes->len);
    if (end == NULL || !read_sizes(head, (size_t)(end - head), &n, &dim) || n == 0)
        return false;
    const char *blank = memchr(end + 1, ' ', bytes->len - (size_t)(end + 1 - head));
    if (blank == NULL)
        return false;
    size_t n_seen = bytes->len - (size_t)(blank + 1 - head), n_told = dim < 16 ? (size_t)dim * 4 : TELLING_BYTES;
    for (size_t i = 0; i < n_seen && i < n_told && blank[1 + i] != '\n'; i++)
        if (blank[1 + i] == '\0' || strchr("0123456789+-.eEinfa \t\r", blank[1 + i]) == NULL)
            return true;
    return false;
}

/* ---- a model ------------------------------------------------------------------------------------------------------
 */

static enum bagtag_status read_model(struct vectors_list *list, const char *path, struct bagtag_error *error)
{
    struct bagtag_model *model = NULL;
    enum bagtag_status status = bagtag_model_open(path, &model, error);
    if (status == BAGTAG_OK)
        status = vectors_list_begin(list, path, 0, model->settings.dim, error);
    for (size_t i = 0; status == BAGTAG_OK && i < model->words.n_words; i++) {
        size_t len;
        float *row;
        const char *word = vocab_word(&model->words, (uint32_t)i, &len);
        status = vectors_list_add(list, word, len, &row, error);
        if (status == BAGTAG_OK && row != NULL)
            rows_read(&model->rows, i, row);
        for (size_t d = 0; status == BAGTAG_OK && row != NULL && d < list->out->dim; d++)
            if (!isfinite(row[d]))
                status = error_set(error, BAGTAG_INPUT, "%s: expected finite numbers in row %zu; found one that is not",
                                   path, i);
    }
    bagtag_model_free(model);
    return status;
}

/* A text is opened once more when it is known to be one. */
static enum bagtag_status tell_folder(const char *path, bool *is_folder, struct bagtag_error *error)
{
    struct stat status;
    bool is_input = strcmp(path, "-") == 0, is_there = !is_input && stat(path, &status) == 0;
    *is_folder = is_there && S_ISDIR(status.st_mode);
    if (!is_input && (!is_there || *is_folder || S_ISREG(status.st_mode)))
        return BAGTAG_OK; /* or a failure for whoever opens it */
    return error_set(error, BAGTAG_ARGUMENT,
                     "%s: expected a regular file, as it is read more than once; found a pipe or device",
                     input_name_of(path));
}

/* fastText's files begin with the same four bytes. */
static bool is_fasttext(const struct bytes *bytes)
{
    return bytes->len >= 4 && memcmp(bytes->head, "\xba\x16\x4f\x2f", 4) == 0;
}

/* ---- any ----------------------------------------------------------------------------------------------------------
 */

static enum bagtag_status read_file(struct vectors_list *list, const char *path, struct bagtag_error *error)
{
    struct bytes bytes = {.head = mem_array(HEAD_BYTES, 1)};
    enum bagtag_status status = bytes.head ? input_open_bytes(&bytes.input, path, error) : error_memory(error);
    if (status == BAGTAG_OK)
        status = refill(&bytes, error);
    bool is_model = status == BAGTAG_OK && is_fasttext(&bytes);
    bool is_text = status == BAGTAG_OK && !is_model && !is_binary(&bytes);
    if (status == BAGTAG_OK && !is_model && !is_text)
        status = read_binary(list, path, &bytes, error);
    input_close(bytes.input);
    free(bytes.head);
    if (is_model)
        return read_model(list, path, error);
    return is_text ? read_text(list, path, error) : status;
}

enum bagtag_status vectors_read(struct pretrained *out, const char *path, const struct vocab *words,
                                const struct feature_kind *kind, size_t dim, struct bagtag_error *error)
{
    struct vectors_list list;
    enum bagtag_status status = vectors_list_init(&list, out, words, kind, dim, error);
    bool is_folder = false;
    if (status == BAGTAG_OK)
        status = tell_folder(path, &is_folder, error);
    if (status == BAGTAG_OK)
        status = is_folder ? read_model(&list, path, error) : read_file(&list, path, error);
    if (status == BAGTAG_OK && out->n == 0)
        status = error_set(error, BAGTAG_INPUT,
                           "%s: expected vectors of words that the training lines have; found none", path);
    return status;
}

void vectors_clear(struct pretrained *vectors)
{
    free(vectors->vectors);
    free(vectors->places);
    *vectors = (struct pretrained){.n = 0};
}
