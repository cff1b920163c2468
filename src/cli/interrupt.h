/* interrupt.h - signals: requests to end a run, which must leave nothing behind, and models that are truncated while in
 * use */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_INTERRUPT_H
#define BAGTAG_CLI_INTERRUPT_H

#include <stdbool.h>

/* From here on SIGINT, SIGTERM and SIGHUP clear the progress line and then end the program as usual, so that the shell
 * sees the signal; a signal that was ignored (nohup) stays ignored. SIGXFSZ is ignored, so a file size limit is a write
 * error. Called once, before threads start. */
void interrupt_begin(const char *model);

/* Between these two calls the signals wait, while a temporary folder is being put in place or removed. */
void interrupt_hold(void);
void interrupt_release(void);

/* From here to interrupt_release a Ctrl-C waits for interrupt_take, which says whether there was one and clears it, for
 * a run that can end early with a result. The other signals still end the program. */
void interrupt_defer(void);
bool interrupt_take(void);

/* From here on, if the files of a model are truncated while it is read, the program ends with a sentence that names
 * MODEL (borrowed; NULL: not known) and EXIT_FAILED, not by SIGBUS. Called once, before threads start. */
void interrupt_watch(const char *model);

#endif
