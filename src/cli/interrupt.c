/* interrupt.c - signals: interrupted runs, and model files truncated while in use */
/* SPDX-License-Identifier: MIT */
#include "cli/interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/show/exit_status.h"
#include "cli/show/terminal.h"
#include "io/mapping.h"

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
enum { N_SIGNALS = sizeof signals / sizeof signals[0] };

/* The message after Ctrl-C; written before any signal is caught. */
static char farewell[512];
static size_t farewell_len;

/* A signal handler, so only async-signal-safe functions (POSIX). The signal raised here is delivered when the handler
 * returns. Ending here is safe: until a model is saved there is nothing to undo. It also ends a run that waits for
 * standard input, where no progress callback is called. */
static void clear_and_end(int number)
{
    static const char clear_line[] = "\r\x1b[K";
    ssize_t ignored = write(STDERR_FILENO, clear_line, sizeof clear_line - 1);
    if (number == SIGINT)
        ignored = write(STDERR_FILENO, farewell, farewell_len);
    (void)ignored;
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}

void interrupt_begin(const char *model)
{
    struct bagtag_error printable; /* error_set replaces control characters */
    struct stat status;
    bool is_there = stat(model, &status) == 0;
    error_set(&printable, BAGTAG_OK, "%.300s", model);
    int len =
        snprintf(farewell, sizeof farewell,
                 is_there ? "bagtag: interrupted; %s is unchanged\n" : "bagtag: interrupted; %s was not written\n",
                 printable.sentence);
    farewell_len = len > 0 && (size_t)len < sizeof farewell ? (size_t)len : 0;
    struct sigaction action = {.sa_handler = clear_and_end};
    (void)sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < N_SIGNALS && terminal_is_live(STDERR_FILENO); i++) {
        struct sigaction before;
        if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            (void)sigaction(signals[i], &action, NULL);
    }
}

static void mask(int how)
{
    sigset_t set;
    (void)sigemptyset(&set);
    for (size_t i = 0; i < N_SIGNALS; i++)
        (void)sigaddset(&set, signals[i]);
    (void)sigprocmask(how, &set, NULL);
}

void interrupt_hold(void)
{
    mask(SIG_BLOCK);
}

void interrupt_release(void)
{
    mask(SIG_UNBLOCK);
}

void interrupt_defer(void)
{
    struct sigaction now;
    sigset_t set;
    if (sigaction(SIGINT, NULL, &now) != 0 || now.sa_handler == SIG_IGN) /* an ignored signal must stay ignored */
        return;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGINT);
    (void)sigprocmask(SIG_BLOCK, &set, NULL);
}

bool interrupt_consume(void)
{
    static const struct timespec at_once = {0, 0};
    sigset_t set, blocked;
    if (sigprocmask(SIG_BLOCK, NULL, &blocked) != 0 || sigismember(&blocked, SIGINT) != 1)
        return false;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGINT);
    return sigtimedwait(&set, NULL, &at_once) == SIGINT;
}

static char cut_sentence[4096];
static size_t cut_len;

/* BUS_ADRERR: what is read lies past the end of its file. Any other bus error is the machine's fault and ends the
 * program as usual. */
static void say_and_end(int number, siginfo_t *about, void *context)
{
    (void)context;
    if (about->si_code == BUS_ADRERR) {
        ssize_t ignored = write(STDERR_FILENO, cut_sentence, cut_len);
        (void)ignored;
        _exit(EXIT_FAILED);
    }
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}

void interrupt_watch(const char *model)
{
    struct bagtag_error error; /* error_set replaces control characters in the name */
    error_set(&error, BAGTAG_INPUT, MAPPING_CHANGED, model != NULL ? model : "the model");
    int len = snprintf(cut_sentence, sizeof cut_sentence, "bagtag: %s\n", error.sentence);
    cut_len = len > 0 && (size_t)len < sizeof cut_sentence ? (size_t)len : 0;
    struct sigaction action = {.sa_sigaction = say_and_end, .sa_flags = SA_SIGINFO};
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGBUS, &action, NULL);
}
