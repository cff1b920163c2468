/* thread.h - POSIX threads: threads, locks and condition variables */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_THREAD_H
#define BAGTAG_BASE_THREAD_H

/* The only place that includes pthread.h. The structures are complete so that they can be members of others, but their
 * own members are private. Functions that return int return 0 or an errno number. */
#include <pthread.h>

struct thread {
    pthread_t id;
};

/* Starts MAIN(context) in a thread that blocks all signals except those it causes itself (SIGBUS, SIGPIPE and the
 * like): the others are left to the program's own threads. */
int thread_start(struct thread *thread, void *(*main)(void *), void *context);
void thread_join(struct thread *thread);

/* Yields the processor to another thread that waits for it. */
void thread_yield(void);

struct lock {
    pthread_mutex_t mutex;
};

int lock_init(struct lock *lock);
void lock_clear(struct lock *lock);
void lock_take(struct lock *lock);
void lock_release(struct lock *lock);

/* A condition variable. Wait only in a loop that tests the condition while holding the lock. */
struct condition {
    pthread_cond_t variable;
};

int condition_init(struct condition *condition);
void condition_clear(struct condition *condition);
void condition_wait(struct condition *condition, struct lock *lock); /* releases LOCK while it sleeps */
void condition_wake_all(struct condition *condition);

#endif
