/* interrupt.h - signals: interrupted runs, and model files truncated while in use */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_INTERRUPT_H
#define BAGTAG_CLI_INTERRUPT_H

#include <stdbool.h>

/* From here on, if standard error is a terminal, SIGINT, SIGTERM and SIGHUP clear the progress line and then end the
 * program as usual, so that the shell sees the signal; SIGINT also prints that MODEL (copied) was not written or is
 * unchanged. Ignored signals (nohup) stay ignored. Call once, before threads start. */
void interrupt_begin(const char *model);

/* Hold these signals back while a temporary file or folder has to be renamed or removed, and then deliver them. */
void interrupt_hold(void);
void interrupt_release(void);

/* From here to interrupt_release, Ctrl-C is held back for interrupt_consume, which consumes it and returns whether
 * there was one: for a run that can end early with a result. The other signals still end the program. */
void interrupt_defer(void);
bool interrupt_consume(void);

/* From here on, if a model's files are truncated while it is read, the program ends with EXIT_FAILED and a message that
 * names MODEL (copied; NULL: unknown), not by SIGBUS. Call once, before threads start. */
void interrupt_watch(const char *model);

#endif
