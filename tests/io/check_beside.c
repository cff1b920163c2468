/* check_beside.c - what is finished but cannot be put in place is kept */
/* SPDX-License-Identifier: MIT */
#include "io/beside.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "io/folder.h"
#include "io/new_file.h"
#include "support/streams.h"
#include "support/suite.h"
#include "support/written.h"

/* Replacements of the C library's calls in this program: a target that cannot be renamed, such as a mount point or a
 * folder from a lower layer of an overlay. */
static int failure;         /* of a rename to "m", except a plain one onto a folder; 0: none */
static int failure_of_keep; /* of a rename to another name; EINVAL: only with a flag */

static int rename_as_the_system(int folder_a, const char *a, int folder_b, const char *b, unsigned flags)
{
    return (int)syscall(SYS_renameat2, folder_a, a, folder_b, b, flags);
}

int renameat2(int folder_a, const char *a, int folder_b, const char *b, unsigned flags)
{
    errno = strcmp(b, "m") == 0 ? failure : failure_of_keep;
    return errno != 0 ? -1 : rename_as_the_system(folder_a, a, folder_b, b, flags);
}

int renameat(int folder_a, const char *a, int folder_b, const char *b)
{
    struct stat about;
    bool is_folder = fstatat(folder_b, b, &about, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(about.st_mode);
    errno = strcmp(b, "m") == 0 && !is_folder ? failure : failure_of_keep == EINVAL ? 0 : failure_of_keep;
    return errno != 0 ? -1 : rename_as_the_system(folder_a, a, folder_b, b, 0);
}

static char *here; /* links followed, as the sentences have it */

static void set_up(void)
{
    failure = failure_of_keep = 0;
    make_folder();
    here = realpath(folder, NULL);
    ck_assert_ptr_nonnull(here);
    ck_assert_int_eq(chdir(here), 0);
}

static void tear_down(void)
{
    free(here);
    ck_assert_int_eq(chdir("/"), 0);
    remove_folder();
}

static enum bagtag_status save_folder(const char *path, const char *text, struct bagtag_error *error)
{
    struct folder *written = NULL;
    ck_assert_int_eq(folder_begin(&written, path, error), BAGTAG_OK);
    ck_assert_int_eq(folder_create(written, "a", error), BAGTAG_OK);
    ck_assert_int_eq(folder_write(written, text, strlen(text), error), BAGTAG_OK);
    ck_assert_int_eq(folder_finish(written, error), BAGTAG_OK);
    return folder_commit(written, error);
}

static enum bagtag_status save_file(const char *path, const char *text, struct bagtag_error *error)
{
    struct new_file *written = NULL;
    ck_assert_int_eq(new_file_begin(&written, path, error), BAGTAG_OK);
    ck_assert_int_eq(new_file_write(written, text, strlen(text), error), BAGTAG_OK);
    return new_file_commit(written, error);
}

/* The sentence is START, the folder if it IS_FULL path, and END. */
static void expect_sentence(const struct bagtag_error *error, const char *start, bool is_full, const char *end)
{
    char expected[1000];
    (void)snprintf(expected, sizeof expected, "%s%s%s%s", start, is_full ? here : "", is_full ? "/" : "", end);
    ck_assert_str_eq(error->sentence, expected);
}

static const int failures[] = {EXDEV, EBUSY};

START_TEST(a_folder_that_cannot_replace_another_is_kept_beside_it)
{
    struct bagtag_error error;
    char start[200];
    ck_assert_int_eq(save_folder("m", "old", &error), BAGTAG_OK);
    failure = failures[_i / 2];
    failure_of_keep = _i % 2 == 0 ? 0 : EINVAL;
    ck_assert_int_eq(save_folder("m/", "new", &error), BAGTAG_SYSTEM);
    (void)snprintf(start, sizeof start, "m/: cannot be replaced: %s; the new one is in ", strerror(failure));
    expect_sentence(&error, start, true, "m.new");
    ck_assert_int_eq(save_folder("m/", "newer", &error), BAGTAG_SYSTEM);
    expect_sentence(&error, start, true, "m.new-2");
    expect_file("m/a", "old");
    expect_file("m.new/a", "new");
    expect_file("m.new-2/a", "newer");
    ck_assert_int_eq(count_entries("."), 3);
}
END_TEST

START_TEST(a_new_folder_that_cannot_get_its_name_is_kept)
{
    struct bagtag_error error;
    failure = EBUSY;
    ck_assert_int_eq(save_folder("./m", "new", &error), BAGTAG_SYSTEM);
    expect_sentence(&error, "./m: cannot be created: Device or resource busy; the new one is in ", false, "./m.new");
    expect_file("m.new/a", "new");
    ck_assert_int_eq(count_entries("."), 1);
}
END_TEST

START_TEST(an_empty_folder_of_a_lower_layer_is_replaced)
{
    struct bagtag_error error;
    ck_assert_int_eq(mkdir("m", 0777), 0);
    failure = EXDEV;
    ck_assert_int_eq(save_folder("m", "new", &error), BAGTAG_OK);
    expect_file("m/a", "new");
    ck_assert_int_eq(count_entries("."), 1);
}
END_TEST

START_TEST(a_file_that_cannot_replace_another_is_kept_beside_it)
{
    struct bagtag_error error;
    const char *start = "m: cannot be replaced: Device or resource busy; the new one is in ";
    ck_assert_int_eq(save_file("m", "old", &error), BAGTAG_OK);
    failure = EBUSY;
    failure_of_keep = _i == 0 ? 0 : EINVAL;
    ck_assert_int_eq(save_file("m", "new", &error), BAGTAG_SYSTEM);
    expect_sentence(&error, start, true, "m.new");
    ck_assert_int_eq(unlink("m.new"), 0);
    ck_assert_int_eq(symlink("nowhere", "m.new"), 0);
    ck_assert_int_eq(save_file("m", "newer", &error), BAGTAG_SYSTEM);
    expect_sentence(&error, start, true, "m.new-2");
    expect_file("m", "old");
    expect_file("m.new-2", "newer");
    ck_assert_int_eq(count_entries("."), 3);
}
END_TEST

START_TEST(what_cannot_be_renamed_at_all_keeps_its_hidden_name)
{
    struct bagtag_error error;
    ck_assert_int_eq(save_file("m", "old", &error), BAGTAG_OK);
    failure = EBUSY;
    failure_of_keep = EACCES;
    ck_assert_int_eq(save_file("m", "new", &error), BAGTAG_SYSTEM);
    const char *kept = strstr(error.sentence, "; the new one is in ");
    ck_assert_msg(kept != NULL, "%s", error.sentence);
    kept += strlen("; the new one is in ");
    ck_assert_msg(strstr(kept, "/.m.new-") != NULL, "%s", error.sentence);
    expect_file(kept, "new");
    expect_file("m", "old");
}
END_TEST

START_TEST(what_somebody_has_removed_is_not_said_to_be_kept)
{
    struct bagtag_error error;
    int parent = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ck_assert_int_ge(parent, 0);
    ck_assert_int_eq(beside_keep(parent, ".gone", "m", "m", EXDEV, &error), BAGTAG_SYSTEM);
    expect_sentence(&error, "m: cannot be created: Invalid cross-device link", false, "");
    close(parent);
}
END_TEST

START_TEST(the_longest_names_have_room_for_new)
{
    struct bagtag_error error;
    char name[NAME_MAX + 1], kept[NAME_MAX + 1];
    memset(name, 'n', NAME_MAX);
    name[NAME_MAX] = '\0';
    int parent = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ck_assert_int_ge(parent, 0);
    (void)snprintf(kept, sizeof kept, "%.200s.new-2", name);
    ck_assert_int_eq(mkdir(".1", 0777), 0);
    ck_assert_int_eq(mkdir(".2", 0777), 0);
    ck_assert_int_eq(beside_keep(parent, ".1", name, "n", EXDEV, &error), BAGTAG_SYSTEM);
    ck_assert_int_eq(beside_keep(parent, ".2", name, "n", EXDEV, &error), BAGTAG_SYSTEM);
    expect_sentence(&error, "n: cannot be created: Invalid cross-device link; the new one is in ", false, kept);
    ck_assert_int_eq(rmdir(kept), 0);
    close(parent);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("beside");
    TCase *tests = tcase_create("beside");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, a_folder_that_cannot_replace_another_is_kept_beside_it, 0, 4);
    tcase_add_test(tests, a_new_folder_that_cannot_get_its_name_is_kept);
    tcase_add_test(tests, an_empty_folder_of_a_lower_layer_is_replaced);
    tcase_add_loop_test(tests, a_file_that_cannot_replace_another_is_kept_beside_it, 0, 2);
    tcase_add_test(tests, what_cannot_be_renamed_at_all_keeps_its_hidden_name);
    tcase_add_test(tests, what_somebody_has_removed_is_not_said_to_be_kept);
    tcase_add_test(tests, the_longest_names_have_room_for_new);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
