/* answer.c - the answer to a record, as a line of text or as JSON */
/* SPDX-License-Identifier: MIT */
#include "use/answer.h"

#include <string.h>

#include "base/decimal.h"

void answer_put_score(enum bagtag_score score, float value, struct buffer *out)
{
    if (score == BAGTAG_LOGIT)
        decimal_append(out, value);
    else
        decimal_append_probability(out, value);
}

void answer_put_words(const struct classify *classify, const struct answer *answer, enum answer_form form,
                      struct buffer *out)
{
    size_t most = classify->options->explain;
    struct explanation *explanation = &answer->scored->explanation;
    bool is_field = form != ANSWER_MEMBER;
    if (most == 0)
        return;
    size_t n = scored_records_explain(answer->scored, answer->place, out) ? explanation_rank(explanation) : 0;
    out->failed |= n == SIZE_MAX;
    buffer_text(out, form == ANSWER_FIELD ? "\t" : is_field ? "" : ",\"words\":[");
    for (size_t i = 0; !out->failed && i < n && i < most; i++) {
        const struct explained_token *token = explanation->ranked[i];
        if (!(explanation_strength(explanation, token) > 0.0))
            break;
        buffer_text(out, i == 0 ? "" : is_field ? " " : ",");
        if (is_field)
            buffer_field(out, token->text, token->len);
        else
            explanation_put_token(token, EXPLAINED_WORD, out);
    }
    buffer_text(out, is_field ? "" : "]");
}

/* The score of one label, whatever its rank; empty if the text has no answer at all. */
void answer_put_requested_score(const struct classify *classify, const struct answer *answer, enum answer_form form,
                                struct buffer *out)
{
    const struct bagtag_classify_options *options = classify->options;
    const struct scorer *scorer = &answer->scored->scorer;
    if (options->scored_label < 0)
        return;
    buffer_text(out, form == ANSWER_FIELD ? "\t" : form == ANSWER_COLUMN ? "" : ",\"score\":");
    if (scorer_has_answer(scorer, answer->place))
        answer_put_score(options->score, scorer_probability(scorer, answer->place, (size_t)options->scored_label), out);
    else
        buffer_text(out, form == ANSWER_MEMBER ? "null" : "");
}

/* The string to print instead of labels; NULL: print the labels. */
static const char *stand_in(const struct classify *classify, const struct answer *answer)
{
    const struct bagtag_classify_options *options = classify->options;
    if (options->unknown && !answer->is_known)
        return options->unknown;
    return answer->n == 0 ? options->none : NULL;
}

void answer_put_fields(const struct classify *classify, const struct answer *answer, struct buffer *out)
{
    const struct bagtag_classify_options *options = classify->options;
    const struct bagtag_prediction *best = answer->best;
    const char *name = stand_in(classify, answer);
    if (name != NULL)
        buffer_text(out, name);
    for (size_t i = 0; name == NULL && i < answer->n; i++) {
        if (i)
            buffer_char(out, '\t');
        buffer_text(out, classify->names[best[i].label]);
        if (options->score == BAGTAG_NO_SCORE)
            continue;
        buffer_char(out, '\t');
        answer_put_score(options->score, best[i].probability, out);
    }
    answer_put_requested_score(classify, answer, ANSWER_FIELD, out);
    answer_put_words(classify, answer, ANSWER_FIELD, out);
}

void answer_put_line(const struct classify *classify, const struct record *record, struct buffer *out)
{
    if (!classify->options->with_text)
        return;
    struct line line = record_line(record);
    buffer_char(out, '\t');
    buffer_one_line(out, line.text, line.len);
}

void answer_put_text(const struct classify *classify, const struct answer *answer, struct buffer *out)
{
    answer_put_fields(classify, answer, out);
    answer_put_line(classify, answer->record, out);
    buffer_char(out, '\n');
}

void answer_put_fasttext(const struct classify *classify, const struct answer *answer, struct buffer *out)
{
    for (size_t i = 0; i < answer->n; i++) {
        buffer_text(out, i ? " " : "");
        buffer_text(out, classify->names[answer->best[i].label]);
        if (classify->options->score != BAGTAG_NO_SCORE) {
            buffer_char(out, ' ');
            decimal_append_rounded(out, answer->best[i].probability, 6);
        }
    }
    buffer_char(out, '\n');
}

/* "label":"travel","prob":0.98 */
static void put_label(const struct classify *classify, const struct bagtag_prediction *best, struct buffer *out)
{
    enum bagtag_score score = classify->options->score;
    buffer_text(out, "\"label\":");
    buffer_text(out, classify->json_names[best->label]);
    buffer_text(out, score == BAGTAG_LOGIT ? ",\"logit\":" : ",\"prob\":");
    answer_put_score(score, best->probability, out);
}

/* "labels":[{...},{...}] */
static void put_labels(const struct classify *classify, const struct answer *answer, struct buffer *out)
{
    const char *name = stand_in(classify, answer);
    buffer_text(out, "\"labels\":[");
    for (size_t i = 0; name == NULL && i < answer->n; i++) {
        buffer_text(out, i ? ",{" : "{");
        put_label(classify, &answer->best[i], out);
        buffer_char(out, '}');
    }
    if (name != NULL && *name != '\0') {
        buffer_text(out, "{\"label\":");
        buffer_json_string(out, name, strlen(name));
        buffer_char(out, '}');
    }
    buffer_char(out, ']');
}

/* The members after the labels. */
static void put_rest(const struct classify *classify, const struct answer *answer, struct buffer *out)
{
    answer_put_requested_score(classify, answer, ANSWER_MEMBER, out);
    answer_put_words(classify, answer, ANSWER_MEMBER, out);
    buffer_text(out, answer->is_known ? "" : ",\"unknown\":true");
}

void answer_put_all(const struct classify *classify, const struct answer *answer, struct buffer *out)
{
    put_labels(classify, answer, out);
    put_rest(classify, answer, out);
}

void answer_put_line_member(const struct classify *classify, const struct record *record, struct buffer *out)
{
    if (!classify->options->with_text)
        return;
    struct line line = record_line(record);
    buffer_text(out, ",\"text\":");
    buffer_json_string(out, line.text, line.len);
}

void answer_put_object(const struct classify *classify, const struct answer *answer, struct buffer *out)
{
    buffer_char(out, '{');
    record_put_id(answer->record, out);
    answer_put_all(classify, answer, out);
    answer_put_line_member(classify, answer->record, out);
    buffer_text(out, "}\n");
}

/* The single label of an answer with k = 1, or the string printed instead. */
static void put_single(const struct classify *classify, const struct answer *answer, struct buffer *out)
{
    const char *name = stand_in(classify, answer);
    if (name == NULL) {
        put_label(classify, answer->best, out);
        return;
    }
    buffer_text(out, "\"label\":");
    if (*name != '\0')
        buffer_json_string(out, name, strlen(name));
    else
        buffer_text(out, "null");
}

void answer_put_added(const struct classify *classify, const struct answer *answer, struct buffer *out)
{
    if (classify->options->k == 1)
        put_single(classify, answer, out);
    else
        put_labels(classify, answer, out);
    put_rest(classify, answer, out);
}

void answer_put_member(const struct classify *classify, const struct answer *answer, struct buffer *out)
{
    const struct record *record = answer->record;
    buffer_bytes(out, record->raw, record->insert);
    buffer_text(out, record->is_bare ? "" : ",");
    buffer_text(out, classify->json_added);
    answer_put_added(classify, answer, out);
    buffer_char(out, '}');
    buffer_bytes(out, record->raw + record->insert, record->raw_len - record->insert);
    if (record->raw[record->raw_len - 1] != '\n')
        buffer_char(out, '\n');
}
