/* model_arrays.h - the arrays of a model, as in its safetensors files */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_MODEL_ARRAYS_H
#define BAGTAG_MODEL_MODEL_ARRAYS_H

#include <stddef.h>

#include "base/error.h"
#include "base/hash.h"
#include "io/safetensors.h"
#include "model/model.h"

enum arrays_file { ARRAYS_WEIGHTS, ARRAYS_WORDS, ARRAYS_SCORES };

/* Writes model.safetensors, vocab.safetensors or, if MODEL is folded, scores.safetensors to SINK with CONTEXT (NULL:
 * nowhere), and its size and checksum to SUM. */
enum bagtag_status arrays_write(const struct bagtag_model *model, enum arrays_file file, safetensors_sink *sink,
                                void *context, struct model_file_sum *sum, struct bagtag_error *error);

/* The size in bytes of the values in all files, without headers. */
uint64_t arrays_bytes(const struct bagtag_model *model);

/* The name of the tensor with the index of WORDS: vocab.slots, whose entries include tags, if WORDS has heads;
 * otherwise vocab.index. */
const char *arrays_index_name(const struct vocab *words);

/* The checksum as config.json has it: 32 hexadecimal digits, high half first, and a NUL. */
void arrays_checksum_text(char text[33], struct hash_checksum checksum);

#endif
