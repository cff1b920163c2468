/* check_choose.c - lines chosen by their scores */
/* SPDX-License-Identifier: MIT */
#include "bagtag_choose.h"

#include <check.h>
#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/corpus_text.h"
#include "support/streams.h"
#include "support/suite.h"

/* Of round_model: z of "the" is 3/4, of an unknown text 1/3, of "a" 1/4, of "na\xc3\xafve" 1/5. */
enum { X, Y, Z };
#define LINES "a\nthe 1\nxyzzy\n\nthe 2\nna\xc3\xafve\na\nthe 3"

static void set_up(void)
{
    make_folder();
}

static void tear_down(void)
{
    remove_folder();
}

static struct bagtag_filter_options usual_options(void)
{
    struct bagtag_filter_options options;
    bagtag_filter_options_init(&options);
    options.threads = 2;
    return options;
}

static struct bagtag_choice most(uint64_t n)
{
    return (struct bagtag_choice){.rule = BAGTAG_CHOOSE_MOST, .most = n};
}

/* The lines chosen from FILES. */
static struct buffer choose(const char *const *files, size_t n_files, const struct bagtag_filter_options *options,
                            const struct bagtag_choice *choice, struct bagtag_filter_counts *counts)
{
    struct buffer out = {0};
    struct bagtag_error error = {""};
    struct bagtag_model *model = round_model();
    enum bagtag_status status = bagtag_choose(model, &(size_t){Z}, 1, files, n_files, options, choice,
                                              &(struct bagtag_sink){keep, &out}, counts, &error);
    ck_assert_msg(status == BAGTAG_OK, "%s", error.sentence);
    bagtag_model_free(model);
    return out;
}

static void check_lines(const char *text, const struct bagtag_filter_options *options,
                        const struct bagtag_choice *choice, const char *want)
{
    const char *file = write_file("text", text, strlen(text));
    struct buffer out = choose(&file, 1, options, choice, NULL);
    buffer_char(&out, '\0');
    ck_assert_str_eq(out.bytes, want);
    out.len = 0;
    pid_t child = feed(text, strlen(text), 3, 0);
    buffer_clear(&out);
    out = choose(NULL, 0, options, choice, NULL);
    waitpid(child, NULL, 0);
    buffer_char(&out, '\0');
    ck_assert_str_eq(out.bytes, want);
    buffer_clear(&out);
}

START_TEST(the_best_lines_pass_and_of_equal_ones_the_first)
{
    struct bagtag_filter_options options = usual_options();
    struct bagtag_choice choice = most(2);
    check_lines(LINES, &options, &choice, "the 1\nthe 2\n");
    choice = most(4);
    check_lines(LINES, &options, &choice, "the 1\nxyzzy\nthe 2\nthe 3");
    choice = most(6);
    check_lines(LINES, &options, &choice, "a\nthe 1\nxyzzy\n\nthe 2\nthe 3");
    choice = most(100);
    check_lines(LINES, &options, &choice, LINES);
    choice = most(1);
    check_lines("", &options, &choice, "");
}
END_TEST

START_TEST(a_share_is_of_all_lines)
{
    struct bagtag_filter_options options = usual_options();
    struct bagtag_choice choice = {.rule = BAGTAG_CHOOSE_SHARE, .share = 0.25};
    check_lines(LINES, &options, &choice, "the 1\nthe 2\n");
    choice.share = 0.249;
    check_lines(LINES, &options, &choice, "the 1\n");
    choice.share = 0.1;
    check_lines(LINES, &options, &choice, "");
    choice.share = 1.0;
    check_lines(LINES, &options, &choice, LINES);
    choice = (struct bagtag_choice){.rule = BAGTAG_CHOOSE_SHARE, .share = 0.5, .unit = BAGTAG_COUNT_BYTES};
    check_lines(LINES, &options, &choice, "the 1\nthe 2\nthe 3"); /* 17 of 37; the next has 6 */
    choice = (struct bagtag_choice){.rule = BAGTAG_CHOOSE_MOST, .most = 16, .unit = BAGTAG_COUNT_BYTES};
    check_lines(LINES, &options, &choice, "the 1\nthe 2\n");
}
END_TEST

START_TEST(other_options_of_the_filter_hold)
{
    struct bagtag_filter_options options = usual_options();
    struct bagtag_choice choice = most(2);
    options.numbering = BAGTAG_NUMBERED;
    check_lines(LINES, &options, &choice, "2:the 1\n5:the 2\n");
    options.invert = true;
    check_lines(LINES, &options, &choice, "1:a\n3:xyzzy\n4:\n6:na\xc3\xafve\n7:a\n8:the 3");
    options.most = 2;
    check_lines(LINES, &options, &choice, "1:a\n3:xyzzy\n");
    options = usual_options();
    options.is_known = true;
    choice = most(5);
    check_lines(LINES, &options, &choice, "a\nthe 1\nthe 2\na\nthe 3");
    choice = most(100);
    check_lines(LINES, &options, &choice, "a\nthe 1\nthe 2\nna\xc3\xafve\na\nthe 3");
}
END_TEST

START_TEST(counts_are_those_of_all_lines)
{
    struct bagtag_filter_options options = usual_options();
    struct bagtag_choice choice = most(3);
    struct bagtag_filter_counts counts;
    char one[128];
    strcpy(one, write_file("one", "the\xff\na", 6));
    const char *files[] = {one, write_file("two", "the\n", 4)};
    struct buffer out = choose(files, 2, &options, &choice, &counts);
    ck_assert_uint_eq(out.len, 11);
    ck_assert_mem_eq(out.bytes, "the\xff\na\nthe\n", 11); /* a newline is put between the files */
    ck_assert(counts.lines == 3 && counts.passed == 3 && counts.invalid_utf8 == 1);
    buffer_clear(&out);
}
END_TEST

/* A draw depends on seed, place and score; as many lines pass as expected, within four standard deviations. */
START_TEST(a_sample_is_drawn_by_score)
{
    struct bagtag_filter_options options = usual_options();
    struct bagtag_filter_counts counts;
    struct buffer text = {0};
    enum { LINES_EACH = 20000 };
    for (int i = 0; i < LINES_EACH; i++)
        buffer_text(&text, "the\na\n");
    const char *file = write_file("text", text.bytes, text.len);
    double p = pow(1.25, -3.0), q = pow(1.75, -3.0), expected = LINES_EACH * (p + q);
    double deviation = sqrt(LINES_EACH * (p * (1 - p) + q * (1 - q)));
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct bagtag_choice choice = {.rule = BAGTAG_CHOOSE_PARETO, .shape = 3.0, .seed = seed};
        options.threads = 1;
        struct buffer out = choose(&file, 1, &options, &choice, &counts);
        ck_assert_msg(fabs((double)counts.passed - expected) < 4 * deviation, "%g", (double)counts.passed);
        options.threads = 8;
        struct buffer same = choose(&file, 1, &options, &choice, &counts);
        ck_assert_uint_eq(out.len, same.len);
        ck_assert_mem_eq(out.bytes, same.bytes, out.len);
        buffer_clear(&same);
        choice.seed += 100;
        same = choose(&file, 1, &options, &choice, &counts);
        ck_assert(same.len != out.len || memcmp(same.bytes, out.bytes, out.len) != 0);
        buffer_clear(&same);
        buffer_clear(&out);
    }
    buffer_clear(&text);
}
END_TEST

static const char *shortened;

/* Truncates the file when the first lines are written. */
static int truncate_file(void *context, const char *bytes, size_t len)
{
    (void)context;
    (void)bytes;
    (void)len;
    ck_assert_int_eq(truncate(shortened, 4), 0);
    return 0;
}

START_TEST(a_file_that_changes_is_an_error)
{
    struct bagtag_filter_options options = usual_options();
    struct bagtag_choice choice = most(1000000);
    struct bagtag_model *model = round_model();
    struct bagtag_error error = {""};
    struct buffer text = {0};
    for (int i = 0; i < 300000; i++)
        buffer_text(&text, "the\n");
    shortened = write_file("text", text.bytes, text.len);
    ck_assert_int_eq(bagtag_choose(model, &(size_t){Z}, 1, &shortened, 1, &options, &choice,
                                   &(struct bagtag_sink){truncate_file, NULL}, NULL, &error),
                     BAGTAG_INPUT);
    ck_assert_ptr_nonnull(strstr(error.sentence, "text: this file or a later one changed while it was being read"));
    buffer_clear(&text);
    bagtag_model_free(model);
}
END_TEST

static int refuse(void *context, const char *bytes, size_t len)
{
    (void)context;
    (void)bytes;
    (void)len;
    return ENOSPC;
}

START_TEST(a_sink_that_fails_ends_the_run)
{
    struct bagtag_filter_options options = usual_options();
    struct bagtag_model *model = round_model();
    const char *file = write_file("text", LINES, strlen(LINES));
    const struct bagtag_choice choices[] = {most(2), {.rule = BAGTAG_CHOOSE_PARETO, .shape = 0.001}};
    for (size_t i = 0; i < 4; i++) {
        struct bagtag_error error = {""};
        pid_t child = i < 2 ? 0 : feed(LINES, strlen(LINES), 100, 0);
        ck_assert_int_eq(bagtag_choose(model, &(size_t){Z}, 1, &file, i < 2, &options, &choices[i % 2],
                                       &(struct bagtag_sink){refuse, NULL}, NULL, &error),
                         BAGTAG_SYSTEM);
        ck_assert_str_eq(error.sentence, "cannot write the output: No space left on device");
        if (child > 0)
            waitpid(child, NULL, 0);
    }
    bagtag_model_free(model);
}
END_TEST

START_TEST(impossible_choices_are_named)
{
    static const struct {
        struct bagtag_choice choice;
        const char *sentence;
    } cases[] = {{{.rule = BAGTAG_CHOOSE_MOST}, "most: expected at least 1; found 0"},
                 {{.rule = BAGTAG_CHOOSE_SHARE}, "share: expected a number above 0 and at most 1; found 0"},
                 {{.rule = BAGTAG_CHOOSE_SHARE, .share = 1.5}, "share: "},
                 {{.rule = BAGTAG_CHOOSE_SHARE, .share = (double)NAN}, "share: "},
                 {{.rule = BAGTAG_CHOOSE_PARETO}, "shape: expected a number above 0 and at most 1000; found 0"},
                 {{.rule = BAGTAG_CHOOSE_PARETO, .shape = (double)INFINITY}, "shape: "}};
    struct bagtag_filter_options options = usual_options();
    struct bagtag_model *model = round_model();
    struct bagtag_sink sink = {keep, NULL};
    struct bagtag_choice choice = most(1);
    struct bagtag_error error;
    const char *file = write_file("text", "a\n", 2);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_int_eq(
            bagtag_choose(model, &(size_t){Z}, 1, &file, 1, &options, &cases[i].choice, &sink, NULL, &error),
            BAGTAG_ARGUMENT);
        ck_assert_msg(strstr(error.sentence, cases[i].sentence) == error.sentence, "%s", error.sentence);
    }
    ck_assert_int_eq(bagtag_choose(model, &(size_t){3}, 1, &file, 1, &options, &choice, &sink, NULL, &error),
                     BAGTAG_ARGUMENT);
    options.threshold = 0.5;
    ck_assert_int_eq(bagtag_choose(model, &(size_t){Z}, 1, &file, 1, &options, &choice, &sink, NULL, &error),
                     BAGTAG_ARGUMENT);
    ck_assert_str_eq(error.sentence, "threshold: not allowed when lines are chosen by rank; found 0.5");
    bagtag_model_free(model);
}
END_TEST

START_TEST(quantiles_are_scores_of_lines)
{
    struct bagtag_filter_options options = usual_options();
    struct bagtag_model *model = round_model();
    struct bagtag_filter_counts counts;
    struct bagtag_error error;
    const char *file = write_file("text", LINES, strlen(LINES));
    static const double shares[] = {0, 0.25, 0.5, 1};
    float scores[4] = {0};
    ck_assert_int_eq(bagtag_quantiles(model, &(size_t){Z}, 1, &file, 1, &options, shares, 4, scores, &counts, &error),
                     BAGTAG_OK);
    static const double wanted[] = {0.2, 0.25, 1.0 / 3.0, 0.75};
    for (size_t i = 0; i < 4; i++)
        ck_assert_double_eq_tol((double)scores[i], wanted[i], 1e-6);
    ck_assert(counts.lines == 8 && counts.passed == 8);
    options.is_known = true;
    ck_assert_int_eq(bagtag_quantiles(model, &(size_t){Z}, 1, &file, 1, &options, shares, 4, scores, &counts, &error),
                     BAGTAG_OK);
    ck_assert(counts.lines == 8 && counts.passed == 6);
    file = write_file("empty", "", 0);
    scores[0] = 7.0f;
    ck_assert_int_eq(bagtag_quantiles(model, &(size_t){Z}, 1, &file, 1, &options, shares, 4, scores, &counts, &error),
                     BAGTAG_OK);
    ck_assert(counts.passed == 0 && scores[0] == 7.0f);
    ck_assert_int_eq(
        bagtag_quantiles(model, &(size_t){Z}, 1, &file, 1, &options, &(double){1.5}, 1, scores, &counts, &error),
        BAGTAG_ARGUMENT);
    bagtag_model_free(model);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("choose");
    TCase *tests = tcase_create("choose");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, the_best_lines_pass_and_of_equal_ones_the_first);
    tcase_add_test(tests, a_share_is_of_all_lines);
    tcase_add_test(tests, other_options_of_the_filter_hold);
    tcase_add_test(tests, counts_are_those_of_all_lines);
    tcase_add_test(tests, a_sample_is_drawn_by_score);
    tcase_add_test(tests, a_file_that_changes_is_an_error);
    tcase_add_test(tests, a_sink_that_fails_ends_the_run);
    tcase_add_test(tests, impossible_choices_are_named);
    tcase_add_test(tests, quantiles_are_scores_of_lines);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
