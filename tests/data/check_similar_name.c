/* check_similar_name.c - names that differ only in case and in blanks around them */
/* SPDX-License-Identifier: MIT */
#include "data/similar_name.h"

#include <check.h>
#include <string.h>

#include "support/suite.h"

static struct line line_of(const char *text)
{
    return (struct line){.text = text, .len = strlen(text)};
}

START_TEST(case_and_blanks_at_the_ends_do_not_matter)
{
    ck_assert(similar_name(line_of("Title"), line_of("title")));
    ck_assert(similar_name(line_of(" Review Text\t"), line_of("review text")));
    ck_assert(similar_name(line_of("\xC2\xA0"
                                   "body\xEF\xBB\xBF"),
                           line_of("Body")));
}
END_TEST

START_TEST(other_names_are_not_similar)
{
    ck_assert(!similar_name(line_of("titles"), line_of("title")));
    ck_assert(!similar_name(line_of("review text"), line_of("reviewtext")));
    ck_assert(!similar_name(line_of(" "), line_of("")));
}
END_TEST

START_TEST(a_list_is_searched_name_by_name)
{
    static const char list[] = "\"id\", \"my\\\" text\", \"Te, xt\", \"Text \", ...";
    struct line found = similar_name_in(list, "text");
    ck_assert_uint_eq(found.len, 5);
    ck_assert_mem_eq(found.text, "Text ", 5);
    ck_assert_ptr_null(similar_name_in(list, ", ").text);
    ck_assert_ptr_null(similar_name_in("\"cut", "cut").text);
    ck_assert_ptr_null(similar_name_in("", "text").text);
}
END_TEST

START_TEST(a_similar_name_is_asked_for)
{
    char question[SIMILAR_QUESTION_BYTES];
    ck_assert_str_eq(similar_name_ask(question, line_of("Text ")), "; did you mean 'Text '?");
    ck_assert_str_eq(similar_name_ask(question, (struct line){.text = NULL}), "");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("similar names");
    TCase *tests = tcase_create("similar names");
    tcase_add_test(tests, case_and_blanks_at_the_ends_do_not_matter);
    tcase_add_test(tests, other_names_are_not_similar);
    tcase_add_test(tests, a_list_is_searched_name_by_name);
    tcase_add_test(tests, a_similar_name_is_asked_for);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
