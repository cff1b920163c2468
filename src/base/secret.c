/* secret.c - a number that nobody outside the process knows */
/* SPDX-License-Identifier: MIT */
#include "base/secret.h"

#include <string.h>
#include <sys/random.h>

#include "base/clock.h"

/* A kernel that has no random numbers yet, or none for us, leaves the time and where this process lies in memory. */
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
