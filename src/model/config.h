/* config.h - config.json: the description of a model */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_CONFIG_H
#define BAGTAG_MODEL_CONFIG_H

#include <stddef.h>

#include "base/error.h"
#include "model/model.h"

#define CONFIG_NAME "config.json"
#define CONFIG_WEIGHTS_NAME "model.safetensors"
#define CONFIG_WORDS_NAME "vocab.safetensors"
#define CONFIG_SCORES_NAME "scores.safetensors" /* optional */
#define CONFIG_NEWEST_VERSION 2

/* BAGTAG_INPUT unless TEXT[0..len) is a config.json of bagtag, of any version. */
enum bagtag_status config_check_format(const char *file, const char *text, size_t len, struct bagtag_error *error);

/* Reads TEXT[0..len) into the settings, labels and sums of MODEL, which is new. Unknown members are ignored, because
 * later writers of the same version may add some. FILE is the name in messages. Invalid or newer texts are
 * BAGTAG_INPUT. */
enum bagtag_status config_read(struct bagtag_model *model, const char *file, const char *text, size_t len,
                               struct bagtag_error *error);

struct json_maker; /* of io/json.h */

/* The config.json of MODEL, whose other files have SUMS: NUL-terminated, freed by free(); NULL if out of memory. The
 * same model gives the same bytes. */
char *config_print(const struct bagtag_model *model, const struct model_sums *sums);

/* The same for users, in MAKER, which is new: without the seal, with counts of words, rows and bytes. */
void config_make_report(struct json_maker *maker, const struct bagtag_model *model, const struct model_sums *sums);

#endif
