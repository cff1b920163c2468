/* check_new_file.c - a file is written completely or not at all */
/* SPDX-License-Identifier: MIT */
#include "io/new_file.h"

#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "io/mapping.h"
#include "support/streams.h"
#include "support/suite.h"

/* Replaces the C library's call in this program: a failing disk. */
static int failure; /* an errno number; 0: no failure */

int fsync(int descriptor)
{
    if (failure == 0)
        return (int)syscall(SYS_fsync, descriptor);
    errno = failure;
    return -1;
}

static char path[256], other[256];

static void set_up(void)
{
    failure = 0;
    make_folder();
    (void)snprintf(path, sizeof path, "%s/f", folder);
    (void)snprintf(other, sizeof other, "%s/g", folder);
}

static void tear_down(void)
{
    remove_folder();
}

static size_t count_entries(void)
{
    size_t n = 0;
    DIR *entries = opendir(folder);
    ck_assert_ptr_nonnull(entries);
    while (readdir(entries))
        n++;
    closedir(entries);
    return n - 2;
}

static void write_it(const char *at, const char *text)
{
    struct new_file *file = NULL;
    ck_assert_int_eq(new_file_begin(&file, at, NULL), BAGTAG_OK);
    ck_assert_int_eq(new_file_write(file, text, strlen(text), NULL), BAGTAG_OK);
    ck_assert_int_eq(new_file_commit(file, NULL), BAGTAG_OK);
}

static void expect_content(const char *at, const char *text, size_t len)
{
    struct mapping mapping;
    ck_assert_int_eq(mapping_open_file(&mapping, at, NULL), BAGTAG_OK);
    ck_assert_uint_eq(mapping.len, len);
    ck_assert_mem_eq(mapping.bytes, text, len);
    mapping_close(&mapping);
}

START_TEST(the_old_file_stays_until_the_new_one_is_complete)
{
    struct new_file *file = NULL;
    write_it(path, "old");
    ck_assert_int_eq(new_file_begin(&file, path, NULL), BAGTAG_OK);
    ck_assert_int_eq(new_file_write(file, "newer", 5, NULL), BAGTAG_OK);
    expect_content(path, "old", 3);
    ck_assert_int_eq(new_file_commit(file, NULL), BAGTAG_OK);
    expect_content(path, "newer", 5);
    ck_assert_uint_eq(count_entries(), 1);
}
END_TEST

START_TEST(an_aborted_file_leaves_nothing)
{
    struct new_file *file = NULL;
    ck_assert_int_eq(new_file_begin(&file, path, NULL), BAGTAG_OK);
    ck_assert_int_eq(new_file_write(file, "new", 3, NULL), BAGTAG_OK);
    new_file_abort(file);
    new_file_abort(NULL);
    ck_assert_uint_eq(count_entries(), 0);
}
END_TEST

START_TEST(a_disk_that_fails_leaves_the_old_file)
{
    struct new_file *file = NULL;
    struct bagtag_error error;
    write_it(path, "old");
    ck_assert_int_eq(new_file_begin(&file, path, NULL), BAGTAG_OK);
    ck_assert_int_eq(new_file_write(file, "new", 3, NULL), BAGTAG_OK);
    failure = EIO;
    ck_assert_int_eq(new_file_commit(file, &error), BAGTAG_SYSTEM);
    ck_assert_msg(strstr(error.sentence, "/f: cannot write: Input/output error") != NULL, "%s", error.sentence);
    expect_content(path, "old", 3);
    ck_assert_uint_eq(count_entries(), 1);
}
END_TEST

START_TEST(a_file_system_without_sync_is_not_an_error)
{
    failure = EINVAL;
    write_it(path, "new");
    expect_content(path, "new", 3);
}
END_TEST

/* Root can act as a user who is in none of the file's groups. */
START_TEST(a_group_that_cannot_be_kept_loses_its_permissions)
{
    struct stat about;
    if (geteuid() != 0)
        return;
    write_it(path, "old");
    ck_assert_int_eq(chown(path, 0, 12345), 0);
    ck_assert_int_eq(chmod(path, 0664), 0);
    ck_assert_int_eq(chmod(folder, 0777), 0);
    ck_assert_int_eq(setegid(54321), 0);
    ck_assert_int_eq(seteuid(54321), 0);
    write_it(path, "new");
    ck_assert_int_eq(seteuid(0), 0);
    ck_assert_int_eq(setegid(0), 0);
    ck_assert_int_eq(stat(path, &about), 0);
    ck_assert_int_eq(about.st_gid, 54321);
    ck_assert_int_eq(about.st_mode & 0777, 0604);
}
END_TEST

START_TEST(skipped_bytes_are_a_hole_of_zeros)
{
    struct new_file *file = NULL;
    struct stat about;
    static const char expected[] = "a\0\0\0b\0\0";
    ck_assert_int_eq(new_file_begin(&file, path, NULL), BAGTAG_OK);
    ck_assert_int_eq(new_file_write(file, "a", 1, NULL), BAGTAG_OK);
    ck_assert_int_eq(new_file_skip(file, 3, NULL), BAGTAG_OK);
    ck_assert_int_eq(new_file_write(file, "b", 1, NULL), BAGTAG_OK);
    ck_assert_int_eq(new_file_skip(file, 2, NULL), BAGTAG_OK);
    ck_assert_int_eq(new_file_commit(file, NULL), BAGTAG_OK);
    expect_content(path, expected, 7);
    ck_assert_int_eq(new_file_begin(&file, path, NULL), BAGTAG_OK);
    ck_assert_int_eq(new_file_skip(file, 100000000, NULL), BAGTAG_OK);
    ck_assert_int_eq(new_file_commit(file, NULL), BAGTAG_OK);
    ck_assert_int_eq(stat(path, &about), 0);
    ck_assert_int_eq(about.st_size, 100000000);
    ck_assert_int_lt(about.st_blocks, 1000);
}
END_TEST

START_TEST(a_private_file_stays_private_and_a_link_a_link)
{
    struct stat about;
    write_it(other, "old");
    ck_assert_int_eq(chmod(other, 0600), 0);
    ck_assert_int_eq(symlink("g", path), 0);
    write_it(path, "new");
    ck_assert_int_eq(lstat(path, &about), 0);
    ck_assert(S_ISLNK(about.st_mode));
    ck_assert_int_eq(stat(other, &about), 0);
    ck_assert_int_eq(about.st_mode & 0777, 0600);
    expect_content(other, "new", 3);
}
END_TEST

START_TEST(anything_but_a_regular_file_is_refused)
{
    struct new_file *file = NULL;
    struct bagtag_error error;
    ck_assert_int_eq(new_file_begin(&file, folder, &error), BAGTAG_SYSTEM);
    ck_assert_msg(strstr(error.sentence, "expected the name of a file; found a folder") != NULL, "%s", error.sentence);
    ck_assert_int_eq(new_file_begin(&file, "/dev/null", &error), BAGTAG_SYSTEM);
    ck_assert_msg(strstr(error.sentence, "found a device or pipe") != NULL, "%s", error.sentence);
    ck_assert_int_eq(new_file_begin(&file, "", &error), BAGTAG_SYSTEM);
    ck_assert_int_eq(symlink("nowhere", path), 0);
    ck_assert_int_eq(new_file_begin(&file, path, &error), BAGTAG_SYSTEM);
    ck_assert_msg(strstr(error.sentence, "dangling symbolic link") != NULL, "%s", error.sentence);
    ck_assert_ptr_null(file);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("new_file");
    TCase *tests = tcase_create("new_file");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, the_old_file_stays_until_the_new_one_is_complete);
    tcase_add_test(tests, an_aborted_file_leaves_nothing);
    tcase_add_test(tests, a_disk_that_fails_leaves_the_old_file);
    tcase_add_test(tests, a_file_system_without_sync_is_not_an_error);
    tcase_add_test(tests, a_group_that_cannot_be_kept_loses_its_permissions);
    tcase_add_test(tests, skipped_bytes_are_a_hole_of_zeros);
    tcase_add_test(tests, a_private_file_stays_private_and_a_link_a_link);
    tcase_add_test(tests, anything_but_a_regular_file_is_refused);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
