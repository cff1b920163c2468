/* thread.c - POSIX threads: threads, locks and condition variables */
/* SPDX-License-Identifier: MIT */
#include "base/thread.h"

#include <assert.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>

/* Joining, locking and waiting fail only if a thread, lock or condition is misused: a bug. */
static void expect_success(int failure)
{
    assert(failure == 0);
    (void)failure;
}

/* A new thread inherits the signal mask, so signals are blocked while it is started. The signals that a thread causes
 * itself, by a fault or a write, keep the state they have in the starting thread, so that the same work ends the same
 * way whichever thread does it. */
int thread_start(struct thread *thread, void *(*main)(void *), void *context)
{
    static const int own[] = {SIGBUS, SIGSEGV, SIGFPE, SIGILL, SIGPIPE, SIGXFSZ};
    sigset_t mask;
    sigset_t before;
    expect_success(pthread_sigmask(SIG_SETMASK, NULL, &before));
    sigfillset(&mask);
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        if (sigismember(&before, own[i]) == 0)
            sigdelset(&mask, own[i]);
    }
    expect_success(pthread_sigmask(SIG_SETMASK, &mask, NULL));
    int failure = pthread_create(&thread->id, NULL, main, context);
    expect_success(pthread_sigmask(SIG_SETMASK, &before, NULL));
    return failure;
}

void thread_join(struct thread *thread)
{
    expect_success(pthread_join(thread->id, NULL));
}

void thread_yield(void)
{
    (void)sched_yield(); /* never fails on Linux */
}

int lock_init(struct lock *lock)
{
    return pthread_mutex_init(&lock->mutex, NULL);
}

void lock_clear(struct lock *lock)
{
    expect_success(pthread_mutex_destroy(&lock->mutex));
}

void lock_take(struct lock *lock)
{
    expect_success(pthread_mutex_lock(&lock->mutex));
}

void lock_release(struct lock *lock)
{
    expect_success(pthread_mutex_unlock(&lock->mutex));
}

int condition_init(struct condition *condition)
{
    return pthread_cond_init(&condition->variable, NULL);
}

void condition_clear(struct condition *condition)
{
    expect_success(pthread_cond_destroy(&condition->variable));
}

void condition_wait(struct condition *condition, struct lock *lock)
{
    expect_success(pthread_cond_wait(&condition->variable, &lock->mutex));
}

void condition_wake_all(struct condition *condition)
{
    expect_success(pthread_cond_broadcast(&condition->variable));
}
