/* classify.c - a line of labels for every line of text */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/choices.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "use/answer.h"

void bagtag_classify_options_init(struct bagtag_classify_options *options)
{
    *options = (struct bagtag_classify_options){
        .input = record_rules_usual(), .k = 1, .none = "", .output = BAGTAG_OUTPUT_AS_INPUT, .scored_label = -1};
}

struct answer classify_answer(const struct classify *classify, struct scored_records *scored, size_t i)
{
    const struct bagtag_classify_options *options = classify->options;
    size_t n_labels = classify->model->n_labels, k = options->k ? options->k : n_labels;
    struct answer answer = {.record = &scored->records[i],
                            .best = scored->best,
                            .n = scorer_best(&scored->scorer, i, k, scored->best),
                            .is_known = scorer_knows(&scored->scorer, i),
                            .scored = scored,
                            .place = i};
    while (answer.n > options->at_least && (double)scored->best[answer.n - 1].probability < classify->least)
        answer.n--;
    return answer;
}

static size_t put_records(void *context, struct scored_records *scored, struct buffer *out)
{
    const struct classify *classify = context;
    const struct bagtag_classify_options *options = classify->options;
    for (size_t i = 0; i < scored->n; i++) {
        struct answer answer = classify_answer(classify, scored, i);
        if (options->output == BAGTAG_OUTPUT_JSONL)
            answer_put_object(classify, &answer, out);
        else if (options->output == BAGTAG_OUTPUT_FASTTEXT)
            answer_put_fasttext(classify, &answer, out);
        else if (options->output == BAGTAG_OUTPUT_AS_INPUT && answer.record->delimiter != '\0')
            answer_put_row(classify, &answer, out);
        else if (options->output == BAGTAG_OUTPUT_AS_INPUT && answer.record->insert > 0)
            answer_put_member(classify, &answer, out);
        else
            answer_put_text(classify, &answer, out);
    }
    return scored->n;
}

static enum bagtag_status check_options(const struct bagtag_classify_options *options, struct bagtag_error *error)
{
    enum bagtag_status status = choices_check("output", options->output, BAGTAG_OUTPUT_FASTTEXT + 1, error);
    if (status == BAGTAG_OK)
        status = choices_check("score", options->score, BAGTAG_LOGIT + 1, error);
    if (status != BAGTAG_OK)
        return status;
    if (options->none == NULL || strchr(options->none, '\n'))
        return error_set(error, BAGTAG_ARGUMENT, "none: expected one line; found %s",
                         options->none == NULL ? "nothing" : "a line break");
    if (options->add && (!*options->add || strlen(options->add) > JSONL_FIELD_BYTES ||
                         !utf8_is_valid(options->add, strlen(options->add))))
        return error_set(error, BAGTAG_ARGUMENT, "add: expected a name of 1 to 255 bytes; found '%s'", options->add);
    if (options->unknown && strchr(options->unknown, '\n'))
        return error_set(error, BAGTAG_ARGUMENT, "unknown: expected one line; found a line break");
    if (options->score == BAGTAG_LOGIT && options->threshold != 0.0)
        return error_set(error, BAGTAG_ARGUMENT,
                         "score: logit cannot be combined with a threshold, which is a probability");
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
    return error_set(error, BAGTAG_ARGUMENT, "score: a model with a hierarchical softmax has no logits; use prob");
}

static enum bagtag_status choose_labels(struct classify *classify, struct bagtag_error *error)
{
    const struct bagtag_classify_options *options = classify->options;
    if (options->scored_label < -1)
        return error_set(error, BAGTAG_ARGUMENT, "scored_label: expected a label, or -1 for none; found %" PRId64,
                         options->scored_label);
    enum bagtag_status status = chosen_labels_open(&classify->chosen, classify->model, &options->among, error);
    if (status != BAGTAG_OK || options->scored_label < 0)
        return status;
    return chosen_labels_check(&classify->chosen, classify->model, (size_t)options->scored_label, "label-score", error);
}

/* fastText drops labels below the threshold before it adds 0.00001, and lets a probability exceed 1 by that. */
static void leave_to_ranking(struct classify *classify)
{
    classify->chosen.choice.least = (float)classify->least;
    classify->chosen.choice.is_unclamped = true;
    classify->least = 0.0;
}

static void clear_names(char **names, size_t n)
{
    for (size_t i = 0; names && i < n; i++)
        free(names[i]);
    free(names);
}

/* Each label of the model after PREFIX, as ADD writes it; NULL if out of memory. */
static char **make_names(const struct bagtag_model *model, const char *prefix,
                         void (*add)(struct buffer *buffer, const char *text, size_t len))
{
    char **names = mem_zeroed(model->n_labels, sizeof *names);
    for (size_t c = 0; names && c < model->n_labels; c++) {
        struct buffer name = {0};
        buffer_text(&name, prefix);
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

const char *classify_member(const struct bagtag_classify_options *options)
{
    return options->add != NULL ? options->add : "bagtag";
}

static void add_as_it_is(struct buffer *buffer, const char *text, size_t len)
{
    buffer_bytes(buffer, text, len);
}

/* Prepares the strings that are printed repeatedly. */
static enum bagtag_status prepare(struct classify *classify, struct bagtag_error *error)
{
    const struct bagtag_classify_options *options = classify->options;
    struct buffer added = {0};
    bool is_fasttext = options->output == BAGTAG_OUTPUT_FASTTEXT;
    bool is_text = is_fasttext || options->output == BAGTAG_OUTPUT_TEXT;
    const char *prefix = is_fasttext ? model_label_prefix(classify->model) : "";
    if (options->output != BAGTAG_OUTPUT_JSONL)
        classify->names = make_names(classify->model, prefix, is_fasttext ? add_as_it_is : buffer_field);
    if (!is_text)
        classify->json_names = make_names(classify->model, "", buffer_json_string);
    const char *member = classify_member(options);
    buffer_json_string(&added, member, strlen(member));
    buffer_bytes(&added, ":{", sizeof ":{");
    classify->json_added = added.bytes;
    bool has_names = (classify->names || options->output == BAGTAG_OUTPUT_JSONL) && (classify->json_names || is_text);
    if (!has_names || added.failed)
        return error_memory(error);
    return options->output == BAGTAG_OUTPUT_AS_INPUT ? answer_name_columns(classify, error) : BAGTAG_OK;
}

enum bagtag_status classify_open(struct classify *classify, struct bagtag_error *error)
{
    const struct bagtag_classify_options *options = classify->options;
    enum bagtag_status status = check_options(options, error);
    if (status == BAGTAG_OK)
        status = model_require_labels(classify->model, error);
    if (status == BAGTAG_OK)
        status = check_model(classify, error);
    if (status == BAGTAG_OK)
        status = choose_labels(classify, error);
    if (status == BAGTAG_OK)
        status = model_threshold(classify->model, options->threshold, &classify->least, error);
    if (options->score == BAGTAG_LOGIT)
        classify->least = -(double)INFINITY;
    if (options->output == BAGTAG_OUTPUT_FASTTEXT && model_is_fasttext(classify->model))
        leave_to_ranking(classify);
    return status == BAGTAG_OK ? prepare(classify, error) : status;
}

void classify_close(struct classify *classify)
{
    clear_names(classify->names, classify->model->n_labels);
    clear_names(classify->json_names, classify->model->n_labels);
    clear_names(classify->columns, classify->n_columns);
    free(classify->json_added);
    chosen_labels_close(&classify->chosen);
}

enum bagtag_status bagtag_classify(const struct bagtag_model *model, const char *const *files, size_t n_files,
                                   const struct bagtag_classify_options *options, const struct bagtag_sink *sink,
                                   struct bagtag_stream_counts *counts, struct bagtag_error *error)
{
    struct record_counts found;
    struct classify classify = {.model = model, .options = options};
    enum bagtag_status status = classify_open(&classify, error);
    if (status == BAGTAG_OK)
        status = record_stream_run(
            &(struct record_stream){.model = model,
                                    .files = files,
                                    .n_files = n_files,
                                    .input = &options->input,
                                    .added =
                                        options->output == BAGTAG_OUTPUT_AS_INPUT ? classify_member(options) : NULL,
                                    .columns = (const char *const *)classify.columns,
                                    .n_columns = classify.n_columns,
                                    .threads = options->threads,
                                    .scores = options->score == BAGTAG_LOGIT ? STREAM_LOGITS : STREAM_PROBABILITIES,
                                    .choice = classify.chosen.choice,
                                    .is_explained = options->explain > 0,
                                    .put = put_records,
                                    .put_header = options->output == BAGTAG_OUTPUT_AS_INPUT ? answer_put_header : NULL,
                                    .context = &classify,
                                    .sink = sink},
            &found, error);
    if (status == BAGTAG_OK && counts)
        *counts = record_counts_public(&found);
    classify_close(&classify);
    return status;
}
