/* fasttext_dump.c - prints a part of a fastText model as text */
/* SPDX-License-Identifier: MIT */
#include "bagtag_fasttext.h"

#include <string.h>

#include "base/buffer.h"
#include "base/choices.h"
#include "base/decimal.h"
#include "io/mapping.h"
#include "model/fasttext_file.h"

enum { PIECE_BYTES = 64 * 1024 }; /* buffered before the sink is called */

/* A dump in progress. */
struct dump {
    const struct fasttext_file *file;
    struct buffer text;
    const struct bagtag_sink *sink;
};

static enum bagtag_status flush(struct dump *dump, size_t least, struct bagtag_error *error)
{
    if (dump->text.failed)
        return error_memory(error);
    if (dump->text.len < least)
        return BAGTAG_OK;
    int errnum = dump->sink->write(dump->sink->context, dump->text.bytes, dump->text.len);
    dump->text.len = 0;
    return errnum != 0 ? error_errno(error, errnum, "cannot write the output") : BAGTAG_OK;
}

static void put_args(struct dump *dump)
{
    static const char *const losses[] = {
        [FASTTEXT_HS] = "hs", [FASTTEXT_NS] = "ns", [FASTTEXT_SOFTMAX] = "softmax", [FASTTEXT_OVA] = "one-vs-all"};
    static const char *const tasks[] = {
        [FASTTEXT_CBOW] = "cbow", [FASTTEXT_SKIPGRAM] = "sg", [FASTTEXT_SUPERVISED] = "sup"};
    const struct fasttext_args *args = &dump->file->args;
    buffer_format(&dump->text, "dim %d\nws %d\nepoch %d\nminCount %d\nneg %d\nwordNgrams %d\nloss %s\nmodel %s\n",
                  args->dim, args->ws, args->epoch, args->min_count, args->neg, args->word_ngrams, losses[args->loss],
                  tasks[args->task]);
    buffer_format(&dump->text, "bucket %d\nminn %d\nmaxn %d\nlrUpdateRate %d\nt %g\n", args->bucket, args->minn,
                  args->maxn, args->lr_update_rate, args->t);
}

static enum bagtag_status put_dictionary(struct dump *dump, struct bagtag_error *error)
{
    size_t n_words = dump->file->n_words, n = n_words + dump->file->n_labels;
    enum bagtag_status status = BAGTAG_OK;
    buffer_format(&dump->text, "%zu\n", n);
    for (size_t i = 0; status == BAGTAG_OK && i < n; i++) {
        struct fasttext_entry entry = fasttext_file_entry(dump->file, i);
        buffer_bytes(&dump->text, entry.text, entry.len);
        buffer_format(&dump->text, " %lld %s\n", (long long)entry.count, i < n_words ? "word" : "label");
        status = flush(dump, PIECE_BYTES, error);
    }
    return status;
}

static enum bagtag_status put_matrix(struct dump *dump, const struct fasttext_matrix *matrix,
                                     struct bagtag_error *error)
{
    enum bagtag_status status = BAGTAG_OK;
    if (dump->file->input.is_quantised)
        return error_set(error, BAGTAG_INPUT, "dump: expected a model that is not quantised; found one that is");
    buffer_format(&dump->text, "%zu %zu\n", matrix->n_rows, matrix->n_columns);
    const unsigned char *at = matrix->values;
    for (size_t i = 0; status == BAGTAG_OK && i < matrix->n_rows; i++) {
        for (size_t d = 0; d < matrix->n_columns; d++, at += sizeof(float)) {
            buffer_text(&dump->text, d > 0 ? " " : "");
            decimal_append_rounded(&dump->text, fasttext_float(at), 6);
        }
        buffer_char(&dump->text, '\n');
        status = flush(dump, PIECE_BYTES, error);
    }
    return status;
}

static enum bagtag_status put_part(struct dump *dump, enum bagtag_fasttext_part part, struct bagtag_error *error)
{
    enum bagtag_status status = BAGTAG_OK;
    switch (part) {
    case BAGTAG_FASTTEXT_ARGS:
        put_args(dump);
        break;
    case BAGTAG_FASTTEXT_DICT:
        status = put_dictionary(dump, error);
        break;
    case BAGTAG_FASTTEXT_INPUT:
        status = put_matrix(dump, &dump->file->input, error);
        break;
    case BAGTAG_FASTTEXT_OUTPUT:
        status = put_matrix(dump, &dump->file->output, error);
        break;
    }
    return status == BAGTAG_OK ? flush(dump, 1, error) : status;
}

enum bagtag_status bagtag_fasttext_dump(const char *path, enum bagtag_fasttext_part part,
                                        const struct bagtag_sink *sink, struct bagtag_error *error)
{
    struct mapping mapping = {0};
    struct fasttext_file file = {.bytes = NULL};
    struct dump dump = {.file = &file, .sink = sink};
    enum bagtag_status status = choices_check("part", part, BAGTAG_FASTTEXT_OUTPUT + 1, error);
    if (status == BAGTAG_OK)
        status = mapping_open_file(&mapping, path, error);
    if (status == BAGTAG_OK)
        status = fasttext_file_read(&file, path, mapping.bytes, mapping.len, error);
    if (status == BAGTAG_OK)
        status = put_part(&dump, part, error);
    buffer_clear(&dump.text);
    fasttext_file_clear(&file);
    mapping_close(&mapping);
    return status;
}
