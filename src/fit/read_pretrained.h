/* read_pretrained.h - the pretrained vectors of the words of documents */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_FIT_READ_PRETRAINED_H
#define BAGTAG_FIT_READ_PRETRAINED_H

#include "bagtag_progress.h"
#include "base/error.h"
#include "data/corpus_contents.h"
#include "model/settings.h"
#include "model/vectors_file.h"

/* If SETTINGS have a file of vectors, reads those of the words of CONTENTS into OUT, which CONTENTS borrows from then
 * on, and sets the width and number of vectors in SETTINGS. Unless OTHERS is NULL, other words of the file that this
 * tokenizer can produce are read too. PROGRESS (NULL: none) is told of words with invalid UTF-8. OUT is all zero
 * before; call vectors_clear also after a failure. */
enum bagtag_status read_pretrained(struct vectors *out, struct settings *settings, struct corpus_contents *contents,
                                   const struct tokenizer *others, bagtag_progress_function *progress, void *context,
                                   struct bagtag_error *error);

#endif
