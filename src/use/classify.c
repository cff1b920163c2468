/* classify.c - a line of labels for every line of text */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "data/csv.h"
#include "model/model.h"
#include "use/record_stream.h"

struct classify {
    const struct bagtag_model *model;
    const struct bagtag_classify_options *options;
    double least; /* of the scores printed */
    struct label_choice choice;
    uint32_t *chosen;  /* [choice.n] */
    char **names;      /* each label as it is printed in text, made once; NULL: not needed */
    char **json_names; /* each as a JSON string, likewise */
    char *json_added;  /* "bagtag":{ */
};

void bagtag_classify_options_init(struct bagtag_classify_options *options)
{
    *options = (struct bagtag_classify_options){.input = record_rules_usual(),
                                                .k = 1,
                                                .none = "",
                                                .output = BAGTAG_OUTPUT_AS_INPUT,
                                                .add = "bagtag",
                                                .scored_label = -1};
}

static void put_score(enum bagtag_score score, float value, struct buffer *out)
{
    if (score == BAGTAG_LOGIT)
        decimal_append(out, value);
    else
        decimal_append_probability(out, value);
}

/* What there is to say about one record. */
struct answer {
    const struct record *record;
    const struct bagtag_prediction *best; /* [n] */
    size_t n;
    bool is_known;
    struct scored_records *scored; /* the record is number `place` of them */
    size_t place;
};

/* The words that speak most for the label; nothing at all unless asked for. */
enum words_form { WORDS_AS_FIELD, WORDS_AS_MEMBER, WORDS_AS_COLUMN };
static void put_words(const struct classify *classify, const struct answer *answer, enum words_form form,
                      struct buffer *out)
{
    size_t most = classify->options->explain;
    struct explanation *explanation = &answer->scored->explanation;
    bool is_field = form != WORDS_AS_MEMBER;
    if (most == 0)
        return;
    size_t n = scored_records_explain(answer->scored, answer->place, out) ? explanation_rank(explanation) : 0;
    out->failed |= n == SIZE_MAX;
    buffer_text(out, form == WORDS_AS_FIELD ? "\t" : is_field ? "" : ",\"words\":[");
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

/* The score of one label, whatever its rank: nothing where there is no answer at all. */
static void put_asked(const struct classify *classify, const struct answer *answer, enum words_form form,
                      struct buffer *out)
{
    const struct bagtag_classify_options *options = classify->options;
    const struct scorer *scorer = &answer->scored->scorer;
    if (options->scored_label < 0)
        return;
    buffer_text(out, form == WORDS_AS_FIELD ? "\t" : form == WORDS_AS_COLUMN ? "" : ",\"score\":");
    if (scorer_has_answer(scorer, answer->place))
        put_score(options->score, scorer_probability(scorer, answer->place, (size_t)options->scored_label), out);
    else
        buffer_text(out, form == WORDS_AS_MEMBER ? "null" : "");
}

static void put_text(const struct classify *classify, const struct answer *answer, struct buffer *out)
{
    const struct bagtag_classify_options *options = classify->options;
    const struct bagtag_prediction *best = answer->best;
    size_t n = answer->n;
    if (options->unknown && !answer->is_known) {
        buffer_text(out, options->unknown);
        n = 0;
    } else if (n == 0) {
        buffer_text(out, options->none);
    }
    for (size_t i = 0; i < n; i++) {
        if (i)
            buffer_char(out, '\t');
        buffer_text(out, classify->names[best[i].label]);
        if (options->score == BAGTAG_NO_SCORE)
            continue;
        buffer_char(out, '\t');
        put_score(options->score, best[i].probability, out);
    }
    put_asked(classify, answer, WORDS_AS_FIELD, out);
    put_words(classify, answer, WORDS_AS_FIELD, out);
    if (options->with_text) {
        struct line line = record_line(answer->record);
        buffer_char(out, '\t');
        buffer_one_line(out, line.text, line.len);
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
    put_score(score, best->probability, out);
}

/* "labels":[{...},{...}] */
static void put_labels(const struct classify *classify, const struct bagtag_prediction *best, size_t n,
                       struct buffer *out)
{
    buffer_text(out, "\"labels\":[");
    for (size_t i = 0; i < n; i++) {
        buffer_text(out, i ? ",{" : "{");
        put_label(classify, &best[i], out);
        buffer_char(out, '}');
    }
    buffer_char(out, ']');
}

/* An object of its own. */
static void put_object(const struct classify *classify, const struct answer *answer, struct buffer *out)
{
    buffer_char(out, '{');
    record_put_id(answer->record, out);
    put_labels(classify, answer->best, answer->n, out);
    put_asked(classify, answer, WORDS_AS_MEMBER, out);
    put_words(classify, answer, WORDS_AS_MEMBER, out);
    buffer_text(out, answer->is_known ? "" : ",\"unknown\":true");
    if (classify->options->with_text) {
        struct line line = record_line(answer->record);
        buffer_text(out, ",\"text\":");
        buffer_json_string(out, line.text, line.len);
    }
    buffer_text(out, "}\n");
}

/* The only label asked for, or what stands for it. */
static void put_single(const struct classify *classify, const struct answer *answer, struct buffer *out)
{
    const struct bagtag_classify_options *options = classify->options;
    const char *name = options->unknown && !answer->is_known ? options->unknown : answer->n == 0 ? options->none : NULL;
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

/* The record as it came, with the answer as its last member. */
static void put_member(const struct classify *classify, const struct answer *answer, struct buffer *out)
{
    const struct record *record = answer->record;
    buffer_bytes(out, record->raw, record->insert);
    buffer_text(out, record->is_bare ? "" : ",");
    buffer_text(out, classify->json_added);
    if (classify->options->k == 1)
        put_single(classify, answer, out);
    else
        put_labels(classify, answer->best, answer->n, out);
    put_asked(classify, answer, WORDS_AS_MEMBER, out);
    put_words(classify, answer, WORDS_AS_MEMBER, out);
    buffer_text(out, answer->is_known ? "}" : ",\"unknown\":true}");
    buffer_bytes(out, record->raw + record->insert, record->raw_len - record->insert);
    if (record->raw[record->raw_len - 1] != '\n')
        buffer_char(out, '\n');
}

/* ---- rows -------------------------------------------------------------------------------------------------- */

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

static void put_column_names(void *context, struct line header, char delimiter, struct buffer *out)
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
        put_score(options->score, answer->best[i].probability, out);
    csv_end_field(out, begin, delimiter);
}

/* The row as it came, with the answer in columns after its last. */
static void put_row(const struct classify *classify, const struct answer *answer, struct buffer *out)
{
    const struct record *record = answer->record;
    size_t n = labels_of_row(classify);
    buffer_bytes(out, record->raw, record->insert);
    for (size_t i = 0; i < n; i++)
        put_columns(classify, answer, i, out);
    if (classify->options->scored_label >= 0) {
        buffer_char(out, record->delimiter);
        size_t begin = out->len;
        put_asked(classify, answer, WORDS_AS_COLUMN, out);
        csv_end_field(out, begin, record->delimiter);
    }
    if (classify->options->explain > 0) {
        buffer_char(out, record->delimiter);
        size_t begin = out->len;
        put_words(classify, answer, WORDS_AS_COLUMN, out);
        csv_end_field(out, begin, record->delimiter);
    }
    buffer_bytes(out, record->raw + record->insert, record->raw_len - record->insert);
    if (record->insert == record->raw_len)
        buffer_char(out, '\n');
}

/* ---- records ----------------------------------------------------------------------------------------------- */

static size_t put_records(void *context, struct scored_records *scored, struct buffer *out)
{
    const struct classify *classify = context;
    const struct bagtag_classify_options *options = classify->options;
    size_t n_labels = classify->model->n_labels, k = options->k ? options->k : n_labels;
    for (size_t i = 0; i < scored->n; i++) {
        struct answer answer = {.record = &scored->records[i],
                                .best = scored->best,
                                .n = scorer_best(&scored->scorer, i, k, scored->best),
                                .is_known = scorer_knows(&scored->scorer, i),
                                .scored = scored,
                                .place = i};
        while (answer.n && (double)scored->best[answer.n - 1].probability < classify->least)
            answer.n--;
        if (options->output == BAGTAG_OUTPUT_JSONL)
            put_object(classify, &answer, out);
        else if (options->output == BAGTAG_OUTPUT_AS_INPUT && answer.record->delimiter != '\0')
            put_row(classify, &answer, out);
        else if (options->output == BAGTAG_OUTPUT_AS_INPUT && answer.record->insert > 0)
            put_member(classify, &answer, out);
        else
            put_text(classify, &answer, out);
    }
    return scored->n;
}

static enum bagtag_status check_options(const struct bagtag_classify_options *options, struct bagtag_error *error)
{
    if (strchr(options->none, '\n'))
        return error_set(error, BAGTAG_ARGUMENT, "none: expected one line; found a line break");
    if (!options->add || !*options->add || strlen(options->add) > JSONL_FIELD_BYTES ||
        !utf8_is_valid(options->add, strlen(options->add)))
        return error_set(error, BAGTAG_ARGUMENT, "add: expected a name of 1 to 255 bytes; found '%s'",
                         options->add ? options->add : "");
    if (options->unknown && strchr(options->unknown, '\n'))
        return error_set(error, BAGTAG_ARGUMENT, "unknown: expected one line; found a line break");
    if (options->score == BAGTAG_LOGIT && options->threshold != 0.0)
        return error_set(error, BAGTAG_ARGUMENT,
                         "score: expected prob with a threshold, which is a probability; found logit");
    return BAGTAG_OK;
}

static enum bagtag_status check_model(const struct classify *classify, struct bagtag_error *error)
{
    enum bagtag_status status = BAGTAG_OK;
    if (classify->options->explain > 0)
        status = explanation_check(classify->model, error);
    if (status != BAGTAG_OK)
        return status;
    if (classify->options->score != BAGTAG_LOGIT || !loss_get(classify->model->settings.loss)->is_tree)
        return BAGTAG_OK;
    return error_set(error, BAGTAG_ARGUMENT,
                     "score: expected prob with a hierarchical softmax, whose labels have no logits; found logit");
}

static bool is_chosen(const struct label_choice *choice, size_t label)
{
    bool is_found = choice->n == 0;
    for (size_t i = 0; !is_found && i < choice->n; i++)
        is_found = choice->labels[i] == label;
    return is_found;
}

/* The labels asked for, each once and in their order. */
static enum bagtag_status choose_labels(struct classify *classify, struct bagtag_error *error)
{
    const struct bagtag_classify_options *options = classify->options;
    size_t n_labels = classify->model->n_labels, n = 0;
    bool *is_asked = mem_zeroed(n_labels, sizeof *is_asked);
    classify->chosen = mem_array(n_labels, sizeof *classify->chosen);
    enum bagtag_status status = is_asked && classify->chosen ? BAGTAG_OK : error_memory(error);
    for (size_t i = 0; status == BAGTAG_OK && i < options->n_labels; i++) {
        if (options->labels[i] < n_labels)
            is_asked[options->labels[i]] = true;
        else
            status = error_set(error, BAGTAG_ARGUMENT, "labels: expected numbers below %zu; found %zu", n_labels,
                               options->labels[i]);
    }
    for (size_t c = 0; status == BAGTAG_OK && c < n_labels; c++)
        if (is_asked[c])
            classify->chosen[n++] = (uint32_t)c;
    free(is_asked);
    classify->choice = (struct label_choice){classify->chosen, n, options->scale == BAGTAG_SCALE_ALL};
    if (status != BAGTAG_OK || options->scored_label < 0)
        return status;
    size_t scored = (size_t)options->scored_label;
    if (scored < n_labels && is_chosen(&classify->choice, scored))
        return BAGTAG_OK;
    return error_set(error, BAGTAG_ARGUMENT, "label-score: expected one of the labels to choose from; found '%s'",
                     scored < n_labels ? classify->model->labels[scored] : "a number above theirs");
}

static void clear_names(char **names, size_t n)
{
    for (size_t i = 0; names && i < n; i++)
        free(names[i]);
    free(names);
}

/* Each label of the model as ADD writes it; NULL when memory is out. */
static char **make_names(const struct bagtag_model *model,
                         void (*add)(struct buffer *buffer, const char *text, size_t len))
{
    char **names = mem_zeroed(model->n_labels, sizeof *names);
    for (size_t c = 0; names && c < model->n_labels; c++) {
        struct buffer name = {0};
        add(&name, model->labels[c], strlen(model->labels[c]));
        buffer_char(&name, '\0');
        if (name.failed) {
            buffer_clear(&name);
            clear_names(names, c);
            return NULL;
        }
        names[c] = name.bytes;
    }
    return names;
}

/* What is printed again and again. */
static enum bagtag_status prepare(struct classify *classify, struct bagtag_error *error)
{
    const struct bagtag_classify_options *options = classify->options;
    struct buffer added = {0};
    if (options->output != BAGTAG_OUTPUT_JSONL)
        classify->names = make_names(classify->model, buffer_field);
    if (options->output != BAGTAG_OUTPUT_TEXT)
        classify->json_names = make_names(classify->model, buffer_json_string);
    buffer_json_string(&added, options->add, strlen(options->add));
    buffer_bytes(&added, ":{", sizeof ":{");
    classify->json_added = added.bytes;
    bool has_names = (classify->names || options->output == BAGTAG_OUTPUT_JSONL) &&
                     (classify->json_names || options->output == BAGTAG_OUTPUT_TEXT);
    return has_names && !added.failed ? BAGTAG_OK : error_memory(error);
}

static void clear(struct classify *classify)
{
    clear_names(classify->names, classify->model->n_labels);
    clear_names(classify->json_names, classify->model->n_labels);
    free(classify->json_added);
    free(classify->chosen);
}

enum bagtag_status bagtag_classify(const struct bagtag_model *model, const char *const *files, size_t n_files,
                                   const struct bagtag_classify_options *options, const struct bagtag_sink *sink,
                                   struct bagtag_stream_counts *counts, struct bagtag_error *error)
{
    struct record_counts found;
    struct classify classify = {.model = model, .options = options};
    enum bagtag_status status = check_options(options, error);
    if (status == BAGTAG_OK)
        status = model_need_labels(model, error);
    if (status == BAGTAG_OK)
        status = check_model(&classify, error);
    if (status == BAGTAG_OK)
        status = choose_labels(&classify, error);
    if (status == BAGTAG_OK)
        status = model_threshold(model, options->threshold, &classify.least, error);
    if (options->score == BAGTAG_LOGIT)
        classify.least = -(double)INFINITY;
    if (status == BAGTAG_OK)
        status = prepare(&classify, error);
    if (status == BAGTAG_OK)
        status = record_stream_run(
            &(struct record_stream){.model = model,
                                    .files = files,
                                    .n_files = n_files,
                                    .input = &options->input,
                                    .added = options->output == BAGTAG_OUTPUT_AS_INPUT ? options->add : NULL,
                                    .threads = options->threads,
                                    .scores = options->score == BAGTAG_LOGIT ? STREAM_LOGITS : STREAM_PROBABILITIES,
                                    .choice = classify.choice,
                                    .is_explained = options->explain > 0,
                                    .put = put_records,
                                    .put_header = options->output == BAGTAG_OUTPUT_AS_INPUT ? put_column_names : NULL,
                                    .context = &classify,
                                    .sink = sink},
            &found, error);
    if (status == BAGTAG_OK && counts)
        *counts = record_counts_told(&found);
    clear(&classify);
    return status;
}
