/* check_pool.c - the pool, and the processors a process may use */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/pool.h"
#include "base/processors.h"
#include "support/suite.h"

/* Sanitizers map far more memory than the limit below allows. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HAS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define HAS_SANITIZER 1
#endif
#endif
#ifndef HAS_SANITIZER
#define HAS_SANITIZER 0
#endif

/* ---- pool ---- */

static struct pool *open_pool(int n_workers)
{
    struct bagtag_error error;
    struct pool *pool = NULL;
    ck_assert_int_eq(pool_open(&pool, n_workers, &error), BAGTAG_OK);
    ck_assert_int_eq(pool_n_workers(pool), n_workers);
    return pool;
}

static void count_worker(void *context, int worker)
{
    atomic_int *counts = context;
    atomic_fetch_add(&counts[worker], 1);
}

START_TEST(each_worker_runs_once)
{
    for (int n = 1; n <= 8; n++) {
        struct pool *pool = open_pool(n);
        atomic_int counts[9] = {0};
        for (int run = 1; run <= 50; run++) {
            pool_run(pool, count_worker, counts);
            for (int i = 0; i < 9; i++)
                ck_assert_int_eq(atomic_load(&counts[i]), i < n ? run : 0);
        }
        pool_close(pool);
    }
}
END_TEST

START_TEST(unused_pool_closes)
{
    pool_close(open_pool(1));
    pool_close(open_pool(5));
    pool_close(NULL);
}
END_TEST

/* Each worker writes its round into its own place (not atomic: the barrier must order it), waits, and checks
 * everybody's; a second barrier holds back the next round. */
struct rounds {
    struct pool *pool;
    int n_rounds;
    int uneven; /* each worker spins for another multiple of this */
    int at[64];
    atomic_int n_wrong;
};

static void run_rounds(void *context, int worker)
{
    struct rounds *rounds = context;
    int n_workers = pool_n_workers(rounds->pool);
    for (int round = 1; round <= rounds->n_rounds; round++) {
        for (volatile int i = 0; i < rounds->uneven * (worker + round % 5); i++)
            continue;
        rounds->at[worker] = round;
        pool_barrier(rounds->pool);
        for (int i = 0; i < n_workers; i++) {
            if (rounds->at[i] != round)
                atomic_fetch_add(&rounds->n_wrong, 1);
        }
        pool_barrier(rounds->pool);
    }
}

static void check_rounds(int n_workers, int n_rounds, int uneven)
{
    struct rounds rounds = {.pool = open_pool(n_workers), .n_rounds = n_rounds, .uneven = uneven};
    pool_run(rounds.pool, run_rounds, &rounds);
    ck_assert_int_eq(atomic_load(&rounds.n_wrong), 0);
    pool_close(rounds.pool);
}

START_TEST(barrier_holds_when_every_worker_has_a_processor)
{
    check_rounds(1, 100000, 0);
    check_rounds(2, 50000, 0);
    check_rounds(2, 2000, 300);
}
END_TEST

START_TEST(barrier_holds_with_more_workers_than_processors)
{
    check_rounds(3, 2000, 0);
    check_rounds(8, 1000, 20);
    check_rounds(33, 100, 5);
}
END_TEST

START_TEST(barrier_wakes_workers_that_fell_asleep)
{
    check_rounds(2, 3, 5000000); /* milliseconds apart */
}
END_TEST

static void look_at_mask(void *context, int worker)
{
    atomic_int *n_open = context;
    sigset_t mask;
    sigprocmask(SIG_SETMASK, NULL, &mask);
    if (worker > 0 && (!sigismember(&mask, SIGINT) || !sigismember(&mask, SIGTERM)))
        atomic_fetch_add(n_open, 1);
    if (worker == 0 && sigismember(&mask, SIGINT))
        atomic_fetch_add(n_open, 1);
}

START_TEST(workers_block_signals_and_the_caller_does_not)
{
    struct pool *pool = open_pool(3);
    atomic_int n_open = 0;
    pool_run(pool, look_at_mask, &n_open);
    ck_assert_int_eq(atomic_load(&n_open), 0);
    pool_close(pool);
}
END_TEST

#if !HAS_SANITIZER
START_TEST(pool_reports_threads_that_cannot_start)
{
    struct rlimit limit = {.rlim_cur = (rlim_t)256 << 20, .rlim_max = (rlim_t)256 << 20};
    ck_assert_int_eq(setrlimit(RLIMIT_AS, &limit), 0); /* no room for hundreds of stacks */
    struct bagtag_error error;
    struct pool *pool = NULL;
    ck_assert_int_eq(pool_open(&pool, 500, &error), BAGTAG_SYSTEM);
    ck_assert_ptr_null(pool);
    ck_assert_ptr_nonnull(strstr(error.sentence, "cannot start 500 threads: "));
    pool_close(open_pool(2)); /* the threads that were started have ended */
}
END_TEST
#endif

/* ---- processors ---- */

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    for (char *slash = strchr(path + strlen(folder) + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(path, 0777);
        *slash = '/';
    }
    FILE *stream = fopen(path, "w");
    ck_assert_ptr_nonnull(stream);
    fputs(text, stream);
    ck_assert_int_eq(fclose(stream), 0);
}

static void remove_tree(const char *folder)
{
    char command[600];
    (void)snprintf(command, sizeof command, "rm -rf '%s'", folder);
    ck_assert_int_eq(system(command), 0);
}

/* A cgroup membership, the files that set its quota, and the number of processors that follows. */
static const struct {
    const char *membership;
    const char *files[4][2];
    int expected;
} quotas[] = {
    {"0::/a/b\n", {{0}}, 0},
    {"0::/a/b\n", {{"a/b/cpu.max", "max 100000\n"}}, 0},
    {"0::/a/b\n", {{"a/b/cpu.max", "150000 100000\n"}}, 2},
    {"0::/a/b\n", {{"a/b/cpu.max", "1000 100000\n"}}, 1},
    {"0::/a/b\n", {{"a/b/cpu.max", "800000 100000\n"}, {"a/cpu.max", "300000 100000\n"}}, 3},
    {"0::/not/there\n", {{"cpu.max", "400000 100000\n"}}, 4},
    {"0::/\n", {{"cpu.max", "200000 100000\n"}}, 2},
    {"0::/\n", {{"cpu.max", "rubbish\n"}}, 0},
    {"0::/\n", {{"cpu.max", "100 0\n"}}, 0},
    {"0::/\n", {{"cpu.max", "9223372036854775807 1\n"}}, 2147483647},
    {"3:cpuset:/\n2:cpu,cpuacct:/x\n",
     {{"cpu,cpuacct/x/cpu.cfs_quota_us", "250000\n"}, {"cpu,cpuacct/x/cpu.cfs_period_us", "100000\n"}},
     3},
    {"2:cpu:/x\n", {{"cpu/cpu.cfs_quota_us", "-1\n"}, {"cpu/cpu.cfs_period_us", "100000\n"}}, 0},
    {"2:cpuset:/\n", {{"cpuset/cpu.cfs_quota_us", "5\n"}, {"cpuset/cpu.cfs_period_us", "5\n"}}, 0},
    {"rubbish\n:\n::\n", {{0}}, 0},
};

START_TEST(quota_is_found_and_rounded_up)
{
    char folder[] = "/tmp/check_pool.XXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(folder));
    write_file(folder, "membership", quotas[_i].membership);
    for (size_t i = 0; i < 4 && quotas[_i].files[i][0] != NULL; i++)
        write_file(folder, quotas[_i].files[i][0], quotas[_i].files[i][1]);
    char membership[64];
    (void)snprintf(membership, sizeof membership, "%s/membership", folder);
    int found = processors_quota(membership, folder);
    remove_tree(folder);
    ck_assert_int_eq(found, quotas[_i].expected);
}
END_TEST

START_TEST(affinity_limits_the_processors)
{
    ck_assert_int_ge(pool_available(), 1);
    ck_assert_int_eq(processors_quota("/no/such/file", "/sys/fs/cgroup"), 0);
    cpu_set_t mask;
    ck_assert_int_eq(sched_getaffinity(0, sizeof mask, &mask), 0);
    size_t first = 0;
    while (!CPU_ISSET(first, &mask))
        first++;
    CPU_ZERO(&mask);
    CPU_SET(first, &mask);
    ck_assert_int_eq(sched_setaffinity(0, sizeof mask, &mask), 0);
    ck_assert_int_eq(pool_available(), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pool");
    TCase *parts = tcase_create("parts");
    suite_add_tcase(suite, parts);
    tcase_set_timeout(parts, 60);
    tcase_add_test(parts, each_worker_runs_once);
    tcase_add_test(parts, unused_pool_closes);
    tcase_add_test(parts, barrier_holds_when_every_worker_has_a_processor);
    tcase_add_test(parts, barrier_holds_with_more_workers_than_processors);
    tcase_add_test(parts, barrier_wakes_workers_that_fell_asleep);
    tcase_add_test(parts, workers_block_signals_and_the_caller_does_not);
#if !HAS_SANITIZER
    tcase_add_test(parts, pool_reports_threads_that_cannot_start);
#endif
    tcase_add_loop_test(parts, quota_is_found_and_rounded_up, 0, sizeof quotas / sizeof quotas[0]);
    tcase_add_test(parts, affinity_limits_the_processors);

    return suite_run(suite);
}
