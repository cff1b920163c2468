/* cmd_test.c - bagtag test: measures a model on labelled text */
/* SPDX-License-Identifier: MIT */
#include "cli/options/command.h"

#include <stdio.h>

#include "bagtag.h"
#include "base/plural.h"
#include "cli/label_names.h"
#include "cli/options/input_options.h"
#include "cli/options/label_options.h"
#include "cli/options/usage.h"
#include "cli/scoring_model.h"
#include "cli/show/figures.h"
#include "cli/show/output.h"
#include "cli/show/report.h"
#include "cli/show/table.h"
#include "cli/show/test_report.h"

struct test_arguments {
    struct bagtag_test_options options;
    bool is_folded;
    double fail_under; /* 0: never */
    uint32_t n_rows;
    bool is_json;
    struct label_arguments among;
    uint32_t marks;
};

enum { MARK_TOP = 1, MARK_THRESHOLD = 2 }; /* --top and --threshold were given */

/* From this number of documents on, a single label is worth a warning. */
enum { MIN_DOCUMENTS = 20 };

#define AT(member) .offset = offsetof(struct test_arguments, member)

static const struct option_spec options[] = {
    {.kind = OPTION_HEADING, .name = "What counts"},
    {.kind = OPTION_SIZE,
     .name = "top",
     .letter = 'k',
     .argument = "N",
     AT(options.k),
     .mark = MARK_TOP,
     .mark_offset = offsetof(struct test_arguments, marks),
     .min = 0,
     .max = 1000000,
     .help = "number of labels to predict for each text, for precision, recall and F1; 0: all"},
    {.kind = OPTION_REAL,
     .name = "threshold",
     .argument = "P",
     AT(options.threshold),
     .mark = MARK_THRESHOLD,
     .mark_offset = offsetof(struct test_arguments, marks),
     .low = 0,
     .high = 1,
     .choices = "auto",
     .chosen = BAGTAG_MODEL_THRESHOLD,
     .help = "predict all labels with at least this probability (with -k, at most N of them); auto: the model's own "
             "threshold, set in training"},
    LABEL_OPTIONS(test_arguments, among),
    {.kind = OPTION_REAL,
     .name = "fail-under",
     .argument = "X",
     AT(fail_under),
     .low = 0,
     .high = 1,
     .initial = "never",
     .help = "exit with status 1 if the accuracy is below X"},

    {.kind = OPTION_HEADING, .name = "Input and output"},
    INPUT_OPTIONS_LABELLED(test_arguments, options.input),
    {.kind = OPTION_FLAG, .name = "json", AT(is_json), .help = "print the whole report as one JSON object"},
    {.kind = OPTION_U32,
     .name = "rows",
     .argument = "N",
     AT(n_rows),
     .min = 0,
     .max = 1000000,
     .help = "show the N most frequent labels in the table"},
    INPUT_OPTIONS_THREADS(test_arguments, options.threads),
    INPUT_OPTIONS_FOLD(test_arguments, is_folded),
};

/* Warns of labels that the model does not know, from another data set or spelled differently; they follow the N_KNOWN
 * of the model, and there is at least one. Returns whether the documents have no other labels. */
static bool warn_of_unknown_labels(const struct bagtag_report *report, size_t n_known)
{
    uint64_t known = 0, n = report->n_labels - n_known;
    const struct bagtag_label_report *most = &report->labels[n_known];
    char count[FIGURE_BYTES], documents[FIGURE_BYTES];
    for (size_t i = 0; i < report->n_labels; i++) {
        if (i < n_known)
            known += report->labels[i].support;
        else if (report->labels[i].support > most->support)
            most = &report->labels[i];
    }
    if (known == 0)
        report_warning(
            "no label of these documents is in the model: they have '%s', for example, and the model has '%s'",
            most->label, report->labels[0].label);
    else if (n == 1)
        report_warning("'%s', a label of %s document%s, is not in the model and counts as wrong", most->label,
                       figure_count(documents, most->support), plural_s(most->support));
    else
        report_warning("%s labels of these documents, most often '%s' (%s document%s), are not in the model and count "
                       "as wrong",
                       figure_count(count, n), most->label, figure_count(documents, most->support),
                       plural_s(most->support));
    return known == 0;
}

/* Warns if all documents have one label, as in the first part of a file sorted by label. */
static void warn_of_one_label(const struct bagtag_report *report)
{
    const struct bagtag_label_report *found = NULL;
    char count[FIGURE_BYTES];
    for (size_t i = 0; i < report->n_labels; i++) {
        if (report->labels[i].support > 0 && found != NULL)
            return;
        if (report->labels[i].support > 0)
            found = &report->labels[i];
    }
    if (found != NULL && report->n_labels > 1 && report->documents >= MIN_DOCUMENTS)
        report_warning("all %s documents have one label, '%s', so other labels are not measured; is the file sorted "
                       "by label?",
                       figure_count(count, report->documents), found->label);
}

/* Prints REPORT on a model of N_KNOWN labels. Returns the exit status. */
static int print_report(const struct test_arguments *given, const struct bagtag_report *report, size_t n_known)
{
    struct output output = {0};
    if (given->is_json) {
        test_report_json(&output, report);
    } else {
        struct test_report_style style = {
            .k = given->options.k,
            .n_rows = given->n_rows,
            .place = table_place(),
        };
        test_report_text(&output, report, style);
    }
    int code = output_finish(&output);
    report_input(&report->input, false);
    if (report->n_labels <= n_known || !warn_of_unknown_labels(report, n_known))
        warn_of_one_label(report);
    report_invalid_utf8(report->invalid_utf8, report->documents);
    if (code == EXIT_DONE && report->accuracy < given->fail_under) {
        report_error("the accuracy %.6f is below %g", report->accuracy, given->fail_under);
        code = EXIT_FAILED;
    }
    return code;
}

static int run_test(const struct command *command, const void *arguments, const struct operands *operands)
{
    const struct test_arguments *given = arguments;
    struct bagtag_error error = {{0}};
    struct bagtag_model *model = NULL;
    struct bagtag_report *report = NULL;
    struct test_arguments wanted = *given;
    int code = label_names_check(command, &given->among, NULL, operands->values + 1, operands->n - 1);
    if (code == EXIT_DONE)
        code = scoring_model_open(command, operands, given->is_folded, given->options.threads, &model);
    if (code == EXIT_DONE)
        code = label_names_choose(model, operands->values[0], &given->among, given->options.input.label_prefix,
                                  &wanted.options.among);
    if (code != EXIT_DONE)
        goto out;

    report_waiting(operands->values + 1, operands->n - 1);
    if (given->marks == MARK_THRESHOLD)
        wanted.options.k = 0;
    enum bagtag_status status =
        bagtag_test(model, operands->values + 1, operands->n - 1, &wanted.options, &report, &error);
    code = status == BAGTAG_OK ? print_report(&wanted, report, bagtag_model_n_labels(model))
                               : report_run_failure(command, status, &error);

out:
    label_names_clear(&wanted.options.among);
    bagtag_report_free(report);
    bagtag_model_free(model);
    return code;
}

static void init_test(void *arguments)
{
    struct test_arguments *given = arguments;
    *given = (struct test_arguments){.n_rows = 20};
    bagtag_test_options_init(&given->options);
    given->options.input.warn = report_input_warning;
}

const struct command command_test = {
    .name = "test",
    .summary = "measure a model on labelled text",
    .description =
        "Compares the model's predictions with the labels in the files. Prints accuracy (how often the most probable "
        "label is one of the text's labels), precision, recall and F1 over all predictions, macro F1 (the mean F1 of "
        "the labels that occur or are predicted), loss, and the expected calibration error (how far probabilities are "
        "from how often predictions are right). Then prints figures for each label and the labels that are confused "
        "most often.",
    .operands = "MODEL FILE...",
    .examples = "  bagtag test topics.model data/topics.test.txt\n"
                "  bagtag test --json topics.model data/topics.test.txt > report.json\n"
                "  bagtag test --fail-under 0.8 topics.model data/topics.test.txt\n",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .arguments_bytes = sizeof(struct test_arguments),
    .init = init_test,
    .run = run_test,
};
