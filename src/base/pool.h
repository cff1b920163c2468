/* pool.h - worker threads, and a barrier at which they wait for each other */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_POOL_H
#define BAGTAG_BASE_POOL_H

#include "base/error.h"

/* How many threads this process may keep busy: CPU affinity and the cgroup's CPU quota; at least 1. */
int pool_available(void);

/* For functions that take a pool, NULL means only the calling thread. */
struct pool;

/* A pool of N_WORKERS (>= 1) workers, including the calling thread: N_WORKERS - 1 threads are started, with all signals
 * blocked except those of their own faults. On failure nothing is left and *OUT is untouched. */
enum bagtag_status pool_open(struct pool **out, int n_workers, struct bagtag_error *error);
void pool_close(struct pool *pool); /* NULL is allowed */
int pool_n_workers(const struct pool *pool);

/* Runs WORK(context, worker) once for each worker 0..n-1, worker 0 in the calling thread, and returns when all
 * have returned. */
void pool_run(struct pool *pool, void (*work)(void *context, int worker), void *context);

/* A barrier for all workers inside one pool_run; spins briefly, then sleeps, so it is cheap if every worker has a
 * processor and harmless if there are more workers than processors. */
void pool_barrier(struct pool *pool);

#endif
