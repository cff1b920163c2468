/* label_texts.h - the names of labels as training documents */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_LABEL_TEXTS_H
#define BAGTAG_DATA_LABEL_TEXTS_H

#include <stddef.h>

#include "base/error.h"
#include "data/corpus_state.h"

/* A label with fewer training documents than this gets its name as an additional one. */
enum { LABEL_TEXTS_ENOUGH = 128 };

/* Called after all files are read and the held-out documents are settled. Depending on corpus->options.label_texts,
 * adds a last block with a document for each label that has few training documents and a letter in its name. Its text
 * is the name, with all ASCII characters other than letters and digits replaced by spaces. The documents are in
 * bytewise order of the names, and counted as label_texts. The result does not depend on the number of workers. */
enum bagtag_status label_texts_add(struct corpus *corpus, struct bagtag_error *error);

#endif
