/* answer_row.c - the answer to a record that is a row, as columns */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/mem.h"
#include "data/csv.h"
#include "use/answer.h"

/* The greatest number of labels a row may get. Of probabilities that add up to 1, at most 1 / LEAST can reach LEAST;
 * rounding, and the 0.00001 that fastText adds to each, may allow slightly more. */
static size_t labels_of_row(const struct classify *classify)
{
    size_t k = classify->options->k, n = classify->chosen.n;
    if (k > 0)
        return k < n ? k : n;
    if (!(classify->least > 0.0) || !loss_get(classify->model->settings.loss)->is_exclusive)
        return n;
    double most = (1.0001 + 0.00001 * (double)n) / classify->least;
    return most < 1.0 ? 1 : most < (double)n ? (size_t)most : n;
}

/* Adds a column called WHAT or, with --add NAME, NAME followed by BEHIND; a NUMBER above 0 is inserted as "_1", "_2"
 * and so on. With several models: the name of the model, after NAME if there is one, then WHAT. */
static void name_column(struct classify *classify, const char *what, const char *suffix, size_t number,
                        struct buffer *name)
{
    const char *given = classify->options->add;
    bool is_of_several = classify->model_name != NULL;
    name->len = 0;
    if (is_of_several)
        buffer_format(name, "%s%s%s_", given != NULL ? given : "", given != NULL ? "_" : "", classify->model_name);
    buffer_text(name, given != NULL && !is_of_several ? given : what);
    if (number > 0)
        buffer_format(name, "_%zu", number);
    buffer_text(name, given != NULL && !is_of_several ? suffix : "");
    buffer_char(name, '\0');
    char *copy = name->failed ? NULL : strdup(name->bytes);
    name->failed |= copy == NULL;
    classify->columns[classify->n_columns] = copy;
    classify->n_columns += copy != NULL;
}

enum bagtag_status answer_name_columns(struct classify *classify, struct bagtag_error *error)
{
    const struct bagtag_classify_options *options = classify->options;
    size_t n = labels_of_row(classify);
    struct buffer name = {0};
    classify->columns = mem_zeroed(2 * n + 2, sizeof *classify->columns);
    if (classify->columns == NULL)
        return error_memory(error);
    for (size_t i = 1; i <= n; i++) {
        size_t number = n == 1 ? 0 : i;
        name_column(classify, "label", "", number, &name);
        if (options->score == BAGTAG_LOGIT)
            name_column(classify, "logit", "_logit", number, &name);
        else if (options->score != BAGTAG_NO_SCORE)
            name_column(classify, "prob", "_prob", number, &name);
    }
    if (options->scored_label >= 0)
        name_column(classify, "score", "_score", 0, &name);
    if (options->explain > 0)
        name_column(classify, "words", "_words", 0, &name);
    enum bagtag_status status = name.failed ? error_memory(error) : BAGTAG_OK;
    buffer_clear(&name);
    return status;
}

void answer_put_header(void *context, struct line header, char delimiter, struct buffer *out)
{
    const struct classify *classify = context;
    size_t len = csv_row_len(header.text, header.len);
    buffer_bytes(out, header.text, len);
    for (size_t i = 0; i < classify->n_columns; i++) {
        buffer_char(out, delimiter);
        size_t begin = out->len;
        buffer_text(out, classify->columns[i]);
        csv_end_field(out, begin, delimiter);
    }
    buffer_bytes(out, header.text + len, header.len - len);
    if (len == header.len)
        buffer_char(out, '\n');
}

/* Label number I as a field, and its score as another; empty fields if the answer has fewer labels. */
static void put_label(const struct classify *classify, const struct answer *answer, size_t i, struct buffer *out)
{
    const struct bagtag_classify_options *options = classify->options;
    char delimiter = answer->record->delimiter;
    bool is_unknown = options->unknown && !answer->is_known, is_there = i < answer->n && !is_unknown;
    buffer_char(out, delimiter);
    size_t begin = out->len;
    if (is_there)
        buffer_text(out, classify->model->labels[answer->best[i].label]);
    else if (i == 0)
        buffer_text(out, is_unknown ? options->unknown : options->none);
    csv_end_field(out, begin, delimiter);
    if (options->score == BAGTAG_NO_SCORE)
        return;
    buffer_char(out, delimiter);
    begin = out->len;
    if (is_there)
        answer_put_score(options->score, answer->best[i].probability, out);
    csv_end_field(out, begin, delimiter);
}

void answer_put_columns(const struct classify *classify, const struct answer *answer, struct buffer *out)
{
    char delimiter = answer->record->delimiter;
    size_t n = labels_of_row(classify);
    for (size_t i = 0; i < n; i++)
        put_label(classify, answer, i, out);
    if (classify->options->scored_label >= 0) {
        buffer_char(out, delimiter);
        size_t begin = out->len;
        answer_put_requested_score(classify, answer, ANSWER_COLUMN, out);
        csv_end_field(out, begin, delimiter);
    }
    if (classify->options->explain > 0) {
        buffer_char(out, delimiter);
        size_t begin = out->len;
        answer_put_words(classify, answer, ANSWER_COLUMN, out);
        csv_end_field(out, begin, delimiter);
    }
}

void answer_put_row(const struct classify *classify, const struct answer *answer, struct buffer *out)
{
    const struct record *record = answer->record;
    buffer_bytes(out, record->raw, record->insert);
    answer_put_columns(classify, answer, out);
    buffer_bytes(out, record->raw + record->insert, record->raw_len - record->insert);
    if (record->insert == record->raw_len)
        buffer_char(out, '\n');
}
