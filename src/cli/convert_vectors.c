/* convert_vectors.c - writes the vectors of a model's words as files of other programs */
/* SPDX-License-Identifier: MIT */
#include "cli/convert_vectors.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "cli/show/figures.h"
#include "cli/show/report.h"
#include "io/new_file.h"
#include "io/npy.h"

enum { LONGEST_SHOWN = 200 }; /* bytes of a word in a message */

/* The part of each line that goes into a file. */
enum part { WHOLE, WORDS, NUMBERS };

/* The state of writing one file. */
struct writing {
    struct new_file *file;
    enum part part;
    bool is_in_numbers; /* past the first tab of a line */
    struct buffer kept; /* the wanted part of the bytes at hand */
    struct bagtag_error error;
};

/* Keeps the wanted part of the lines in BYTES, each of which is a word, tab, number, tab, number .... */
static void keep_part(struct writing *writing, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        bool is_end = bytes[i] == '\n', is_first_tab = bytes[i] == '\t' && !writing->is_in_numbers;
        if (is_end || (!is_first_tab && writing->is_in_numbers == (writing->part == NUMBERS)))
            buffer_char(&writing->kept, bytes[i]);
        writing->is_in_numbers = !is_end && (writing->is_in_numbers || is_first_tab);
    }
}

static int write_part(void *context, const char *bytes, size_t len)
{
    struct writing *writing = context;
    if (writing->part != WHOLE) {
        writing->kept.len = 0;
        keep_part(writing, bytes, len);
        if (writing->kept.failed)
            return ENOMEM;
        bytes = writing->kept.bytes;
        len = writing->kept.len;
    }
    return new_file_write(writing->file, bytes, len, &writing->error) == BAGTAG_OK ? 0 : EIO;
}

static enum bagtag_status write_header(struct new_file *file, const struct bagtag_model *model,
                                       struct bagtag_error *error)
{
    char header[NPY_HEADER_BYTES];
    npy_header(header, bagtag_model_n_words(model), bagtag_model_dim(model));
    return new_file_write(file, header, sizeof header, error);
}

static enum bagtag_status write_rows(struct new_file *file, const struct bagtag_model *model,
                                     enum bagtag_vectors output, enum part part, struct bagtag_error *error)
{
    struct writing writing = {.file = file, .part = part};
    struct bagtag_embed_options options;
    bagtag_embed_options_init(&options);
    options.output = output;
    enum bagtag_status status =
        bagtag_embed_all(model, &options, &(struct bagtag_sink){write_part, &writing}, NULL, error);
    if (status != BAGTAG_OK && writing.error.sentence[0] != '\0')
        *error = writing.error;
    buffer_clear(&writing.kept);
    return status;
}

/* Writes a part to a temporary file beside PATH; committing *OUT renames it to PATH. */
static enum bagtag_status write_file(struct new_file **out, const struct bagtag_model *model, const char *path,
                                     enum bagtag_vectors output, enum part part, struct bagtag_error *error)
{
    struct new_file *file = NULL;
    enum bagtag_status status = new_file_begin(&file, path, error);
    if (status == BAGTAG_OK && output == BAGTAG_VECTORS_RAW)
        status = write_header(file, model, error);
    if (status == BAGTAG_OK)
        status = write_rows(file, model, output, part, error);
    if (status == BAGTAG_OK)
        *out = file;
    else
        new_file_abort(file);
    return status;
}

bool convert_vectors_name_words(struct buffer *out, const char *form, const char *path)
{
    static const char *const endings[][3] = {{"npy", ".npy", ".words"}, {"tsv", ".tsv", ".metadata.tsv"}};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        if (strcmp(form, endings[i][0]) != 0)
            continue;
        size_t len = strlen(path), old_len = strlen(endings[i][1]);
        if (len > old_len && strcmp(path + len - old_len, endings[i][1]) == 0)
            len -= old_len;
        buffer_bytes(out, path, len);
        buffer_bytes(out, endings[i][2], strlen(endings[i][2]) + 1);
        return true;
    }
    return false;
}

enum bagtag_status convert_vectors(const struct bagtag_model *model, const char *name_of_model, const char *form,
                                   const char *path, struct bagtag_error *error)
{
    if (bagtag_model_n_words(model) == 0)
        return error_set(error, BAGTAG_INPUT, "%s has no words", name_of_model);
    enum bagtag_vectors output = strcmp(form, "vec") == 0   ? BAGTAG_VECTORS_VEC
                                 : strcmp(form, "npy") == 0 ? BAGTAG_VECTORS_RAW
                                                            : BAGTAG_VECTORS_TSV;
    struct buffer name = {0};
    struct new_file *words = NULL, *numbers = NULL;
    enum bagtag_status status = BAGTAG_OK;
    if (convert_vectors_name_words(&name, form, path))
        status =
            name.failed ? error_memory(error) : write_file(&words, model, name.bytes, BAGTAG_VECTORS_TSV, WORDS, error);
    if (status == BAGTAG_OK)
        status = write_file(&numbers, model, path, output, output == BAGTAG_VECTORS_TSV ? NUMBERS : WHOLE, error);
    if (status == BAGTAG_OK) {
        status = new_file_commit(numbers, error);
        numbers = NULL;
    }
    if (status == BAGTAG_OK && words != NULL) { /* last: words without numbers would look like a foreign file */
        status = new_file_commit(words, error);
        words = NULL;
    }
    new_file_abort(numbers);
    new_file_abort(words);
    buffer_clear(&name);
    return status;
}

/* Sets TO to WORD as a file of FORM has it. */
static void write_word(struct buffer *to, const char *form, const char *word, size_t len)
{
    to->len = 0;
    if (strcmp(form, "vec") == 0)
        buffer_solid(to, word, len);
    else
        buffer_field(to, word, len);
}

static int shown_len(size_t len)
{
    return len < LONGEST_SHOWN ? (int)len : LONGEST_SHOWN;
}

void convert_vectors_warn(const struct bagtag_model *model, const char *form, const char *file)
{
    char count[FIGURE_BYTES];
    struct buffer written = {0};
    size_t n = 0, first = 0, len;
    for (size_t i = 0; i < bagtag_model_n_words(model) && !written.failed; i++) {
        const char *word = bagtag_model_word(model, i, &len, NULL);
        write_word(&written, form, word, len);
        bool is_same = written.len == len && memcmp(written.bytes, word, len) == 0;
        first = !is_same && n == 0 ? i : first;
        n += !is_same;
    }
    const char *word = n > 0 ? bagtag_model_word(model, first, &len, NULL) : "";
    if (n > 0)
        write_word(&written, form, word, len);
    if (n > 0 && !written.failed)
        report_warning("%s: %s word%s renamed, %s'%.*s' to '%.*s'", file, figure_count(count, n),
                       n == 1 ? " is" : "s are", n == 1 ? "" : "the first ", shown_len(len), word,
                       shown_len(written.len), written.bytes);
    buffer_clear(&written);
}
