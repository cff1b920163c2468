/* queue.h - a bounded, blocking queue of pointers between threads */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_QUEUE_H
#define BAGTAG_BASE_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct queue;

/* A first-in first-out queue of at most CAPACITY pointers. */
enum status queue_open(struct queue **out, size_t capacity, struct error *error);
void queue_free(struct queue *queue); /* NULL is allowed; no thread may be using it */

/* Waits for room; false when the queue was closed (the item was not taken). */
bool queue_push(struct queue *queue, void *item);

/* Waits for an item; NULL when the queue is closed and empty. */
void *queue_pop(struct queue *queue);

/* No more pushes: waiting poppers get what is left, then NULL. Callable more than once and from any thread. */
void queue_close(struct queue *queue);

#endif
