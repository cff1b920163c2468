/* train_options.c - the options of a training run, as a caller of the library sets them */
/* SPDX-License-Identifier: MIT */
#include "model/train_options.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "model/model.h"
#include "model/settings_table.h"
#include "model/settings_text.h"

struct bagtag_train_options *bagtag_train_options_new(void)
{
    struct bagtag_train_options *options = mem_zeroed(1, sizeof *options);
    if (options)
        settings_init(&options->settings);
    return options;
}

void bagtag_train_options_free(struct bagtag_train_options *options)
{
    if (!options)
        return;
    arena_clear(&options->strings);
    free(options);
}

static enum setting_id id_of(const struct setting *setting)
{
    return (enum setting_id)(setting - settings_table);
}

enum bagtag_status bagtag_train_options_set(struct bagtag_train_options *options, const char *name, const char *text,
                                            struct bagtag_error *error)
{
    const struct setting *setting = setting_find(name);
    if (!options)
        return error_memory(error);
    if (!setting)
        return error_set(error, BAGTAG_ARGUMENT, "expected the name of a setting; found '%s'", name ? name : "");
    if (text && setting->about.kind == BAGTAG_TEXT) { /* only these are borrowed from TEXT */
        text = arena_copy(&options->strings, text, strlen(text));
        if (!text)
            return error_memory(error);
    }
    return settings_set(&options->settings, id_of(setting), text, error);
}

const char *bagtag_train_options_get(const struct bagtag_train_options *options, const char *name,
                                     char scratch[BAGTAG_SETTING_BYTES])
{
    const struct setting *setting = setting_find(name);
    return options && setting ? settings_text(&options->settings, id_of(setting), scratch) : NULL;
}

bool bagtag_train_options_is_set(const struct bagtag_train_options *options, const char *name)
{
    const struct setting *setting = setting_find(name);
    return options && setting && settings_is_given(&options->settings, id_of(setting));
}

void bagtag_train_options_set_progress(struct bagtag_train_options *options, bagtag_progress_function *progress,
                                       void *context)
{
    if (!options)
        return;
    options->progress = progress;
    options->progress_context = context;
}

const char *bagtag_model_setting(const struct bagtag_model *model, const char *name, char scratch[BAGTAG_SETTING_BYTES])
{
    const struct setting *setting = setting_find(name);
    struct settings trained = model->settings;
    trained.loss = loss_trained_as(trained.loss);
    if (setting && model->unknown_choices[id_of(setting)])
        return model->unknown_choices[id_of(setting)];
    return setting ? settings_text(&trained, id_of(setting), scratch) : NULL;
}
