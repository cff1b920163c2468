/* loss.c - what training makes small, and the probabilities that go with it */
/* SPDX-License-Identifier: MIT */
#include "net/loss.h"

#include <stddef.h>
#include <string.h>

const char *const loss_names[] = {"softmax", "ova", NULL};

int loss_of(const char *name)
{
    for (int i = 0; loss_names[i]; i++)
        if (strcmp(name, loss_names[i]) == 0)
            return i;
    return -1;
}
