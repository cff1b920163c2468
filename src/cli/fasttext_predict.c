/* fasttext_predict.c - fastText's predict, predict-prob, test and test-label */
/* SPDX-License-Identifier: MIT */
#include "cli/fasttext_call.h"

#include <stdbool.h>
#include <string.h>

#include "base/error.h"
#include "base/number.h"

/* MODEL FILE [K] [THRESHOLD] */
struct prediction {
    const char *file, *k_text;
    size_t k; /* 0: all labels */
    double threshold;
};

static enum bagtag_status read_arguments(const struct fasttext_call *call, struct prediction *out,
                                         struct bagtag_error *error)
{
    *out = (struct prediction){.file = call->argv[2], .k_text = call->argc > 3 ? call->argv[3] : "1"};
    if (call->argc > 4 && !number_read_real(call->argv[4], &out->threshold))
        return error_set(error, BAGTAG_ARGUMENT, "threshold: expected a probability from 0 to 1; found '%s'",
                         call->argv[4]);
    return fasttext_read_k(call, 3, 1, &out->k, error);
}

/* ---- predictions ---------------------------------------------------------------------------------------------- */

/* fastText drops words that begin with the prefix of labels. Its own models do this themselves; for others, lines are
 * read in its format. */
static const char *format_for(const struct bagtag_model *model)
{
    char scratch[BAGTAG_SETTING_BYTES];
    return strcmp(bagtag_model_setting(model, "features", scratch), "fasttext") == 0 ? "text" : "fasttext";
}

static enum bagtag_status predict(const struct fasttext_call *call, enum bagtag_score score, struct bagtag_error *error)
{
    struct prediction asked;
    struct bagtag_classify_options options;
    struct bagtag_sink sink = output_sink(call->output);
    enum bagtag_status status = read_arguments(call, &asked, error);
    if (status != BAGTAG_OK)
        return status;
    bagtag_classify_options_init(&options);
    options.input.format = format_for(call->model);
    options.k = asked.k;
    options.threshold = asked.threshold;
    options.score = score;
    options.output = BAGTAG_OUTPUT_FASTTEXT;
    return bagtag_classify(call->model, &asked.file, 1, &options, &sink, NULL, error);
}

enum bagtag_status fasttext_predict(const struct fasttext_call *call, struct bagtag_error *error)
{
    return predict(call, BAGTAG_NO_SCORE, error);
}

enum bagtag_status fasttext_predict_prob(const struct fasttext_call *call, struct bagtag_error *error)
{
    return predict(call, BAGTAG_PROBABILITY, error);
}

/* ---- evaluation ----------------------------------------------------------------------------------------------- */

/* Three significant digits, or three decimals. */
enum ratio_form { RATIO_DIGITS, RATIO_DECIMALS };

/* Prints 0/0 as "nan", without the sign that the C library may give it. */
static void put_ratio(struct buffer *out, const char *name, const char *k, enum ratio_form form, double ratio,
                      bool has_whole)
{
    buffer_format(out, "%s@%s\t", name, k);
    if (!has_whole)
        buffer_text(out, "nan");
    else if (form == RATIO_DIGITS)
        buffer_format(out, "%.3g", ratio);
    else
        buffer_format(out, "%.3f", ratio);
    buffer_char(out, '\n');
}

static bool has_predictions(const struct bagtag_report *report)
{
    for (size_t i = 0; i < report->n_labels; i++) {
        if (report->labels[i].predicted > 0)
            return true;
    }
    return false;
}

static void put_totals(const struct bagtag_report *report, const char *k, enum ratio_form form, struct buffer *out)
{
    buffer_format(out, "N\t%llu\n", (unsigned long long)report->documents);
    put_ratio(out, "P", k, form, report->precision, has_predictions(report));
    put_ratio(out, "R", k, form, report->recall, report->documents > 0);
}

static void put_share(struct buffer *out, const char *name, uint64_t part, uint64_t whole)
{
    if (whole > 0)
        buffer_format(out, "%s : %.6f  ", name, (double)part / (double)whole);
    else
        buffer_format(out, "%s : --------  ", name);
}

static void put_labels(const struct fasttext_call *call, const struct bagtag_report *report)
{
    struct buffer *out = &call->output->text;
    char scratch[BAGTAG_SETTING_BYTES];
    const char *prefix = bagtag_model_setting(call->model, "label-prefix", scratch);
    for (size_t i = 0; i < bagtag_model_n_labels(call->model); i++) {
        const struct bagtag_label_report *label = &report->labels[i];
        put_share(out, "F1-Score", 2 * label->hits, label->predicted + label->support);
        put_share(out, "Precision", label->hits, label->predicted);
        put_share(out, "Recall", label->hits, label->support);
        bool is_whole = strncmp(label->label, prefix, strlen(prefix)) == 0; /* as in files with another -label */
        buffer_format(out, " %s%s\n", is_whole ? "" : prefix, label->label);
    }
}

static enum bagtag_status measure(const struct fasttext_call *call, struct prediction *asked,
                                  struct bagtag_report **report, struct bagtag_error *error)
{
    struct bagtag_test_options options;
    enum bagtag_status status = read_arguments(call, asked, error);
    if (status != BAGTAG_OK)
        return status;
    bagtag_test_options_init(&options);
    options.input.format = "fasttext";
    options.k = asked->k > 0 ? asked->k : bagtag_model_n_labels(call->model);
    options.threshold = asked->threshold;
    options.truth = BAGTAG_TRUTH_KNOWN;
    return bagtag_test(call->model, &asked->file, 1, &options, report, error);
}

enum bagtag_status fasttext_test(const struct fasttext_call *call, struct bagtag_error *error)
{
    struct prediction asked;
    struct bagtag_report *report = NULL;
    enum bagtag_status status = measure(call, &asked, &report, error);
    if (status == BAGTAG_OK)
        put_totals(report, asked.k_text, RATIO_DIGITS, &call->output->text);
    bagtag_report_free(report);
    return status;
}

enum bagtag_status fasttext_test_label(const struct fasttext_call *call, struct bagtag_error *error)
{
    struct prediction asked;
    struct bagtag_report *report = NULL;
    enum bagtag_status status = measure(call, &asked, &report, error);
    if (status == BAGTAG_OK) {
        put_labels(call, report);
        put_totals(report, asked.k_text, RATIO_DECIMALS, &call->output->text);
    }
    bagtag_report_free(report);
    return status;
}
