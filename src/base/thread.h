/* thread.h - POSIX threads: a thread, a lock, and a condition to sleep on */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_THREAD_H
#define BAGTAG_BASE_THREAD_H

/* The only place that includes pthread.h. The structures are complete so that they can be members; their contents are
 * private. Functions that return int return 0 or an errno number. */
#include <pthread.h>

struct thread {
    pthread_t id;
};

/* Starts MAIN(context) in a thread that receives no signals except those of its own faults (SIGBUS); the others go to
 * the program's own threads. */
int thread_start(struct thread *thread, void *(*main)(void *), void *context);
void thread_join(struct thread *thread);

/* Lets another thread that waits for this processor run. */
void thread_yield(void);

struct lock {
    pthread_mutex_t mutex;
};

int lock_init(struct lock *lock);
void lock_clear(struct lock *lock);
void lock_take(struct lock *lock);
void lock_release(struct lock *lock);

/* Something that threads wait for, always in a loop that checks it under LOCK. */
struct condition {
    pthread_cond_t variable;
};

int condition_init(struct condition *condition);
void condition_clear(struct condition *condition);
void condition_wait(struct condition *condition, struct lock *lock); /* releases LOCK while it sleeps */
void condition_wake_all(struct condition *condition);

#endif
