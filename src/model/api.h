/* api.h - from the library's inner errors to the public ones */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_API_H
#define BAGTAG_MODEL_API_H

#include "bagtag.h"
#include "base/error.h"

/* Hands an inner failure to the caller of a public function: copies the sentence where ERROR is not NULL and returns
 * the status, whose numbers are the same on both sides. */
enum bagtag_status api_status(enum status status, const struct error *inner, struct bagtag_error *error);

#endif
