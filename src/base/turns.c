/* turns.c - threads that deliver their results one at a time, in a fixed order */
/* SPDX-License-Identifier: MIT */
#include "base/turns.h"

enum bagtag_status turns_init(struct turns *turns, struct bagtag_error *error)
{
    *turns = (struct turns){.error = error};
    int errnum = lock_init(&turns->lock);
    if (errnum)
        return error_errno(error, errnum, "cannot create a lock");
    errnum = condition_init(&turns->passed);
    if (errnum) {
        lock_clear(&turns->lock);
        return error_errno(error, errnum, "cannot create a condition variable");
    }
    return BAGTAG_OK;
}

void turns_clear(struct turns *turns)
{
    condition_clear(&turns->passed);
    lock_clear(&turns->lock);
}

bool turns_wait(struct turns *turns, uint64_t number)
{
    lock_take(&turns->lock);
    while (turns->turn != number)
        condition_wait(&turns->passed, &turns->lock);
    bool goes_on = turns->status == BAGTAG_OK;
    lock_release(&turns->lock);
    return goes_on;
}

bool turns_pass(struct turns *turns, enum bagtag_status status, const struct bagtag_error *error)
{
    lock_take(&turns->lock);
    if (turns->status == BAGTAG_OK && status != BAGTAG_OK) {
        turns->status = status;
        error_forward(turns->error, status, error);
    }
    bool goes_on = turns->status == BAGTAG_OK;
    turns->turn++;
    condition_wake_all(&turns->passed);
    lock_release(&turns->lock);
    return goes_on;
}
