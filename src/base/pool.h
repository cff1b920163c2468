/* pool.h - worker threads, and the barrier where they wait for each other */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_POOL_H
#define BAGTAG_BASE_POOL_H

#include <stddef.h>

#include "base/error.h"

/* How many threads this process may keep busy: CPU affinity and the cgroup's CPU quota; at least 1. */
int pool_available(void);

/* *N_WORKERS = the number of threads that a caller asks for with THREADS; 0: pool_available(). BAGTAG_ARGUMENT: below 0
 * or above POOL_MOST. */
enum { POOL_MOST = 1024 };
enum bagtag_status pool_count(int threads, size_t *n_workers, struct bagtag_error *error);

/* Where a function takes a pool, NULL is that of the calling thread alone. */
struct pool;

/* A pool of N_WORKERS (>= 1) workers, the calling thread among them: N_WORKERS - 1 threads are started, with
 * all signals blocked but those of a fault of its own. On failure nothing is left and *OUT is untouched. */
enum bagtag_status pool_open(struct pool **out, int n_workers, struct bagtag_error *error);
void pool_close(struct pool *pool); /* NULL is allowed */
int pool_n_workers(const struct pool *pool);

/* Runs WORK(context, worker) once for each worker 0..n-1, worker 0 in the calling thread, and returns when all
 * have returned. */
void pool_run(struct pool *pool, void (*work)(void *context, int worker), void *context);

/* A barrier for all workers inside one pool_run; spins briefly, then sleeps, so it is cheap when every worker
 * has a processor and harmless when there are more workers than processors. */
void pool_barrier(struct pool *pool);

#endif
