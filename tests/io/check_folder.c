/* check_folder.c - folders are written whole or not at all */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "io/folder.h"
#include "io/mapping.h"
#include "support/suite.h"
#include "support/written.h"

/* Replacements of the C library's calls in this program: they simulate a file system that cannot exchange folders, and
 * a failing disk. */
static bool has_renameat2 = true;
static int failing_sync = 0; /* this call of fsync fails, counted from 1; 0 for none */
static int n_syncs = 0;
static void (*after_exchange)(void) = NULL; /* called once: what another writer does at that moment */

int renameat2(int old_folder, const char *old_name, int new_folder, const char *new_name, unsigned flags)
{
    if (!has_renameat2) {
        errno = EINVAL;
        return -1;
    }
    int result = (int)syscall(SYS_renameat2, old_folder, old_name, new_folder, new_name, flags);
    void (*act)(void) = after_exchange;
    after_exchange = NULL;
    if (act != NULL)
        act();
    return result;
}

int fsync(int descriptor)
{
    if (++n_syncs == failing_sync) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(SYS_fsync, descriptor);
}

static int seconds_ahead = 0; /* how far the clock is ahead of the time when the files were made */

int clock_gettime(clockid_t clock, struct timespec *now)
{
    if (syscall(SYS_clock_gettime, clock, now) != 0)
        return -1;
    if (clock == CLOCK_REALTIME)
        now->tv_sec += seconds_ahead;
    return 0;
}

/* Every test runs in a fresh working folder. */
static char top[64];

static void enter_folder(void)
{
    strcpy(top, "/tmp/check_folder.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(top));
    seconds_ahead = 0;
    ck_assert_int_eq(chdir(top), 0);
    umask(022);
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

/* Writes a folder of two files, each holding TEXT. */
static enum bagtag_status write_folder(const char *path, const char *text, struct bagtag_error *error)
{
    struct folder *folder = NULL;
    enum bagtag_status status = folder_begin(&folder, path, error);
    if (status != BAGTAG_OK)
        return status;
    static const char *const names[] = {"a", "b"};
    for (int i = 0; i < 2 && status == BAGTAG_OK; i++) {
        status = folder_create(folder, names[i], error);
        if (status == BAGTAG_OK)
            status = folder_write(folder, text, 1, error);
        if (status == BAGTAG_OK)
            status = folder_write(folder, text + 1, strlen(text) - 1, error);
        if (status == BAGTAG_OK)
            status = folder_finish(folder, error);
    }
    if (status == BAGTAG_OK)
        return folder_commit(folder, error);
    folder_abort(folder);
    return status;
}

static void expect_written(const char *path, const char *text)
{
    struct bagtag_error error = {"no error"};
    ck_assert_msg(write_folder(path, text, &error) == BAGTAG_OK, "%s", error.sentence);
}

static void expect_refused(const char *path, const char *sentence)
{
    struct bagtag_error error = {"no error"};
    ck_assert_int_ne(write_folder(path, "new", &error), BAGTAG_OK);
    ck_assert_msg(strstr(error.sentence, sentence) != NULL, "\"%s\" lacks \"%s\"", error.sentence, sentence);
}

START_TEST(new_folder_appears_whole_with_the_modes_of_umask)
{
    has_renameat2 = _i == 0;
    umask(027);
    expect_written("m", "text");
    expect_file("m/a", "text");
    expect_file("m/b", "text");
    struct stat about;
    ck_assert_int_eq(stat("m", &about), 0);
    ck_assert_uint_eq(about.st_mode & 0777, 0750);
    ck_assert_int_eq(stat("m/a", &about), 0);
    ck_assert_uint_eq(about.st_mode & 0777, 0640);
    ck_assert_int_eq(count_entries("."), 1);
}
END_TEST

START_TEST(old_folder_is_replaced_and_gone)
{
    has_renameat2 = _i == 0;
    expect_written("m", "old");
    expect_written("m///", "new");
    expect_file("m/a", "new");
    ck_assert_int_eq(count_entries("m"), 2);
    ck_assert_int_eq(count_entries("."), 1);
    ck_assert_int_eq(mkdir("empty", 0777), 0);
    expect_written("empty", "new");
    ck_assert_int_eq(count_entries("empty"), 2);
}
END_TEST

static void write_another(void)
{
    expect_written("m", "another");
}

START_TEST(two_writers_at_the_same_time_leave_one_folder)
{
    expect_written("m", "old");
    after_exchange = write_another;
    expect_written("m", "new");
    ck_assert(after_exchange == NULL);
    expect_file("m/a", "another");
    expect_file("m/b", "another");
    ck_assert_int_eq(count_entries("m"), 2);
    ck_assert_int_eq(count_entries("."), 1);
}
END_TEST

/* Files that appeared in the old folder after the caller looked at it are moved into the new one. */
START_TEST(files_added_to_the_old_folder_meanwhile_are_kept)
{
    has_renameat2 = _i == 0;
    expect_written("m", "old");
    for (int i = 0; i < 300; i++) { /* more names than one system call returns */
        char path[100];
        (void)snprintf(path, sizeof path, "m/extra-file-with-a-rather-long-name-%d", i);
        write_file(path, "x");
    }
    ck_assert_int_eq(mkdir("m/inner", 0777), 0);
    write_file("m/inner/precious", "x");
    expect_written("m", "new");
    expect_file("m/a", "new");
    expect_file("m/inner/precious", "x");
    expect_file("m/extra-file-with-a-rather-long-name-299", "x");
    ck_assert_int_eq(count_entries("m"), 303);
    ck_assert_int_eq(count_entries("."), 1);
}
END_TEST

static mode_t mode_of(const char *path)
{
    struct stat about;
    ck_assert_int_eq(stat(path, &about), 0);
    return about.st_mode & 07777;
}

START_TEST(replaced_files_keep_their_modes)
{
    static const mode_t modes[][2] = {{0700, 0600}, {0750, 0640}, {0777, 0666}, {0500, 0400}, {02775, 0664}};
    has_renameat2 = _i == 0;
    umask(022);
    expect_written("m", "old");
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        ck_assert_int_eq(chmod("m/a", modes[i][1]), 0);
        ck_assert_int_eq(chmod("m", modes[i][0]), 0);
        expect_written("m", "new");
        ck_assert_uint_eq(mode_of("m"), modes[i][0]);
        ck_assert_uint_eq(mode_of("m/a"), modes[i][1]);
        ck_assert_uint_eq(mode_of("m/b"), 0644);
        ck_assert_int_eq(count_entries("."), 1);
    }
}
END_TEST

/* Nobody else may look into a private folder while it is being written. */
START_TEST(a_private_folder_is_private_from_its_beginning)
{
    struct bagtag_error error;
    struct folder *folder = NULL;
    umask(0);
    expect_written("m", "old");
    ck_assert_int_eq(chmod("m", 0700), 0);
    ck_assert_int_eq(chmod("m/a", 0600), 0);
    ck_assert_int_eq(folder_begin(&folder, "m", &error), BAGTAG_OK);
    ck_assert_int_eq(folder_create(folder, "a", &error), BAGTAG_OK);
    ck_assert_int_eq(system("[ $(stat -c %a .m.new-*) = 700 ] && [ $(stat -c %a .m.new-*/a) = 600 ]"), 0);
    folder_abort(folder);
}
END_TEST

/* Root can set any owner and group. */
START_TEST(owner_and_group_stay_where_the_system_lets_us)
{
    struct stat about;
    expect_written("m", "old");
    if (chown("m/a", 12345, 23456) != 0 || chown("m", 12345, 23456) != 0)
        return;
    expect_written("m", "new");
    ck_assert_int_eq(stat("m/a", &about), 0);
    ck_assert(about.st_uid == 12345 && about.st_gid == 23456);
    ck_assert_int_eq(stat("m", &about), 0);
    ck_assert(about.st_uid == 12345 && about.st_gid == 23456);
}
END_TEST

START_TEST(open_old_folder_can_still_be_read)
{
    expect_written("m", "old");
    struct bagtag_error error;
    int descriptor;
    struct mapping mapping;
    ck_assert_int_eq(mapping_open_folder(&descriptor, "m", &error), BAGTAG_OK);
    ck_assert_int_eq(mapping_open(&mapping, descriptor, "m", "a", &error), BAGTAG_OK);
    expect_written("m", "new");
    ck_assert_int_eq(memcmp(mapping.bytes, "old", 3), 0);
    mapping_close(&mapping);
    close(descriptor);
}
END_TEST

START_TEST(link_to_a_folder_stays_a_link)
{
    ck_assert_int_eq(mkdir("deep", 0777), 0);
    expect_written("deep/m", "old");
    ck_assert_int_eq(symlink("deep/m", "link"), 0);
    expect_written("link", "new");
    expect_file("deep/m/a", "new");
    struct stat about;
    ck_assert_int_eq(lstat("link", &about), 0);
    ck_assert(S_ISLNK(about.st_mode));
    ck_assert_int_eq(count_entries("deep"), 1);
    expect_written("deep/../deep/m", "newer");
    expect_written("deep/m/.", "newest");
    expect_file("deep/m/a", "newest");
}
END_TEST

START_TEST(invalid_folder_names_are_refused)
{
    write_file("file", "precious");
    expect_refused("file", "file: expected a folder; found a file");
    expect_refused("missing/m", "missing/m: cannot be created in missing: No such file or directory");
    expect_refused("file/m", "file/m: ");
    expect_refused("", ": ");
    expect_refused("/", "/: expected the name of a folder");
    ck_assert_int_eq(symlink("nowhere", "dangling"), 0);
    expect_refused("dangling", "dangling: is a dangling symbolic link");
    expect_file("file", "precious");
    ck_assert_int_eq(count_entries("."), 2);
}
END_TEST

START_TEST(longest_name_can_be_written)
{
    char name[256];
    memset(name, 'n', 255);
    name[255] = '\0';
    expect_written(name, "old");
    expect_written(name, "new");
    ck_assert_int_eq(count_entries("."), 1);
}
END_TEST

/* A new model may lack a file that the old one had. */
START_TEST(a_file_that_is_not_written_again_is_removed)
{
    struct bagtag_error error;
    struct folder *folder = NULL;
    has_renameat2 = _i == 0;
    expect_written("m", "old");
    ck_assert_int_eq(folder_begin(&folder, "m", &error), BAGTAG_OK);
    ck_assert_int_eq(folder_create(folder, "a", &error), BAGTAG_OK);
    ck_assert_int_eq(folder_write(folder, "new", 3, &error), BAGTAG_OK);
    ck_assert_int_eq(folder_finish(folder, &error), BAGTAG_OK);
    folder_leave_out(folder, "b");
    ck_assert_int_eq(folder_commit(folder, &error), BAGTAG_OK);
    ck_assert_int_eq(count_entries("."), 1);
    ck_assert_int_eq(count_entries("m"), 1);
    expect_file("m/a", "new");
}
END_TEST

/* Runs of zeros and of other bytes, from less than a page to several, in pieces of three sizes. */
START_TEST(pages_of_zeros_are_written_as_they_are)
{
    enum { BYTES = 1 << 20 };
    static const size_t pieces[] = {1000, 70000, BYTES};
    static char bytes[BYTES], read[BYTES];
    struct bagtag_error error;
    struct folder *folder = NULL;
    memset(bytes, 'x', sizeof bytes);
    for (size_t at = 100, len = 1; at + len < sizeof bytes; at += 2 * len + 50, len += 997)
        memset(bytes + at, 0, len);
    memset(bytes + sizeof bytes - 20000, 0, _i == 0 ? 0 : 20000); /* the file may end in a hole */
    ck_assert_int_eq(folder_begin(&folder, "m", &error), BAGTAG_OK);
    ck_assert_int_eq(folder_create(folder, "a", &error), BAGTAG_OK);
    for (size_t at = 0; at < sizeof bytes; at += pieces[_i]) {
        size_t left = sizeof bytes - at;
        ck_assert_int_eq(folder_write(folder, bytes + at, left < pieces[_i] ? left : pieces[_i], &error), BAGTAG_OK);
    }
    ck_assert_int_eq(folder_finish(folder, &error), BAGTAG_OK);
    ck_assert_int_eq(folder_commit(folder, &error), BAGTAG_OK);
    FILE *file = fopen("m/a", "rb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fread(read, 1, sizeof read, file), sizeof read);
    ck_assert_int_eq(fgetc(file), EOF);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(memcmp(read, bytes, sizeof bytes), 0);
}
END_TEST

START_TEST(abort_leaves_nothing)
{
    struct bagtag_error error;
    struct folder *folder = NULL;
    expect_written("m", "old");
    ck_assert_int_eq(folder_begin(&folder, "m", &error), BAGTAG_OK);
    ck_assert_int_eq(count_entries("."), 2);
    ck_assert_int_eq(folder_create(folder, "a", &error), BAGTAG_OK);
    ck_assert_int_eq(folder_write(folder, "x", 1, &error), BAGTAG_OK);
    folder_abort(folder);
    folder_abort(NULL);
    ck_assert_int_eq(count_entries("."), 1);
    expect_file("m/a", "old");
}
END_TEST

/* fsync is called for each of two files, then for the folder, then for its parent. */
START_TEST(a_failing_disk_leaves_the_old_folder)
{
    has_renameat2 = _i % 2 == 0;
    expect_written("old", "old");
    n_syncs = 0;
    failing_sync = _i / 2 + 1;
    expect_refused("old", "Input/output error");
    expect_file("old/a", "old");
    n_syncs = 0;
    expect_refused("fresh", "Input/output error");
    ck_assert_int_eq(count_entries("."),
                     failing_sync < 4 ? 1 : 3); /* what is complete is kept: old.new and fresh.new */
}
END_TEST

/* Root is refused nothing by permissions, so a size limit simulates a full disk. */
START_TEST(file_size_limit_is_an_error_when_its_signal_is_ignored)
{
    expect_written("m", "old");
    char large[5000];
    memset(large, 'x', sizeof large - 1);
    large[sizeof large - 1] = '\0';
    signal(SIGXFSZ, SIG_IGN); /* as the command line does */
    struct rlimit limit = {.rlim_cur = 4096, .rlim_max = RLIM_INFINITY};
    struct rlimit before;
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit.rlim_max = before.rlim_max;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    struct bagtag_error error;
    ck_assert_int_eq(write_folder("m", large, &error), BAGTAG_SYSTEM);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
    ck_assert_str_eq(error.sentence, "m/a: cannot write: File too large");
    expect_file("m/a", "old");
    ck_assert_int_eq(count_entries("."), 1);
}
END_TEST

START_TEST(without_file_descriptors_nothing_is_left)
{
    struct bagtag_error error;
    struct folder *folder = NULL;
    struct rlimit before;
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
    ck_assert_int_eq(folder_begin(&folder, "m", &error), BAGTAG_OK);
    ck_assert_int_eq(folder_create(folder, "a", &error), BAGTAG_OK);
    ck_assert_int_eq(folder_finish(folder, &error), BAGTAG_OK);
    int next = dup(STDIN_FILENO);
    ck_assert_int_ge(next, 0);
    ck_assert_int_eq(close(next), 0);
    struct rlimit limit = {.rlim_cur = (rlim_t)next, .rlim_max = before.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    ck_assert_int_eq(folder_create(folder, "b", &error), BAGTAG_SYSTEM);
    folder_abort(folder);
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &before), 0);
    ck_assert_str_eq(error.sentence, "m/b: cannot write: Too many open files");
    ck_assert_int_eq(count_entries("."), 0);
}
END_TEST

START_TEST(same_name_twice_in_a_folder_is_an_error)
{
    struct bagtag_error error;
    struct folder *folder = NULL;
    ck_assert_int_eq(folder_begin(&folder, "m", &error), BAGTAG_OK);
    ck_assert_int_eq(folder_create(folder, "a", &error), BAGTAG_OK);
    ck_assert_int_eq(folder_finish(folder, &error), BAGTAG_OK);
    ck_assert_int_eq(folder_create(folder, "a", &error), BAGTAG_SYSTEM);
    ck_assert_str_eq(error.sentence, "m/a: cannot write: File exists");
    folder_abort(folder);
}
END_TEST

/* ---- leftovers of killed writers ---- */

/* Starts to write the folder m in another process, which then waits; returns its process id. */
static pid_t begin_elsewhere(void)
{
    int ready[2];
    char byte;
    ck_assert_int_eq(pipe(ready), 0);
    pid_t writer = fork();
    ck_assert_int_ge(writer, 0);
    if (writer == 0) {
        struct bagtag_error error;
        struct folder *folder = NULL;
        if (folder_begin(&folder, "m", &error) == BAGTAG_OK && folder_create(folder, "a", &error) == BAGTAG_OK &&
            folder_write(folder, "half", 4, &error) == BAGTAG_OK && write(ready[1], "x", 1) == 1)
            pause();
        _exit(1);
    }
    close(ready[1]);
    ck_assert_int_eq(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    return writer;
}

static void kill_writer(pid_t writer)
{
    ck_assert_int_eq(kill(writer, SIGKILL), 0);
    ck_assert_int_eq(waitpid(writer, NULL, 0), writer);
}

START_TEST(leftovers_of_a_killed_writer_are_removed_after_an_hour)
{
    expect_written("m", "old");
    kill_writer(begin_elsewhere());
    kill_writer(begin_elsewhere());
    ck_assert_int_eq(count_entries("."), 3);
    expect_written("m", "new");
    seconds_ahead = 3500;
    expect_written("m", "new");
    ck_assert_int_eq(count_entries("."), 3);
    seconds_ahead = 3700;
    expect_written("other", "new"); /* another name */
    ck_assert_int_eq(count_entries("."), 4);
    expect_written("m", "newest");
    expect_file("m/a", "newest");
    ck_assert_int_eq(count_entries("."), 2);
}
END_TEST

START_TEST(files_of_a_running_writer_are_never_removed)
{
    pid_t writer = begin_elsewhere();
    seconds_ahead = 1000000;
    expect_written("m", "new");
    ck_assert_int_eq(count_entries("."), 2);
    kill_writer(writer);
    expect_written("m", "new");
    ck_assert_int_eq(count_entries("."), 1);
}
END_TEST

/* Folders whose names only look like those of leftovers stay, with all they hold. */
START_TEST(folders_that_are_not_leftovers_are_kept)
{
    static const char *const others[] = {".m.new-0123456789abcde",  ".m.new-0123456789abcdef0",
                                         ".m.new-0123456789abcdeF", ".m.old-0123456789abcdef",
                                         ".n.new-0123456789abcdef", "m.new-0123456789abcdef"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        ck_assert_int_eq(mkdir(others[i], 0777), 0);
    ck_assert_int_eq(mkdir(".m.new-0000000000000001", 0777), 0);
    write_file(".m.new-0000000000000001/a", "x");
    write_file(".m.new-0000000000000001/precious", "x");
    ck_assert_int_eq(mkdir(".m.new-0000000000000002", 0777), 0);
    ck_assert_int_eq(mkdir(".m.new-0000000000000002/a", 0777), 0);
    ck_assert_int_eq(mkdir(".m.new-0000000000000003", 0777), 0);
    ck_assert_int_eq(symlink("nowhere", ".m.new-0000000000000003/b"), 0);
    ck_assert_int_eq(symlink("other", ".m.new-0000000000000004"), 0);
    ck_assert_int_eq(mkdir("other", 0777), 0);
    write_file("other/a", "x");
    write_file(".m.new-0000000000000005", "x");
    int n = count_entries(".");
    seconds_ahead = 1000000;
    expect_written("m", "new");
    ck_assert_int_eq(count_entries("."), n + 1);
    ck_assert_int_eq(count_entries(".m.new-0000000000000001"), 2);
    expect_file("other/a", "x");
    ck_assert_int_eq(mkdir(".m.new-0000000000000006", 0777), 0); /* a real leftover */
    expect_written("m", "new");
    ck_assert_int_eq(count_entries("."), n + 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("folder");
    TCase *parts = tcase_create("parts");
    suite_add_tcase(suite, parts);
    tcase_add_checked_fixture(parts, enter_folder, leave_folder);
    tcase_add_loop_test(parts, new_folder_appears_whole_with_the_modes_of_umask, 0, 2);
    tcase_add_loop_test(parts, old_folder_is_replaced_and_gone, 0, 2);
    tcase_add_test(parts, two_writers_at_the_same_time_leave_one_folder);
    tcase_add_loop_test(parts, files_added_to_the_old_folder_meanwhile_are_kept, 0, 2);
    tcase_add_loop_test(parts, replaced_files_keep_their_modes, 0, 2);
    tcase_add_test(parts, a_private_folder_is_private_from_its_beginning);
    tcase_add_test(parts, owner_and_group_stay_where_the_system_lets_us);
    tcase_add_test(parts, open_old_folder_can_still_be_read);
    tcase_add_test(parts, link_to_a_folder_stays_a_link);
    tcase_add_test(parts, invalid_folder_names_are_refused);
    tcase_add_test(parts, longest_name_can_be_written);
    tcase_add_loop_test(parts, a_file_that_is_not_written_again_is_removed, 0, 2);
    tcase_add_loop_test(parts, pages_of_zeros_are_written_as_they_are, 0, 3);
    tcase_add_test(parts, abort_leaves_nothing);
    tcase_add_loop_test(parts, a_failing_disk_leaves_the_old_folder, 0, 8);
    tcase_add_test(parts, file_size_limit_is_an_error_when_its_signal_is_ignored);
    tcase_add_test(parts, without_file_descriptors_nothing_is_left);
    tcase_add_test(parts, same_name_twice_in_a_folder_is_an_error);
    tcase_add_test(parts, leftovers_of_a_killed_writer_are_removed_after_an_hour);
    tcase_add_test(parts, files_of_a_running_writer_are_never_removed);
    tcase_add_test(parts, folders_that_are_not_leftovers_are_kept);

    return suite_run(suite);
}
