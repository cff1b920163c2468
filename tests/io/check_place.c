/* check_place.c - how the places of two paths are related */
/* SPDX-License-Identifier: MIT */
#include "io/place.h"

#include <check.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/streams.h"
#include "support/suite.h"

/* The folder holds there/, and links to it, to what does not exist, and in a circle. */
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

/* FOLDER: where writing to PATH would create a file. */
static const struct {
    const char *path, *folder;
} folders[] = {{"new", "."}, {"link/new", "there"}, {"there/out", "."}, {"there/", "."}, {"twice", "link/.."}};

START_TEST(the_folder_of_a_place_is_found)
{
    char *found = place_folder(folders[_i].path);
    ck_assert_ptr_nonnull(found);
    ck_assert_msg(place_compare(found, folders[_i].folder) == PLACE_SAME, "%s: %s", folders[_i].path, found);
    free(found);
    ck_assert_ptr_null(place_folder("missing/new"));
    ck_assert_ptr_null(place_folder("circle"));
    found = place_folder("/new-in-the-root");
    ck_assert_str_eq(found, "/");
    free(found);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("place");
    TCase *tests = tcase_create("place");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, places_are_compared_by_where_paths_lead, 0, N_CASES);
    tcase_add_loop_test(tests, the_folder_of_a_place_is_found, 0, sizeof folders / sizeof *folders);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
