/* pool.h - a pool of worker threads with a barrier */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_POOL_H
#define BAGTAG_BASE_POOL_H

#include <stddef.h>

#include "base/error.h"

/* How many threads this process may keep busy, by CPU affinity and the cgroup's CPU quota; at least 1. */
int pool_available(void);

/* *N_WORKERS = THREADS, or pool_available() if that is 0. BAGTAG_ARGUMENT if THREADS is below 0 or above POOL_MAX. */
enum { POOL_MAX = 1024 };
enum bagtag_status pool_count(int threads, size_t *n_workers, struct bagtag_error *error);

/* Functions that take a pool accept NULL: the calling thread alone. */
struct pool;

/* A pool of N_WORKERS (>= 1) workers, including the calling thread: N_WORKERS - 1 threads are started by thread_start,
 * which blocks most signals in them. On failure nothing remains allocated and *OUT is untouched. */
enum bagtag_status pool_open(struct pool **out, int n_workers, struct bagtag_error *error);
void pool_close(struct pool *pool); /* NULL is allowed */
int pool_n_workers(const struct pool *pool);

/* Runs WORK(context, worker) once for each worker 0..n-1, worker 0 in the calling thread, and returns when all
 * have returned. */
void pool_run(struct pool *pool, void (*work)(void *context, int worker), void *context);

/* A barrier for all workers inside one pool_run. Spins briefly, then sleeps: cheap when every worker has a processor,
 * harmless when there are more workers than processors. */
void pool_barrier(struct pool *pool);

#endif
