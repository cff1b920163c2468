/* interrupt.h - signals: requests to end during a run that must leave nothing behind, and a model that is cut */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_INTERRUPT_H
#define BAGTAG_CLI_INTERRUPT_H

#include <stdbool.h>

/* From here on SIGINT, SIGTERM and SIGHUP clear the progress line and then end the program as they always do, so that
 * the shell sees which signal it was; one that was ignored (nohup) stays ignored. Called once, before threads start. */
void interrupt_begin(const char *model);

/* Between these two the signals wait, while there is a temporary folder to put in place or to remove. */
void interrupt_hold(void);
void interrupt_release(void);

/* From here to interrupt_release a Ctrl-C waits for interrupt_take, which says whether there was one and takes it: for
 * a run that can end early with something to show. The other signals still end the program. */
void interrupt_defer(void);
bool interrupt_take(void);

/* From here on a model whose files are cut while it is read ends the program with a sentence that names MODEL
 * (borrowed; NULL: it is not known) and EXIT_FAILED, not by SIGBUS. Called once, before threads start. */
void interrupt_watch(const char *model);

#endif
