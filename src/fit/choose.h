/* choose.h - chooses the settings that are not given */
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

/* The results that decided the choice. */
struct choice {
    struct race_result race;
    struct calibrated calibrated; /* for epochs, temperature and threshold */
};

/* Runs a race around what is given in SETTINGS, and calibrates the winner. CONTENTS, read as candidate_widen says, are
 * not changed. */
enum bagtag_status choose_settings(const struct corpus_contents *contents, struct settings *settings,
                                   struct choosing *choosing, struct choice *choice, struct bagtag_error *error);

#endif
