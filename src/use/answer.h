/* answer.h - what is printed for a record that was classified */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_USE_ANSWER_H
#define BAGTAG_USE_ANSWER_H

#include "bagtag.h"
#include "model/model.h"
#include "use/chosen_labels.h"
#include "use/record_stream.h"

/* A run of bagtag_classify. */
struct classify {
    const struct bagtag_model *model;
    const struct bagtag_classify_options *options;
    double least; /* only scores from here up are printed */
    struct chosen_labels chosen;
    char **names;      /* each label as printed in text, made once; NULL: not needed */
    char **json_names; /* each as a JSON string, likewise */
    char *json_added;  /* "bagtag":{ */
    char **columns;    /* [n_columns] names of the columns added to rows */
    size_t n_columns;
    const char *model_name; /* the prefix of its columns if there are several models; NULL: it is the only one */
};

/* Checks the model and options of CLASSIFY, where these and model_name are set, and prepares the strings that are
 * printed repeatedly. Call classify_close in any case. */
enum bagtag_status classify_open(struct classify *classify, struct bagtag_error *error);
void classify_close(struct classify *classify);

/* The name of the member added to jsonl records. */
const char *classify_member(const struct bagtag_classify_options *options);

/* The answer to one record. */
struct answer {
    const struct record *record;
    const struct bagtag_prediction *best; /* [n] */
    size_t n;
    bool is_known;
    struct scored_records *scored; /* the record is scored->records[place] */
    size_t place;
};

/* The answer to record I of SCORED, by the model of CLASSIFY. */
struct answer classify_answer(const struct classify *classify, struct scored_records *scored, size_t i);

/* Where a part of an answer goes: a field of a line, a member of an object, or a column of a row. */
enum answer_form { ANSWER_FIELD, ANSWER_MEMBER, ANSWER_COLUMN };

/* Append a score; the score of options->scored_label; and the words that contribute most to the best label. The last
 * two append nothing if the options do not ask for them. */
void answer_put_score(enum bagtag_score score, float value, struct buffer *out);
void answer_put_requested_score(const struct classify *classify, const struct answer *answer, enum answer_form form,
                                struct buffer *out);
void answer_put_words(const struct classify *classify, const struct answer *answer, enum answer_form form,
                      struct buffer *out);

/* Sets classify->columns to the names of the added columns. */
enum bagtag_status answer_name_columns(struct classify *classify, struct bagtag_error *error);

/* Append a whole answer: a line of text, the line that fastText prints (__label__travel 0.98 __label__food 0.01), a
 * JSON object of its own, or the record unchanged with the answer as its last member or in columns after its last. */
void answer_put_text(const struct classify *classify, const struct answer *answer, struct buffer *out);
void answer_put_fasttext(const struct classify *classify, const struct answer *answer, struct buffer *out);
void answer_put_object(const struct classify *classify, const struct answer *answer, struct buffer *out);
void answer_put_member(const struct classify *classify, const struct answer *answer, struct buffer *out);
void answer_put_row(const struct classify *classify, const struct answer *answer, struct buffer *out);

/* The parts that are repeated for each of several models: the fields of a line before its text; the members, without
 * braces, of the object added to a record, and of an object of its own; the columns, each after a delimiter. */
void answer_put_fields(const struct classify *classify, const struct answer *answer, struct buffer *out);
void answer_put_added(const struct classify *classify, const struct answer *answer, struct buffer *out);
void answer_put_all(const struct classify *classify, const struct answer *answer, struct buffer *out);
void answer_put_columns(const struct classify *classify, const struct answer *answer, struct buffer *out);

/* The part that they share: the text of the record as the last field or member, with with_text. */
void answer_put_line(const struct classify *classify, const struct record *record, struct buffer *out);
void answer_put_line_member(const struct classify *classify, const struct record *record, struct buffer *out);

/* Appends HEADER with the names in classify->columns. CLASSIFY is a struct classify. */
void answer_put_header(void *classify, struct line header, char delimiter, struct buffer *out);

#endif
