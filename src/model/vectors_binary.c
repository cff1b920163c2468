/* vectors_binary.c - word vectors in word2vec's binary format */
/* SPDX-License-Identifier: MIT */
#include "model/vectors_binary.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/fasttext_cursor.h"
#include "model/vectors_text.h"

enum { HEAD_BYTES = 64 * 1024, LONGEST_WORD = 4096, DETECT_BYTES = 64 };

/* Reads more, after all bytes were taken. */
static enum bagtag_status refill(struct vectors_bytes *bytes, struct bagtag_error *error)
{
    bytes->at = bytes->len = 0;
    enum bagtag_status status = input_read(bytes->input, bytes->head, HEAD_BYTES, &bytes->len, error);
    bytes->is_over = status == BAGTAG_OK && bytes->len == 0;
    return status;
}

enum bagtag_status vectors_bytes_open(struct vectors_bytes *bytes, const char *path, struct bagtag_error *error)
{
    *bytes = (struct vectors_bytes){.head = mem_array(HEAD_BYTES, 1)};
    enum bagtag_status status = bytes->head ? input_open_bytes(&bytes->input, path, error) : error_memory(error);
    return status == BAGTAG_OK ? refill(bytes, error) : status;
}

void vectors_bytes_close(struct vectors_bytes *bytes)
{
    input_close(bytes->input);
    free(bytes->head);
    *bytes = (struct vectors_bytes){.len = 0};
}

/* Copies the next *N bytes to TO; *N becomes less at the end of the file. */
static enum bagtag_status take(struct vectors_bytes *bytes, void *to, size_t *n, struct bagtag_error *error)
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

/* Copies the bytes before END to WORD and skips END; *LEN is SIZE_MAX if they are too long or the file ends. */
static enum bagtag_status take_until(struct vectors_bytes *bytes, char end, char word[LONGEST_WORD], size_t *len,
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
    uint32_t bits = fasttext_u32(bytes);
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Reads vector I, counted from 1. */
static enum bagtag_status read_vector(struct vectors_list *list, const char *path, struct vectors_bytes *bytes,
                                      unsigned char *raw, uint64_t i, struct bagtag_error *error)
{
    char word[LONGEST_WORD];
    size_t len, dim = list->out->known.dim, n = dim * sizeof(float), begin = 0;
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
    while (begin < len && word[begin] == '\n') /* some programs write one after each vector */
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

/* Skips what follows the last vector: only at its end does a compressed file prove to be intact. */
static enum bagtag_status skip_rest(struct vectors_bytes *bytes, struct bagtag_error *error)
{
    enum bagtag_status status = BAGTAG_OK;
    while (status == BAGTAG_OK && !bytes->is_over)
        status = refill(bytes, error);
    return status;
}

enum bagtag_status vectors_binary_read(struct vectors_list *list, const char *path, struct vectors_bytes *bytes,
                                       struct bagtag_error *error)
{
    char line[LONGEST_WORD];
    size_t len;
    uint64_t n = 0, dim = 0;
    enum bagtag_status status = take_until(bytes, '\n', line, &len, error);
    if (status == BAGTAG_OK && len != SIZE_MAX)
        (void)vectors_text_sizes(line, len, &n, &dim); /* vectors_binary_detect has checked the line */
    if (status == BAGTAG_OK)
        status = vectors_list_begin(list, path, 1, dim, error);
    unsigned char *raw = status == BAGTAG_OK ? mem_array(list->out->known.dim, sizeof(float)) : NULL;
    if (status == BAGTAG_OK && raw == NULL)
        status = error_memory(error);
    for (uint64_t i = 1; status == BAGTAG_OK && i <= n; i++)
        status = read_vector(list, path, bytes, raw, i, error);
    if (status == BAGTAG_OK)
        status = skip_rest(bytes, error);
    free(raw);
    return status;
}

/* Numbers as text, valid or not, are printable ASCII. */
static bool is_never_in_text(unsigned char byte)
{
    return (byte < ' ' && byte != '\t' && byte != '\r') || byte > '~';
}

bool vectors_binary_detect(const struct vectors_bytes *bytes)
{
    uint64_t n, dim;
    const char *head = bytes->head, *end = memchr(head, '\n', bytes->len);
    if (end == NULL || !vectors_text_sizes(head, (size_t)(end - head), &n, &dim) || n == 0)
        return false;
    const char *blank = memchr(end + 1, ' ', bytes->len - (size_t)(end + 1 - head));
    if (blank == NULL)
        return false;
    size_t n_seen = bytes->len - (size_t)(blank + 1 - head), n_examined = dim < 16 ? (size_t)dim * 4 : DETECT_BYTES;
    for (size_t i = 0; i < n_seen && i < n_examined && blank[1 + i] != '\n'; i++)
        if (is_never_in_text((unsigned char)blank[1 + i]))
            return true;
    return false;
}
