/* thread.h - POSIX threads: a thread, a lock, and a condition to sleep on */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_THREAD_H
#define BAGTAG_BASE_THREAD_H

/* The only place that includes pthread.h. The structures are complete so that they can be members; nobody else
 * touches what is in them. Functions that return int give 0 or an errno number. */
#include <pthread.h>

struct thread {
    pthread_t id;
};

/* Starts MAIN(context) in a thread that takes no signals but those of its own faults (SIGBUS): they are left to the
 * program's own threads. */
int thread_start(struct thread *thread, void *(*main)(void *), void *context);
void thread_join(struct thread *thread);

/* Lets another thread that waits for this processor have it. */
void thread_yield(void);

struct lock {
    pthread_mutex_t mutex;
};

int lock_init(struct lock *lock);
void lock_clear(struct lock *lock);
void lock_take(struct lock *lock);
void lock_release(struct lock *lock);

/* Something that threads wait for: always in a loop that looks, under LOCK, whether it has come true. */
struct condition {
    pthread_cond_t variable;
};

int condition_init(struct condition *condition);
void condition_clear(struct condition *condition);
void condition_wait(struct condition *condition, struct lock *lock); /* gives LOCK up while it sleeps */
void condition_wake_all(struct condition *condition);

#endif
