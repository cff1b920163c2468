/* check_temporary.c - a file without a name keeps what is written to it and leaves nothing behind */
/* SPDX-License-Identifier: MIT */
#include "io/temporary.h"

#include <check.h>
#include <dirent.h>
#include <string.h>

#include "support/streams.h"
#include "support/suite.h"

static void set_up(void)
{
    make_folder();
    ck_assert_int_eq(setenv("TMPDIR", folder, 1), 0);
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

START_TEST(written_bytes_are_mapped_and_the_file_has_no_name)
{
    struct temporary temporary;
    struct mapping mapping = {0};
    char *text = make_text(100000);
    ck_assert_int_eq(temporary_open(&temporary, NULL), BAGTAG_OK);
    ck_assert_uint_eq(count_entries(), 0);
    ck_assert_int_eq(temporary_write(&temporary, text, 70000, NULL), BAGTAG_OK);
    ck_assert_int_eq(temporary_write(&temporary, text + 70000, 30000, NULL), BAGTAG_OK);
    ck_assert_int_eq(temporary_map(&temporary, &mapping, NULL), BAGTAG_OK);
    temporary_close(&temporary);
    ck_assert_uint_eq(mapping.len, 100000);
    ck_assert_mem_eq(mapping.bytes, text, 100000);
    mapping_close(&mapping);
    free(text);
}
END_TEST

START_TEST(an_empty_file_is_mapped_too)
{
    struct temporary temporary;
    struct mapping mapping = {0};
    ck_assert_int_eq(temporary_open(&temporary, NULL), BAGTAG_OK);
    ck_assert_int_eq(temporary_map(&temporary, &mapping, NULL), BAGTAG_OK);
    ck_assert_uint_eq(mapping.len, 0);
    mapping_close(&mapping);
    temporary_close(&temporary);
}
END_TEST

START_TEST(a_missing_folder_is_named)
{
    struct temporary temporary;
    struct bagtag_error error;
    ck_assert_int_eq(setenv("TMPDIR", "/no/where", 1), 0);
    ck_assert_int_eq(temporary_open(&temporary, &error), BAGTAG_SYSTEM);
    ck_assert_str_eq(error.sentence,
                     "/no/where: cannot write a temporary file (set TMPDIR to use another folder): No such file or "
                     "directory");
    ck_assert_int_eq(setenv("TMPDIR", "", 1), 0);
    ck_assert_int_eq(temporary_open(&temporary, &error), BAGTAG_OK);
    ck_assert_str_eq(temporary.folder, "/tmp");
    temporary_close(&temporary);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("temporary");
    TCase *tests = tcase_create("temporary");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, written_bytes_are_mapped_and_the_file_has_no_name);
    tcase_add_test(tests, an_empty_file_is_mapped_too);
    tcase_add_test(tests, a_missing_folder_is_named);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
