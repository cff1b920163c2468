/* exit_status.h - exit statuses of the program */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SHOW_EXIT_STATUS_H
#define BAGTAG_CLI_SHOW_EXIT_STATUS_H

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

#endif
