/* choose.c - chooses the settings that are not given */
/* SPDX-License-Identifier: MIT */
#include "fit/choose.h"

#include "fit/candidate.h"
#include "fit/race_chars.h"

enum bagtag_status choose_settings(const struct corpus_contents *contents, struct settings *settings,
                                   struct choosing *choosing, struct choice *choice, struct bagtag_error *error)
{
    *choice = (struct choice){.calibrated.accuracy = -1.0};
    enum bagtag_status status = race_run(contents, settings, choosing, &choice->race, error);
    if (status == BAGTAG_OK && !settings_is_given(settings, SETTING_CHARS))
        status = race_chars(contents, settings, choosing, &choice->race, error);
    outcomes_clear(&choice->race.outcome, 1);
    choice->race.outcome = (struct outcome){0};
    if (status != BAGTAG_OK)
        return status;
    *settings = candidate_settings(&choice->race.best, settings, contents);
    return calibrate(contents, settings, choosing, &choice->calibrated, error);
}
