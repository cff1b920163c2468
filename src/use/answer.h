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
    const char *model_name; /* of several models: what its columns begin with; NULL: it is the only one */
};

/* Checks model and options, and makes what is printed again and again, for a CLASSIFY that has these two and
 * model_name. classify_close in any case. */
enum bagtag_status classify_open(struct classify *classify, struct bagtag_error *error);
void classify_close(struct classify *classify);

/* The member that is added to records of jsonl. */
const char *classify_member(const struct bagtag_classify_options *options);

/* What there is to say about one record. */
struct answer {
    const struct record *record;
    const struct bagtag_prediction *best; /* [n] */
    size_t n;
    bool is_known;
    struct scored_records *scored; /* the record is number `place` of them */
    size_t place;
};

/* The answer to record I of SCORED, by the model of CLASSIFY. */
struct answer classify_answer(const struct classify *classify, struct scored_records *scored, size_t i);

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

/* The parts of these that several models have each: the fields of a line before its text; the members of the object
 * that is added to a record, and of an object of its own, without the braces; the columns, each after a delimiter. */
void answer_put_fields(const struct classify *classify, const struct answer *answer, struct buffer *out);
void answer_put_added(const struct classify *classify, const struct answer *answer, struct buffer *out);
void answer_put_all(const struct classify *classify, const struct answer *answer, struct buffer *out);
void answer_put_columns(const struct classify *classify, const struct answer *answer, struct buffer *out);

/* And what they have in common: the text of the record as the last field or member, where it is asked for. */
void answer_put_line(const struct classify *classify, const struct record *record, struct buffer *out);
void answer_put_line_member(const struct classify *classify, const struct record *record, struct buffer *out);

/* Appends HEADER with the names in classify->columns. CLASSIFY is a struct classify. */
void answer_put_header(void *classify, struct line header, char delimiter, struct buffer *out);

#endif
