/* repeat.c - the command that trains the same model again */
/* SPDX-License-Identifier: MIT */
#include "cli/repeat.h"

#include <string.h>

static void add_word(struct buffer *out, const char *text)
{
    buffer_char(out, ' ');
    buffer_shell_word(out, text);
}

static void add_setting(struct buffer *out, const struct bagtag_setting *setting, const char *text)
{
    bool is_no = setting->kind == BAGTAG_SWITCH && strcmp(text, "no") == 0;
    buffer_format(out, " --%s%s", is_no ? "no-" : "", setting->name);
    if (setting->kind != BAGTAG_SWITCH)
        add_word(out, text);
}

static void add_files(struct buffer *out, const struct operands *files, const char *more)
{
    bool is_dashed = more != NULL && more[0] == '-';
    for (size_t i = 0; i < files->n; i++)
        is_dashed |= files->values[i][0] == '-' && files->values[i][1] != '\0';
    buffer_text(out, is_dashed ? " --" : "");
    for (size_t i = 0; i < files->n; i++)
        add_word(out, files->values[i]);
    if (more != NULL)
        add_word(out, more);
}

void repeat_command(struct buffer *out, const struct bagtag_model *model, const char *path,
                    const struct operands *files, const char *more)
{
    const struct bagtag_setting *setting;
    char scratch[BAGTAG_SETTING_BYTES];
    buffer_text(out, "bagtag train --no-race");
    for (size_t i = 0; (setting = bagtag_setting_at(i)) != NULL; i++) {
        const char *text = bagtag_model_setting(model, setting->name, scratch);
        if (setting->role != BAGTAG_OF_RUN && strcmp(text, setting->initial) != 0)
            add_setting(out, setting, text);
    }
    buffer_text(out, " -o");
    add_word(out, path);
    add_files(out, files, more);
}
