/* check_promise.c - thresholds, and what can be promised of them by labelled lines */
/* SPDX-License-Identifier: MIT */
#include "bagtag_choose.h"

#include <check.h>
#include <math.h>
#include <string.h>

#include "support/corpus_text.h"
#include "support/streams.h"
#include "support/suite.h"

/* In round_model, x, y, z of "a" are 1/2, 1/4, 1/4, of "the" 1/8, 1/8, 3/4, of "na\xc3\xafve" 1/10, 7/10, 2/10. */
enum { X, Y, Z };

static void set_up(void)
{
    make_folder();
}

static void tear_down(void)
{
    remove_folder();
}

static void repeat(struct buffer *text, const char *line, int n)
{
    for (int i = 0; i < n; i++)
        buffer_text(text, line);
}

static enum bagtag_status find_precision(const struct buffer *text, double precision, struct bagtag_promise *promise,
                                         struct bagtag_error *error)
{
    struct bagtag_filter_options options;
    struct bagtag_model *model = round_model();
    bagtag_filter_options_init(&options);
    options.threads = 2;
    options.input.format = "text"; /* the format of the lines to be filtered, not of these */
    const char *file = write_file("labelled", text->bytes, text->len);
    enum bagtag_status status =
        bagtag_promise_precision(model, &(size_t){Z}, 1, &file, 1, &options, precision, promise, error);
    bagtag_model_free(model);
    return status;
}

static enum bagtag_status find_coverage(const char *text, double coverage, struct bagtag_promise *promise,
                                        struct bagtag_error *error)
{
    struct bagtag_classify_options options;
    struct bagtag_model *model = round_model();
    bagtag_classify_options_init(&options);
    options.threads = 2;
    const char *file = write_file("labelled", text, strlen(text));
    enum bagtag_status status = bagtag_promise_coverage(model, &file, 1, &options, coverage, promise, error);
    bagtag_model_free(model);
    return status;
}

START_TEST(correctly_classified_lines_promise_what_their_number_supports)
{
    struct buffer text = {0};
    struct bagtag_promise promise = {.lines = 77};
    struct bagtag_error error = {""};
    repeat(&text, "__label__z the\n", 58);
    repeat(&text, "no label\n", 5);
    ck_assert_int_eq(find_precision(&text, 0.95, &promise, &error), BAGTAG_INPUT);
    ck_assert_ptr_nonnull(strstr(error.sentence,
                                 "labelled: expected at least 59 lines with the label for a precision of "
                                 "0.95; found 58 among 58 labelled lines"));
    ck_assert_uint_eq(promise.lines, 77);
    repeat(&text, "__label__x a\n", 100);
    ck_assert_int_eq(find_precision(&text, 0.95, &promise, &error), BAGTAG_INPUT);
    ck_assert_ptr_nonnull(strstr(error.sentence, "0.95; found 58 among 158 labelled lines"));
    repeat(&text, "__label__z the\n", 1);
    ck_assert_int_eq(find_precision(&text, 0.95, &promise, &error), BAGTAG_OK);
    ck_assert_double_eq_tol(promise.threshold, 0.75, 1e-6);
    ck_assert(promise.lines == 159 && promise.carry == 59 && promise.passed == 59 && promise.right == 59);
    buffer_clear(&text);
}
END_TEST

/* Equal scores pass together or not at all; lines below the threshold do not count. */
START_TEST(the_threshold_is_the_lowest_that_can_be_promised)
{
    struct buffer text = {0};
    struct bagtag_promise promise;
    struct bagtag_error error = {""};
    repeat(&text, "__label__x a\n", 1000);
    repeat(&text, "__label__z the\n", 195);
    repeat(&text, "__label__new the\n", 5);
    repeat(&text, "__label__y __label__z a\n", 30);
    ck_assert_int_eq(find_precision(&text, 0.9, &promise, &error), BAGTAG_OK);
    ck_assert_double_eq_tol(promise.threshold, 0.75, 1e-6);
    ck_assert(promise.lines == 1230 && promise.carry == 225 && promise.passed == 200 && promise.right == 195);
    ck_assert_int_eq(find_precision(&text, 0.1, &promise, &error), BAGTAG_OK);
    ck_assert_double_eq_tol(promise.threshold, 0.25, 1e-6);
    ck_assert(promise.passed == 1230 && promise.right == 225);
    ck_assert_int_eq(find_precision(&text, 0.98, &promise, &error), BAGTAG_INPUT);
    ck_assert_ptr_nonnull(
        strstr(error.sentence, "no threshold has a precision of at least 0.98 with 95 % confidence: of the "));
    buffer_clear(&text);
}
END_TEST

START_TEST(the_threshold_of_sets_is_the_score_at_the_rank_of_the_coverage)
{
    struct bagtag_promise promise = {.lines = 77};
    struct bagtag_error error = {""};
    static const char eight[] = "__label__z the\n__label__z the\n__label__z the\n__label__z the\n__label__z the\n"
                                "__label__x a\n__label__y a\nnone\n__label__x the\n";
    ck_assert_int_eq(find_coverage(eight, 0.9, &promise, &error), BAGTAG_INPUT);
    ck_assert_ptr_nonnull(
        strstr(error.sentence, "labelled: expected at least 9 labelled lines for a coverage of 0.9; found 8"));
    ck_assert_uint_eq(promise.lines, 77);
    static const struct {
        double coverage, threshold;
        uint64_t passed, right; /* the best label of "a" is in the set though it has only 0.5 */
    } cases[] = {
        {0.5, 0.75, 5, 6}, {5.0 / 9, 0.75, 5, 6}, {0.56, 0.5, 6, 6}, {0.7, 0.25, 7, 7}, {8.0 / 9, 0.125, 8, 8}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_int_eq(find_coverage(eight, cases[i].coverage, &promise, &error), BAGTAG_OK);
        ck_assert_double_eq_tol(promise.threshold, cases[i].threshold, 1e-6);
        ck_assert(promise.lines == 8 && promise.passed == cases[i].passed && promise.right == cases[i].right);
    }
}
END_TEST

START_TEST(labels_that_the_model_lacks_are_not_covered)
{
    struct bagtag_promise promise;
    struct bagtag_error error = {""};
    static const char lines[] = "__label__z the\n__label__z the\n__label__new the\n__label__z __label__new the\n";
    ck_assert_int_eq(find_coverage(lines, 0.4, &promise, &error), BAGTAG_OK);
    ck_assert(promise.lines == 4 && promise.carry == 2 && promise.passed == 2 && promise.right == 2);
    ck_assert_int_eq(find_coverage(lines, 0.6, &promise, &error), BAGTAG_INPUT);
    ck_assert_ptr_nonnull(
        strstr(error.sentence,
               "no label sets have a coverage of 0.6: of 4 lines, 2 have a label that the model cannot predict"));
}
END_TEST

START_TEST(all_labels_of_a_line_are_to_be_covered)
{
    struct bagtag_promise promise;
    struct bagtag_error error = {""};
    ck_assert_int_eq(find_coverage("__label__z __label__y the\n", 0.5, &promise, &error), BAGTAG_OK);
    ck_assert_double_eq_tol(promise.threshold, 0.125, 1e-6);
    ck_assert_int_eq(
        find_coverage("__label__x a\n__label__x __label__y a\n__label__z the\n__label__z the\n", 0.4, &promise, &error),
        BAGTAG_OK);
    ck_assert_double_eq_tol(promise.threshold, 0.75, 1e-6);
    ck_assert(promise.passed == 2 && promise.right == 3); /* of two labels, one is not the best */
}
END_TEST

START_TEST(files_without_usable_lines_are_errors)
{
    struct bagtag_promise promise;
    struct bagtag_error error = {""};
    static const double impossible[] = {0.0, 1.0, -1.0, 2.0, (double)NAN};
    ck_assert_int_eq(find_coverage("", 0.5, &promise, &error), BAGTAG_INPUT);
    ck_assert_ptr_nonnull(strstr(error.sentence, "labelled: is empty"));
    ck_assert_int_eq(find_coverage("the\na\n", 0.5, &promise, &error), BAGTAG_INPUT);
    ck_assert_ptr_nonnull(strstr(error.sentence, "labelled: no line has a label"));
    for (size_t i = 0; i < sizeof impossible / sizeof *impossible; i++) {
        struct buffer text = {0};
        buffer_text(&text, "__label__z the\n");
        ck_assert_int_eq(find_coverage("__label__z the\n", impossible[i], &promise, &error), BAGTAG_ARGUMENT);
        ck_assert_ptr_nonnull(strstr(error.sentence, "coverage: expected a number above 0 and below 1; found "));
        ck_assert_int_eq(find_precision(&text, impossible[i], &promise, &error), BAGTAG_ARGUMENT);
        ck_assert_ptr_nonnull(strstr(error.sentence, "precision: expected a number above 0 and below 1; found "));
        buffer_clear(&text);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("promise");
    TCase *tests = tcase_create("promise");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, correctly_classified_lines_promise_what_their_number_supports);
    tcase_add_test(tests, the_threshold_is_the_lowest_that_can_be_promised);
    tcase_add_test(tests, the_threshold_of_sets_is_the_score_at_the_rank_of_the_coverage);
    tcase_add_test(tests, labels_that_the_model_lacks_are_not_covered);
    tcase_add_test(tests, all_labels_of_a_line_are_to_be_covered);
    tcase_add_test(tests, files_without_usable_lines_are_errors);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
