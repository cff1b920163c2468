/* turns.h - threads that pass on what they made one after another, in a given order */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_TURNS_H
#define BAGTAG_BASE_TURNS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/thread.h"

/* The turns 0, 1, 2, ... of a run: each is taken by one thread, with turns_wait and then turns_pass. The first failure
 * in this order ends the run. Members are private, except STATUS once all threads are done. */
struct turns {
    struct lock lock;
    struct condition passed;
    uint64_t turn;
    enum bagtag_status status;
    struct bagtag_error *error; /* of the run, borrowed; may be NULL */
};

enum bagtag_status turns_init(struct turns *turns, struct bagtag_error *error);
void turns_clear(struct turns *turns);

/* Waits for turn NUMBER, until whose end no other thread has one. False: the run has failed, and nothing is to be done
 * but to pass the turn on. */
bool turns_wait(struct turns *turns, uint64_t number);

/* Passes the turn on; STATUS and ERROR are how it went, and ignored if the run had failed before. Returns whether the
 * run goes on. */
bool turns_pass(struct turns *turns, enum bagtag_status status, const struct bagtag_error *error);

#endif
