/* answer_row.c - the answer to a record that is a row, in columns */
/* SPDX-License-Identifier: MIT */
#include "data/csv.h"
#include "use/answer.h"

static size_t labels_of_row(const struct classify *classify)
{
    size_t k = classify->options->k, n = classify->choice.n > 0 ? classify->choice.n : classify->model->n_labels;
    return k == 0 || k > n ? n : k;
}

/* The names of the columns that rows get, each after a delimiter: NAME, or NAME_1, NAME_2 and so on. */
static void put_column_name(const struct classify *classify, size_t number, const char *what, char delimiter,
                            struct buffer *out)
{
    buffer_char(out, delimiter);
    size_t begin = out->len;
    buffer_text(out, classify->options->add);
    if (number > 0)
        buffer_format(out, "_%zu", number);
    buffer_text(out, what);
    csv_end_field(out, begin, delimiter);
}

void answer_put_header(void *context, struct line header, char delimiter, struct buffer *out)
{
    const struct classify *classify = context;
    const struct bagtag_classify_options *options = classify->options;
    size_t n = labels_of_row(classify), len = csv_row_len(header.text, header.len);
    buffer_bytes(out, header.text, len);
    for (size_t i = 1; i <= n; i++) {
        size_t number = options->k == 1 ? 0 : i;
        put_column_name(classify, number, "", delimiter, out);
        if (options->score != BAGTAG_NO_SCORE)
            put_column_name(classify, number, options->score == BAGTAG_LOGIT ? "_logit" : "_prob", delimiter, out);
    }
    if (options->scored_label >= 0)
        put_column_name(classify, 0, "_score", delimiter, out);
    if (options->explain > 0)
        put_column_name(classify, 0, "_words", delimiter, out);
    buffer_bytes(out, header.text + len, header.len - len);
    if (len == header.len)
        buffer_char(out, '\n');
}

/* The label number I as a field, and its score as another; empty ones where there is none. */
static void put_columns(const struct classify *classify, const struct answer *answer, size_t i, struct buffer *out)
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

/* The row as it came, with the answer in columns after its last. */
void answer_put_row(const struct classify *classify, const struct answer *answer, struct buffer *out)
{
    const struct record *record = answer->record;
    size_t n = labels_of_row(classify);
    buffer_bytes(out, record->raw, record->insert);
    for (size_t i = 0; i < n; i++)
        put_columns(classify, answer, i, out);
    if (classify->options->scored_label >= 0) {
        buffer_char(out, record->delimiter);
        size_t begin = out->len;
        answer_put_asked(classify, answer, ANSWER_COLUMN, out);
        csv_end_field(out, begin, record->delimiter);
    }
    if (classify->options->explain > 0) {
        buffer_char(out, record->delimiter);
        size_t begin = out->len;
        answer_put_words(classify, answer, ANSWER_COLUMN, out);
        csv_end_field(out, begin, record->delimiter);
    }
    buffer_bytes(out, record->raw + record->insert, record->raw_len - record->insert);
    if (record->insert == record->raw_len)
        buffer_char(out, '\n');
}
