/* json_outline.h - the members of a JSON object as lines for people */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SHOW_JSON_OUTLINE_H
#define BAGTAG_CLI_SHOW_JSON_OUTLINE_H

#include "base/buffer.h"

/* Appends "name  value" for each number, string, true, false or null in the object JSON; a member of an object inside
 * is called "outer.inner"; arrays are left out. JSON is what the library made, and is not checked: at the
 * first thing that does not fit, the outline ends. */
void json_outline(struct buffer *out, const char *json);

#endif
