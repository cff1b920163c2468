/* model_size.h - the size of a model on disk */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SHOW_MODEL_SIZE_H
#define BAGTAG_CLI_SHOW_MODEL_SIZE_H

#include <stdint.h>

/* Total bytes of the files in the folder PATH, or of the file PATH; 0 if it cannot be read. */
uint64_t model_size(const char *path);

#endif
