/* queue.c - a bounded, blocking queue of pointers between threads */
/* SPDX-License-Identifier: MIT */
#include "base/queue.h"

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/thread.h"

/* A ring: the items are items[first], items[first + 1] and so on, around the end. */
struct queue {
    struct lock lock;
    struct condition has_room;
    struct condition has_item; /* or is closed */
    void **items;              /* [capacity] */
    size_t capacity;
    size_t first;
    size_t n_items;
    bool is_closed;
};

enum status queue_open(struct queue **out, size_t capacity, struct error *error)
{
    assert(capacity >= 1);
    struct queue *queue = mem_zeroed(1, sizeof *queue);
    void **items = mem_array(capacity, sizeof *items);
    if (queue == NULL || items == NULL) {
        free(items);
        free(queue);
        return error_memory(error);
    }
    queue->items = items;
    queue->capacity = capacity;

    int failure = lock_init(&queue->lock);
    if (failure != 0)
        goto without_lock;
    if ((failure = condition_init(&queue->has_room)) != 0)
        goto without_room;
    if ((failure = condition_init(&queue->has_item)) != 0)
        goto without_item;
    *out = queue;
    return STATUS_OK;

without_item:
    condition_clear(&queue->has_room);
without_room:
    lock_clear(&queue->lock);
without_lock:
    free(items);
    free(queue);
    return error_errno(error, failure, "cannot make a queue between threads");
}

void queue_free(struct queue *queue)
{
    if (queue == NULL)
        return;
    condition_clear(&queue->has_item);
    condition_clear(&queue->has_room);
    lock_clear(&queue->lock);
    free(queue->items);
    free(queue);
}

bool queue_push(struct queue *queue, void *item)
{
    assert(item != NULL);
    lock_take(&queue->lock);
    while (queue->n_items == queue->capacity && !queue->is_closed)
        condition_wait(&queue->has_room, &queue->lock);
    bool is_taken = !queue->is_closed;
    if (is_taken) {
        queue->items[(queue->first + queue->n_items) % queue->capacity] = item;
        queue->n_items++;
        condition_wake_one(&queue->has_item);
    }
    lock_release(&queue->lock);
    return is_taken;
}

void *queue_pop(struct queue *queue)
{
    void *item = NULL;
    lock_take(&queue->lock);
    while (queue->n_items == 0 && !queue->is_closed)
        condition_wait(&queue->has_item, &queue->lock);
    if (queue->n_items > 0) {
        item = queue->items[queue->first];
        queue->first = (queue->first + 1) % queue->capacity;
        queue->n_items--;
        condition_wake_one(&queue->has_room);
    }
    lock_release(&queue->lock);
    return item;
}

void queue_close(struct queue *queue)
{
    lock_take(&queue->lock);
    queue->is_closed = true;
    condition_wake_all(&queue->has_room);
    condition_wake_all(&queue->has_item);
    lock_release(&queue->lock);
}
