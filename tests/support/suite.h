/* suite.h - the main function of every test program: runs a suite and returns its exit status */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TESTS_SUPPORT_SUITE_H
#define BAGTAG_TESTS_SUPPORT_SUITE_H

#include <check.h>
#include <signal.h>
#include <stdio.h>

/* For each assertion that holds, Check writes a line to a file, so that it can say after which one a test crashed
 * (otherwise it names the test's first line). Loops of millions of assertions spent most of their time on this. Here
 * the place is only remembered, and printed on a crash. */
static _Thread_local struct {
    const char *file;
    int line;
} suite_held;
#define _mark_point(in, at) ((void)(suite_held.file = (in), suite_held.line = (at)))

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define SUITE_IS_SANITIZED 1
#elif defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SUITE_IS_SANITIZED 1
#endif
#endif

#ifndef SUITE_IS_SANITIZED
/* This is not allowed in a signal handler, but the test is lost anyway. Then crashes for good, so that Check reports
 * the test and the signal. */
static void suite_crashed(int number)
{
    if (suite_held.file != NULL)
        (void)fprintf(stderr, "crashed after the assertion at %s:%d\n", suite_held.file, suite_held.line);
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}
#endif

/* Runs SUITE and frees it. Returns the exit status: 0 if all its checks passed. */
static inline int suite_run(Suite *suite)
{
#ifndef SUITE_IS_SANITIZED /* the sanitizers install handlers that report more */
    static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++)
        (void)signal(crashes[i], suite_crashed);
#endif
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed != 0;
}

#endif
