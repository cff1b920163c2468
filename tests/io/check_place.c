/* check_place.c - how places lie to each other, found by paths */
/* SPDX-License-Identifier: MIT */
#include "io/place.h"

#include <check.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/streams.h"
#include "support/suite.h"

/* In the folder: there/, and links to it, to what is not there, and in a circle. */
static void set_up(void)
{
    make_folder();
    ck_assert_int_eq(chdir(folder), 0);
    ck_assert_int_eq(mkdir("there", 0777), 0);
    ck_assert_int_eq(symlink("there", "link"), 0);
    ck_assert_int_eq(symlink("../new", "there/out"), 0);
    ck_assert_int_eq(symlink("there/out", "twice"), 0);
    ck_assert_int_eq(symlink("circle", "circle"), 0);
}

static void tear_down(void)
{
    ck_assert_int_eq(chdir("/"), 0);
    remove_folder();
}

static const struct {
    const char *path, *other;
    enum place_nesting nesting;
} cases[] = {
    {"new", "new", PLACE_SAME},          {"new", "./there/..//new/", PLACE_SAME},
    {"new", "twice", PLACE_SAME},        {"there/out", "new", PLACE_SAME},
    {"link", "there", PLACE_SAME},       {"link/new", "there", PLACE_INSIDE},
    {"there/new", ".", PLACE_INSIDE},    {"there", "there/new", PLACE_APART},
    {"new", "new2", PLACE_APART},        {"new2", "new", PLACE_APART},
    {"there/out", "there", PLACE_APART}, {"missing/new", "missing/new", PLACE_APART},
};
enum { N_CASES = sizeof cases / sizeof *cases };

START_TEST(places_are_compared_by_where_paths_lead)
{
    enum place_nesting found = place_compare(cases[_i].path, cases[_i].other);
    ck_assert_msg(found == cases[_i].nesting, "%s, %s: %d", cases[_i].path, cases[_i].other, (int)found);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("place");
    TCase *tests = tcase_create("place");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, places_are_compared_by_where_paths_lead, 0, N_CASES);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
