/* secret.c - a random number known only inside the process */
/* SPDX-License-Identifier: MIT */
#include "base/secret.h"

#include <string.h>
#include <sys/random.h>

#include "base/clock.h"

/* Falls back to the clock and a stack address if the kernel has no random numbers yet, or denies them. */
uint64_t secret_number(void)
{
    uint64_t number;
    if (getrandom(&number, sizeof number, GRND_NONBLOCK) != (ssize_t)sizeof number) {
        double now = clock_seconds();
        memcpy(&number, &now, sizeof number);
        number ^= (uint64_t)(uintptr_t)&number << 16;
    }
    return number | 1;
}
