/* turns.h - threads that deliver their results one at a time, in a fixed order */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_TURNS_H
#define BAGTAG_BASE_TURNS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/thread.h"

/* The turns 0, 1, 2, ... of a run: each is taken by one thread, with turns_wait and then turns_pass. The first failure
 * in this order ends the run. Members are private, except STATUS after all threads have finished. */
struct turns {
    struct lock lock;
    struct condition passed;
    uint64_t turn;
    enum bagtag_status status;
    struct bagtag_error *error; /* of the run, borrowed; may be NULL */
};

enum bagtag_status turns_init(struct turns *turns, struct bagtag_error *error);
void turns_clear(struct turns *turns);

/* Waits for turn NUMBER; no other thread has a turn until turns_pass ends it. False: the run has failed, and the caller
 * must only pass the turn on. */
bool turns_wait(struct turns *turns, uint64_t number);

/* Ends the turn with its result, STATUS and ERROR, which is ignored if the run had already failed. Returns whether the
 * run goes on. */
bool turns_pass(struct turns *turns, enum bagtag_status status, const struct bagtag_error *error);

#endif
