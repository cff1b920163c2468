/* fasttext_commands.c - commands of fastText, run with its arguments and printed in its format */
/* SPDX-License-Identifier: MIT */
#include "cli/fasttext_commands.h"

#include <stdint.h>
#include <string.h>

#include "bagtag.h"
#include "base/number.h"
#include "cli/fasttext.h"
#include "cli/interrupt.h"
#include "cli/show/output.h"
#include "cli/show/report.h"

#define USAGE "usage: fasttext predict|predict-prob|test MODEL FILE [K] [THRESHOLD]; FILE - is standard input"

/* MODEL FILE [K] [THRESHOLD] */
struct prediction {
    const char *model, *file;
    const char *k_text;
    size_t k; /* 0: all labels */
    double threshold;
};

bool fasttext_is_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return strcmp(slash != NULL ? slash + 1 : path, "fasttext") == 0;
}

static bool read_k(const char *text, size_t *k)
{
    uint64_t number = 0;
    if (strcmp(text, "-1") != 0 && (!number_read_whole(text, &number) || number == 0 || number > INT32_MAX)) {
        report_error("k: expected a number from 1, or -1 for all labels; found '%s'", text);
        return false;
    }
    *k = (size_t)number;
    return true;
}

/* ARGV[0] is the command. */
static bool read_arguments(struct prediction *out, int argc, char *const *argv)
{
    if (argc < 3 || argc > 5) {
        report_error("%s", USAGE);
        return false;
    }
    *out = (struct prediction){.model = argv[1], .file = argv[2], .k_text = argc > 3 ? argv[3] : "1"};
    if (!read_k(out->k_text, &out->k))
        return false;
    if (argc > 4 && !number_read_real(argv[4], &out->threshold)) {
        report_error("threshold: expected a probability from 0 to 1; found '%s'", argv[4]);
        return false;
    }
    return true;
}

static enum bagtag_status predict(const struct bagtag_model *model, const struct prediction *asked,
                                  enum bagtag_score score, struct output *output, struct bagtag_error *error)
{
    struct bagtag_classify_options options;
    struct bagtag_sink sink = output_sink(output);
    bagtag_classify_options_init(&options);
    options.input.format = "text";
    options.k = asked->k;
    options.threshold = asked->threshold;
    options.score = score;
    options.output = BAGTAG_OUTPUT_FASTTEXT;
    return bagtag_classify(model, &asked->file, 1, &options, &sink, NULL, error);
}

/* A ratio without a whole is "nan", whatever sign the library has for it. */
static void put_ratio(struct buffer *out, const char *name, const char *k, double ratio, bool has_whole)
{
    buffer_format(out, "%s@%s\t", name, k);
    if (has_whole)
        buffer_format(out, "%.3g\n", ratio);
    else
        buffer_text(out, "nan\n");
}

static bool has_predictions(const struct bagtag_report *report)
{
    for (size_t i = 0; i < report->n_labels; i++) {
        if (report->labels[i].predicted > 0)
            return true;
    }
    return false;
}

static enum bagtag_status test(const struct bagtag_model *model, const struct prediction *asked, struct output *output,
                               struct bagtag_error *error)
{
    struct bagtag_test_options options;
    struct bagtag_report *report = NULL;
    bagtag_test_options_init(&options);
    options.input.format = "fasttext";
    options.k = asked->k > 0 ? asked->k : bagtag_model_n_labels(model);
    options.threshold = asked->threshold;
    options.truth = BAGTAG_TRUTH_KNOWN;
    enum bagtag_status status = bagtag_test(model, &asked->file, 1, &options, &report, error);
    if (status != BAGTAG_OK)
        return status;
    buffer_format(&output->text, "N\t%llu\n", (unsigned long long)report->documents);
    put_ratio(&output->text, "P", asked->k_text, report->precision, has_predictions(report));
    put_ratio(&output->text, "R", asked->k_text, report->recall, report->documents > 0);
    bagtag_report_free(report);
    return BAGTAG_OK;
}

static int run(const char *command, const struct prediction *asked)
{
    struct bagtag_error error = {{0}};
    struct bagtag_model *model = NULL;
    struct output output = {0};
    interrupt_watch(asked->model);
    enum bagtag_status status = bagtag_model_open(asked->model, &model, &error);
    if (status == BAGTAG_OK && strcmp(command, "test") == 0)
        status = test(model, asked, &output, &error);
    else if (status == BAGTAG_OK)
        status = predict(model, asked, strcmp(command, "predict") == 0 ? BAGTAG_NO_SCORE : BAGTAG_PROBABILITY, &output,
                         &error);
    bool is_told = status == BAGTAG_OK || output_has_failed(&output);
    int code = output_finish(&output);
    if (!is_told) {
        (void)report_failure(status, &error);
        code = EXIT_FAILED;
    }
    bagtag_model_free(model);
    return code;
}

int fasttext_run(int argc, char *const *argv)
{
    static const char *const runs[] = {"predict", "predict-prob", "test"};
    struct prediction asked;
    for (size_t i = 0; argc > 0 && i < sizeof runs / sizeof runs[0]; i++) {
        if (strcmp(argv[0], runs[i]) == 0)
            return read_arguments(&asked, argc, argv) ? run(argv[0], &asked) : EXIT_FAILED;
    }
    struct buffer sentence = {0};
    bool is_theirs = argc > 0 && fasttext_translate(argc, argv, &sentence);
    buffer_char(&sentence, '\0');
    report_error("%s", is_theirs && !sentence.failed ? sentence.bytes : USAGE);
    buffer_clear(&sentence);
    return EXIT_FAILED;
}
