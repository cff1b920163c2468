/* pool.c - a pool of worker threads with a barrier */
/* SPDX-License-Identifier: MIT */
#include "base/pool.h"

#include <assert.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/plural.h"
#include "base/processors.h"
#include "base/thread.h"

#define LINE_BYTES 64

/* As long as two workers keep their processors, 99 of 100 waits last less than a microsecond. A longer wait means that
 * the other one's processor is taken, perhaps by the waiting worker: it yields for a while before it sleeps. Waking up
 * takes about 100 microseconds on a virtual machine; a worker that sleeps too early makes the next one wait that long,
 * so that it sleeps too, and so on: training took up to three times as long when workers slept after 20
 * microseconds. */
#define SPIN_NANOSECONDS 4000
#define OFFER_NANOSECONDS 1000000
#define CHECKS_PER_CLOCK 32 /* pauses between two readings of the clock */

/* The barrier, and with it the pool, consists of two words on separate cache lines: every worker adds to `arrived`, but
 * waiting workers only read `generation`, which stays in their caches until the last one to arrive changes it. A worker
 * that has waited too long adds itself to `n_asleep` and sleeps on a condition. */
struct pool {
    alignas(LINE_BYTES) atomic_uint arrived;
    alignas(LINE_BYTES) atomic_uint generation;
    alignas(LINE_BYTES) atomic_uint n_asleep;
    struct lock lock;
    struct condition opened;
    bool may_spin; /* there is a processor for every worker */
    unsigned n_workers;
    void (*work)(void *context, int worker); /* NULL: the pool is closing */
    void *context;
    struct worker *workers;
};

struct worker {
    struct thread thread;
    struct pool *pool;
    int number;
};

static void pause_briefly(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb" ::: "memory");
#else
    atomic_signal_fence(memory_order_seq_cst);
#endif
}

static int64_t nanoseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static bool is_open(struct pool *pool, unsigned before)
{
    return atomic_load_explicit(&pool->generation, memory_order_acquire) != before;
}

/* Watches the generation, first busily, then yielding the processor; false if it is still BEFORE at the end. */
static bool spin(struct pool *pool, unsigned before)
{
    int64_t start = 0, now = 0;
    while (now <= start + OFFER_NANOSECONDS) {
        bool is_offering = now > start + SPIN_NANOSECONDS;
        for (int i = 0; i < (is_offering ? 1 : CHECKS_PER_CLOCK); i++) {
            if (is_open(pool, before))
                return true;
            pause_briefly();
        }
        if (is_offering)
            thread_yield();
        now = nanoseconds();
        start = start == 0 ? now : start;
    }
    return false;
}

/* No wake-up is lost: the sleeper and the worker that opens the barrier both write their own word before they read the
 * other's (sequentially consistent), so at least one of them sees the other's write. */
static void sleep_until_open(struct pool *pool, unsigned before)
{
    lock_take(&pool->lock);
    atomic_fetch_add(&pool->n_asleep, 1);
    while (atomic_load(&pool->generation) == before)
        condition_wait(&pool->opened, &pool->lock);
    atomic_fetch_sub(&pool->n_asleep, 1);
    lock_release(&pool->lock);
}

/* The generation is read before arriving: until then it cannot change. The last one to arrive resets `arrived` before
 * it opens the barrier, so that the released workers start the next barrier from zero. */
void pool_barrier(struct pool *pool)
{
    if (pool == NULL || pool->n_workers == 1)
        return;
    unsigned before = atomic_load_explicit(&pool->generation, memory_order_relaxed);
    if (atomic_fetch_add_explicit(&pool->arrived, 1, memory_order_acq_rel) + 1 < pool->n_workers) {
        if (!pool->may_spin || !spin(pool, before))
            sleep_until_open(pool, before);
        return;
    }
    atomic_store_explicit(&pool->arrived, 0, memory_order_relaxed);
    atomic_store(&pool->generation, before + 1);
    if (atomic_load(&pool->n_asleep) > 0) {
        lock_take(&pool->lock);
        condition_wake_all(&pool->opened);
        lock_release(&pool->lock);
    }
}

/* Waits until start_workers has released the lock, then works from barrier to barrier. */
static void *worker_main(void *context)
{
    struct worker *worker = context;
    struct pool *pool = worker->pool;
    lock_take(&pool->lock);
    lock_release(&pool->lock);
    for (;;) {
        pool_barrier(pool);
        if (pool->work == NULL)
            return NULL;
        pool->work(pool->context, worker->number);
        pool_barrier(pool);
    }
}

void pool_run(struct pool *pool, void (*work)(void *context, int worker), void *context)
{
    assert(work != NULL);
    if (pool == NULL) {
        work(context, 0);
        return;
    }
    pool->work = work;
    pool->context = context;
    pool_barrier(pool);
    work(context, 0);
    pool_barrier(pool);
}

/* Holds the lock while it starts the threads, so that none of them reads n_workers before it is final. If a thread
 * cannot be started, those before it form a smaller pool, which can be closed like any other. */
static int start_workers(struct pool *pool, unsigned n_workers)
{
    int failure = 0;
    lock_take(&pool->lock);
    pool->n_workers = 1;
    while (failure == 0 && pool->n_workers < n_workers) {
        struct worker *worker = &pool->workers[pool->n_workers];
        worker->pool = pool;
        worker->number = (int)pool->n_workers;
        failure = thread_start(&worker->thread, worker_main, worker);
        if (failure == 0)
            pool->n_workers++;
    }
    lock_release(&pool->lock);
    return failure;
}

enum bagtag_status pool_open(struct pool **out, int n_workers, struct bagtag_error *error)
{
    assert(n_workers >= 1);
    struct pool *pool = aligned_alloc(LINE_BYTES, sizeof *pool);
    if (pool == NULL)
        return error_memory(error);
    memset(pool, 0, sizeof *pool);
    atomic_init(&pool->arrived, 0);
    atomic_init(&pool->generation, 0);
    atomic_init(&pool->n_asleep, 0);
    pool->may_spin = n_workers <= processors_available();
    int failure = 0;

    pool->workers = mem_array((size_t)n_workers, sizeof *pool->workers);
    if (pool->workers == NULL) {
        free(pool);
        return error_memory(error);
    }
    if ((failure = lock_init(&pool->lock)) != 0)
        goto without_lock;
    if ((failure = condition_init(&pool->opened)) != 0)
        goto without_condition;
    if ((failure = start_workers(pool, (unsigned)n_workers)) != 0) {
        pool_close(pool);
        return error_errno(error, failure, "cannot start %d thread%s", n_workers, plural_s((uint64_t)n_workers));
    }
    *out = pool;
    return BAGTAG_OK;

without_condition:
    lock_clear(&pool->lock);
without_lock:
    free(pool->workers);
    free(pool);
    return error_errno(error, failure, "cannot start %d thread%s", n_workers, plural_s((uint64_t)n_workers));
}

void pool_close(struct pool *pool)
{
    if (pool == NULL)
        return;
    pool->work = NULL;
    pool_barrier(pool);
    for (unsigned i = 1; i < pool->n_workers; i++)
        thread_join(&pool->workers[i].thread);
    condition_clear(&pool->opened);
    lock_clear(&pool->lock);
    free(pool->workers);
    free(pool);
}

int pool_n_workers(const struct pool *pool)
{
    return pool == NULL ? 1 : (int)pool->n_workers;
}

int pool_available(void)
{
    return processors_available();
}

enum bagtag_status pool_count(int threads, size_t *n_workers, struct bagtag_error *error)
{
    if (threads < 0 || threads > POOL_MAX)
        return error_set(error, BAGTAG_ARGUMENT, "threads: expected a whole number from 0 to %d; found %d", POOL_MAX,
                         threads);
    *n_workers = (size_t)(threads > 0 ? threads : pool_available());
    return BAGTAG_OK;
}
