/* suite.h - the main function of every test program: run a suite, say how it ended */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TESTS_SUPPORT_SUITE_H
#define BAGTAG_TESTS_SUPPORT_SUITE_H

#include <check.h>

/* Check writes a line to a file for each assertion that holds, to say after which one a test crashed. Loops of millions
 * of assertions spent most of their time on it; now a crash is reported with the test's first line. */
#define _mark_point(file, line) ((void)0)

/* Runs SUITE and frees it. Returns the exit status: 0 when all its checks passed. */
static inline int suite_run(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed != 0;
}

#endif
