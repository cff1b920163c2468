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
    double least; /* of the scores printed */
    struct chosen_labels chosen;
    char **names;      /* each label as it is printed in text, made once; NULL: not needed */
    char **json_names; /* each as a JSON string, likewise */
    char *json_added;  /* "bagtag":{ */
    char **columns;    /* [n_columns] names of what rows get */
    size_t n_columns;
};

/* What there is to say about one record. */
struct answer {
    const struct record *record;
    const struct bagtag_prediction *best; /* [n] */
    size_t n;
    bool is_known;
    struct scored_records *scored; /* the record is number `place` of them */
    size_t place;
};

/* Where a part of an answer stands: in a line of fields, in an object, or in a column of a row. */
enum answer_form { ANSWER_FIELD, ANSWER_MEMBER, ANSWER_COLUMN };

/* Append a score; the score of the label that was asked for; and the words that speak most for the best label. The last
 * two append nothing where they were not asked for. */
void answer_put_score(enum bagtag_score score, float value, struct buffer *out);
void answer_put_asked(const struct classify *classify, const struct answer *answer, enum answer_form form,
                      struct buffer *out);
void answer_put_words(const struct classify *classify, const struct answer *answer, enum answer_form form,
                      struct buffer *out);

/* Names those columns: classify->columns. */
enum bagtag_status answer_name_columns(struct classify *classify, struct bagtag_error *error);

/* Append a whole answer: a line of text, the line that fastText prints (__label__travel 0.98 __label__food 0.01), an
 * object of its own, or the record as it came with the answer as its last member or in columns after its last. */
void answer_put_text(const struct classify *classify, const struct answer *answer, struct buffer *out);
void answer_put_fasttext(const struct classify *classify, const struct answer *answer, struct buffer *out);
void answer_put_object(const struct classify *classify, const struct answer *answer, struct buffer *out);
void answer_put_member(const struct classify *classify, const struct answer *answer, struct buffer *out);
void answer_put_row(const struct classify *classify, const struct answer *answer, struct buffer *out);

/* Appends HEADER with the names in classify->columns. CLASSIFY is a struct classify. */
void answer_put_header(void *classify, struct line header, char delimiter, struct buffer *out);

#endif
