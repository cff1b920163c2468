/* test_report.h - a report of `bagtag test` as a table and as JSON */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SHOW_TEST_REPORT_H
#define BAGTAG_CLI_SHOW_TEST_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "bagtag.h"
#include "cli/show/output.h"
#include "cli/show/table.h"

struct test_report_style {
    size_t k;      /* predictions a document; 0: any number */
    size_t n_rows; /* of the table of labels, at most */
    struct table_place place;
};

/* For people: the figures, the most frequent labels, the most common confusions. */
void test_report_text(struct output *output, const struct bagtag_report *report, struct test_report_style style);

/* The whole report as one JSON object on one line; "confusion" is an array of rows (one per true label), or null if
 * there are too many labels. */
void test_report_json(struct output *output, const struct bagtag_report *report);

#endif
