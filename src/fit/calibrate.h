/* calibrate.h - how long settings are to be trained, and how sure the model may be */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_FIT_CALIBRATE_H
#define BAGTAG_FIT_CALIBRATE_H

#include <stddef.h>

#include "base/error.h"
#include "data/corpus_contents.h"
#include "fit/choosing.h"
#include "model/settings.h"

/* What came of it. */
struct calibrated {
    size_t n;        /* documents held out */
    double accuracy; /* on those, of models trained with the settings of the end; -1 without them */
};

/* Trains SETTINGS on a part of the documents, and for a quarter of the epochs, too, unless those are given: with labels
 * that contradict each other a model learns them by heart after a while. So few are chosen when they do better on the
 * documents held out by more than chance does. On those the temperature is fitted, and where documents with several
 * labels are not rare the threshold; all this goes into SETTINGS, except what is given there. CALIBRATED says how
 * many documents were held out; 0, and nothing is changed, when there are too few documents. CONTENTS, with `others`
 * where SETTINGS have character n-grams, are only read. */
enum { CALIBRATE_FEWEST_DOCUMENTS = 20 };
enum bagtag_status calibrate(const struct corpus_contents *contents, struct settings *settings,
                             struct choosing *choosing, struct calibrated *calibrated, struct bagtag_error *error);

#endif
