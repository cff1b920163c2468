/* choose.h - the settings that are not given, chosen for documents */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_FIT_CHOOSE_H
#define BAGTAG_FIT_CHOOSE_H

#include <stddef.h>

#include "base/error.h"
#include "data/corpus_contents.h"
#include "fit/calibrate.h"
#include "fit/choosing.h"
#include "fit/race.h"
#include "model/settings.h"

/* What the choice is made by. */
struct choice {
    struct race_result race;
    struct calibrated calibrated; /* by which epochs, temperature and threshold are chosen */
};

/* Chooses by a race, around what is given in SETTINGS, and calibrates what it chose. CONTENTS, read as candidate_widen
 * has it, are only read. */
enum bagtag_status choose_settings(const struct corpus_contents *contents, struct settings *settings,
                                   struct choosing *choosing, struct choice *choice, struct bagtag_error *error);

#endif
