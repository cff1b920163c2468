/* vectors_file.c - word vectors in files of other programs */
/* SPDX-License-Identifier: MIT */
#include "model/vectors_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/large.h"
#include "io/safetensors.h"
#include "io/zip.h"
#include "model/fasttext_file.h"
#include "model/model.h"
#include "model/vectors_binary.h"
#include "model/vectors_table.h"
#include "model/vectors_text.h"

static enum bagtag_status read_model(struct vectors_list *list, const char *path, struct bagtag_error *error)
{
    struct bagtag_model *model = NULL;
    enum bagtag_status status = bagtag_model_open(path, &model, error);
    if (status == BAGTAG_OK)
        status = model_require_vectors(model, error);
    if (status == BAGTAG_OK)
        status = vectors_list_begin(list, path, 0, model->settings.dim, error);
    for (size_t i = 0; status == BAGTAG_OK && i < model->words.n_words; i++) {
        size_t len;
        float *row;
        const char *word = vocab_word(&model->words, (uint32_t)i, &len);
        status = vectors_list_add(list, word, len, &row, error);
        if (status == BAGTAG_OK && row != NULL)
            rows_read(&model->rows, i, row);
        for (size_t d = 0; status == BAGTAG_OK && row != NULL && d < list->out->known.dim; d++)
            if (!isfinite(row[d]))
                status = error_set(error, BAGTAG_INPUT, "%s: expected finite numbers in row %zu; found one that is not",
                                   path, i);
    }
    bagtag_model_free(model);
    return status;
}

/* *IS_FOLDER = whether PATH is one. Fails if PATH can be read only once: most formats are opened a second time. */
static enum bagtag_status check_folder(const char *path, bool *is_folder, struct bagtag_error *error)
{
    struct stat about;
    *is_folder = stat(path, &about) == 0 && S_ISDIR(about.st_mode);
    return input_check_rereadable(path, error);
}

typedef enum bagtag_status read_vectors(struct vectors_list *list, const char *path, struct bagtag_error *error);

/* The reader for the file that begins with BYTES; NULL for word2vec's binary format, which is read on from BYTES. */
static read_vectors *reader_of(const struct vectors_bytes *bytes)
{
    const unsigned char *head = (const unsigned char *)bytes->head;
    if (fasttext_file_detect(head, bytes->len) || zip_detect(head, bytes->len))
        return read_model;
    if (vectors_npy_detect(head, bytes->len))
        return vectors_npy_read;
    if (safetensors_detect(head, bytes->len))
        return vectors_safetensors_read;
    return vectors_binary_detect(bytes) ? NULL : vectors_text_read;
}

static enum bagtag_status read_file(struct vectors_list *list, const char *path, struct bagtag_error *error)
{
    struct vectors_bytes bytes;
    read_vectors *read = NULL;
    enum bagtag_status status = vectors_bytes_open(&bytes, path, error);
    if (status == BAGTAG_OK)
        read = reader_of(&bytes);
    if (status == BAGTAG_OK && read == NULL)
        status = vectors_binary_read(list, path, &bytes, error);
    vectors_bytes_close(&bytes);
    return read != NULL ? read(list, path, error) : status;
}

enum bagtag_status vectors_are_listed(const char *path, bool *are_listed, struct bagtag_error *error)
{
    struct vectors_bytes bytes;
    *are_listed = false;
    if (input_check_rereadable(path, NULL) != BAGTAG_OK)
        return BAGTAG_OK;
    enum bagtag_status status = vectors_bytes_open(&bytes, path, NULL);
    read_vectors *read = status == BAGTAG_OK ? reader_of(&bytes) : NULL;
    *are_listed = status == BAGTAG_OK && (read == NULL || read == vectors_text_read);
    vectors_bytes_close(&bytes);
    return status == BAGTAG_MEMORY ? error_memory(error) : BAGTAG_OK;
}

enum bagtag_status vectors_read(struct vectors *out, const char *path, const struct vectors_wanted *wanted,
                                struct bagtag_error *error)
{
    struct vectors_list list;
    enum bagtag_status status = vectors_list_init(&list, out, wanted, error);
    bool is_folder = false;
    if (status == BAGTAG_OK)
        status = check_folder(path, &is_folder, error);
    if (status == BAGTAG_OK)
        status = is_folder ? read_model(&list, path, error) : read_file(&list, path, error);
    if (status == BAGTAG_OK && wanted->words->n_words > 0 && out->known.n == 0)
        status = error_set(error, BAGTAG_INPUT,
                           "%s: expected vectors of words that occur in the training lines; found none", path);
    vectors_list_clear(&list);
    return status;
}

void vectors_clear(struct vectors *vectors)
{
    free(vectors->known.vectors);
    free(vectors->known.places);
    strtab_clear(&vectors->others);
    large_free(vectors->other_vectors);
    *vectors = (struct vectors){.other_vectors = NULL};
}
