/* label_texts.h - the names of labels as texts to learn from */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_LABEL_TEXTS_H
#define BAGTAG_DATA_LABEL_TEXTS_H

#include <stddef.h>

#include "base/error.h"
#include "data/corpus_state.h"

/* Labels with fewer training documents than this get their name as one more. */
enum { LABEL_TEXTS_ENOUGH = 128 };

/* Called once all files are read and it is settled what is held out. Where corpus->options.label_texts wants it, adds a
 * last block, in which each label that has few training documents, and a letter in its name, has a document: the words
 * of the name, for which all but letters and digits of ASCII parts words. The documents stand in the order of the bytes
 * of the names, and are counted as label_texts. The result does not depend on the number of workers. */
enum bagtag_status label_texts_add(struct corpus *corpus, struct bagtag_error *error);

#endif
