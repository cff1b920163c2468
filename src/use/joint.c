/* joint.c - writes the lines of several files as one output */
/* SPDX-License-Identifier: MIT */
#include "use/joint.h"

#include <errno.h>

int joint_write(void *context, const char *bytes, size_t len)
{
    struct joint *joint = context;
    int errnum = joint->is_line_open ? joint->sink->write(joint->sink->context, "\n", 1) : 0;
    joint->is_line_open = bytes[len - 1] != '\n';
    if (errnum == 0)
        errnum = joint->sink->write(joint->sink->context, bytes, len);
    joint->is_full = errnum == 0 && joint->n_left != NULL && *joint->n_left == 0;
    return joint->is_full ? ECANCELED : errnum;
}
