/* check_mapping.c - files as memory */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/mapping.h"
#include "support/suite.h"

/* Every test runs in a fresh working folder. */
static char top[64];

static void enter_folder(void)
{
    strcpy(top, "/tmp/check_mapping.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(top));
    ck_assert_int_eq(chdir(top), 0);
}

static void leave_folder(void)
{
    char command[100];
    ck_assert_int_eq(chdir("/"), 0);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", top);
    ck_assert_int_eq(system(command), 0);
}

static void write_file(const char *path, const char *text)
{
    FILE *stream = fopen(path, "w");
    ck_assert_ptr_nonnull(stream);
    fputs(text, stream);
    ck_assert_int_eq(fclose(stream), 0);
}

START_TEST(mapped_file_is_readable_past_its_end)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t sizes[] = {0, 1, page - 65, page - 64, page - 63, page - 1, page, page + 1, 3 * page};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        char *text = malloc(sizes[i] + 1);
        memset(text, 'x', sizes[i]);
        text[sizes[i]] = '\0';
        write_file("file", text);
        struct bagtag_error error;
        struct mapping mapping = {0};
        ck_assert_int_eq(mapping_open(&mapping, AT_FDCWD, ".", "file", &error), BAGTAG_OK);
        ck_assert_uint_eq(mapping.len, sizes[i]);
        ck_assert_int_eq(memcmp(mapping.bytes, text, sizes[i]), 0);
        for (size_t at = 0; at < 64; at++)
            ck_assert_uint_eq(mapping.bytes[sizes[i] + at], 0);
        mapping_close(&mapping);
        mapping_close(&mapping);
        free(text);
    }
}
END_TEST

START_TEST(files_that_cannot_be_mapped_are_named)
{
    struct bagtag_error error;
    struct mapping mapping = {0};
    int descriptor;
    ck_assert_int_eq(mapping_open_folder(&descriptor, "none", &error), BAGTAG_SYSTEM);
    ck_assert_str_eq(error.sentence, "none: No such file or directory");
    write_file("file", "x");
    ck_assert_int_eq(mapping_open_folder(&descriptor, "file", &error), BAGTAG_SYSTEM);
    ck_assert_str_eq(error.sentence, "file: expected a folder; found a file");

    ck_assert_int_eq(mapping_open_folder(&descriptor, ".", &error), BAGTAG_OK);
    ck_assert_int_eq(mapping_open(&mapping, descriptor, "m", "none", &error), BAGTAG_SYSTEM);
    ck_assert_str_eq(error.sentence, "m/none: No such file or directory");
    ck_assert_int_eq(mkdir("inner", 0777), 0);
    ck_assert_int_eq(mapping_open(&mapping, descriptor, "m", "inner", &error), BAGTAG_INPUT);
    ck_assert_str_eq(error.sentence, "m/inner: expected a regular file");
    ck_assert_int_eq(mkfifo("fifo", 0666), 0);
    ck_assert_int_eq(mapping_open(&mapping, descriptor, "m", "fifo", &error), BAGTAG_INPUT); /* must not block */
    ck_assert_ptr_null(mapping.bytes);
    close(descriptor);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("mapping");
    TCase *parts = tcase_create("parts");
    suite_add_tcase(suite, parts);
    tcase_add_checked_fixture(parts, enter_folder, leave_folder);
    tcase_add_test(parts, mapped_file_is_readable_past_its_end);
    tcase_add_test(parts, files_that_cannot_be_mapped_are_named);

    return suite_run(suite);
}
