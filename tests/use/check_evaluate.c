/* check_evaluate.c - the metrics of a test against small cases computed by hand */
/* SPDX-License-Identifier: MIT */
#include "use/tally.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "support/corpus_text.h"
#include "support/suite.h"

static char folder[64];

static void set_up(void)
{
    new_folder(folder);
}

static void tear_down(void)
{
    remove_all(folder);
}

static struct bagtag_test_options test_options(void)
{
    struct bagtag_test_options options;
    bagtag_test_options_init(&options);
    options.threads = 1;
    return options;
}

static struct bagtag_report *test_text(const struct bagtag_model *model, const char *text, size_t len,
                                       const struct bagtag_test_options *options)
{
    char path[256];
    const char *file = in_folder(path, folder, "text");
    struct bagtag_report *report = NULL;
    struct bagtag_error error = {""};
    write_whole(folder, "text", text, len);
    enum bagtag_status status = bagtag_test(model, &file, 1, options, &report, &error);
    ck_assert_msg(status == BAGTAG_OK, "%s", error.sentence);
    return report;
}

/* With round_model: right at .5, wrong at .5, right at .75, an unknown label, right at .7 beside an unknown one, two
 * unknown labels at 1/3; two lines without a label. */
static const char documents[] = "__label__x a\n"
                                "__label__y a\n"
                                "__label__z __label__x __label__z the\n"
                                "__label__new the\n"
                                "no label\n"
                                "__label__new na\xc3\xafve __label__y\n"
                                "\n"
                                "__label__other __label__new unknown \xff";

static void check_label(const struct bagtag_report *report, size_t i, const char *name, uint64_t support,
                        uint64_t predicted, uint64_t hits)
{
    const struct bagtag_label_report *label = &report->labels[i];
    double precision = predicted ? (double)hits / (double)predicted : 0;
    double recall = support ? (double)hits / (double)support : 0;
    ck_assert_str_eq(label->label, name);
    ck_assert_uint_eq(label->support, support);
    ck_assert_uint_eq(label->predicted, predicted);
    ck_assert_uint_eq(label->hits, hits);
    ck_assert_double_eq_tol(label->precision, precision, 1e-12);
    ck_assert_double_eq_tol(label->recall, recall, 1e-12);
    ck_assert_double_eq_tol(label->f1, hits ? 2 * precision * recall / (precision + recall) : 0, 1e-12);
}

START_TEST(the_figures_are_those_computed_by_hand)
{
    struct bagtag_model *model = round_model();
    for (int threads = 1; threads <= 4; threads++) {
        struct bagtag_test_options options = test_options();
        options.threads = threads;
        struct bagtag_report *report = test_text(model, documents, strlen(documents), &options);
        ck_assert_uint_eq(report->documents, 6);
        ck_assert_uint_eq(report->skipped, 2);
        ck_assert_uint_eq(report->invalid_utf8, 1);
        ck_assert_double_eq_tol(report->accuracy, 3.0 / 6, 1e-12);
        ck_assert_double_eq_tol(report->precision, 3.0 / 6, 1e-12);
        ck_assert_double_eq_tol(report->recall, 3.0 / 9, 1e-12);
        ck_assert_double_eq_tol(report->f1, 0.4, 1e-12);
        ck_assert_uint_eq(report->n_labels, 5);
        check_label(report, 0, "x", 2, 3, 1);
        check_label(report, 1, "y", 2, 1, 1);
        check_label(report, 2, "z", 1, 2, 1);
        check_label(report, 3, "new", 3, 0, 0);
        check_label(report, 4, "other", 1, 0, 0);
        ck_assert_double_eq_tol(report->macro_f1, (0.4 + 2.0 / 3 + 2.0 / 3) / 5, 1e-12);
        double loss = -(log(0.5) + log(0.25) + (log(0.75) + log(0.125)) / 2 + log(0.7)) / 4;
        ck_assert_double_eq_tol(report->loss, loss, 2e-6);
        ck_assert_double_eq_tol(report->ece, (0 + 0.5 + 0.3 + 1.0 / 3) / 6, 1e-6);
        static const uint64_t confusion[5][5] = {
            {1, 0, 0, 0, 0}, {1, 1, 0, 0, 0}, {0, 0, 1, 0, 0}, {0, 0, 1, 0, 0}, {1, 0, 0, 0, 0}};
        ck_assert_mem_eq(report->confusion, confusion, sizeof confusion);
        bagtag_report_free(report);
    }
    bagtag_model_free(model);
}
END_TEST

START_TEST(precision_and_recall_are_at_k_and_above_the_threshold)
{
    struct bagtag_model *model = round_model();
    struct bagtag_test_options options = test_options();
    options.k = 2;
    options.threshold = 0.15;
    struct bagtag_report *report = test_text(model, documents, strlen(documents), &options);
    ck_assert_double_eq_tol(report->accuracy, 0.5, 1e-12);
    ck_assert_double_eq_tol(report->precision, 4.0 / 10, 1e-12);
    ck_assert_double_eq_tol(report->recall, 4.0 / 9, 1e-12);
    check_label(report, 0, "x", 2, 3, 1);
    check_label(report, 1, "y", 2, 4, 2);
    check_label(report, 2, "z", 1, 3, 1);
    bagtag_report_free(report);

    static const size_t all[] = {1000, 0};
    for (size_t i = 0; i < 2; i++) {
        options.k = all[i];
        options.threshold = 0;
        report = test_text(model, documents, strlen(documents), &options);
        ck_assert_double_eq_tol(report->precision, 5.0 / 18, 1e-12);
        ck_assert_double_eq_tol(report->recall, 5.0 / 9, 1e-12);
        bagtag_report_free(report);
    }

    options.threshold = 1; /* no label reaches it */
    report = test_text(model, documents, strlen(documents), &options);
    ck_assert_double_eq(report->precision, 0);
    ck_assert_double_eq(report->recall, 0);
    ck_assert_double_eq(report->f1, 0);
    ck_assert_double_eq(report->macro_f1, 0);
    ck_assert_double_eq_tol(report->accuracy, 0.5, 1e-12);
    bagtag_report_free(report);
    bagtag_model_free(model);
}
END_TEST

START_TEST(the_accuracy_of_equally_probable_labels_does_not_depend_on_k)
{
    static const char *const texts[] = {"x\ta\n", "y\ta\n", "z\ta\n"};
    static const enum loss_kind losses[] = {LOSS_FASTTEXT_OVA, LOSS_FASTTEXT_SOFTMAX, LOSS_OVA};
    enum { WORD = 2 }; /* "a" */
    struct bagtag_model *model = round_model();
    model->settings.loss = losses[_i];
    float *weight = model->owned_weights + SMALL_WORDS * SMALL_DIM;
    for (size_t c = 0; c < SMALL_LABELS; c++)
        weight[c * SMALL_DIM + WORD] =
            c == 2 ? -20 : 20; /* the heap of fastText begins with the second or, for k = 3, the first */
    double sum = 0.0;
    for (size_t t = 0; t < SMALL_LABELS; t++) {
        double accuracy = -1.0;
        for (size_t k = 1; k <= SMALL_LABELS + 1; k++) {
            struct bagtag_test_options options = test_options();
            options.k = k % (SMALL_LABELS + 1); /* 0: all */
            struct bagtag_report *report = test_text(model, texts[t], strlen(texts[t]), &options);
            ck_assert(accuracy < 0.0 || report->accuracy == accuracy);
            accuracy = report->accuracy;
            bagtag_report_free(report);
        }
        sum += accuracy;
    }
    ck_assert_double_eq(sum, 1.0);
    bagtag_model_free(model);
}
END_TEST

START_TEST(labels_neither_present_nor_predicted_do_not_count_in_macro_f1)
{
    static const char text[] = "y\tna\xc3\xafve\ny\tna\xc3\xafve na\xc3\xafve\n";
    struct bagtag_model *model = round_model();
    struct bagtag_test_options options = test_options();
    struct bagtag_report *report = test_text(model, text, strlen(text), &options);
    ck_assert_double_eq(report->accuracy, 1);
    ck_assert_double_eq(report->f1, 1);
    ck_assert_double_eq(report->macro_f1, 1);
    ck_assert_double_eq_tol(report->ece, 0.3, 1e-6);
    ck_assert_double_eq_tol(report->loss, -log(0.7), 2e-6);
    ck_assert_uint_eq(report->n_labels, 3);
    bagtag_report_free(report);

    report = test_text(model, "unseen\ta\n", 9, &options); /* no label has a probability: no loss */
    ck_assert_double_eq(report->accuracy, 0);
    ck_assert_double_eq(report->loss, -1);
    ck_assert_double_eq(report->macro_f1, 0);
    bagtag_report_free(report);
    bagtag_model_free(model);
}
END_TEST

START_TEST(the_loss_uses_logits_where_probabilities_round_to_0_or_1)
{
    static const enum loss_kind losses[] = {LOSS_OVA, LOSS_SOFTMAX};
    static const double expected[][SMALL_LABELS] = {{30, 20, 250}, {10, 0, 230}}; /* to 1e-4 */
    static const float logits[] = {20, 30, -200};
    static const char *const texts[] = {"x\ta\n", "y\ta\n", "z\ta\n"};
    enum { WORD = 2 }; /* "a" */
    struct bagtag_model *model = round_model();
    model->settings.loss = losses[_i];
    float *weight = model->owned_weights + SMALL_WORDS * SMALL_DIM;
    for (size_t c = 0; c < SMALL_LABELS; c++)
        weight[c * SMALL_DIM + WORD] = logits[c];
    for (size_t c = 0; c < SMALL_LABELS; c++) {
        struct bagtag_test_options options = test_options();
        struct bagtag_report *report = test_text(model, texts[c], strlen(texts[c]), &options);
        ck_assert_double_eq_tol(report->loss, expected[_i][c], 1e-4);
        bagtag_report_free(report);
    }
    bagtag_model_free(model);
}
END_TEST

/* Exactly equal: all sums are of integers. */
static void check_same_reports(const struct bagtag_report *a, const struct bagtag_report *b)
{
    ck_assert(a->documents == b->documents && a->skipped == b->skipped && a->invalid_utf8 == b->invalid_utf8);
    ck_assert(a->accuracy == b->accuracy && a->precision == b->precision && a->recall == b->recall && a->f1 == b->f1);
    ck_assert(a->macro_f1 == b->macro_f1 && a->loss == b->loss && a->ece == b->ece);
    ck_assert_uint_eq(a->n_labels, b->n_labels);
    for (size_t i = 0; i < a->n_labels; i++) {
        const struct bagtag_label_report *x = &a->labels[i], *y = &b->labels[i];
        ck_assert_str_eq(x->label, y->label);
        ck_assert(x->support == y->support && x->predicted == y->predicted && x->hits == y->hits);
        ck_assert(x->precision == y->precision && x->recall == y->recall && x->f1 == y->f1);
    }
    ck_assert_mem_eq(a->confusion, b->confusion, a->n_labels * a->n_labels * sizeof *a->confusion);
}

START_TEST(the_report_is_the_same_for_any_number_of_threads)
{
    struct bagtag_model *model =
        train_text(folder, "__label__sport l0w0 the0\n__label__last l4w0 the1\n__label__gro\xc3\x9f l1w1\n",
                   train_options("epochs=3"), NULL);
    struct buffer text = corpus_text(12000, CORPUS_SORTED_BY_LABEL, 12);
    for (int i = 0; i < 3000; i++) /* unknown labels, each as often as the others */
        buffer_format(&text, "__label__rare%d the%d\nno label\n", i % 150, i);
    ck_assert_uint_gt(text.len, 4 * 256 * 1024);
    struct bagtag_test_options options = test_options();
    options.k = 2;
    struct bagtag_report *one = test_text(model, text.bytes, text.len, &options);
    ck_assert_uint_eq(one->documents, 15000);
    ck_assert_uint_eq(one->skipped, 3000);
    ck_assert_uint_eq(one->n_labels, 155);
    ck_assert_str_eq(one->labels[5].label, "rare0");
    ck_assert_str_eq(one->labels[154].label, "rare149");
    for (options.threads = 2; options.threads <= 8; options.threads *= 2) {
        struct bagtag_report *many = test_text(model, text.bytes, text.len, &options);
        check_same_reports(one, many);
        bagtag_report_free(many);
    }
    bagtag_report_free(one);
    buffer_clear(&text);
    bagtag_model_free(model);
}
END_TEST

START_TEST(there_is_a_confusion_matrix_up_to_two_thousand_labels)
{
    struct bagtag_model *model = round_model();
    for (int n_unknown = 1997; n_unknown <= 1998; n_unknown++) {
        struct buffer text = {0};
        for (int i = 0; i < n_unknown; i++)
            buffer_format(&text, "__label__u%d the\n", i);
        struct bagtag_test_options options = test_options();
        struct bagtag_report *report = test_text(model, text.bytes, text.len, &options);
        ck_assert_uint_eq(report->n_labels, 3 + (size_t)n_unknown);
        if (n_unknown == 1997)
            ck_assert_uint_eq(report->confusion[1999 * 2000 + 2], 1);
        else
            ck_assert_ptr_null(report->confusion);
        bagtag_report_free(report);
        buffer_clear(&text);
    }
    bagtag_model_free(model);
}
END_TEST

static void check_refused(const char *text, const struct bagtag_test_options *options, enum bagtag_status want,
                          const char *part)
{
    char path[256];
    struct bagtag_model *model = round_model();
    const char *file = in_folder(path, folder, "text");
    struct bagtag_report *report = NULL;
    struct bagtag_error error = {""};
    if (text)
        write_whole(folder, "text", text, strlen(text));
    else
        file = in_folder(path, folder, "missing");
    enum bagtag_status status = bagtag_test(model, &file, 1, options, &report, &error);
    ck_assert_msg(status == want && strstr(error.sentence, part), "%d: %s", (int)status, error.sentence);
    ck_assert_ptr_null(report);
    bagtag_model_free(model);
}

START_TEST(files_that_cannot_be_tested_are_named)
{
    struct bagtag_test_options options = test_options();
    for (options.threads = 1; options.threads <= 2; options.threads++) {
        check_refused("no\nlabel\n", &options, BAGTAG_INPUT, "text: no line has a label; expected words");
        check_refused("\t\n\tlabel\n", &options, BAGTAG_INPUT, "text: no line has a label; expected label, tab");
        check_refused("", &options, BAGTAG_INPUT, "text: is empty");
        check_refused("x\ta\nx\ta\nz\n", &options, BAGTAG_INPUT, "text:3: expected label, tab, text; found no tab");
        check_refused("__label__\xff a\n", &options, BAGTAG_INPUT, "text:1: expected a label in UTF-8");
        check_refused(NULL, &options, BAGTAG_SYSTEM, "missing: No such file");
    }
    options = test_options();
    options.threshold = (double)NAN;
    check_refused("x\ta\n", &options, BAGTAG_ARGUMENT, "threshold");
    options.threshold = 1.5;
    check_refused("x\ta\n", &options, BAGTAG_ARGUMENT, "threshold");
    options = test_options();
    options.input.format = "text";
    check_refused("x\ta\n", &options, BAGTAG_ARGUMENT, "format");
    options.input.format = NULL;
    check_refused("x\ta\n", &options, BAGTAG_ARGUMENT, "format");
}
END_TEST

/* The format of each file is detected from its own first line. */
START_TEST(several_files_are_tested_together)
{
    char paths[2][256];
    write_whole(folder, "one", "\n__label__x a\n", 14);
    write_whole(folder, "two", "z\tthe\ny\tthe\n", 12);
    const char *files[] = {in_folder(paths[0], folder, "one"), in_folder(paths[1], folder, "two")};
    struct bagtag_model *model = round_model();
    struct bagtag_test_options options = test_options();
    for (options.threads = 1; options.threads <= 3; options.threads++) {
        struct bagtag_report *report = NULL;
        ck_assert_int_eq(bagtag_test(model, files, 2, &options, &report, NULL), BAGTAG_OK);
        ck_assert_uint_eq(report->documents, 3);
        ck_assert_uint_eq(report->skipped, 1);
        ck_assert_str_eq(report->first_skipped.file, files[0]);
        ck_assert_uint_eq(report->first_skipped.line, 1);
        ck_assert_double_eq_tol(report->accuracy, 2.0 / 3, 1e-12);
        ck_assert_uint_eq(report->n_labels, 3);
        bagtag_report_free(report);
    }
    bagtag_model_free(model);
}
END_TEST

/* ---- the tally alone ------------------------------------------------------------------------------------- */

static void add(struct tally *tally, uint32_t truth, double loss, uint32_t label, float probability)
{
    struct bagtag_error error;
    struct bagtag_prediction top = {label, probability};
    struct tally_truth seen = {&truth, 1, loss};
    ck_assert_int_eq(tally_add(tally, &seen, &top, &top, 1, &error), BAGTAG_OK);
}

START_TEST(tallies_add_up_and_take_probabilities_from_0_to_1)
{
    static const char *const names[] = {"p", "q"};
    struct tally tallies[3];
    struct bagtag_error error;
    for (int t = 0; t < 3; t++)
        ck_assert_int_eq(tally_init(&tallies[t], 2, &error), BAGTAG_OK);
    /* The same unknown label has another number in each tally. */
    struct strtab_first first = {.block = 1};
    ck_assert_uint_eq(strtab_add(&tallies[0].unknown, "u", 1, hash_bytes("u", 1), first), 0);
    ck_assert_uint_eq(strtab_add(&tallies[1].unknown, "v", 1, hash_bytes("v", 1), first), 0);
    ck_assert_uint_eq(strtab_add(&tallies[1].unknown, "u", 1, hash_bytes("u", 1), first), 1);
    add(&tallies[0], 0, 0.25, 0, 1.0f);
    add(&tallies[0], 2, -1, 1, 1.0f);
    add(&tallies[1], 1, 0.75, 0, 0.0f);
    add(&tallies[1], 2, -1, 0, 0.5f);
    add(&tallies[1], 3, -1, 1, 0.5f);
    struct bagtag_report *report = NULL;
    ck_assert_int_eq(tally_report(tallies, 3, names, &report, &error), BAGTAG_OK);
    ck_assert_uint_eq(report->documents, 5);
    ck_assert_double_eq_tol(report->accuracy, 0.2, 1e-12);
    ck_assert_double_eq_tol(report->loss, 0.5, 1e-6);
    ck_assert_double_eq_tol(report->ece, (1 + 0 + 1) / 5.0, 1e-6); /* bins of 1, of 0, of .5 */
    ck_assert_uint_eq(report->n_labels, 4);
    check_label(report, 2, "u", 2, 0, 0);
    check_label(report, 3, "v", 1, 0, 0);
    static const uint64_t confusion[4][4] = {{1, 0, 0, 0}, {1, 0, 0, 0}, {0, 2, 0, 0}, {1, 0, 0, 0}};
    ck_assert_mem_eq(report->confusion, confusion, sizeof confusion);
    bagtag_report_free(report);
    bagtag_report_free(NULL);
    for (int t = 0; t < 3; t++)
        tally_clear(&tallies[t]);
    tally_clear(&tallies[0]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("evaluate");
    TCase *tests = tcase_create("evaluate");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, the_figures_are_those_computed_by_hand);
    tcase_add_test(tests, precision_and_recall_are_at_k_and_above_the_threshold);
    tcase_add_loop_test(tests, the_accuracy_of_equally_probable_labels_does_not_depend_on_k, 0, 3);
    tcase_add_test(tests, labels_neither_present_nor_predicted_do_not_count_in_macro_f1);
    tcase_add_loop_test(tests, the_loss_uses_logits_where_probabilities_round_to_0_or_1, 0, 2);
    tcase_add_test(tests, the_report_is_the_same_for_any_number_of_threads);
    tcase_add_test(tests, there_is_a_confusion_matrix_up_to_two_thousand_labels);
    tcase_add_test(tests, files_that_cannot_be_tested_are_named);
    tcase_add_test(tests, several_files_are_tested_together);
    tcase_add_test(tests, tallies_add_up_and_take_probabilities_from_0_to_1);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
