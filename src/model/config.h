/* config.h - config.json: what a model is, in words */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_CONFIG_H
#define BAGTAG_MODEL_CONFIG_H

#include <stddef.h>

#include "base/error.h"
#include "model/model.h"

#define CONFIG_NAME "config.json"
#define CONFIG_WEIGHTS_NAME "model.safetensors"
#define CONFIG_WORDS_NAME "vocab.safetensors"
#define CONFIG_VERSION 1

/* Whether TEXT[0..len) says that it is a config.json of bagtag's, of whatever version: if not, BAGTAG_INPUT. */
enum bagtag_status config_check_format(const char *file, const char *text, size_t len, struct bagtag_error *error);

/* Reads TEXT[0..len) into the settings, labels and sums of MODEL, which is fresh. Members of other names are left
 * alone: a later writer of the same version may add some. FILE is what messages call the text. What is wrong, or of a
 * later version, is BAGTAG_INPUT. */
enum bagtag_status config_read(struct bagtag_model *model, const char *file, const char *text, size_t len,
                               struct bagtag_error *error);

struct json_maker; /* of io/json.h */

/* The text for MODEL whose files are SUMS, NUL-terminated, freed by free(); NULL if out of memory. The same model
 * gives the same bytes. */
char *config_print(const struct bagtag_model *model, const struct model_sums *sums);

/* The same for people, in MAKER, which is fresh: without the seal, with counts of words, rows and bytes. */
void config_make_report(struct json_maker *maker, const struct bagtag_model *model, const struct model_sums *sums);

#endif
