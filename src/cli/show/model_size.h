/* model_size.h - how much room a model takes on disk */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SHOW_MODEL_SIZE_H
#define BAGTAG_CLI_SHOW_MODEL_SIZE_H

#include <stdint.h>

/* Bytes of the files in the folder PATH together; 0 if it cannot be read. */
uint64_t model_size(const char *path);

#endif
