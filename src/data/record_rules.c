/* record_rules.c - how files are read: their format, and where labels and texts are */
/* SPDX-License-Identifier: MIT */
#include "data/record_rules.h"

#include <string.h>

#include "base/choices.h"
#include "base/utf8.h"
#include "data/jsonl_line.h"
#include "data/space.h"

static enum bagtag_status refuse(const char *name, const char *expected, const char *found, struct bagtag_error *error)
{
    if (found == NULL)
        return error_set(error, BAGTAG_ARGUMENT, "%s: expected %s; found nothing", name, expected);
    return error_set(error, BAGTAG_ARGUMENT, "%s: expected %s; found '%s'", name, expected, found);
}

static enum bagtag_status take_format(struct record_rules *rules, const char *name, struct bagtag_error *error)
{
    const char *const *names = rules->use == FORMAT_AS_TEXT ? format_names : format_names_labelled;
    char expected[80];
    for (int i = 0; name != NULL && names[i] != NULL; i++) {
        if (strcmp(name, names[i]) != 0)
            continue;
        rules->format = (enum format)i;
        return BAGTAG_OK;
    }
    choices_list(expected, sizeof expected, names);
    return refuse("format", expected, name, error);
}

bool record_rules_is_prefix(const char *prefix)
{
    size_t len = strlen(prefix);
    return len > 0 && utf8_is_valid(prefix, len) && space_find(prefix, len, 0) == len;
}

static enum bagtag_status take_prefix(struct record_rules *rules, const char *prefix, struct bagtag_error *error)
{
    if (!record_rules_is_prefix(prefix))
        return refuse("label-prefix", "text without white space", prefix, error);
    rules->label_prefix = prefix;
    rules->prefix_len = strlen(prefix);
    return BAGTAG_OK;
}

static enum bagtag_status take_field(struct record_rules *rules, enum record_field field, const char *name,
                                     const char *path, struct bagtag_error *error)
{
    size_t len = path ? strlen(path) : 0;
    if (len == 0 || len > JSONL_FIELD_BYTES)
        return refuse(name, "a name of 1 to 255 bytes", path, error);
    if (field == FIELD_TEXT && !jsonl_line_is_list(path))
        return refuse(name, "1 to 16 names between commas", path, error);
    rules->fields[field] = path;
    return BAGTAG_OK;
}

static enum bagtag_status take_delimiter(char *delimiter, const char *text, struct bagtag_error *error)
{
    bool is_tab = text != NULL && strcmp(text, "tab") == 0;
    if (!is_tab && (text == NULL || strlen(text) != 1 || (unsigned char)*text >= 128 || strchr("\"\r\n", *text)))
        return refuse("delimiter", "one ASCII character other than a quote or line break, or the word tab", text,
                      error);
    *delimiter = is_tab ? '\t' : *text;
    return BAGTAG_OK;
}

static enum bagtag_status take_column(const char **column, const char *name, const char *text,
                                      struct bagtag_error *error)
{
    if (text == NULL || *text == '\0')
        return refuse(name, "the name or number of a column", text, error);
    *column = text;
    return BAGTAG_OK;
}

static enum bagtag_status take_csv(struct record_rules *rules, const struct bagtag_input *input,
                                   struct bagtag_error *error)
{
    rules->csv.has_header = input->header;
    rules->csv.max_quoted = CSV_MAX_QUOTED_BYTES;
    enum bagtag_status status = take_delimiter(&rules->csv.delimiter, input->delimiter, error);
    if (status == BAGTAG_OK)
        status = take_column(&rules->csv.text_column, "text-column", input->text_column, error);
    if (status == BAGTAG_OK && rules->use == FORMAT_WITH_LABELS)
        status = take_column(&rules->csv.label_column, "label-column", input->label_column, error);
    return status;
}

struct bagtag_input record_rules_usual(void)
{
    return (struct bagtag_input){.format = format_names[FORMAT_AUTO],
                                 .text_field = "text",
                                 .label_field = "label",
                                 .id_field = "id",
                                 .delimiter = ",",
                                 .header = 1,
                                 .text_column = "text",
                                 .label_column = "label"};
}

enum bagtag_status record_rules_of(struct record_rules *out, enum format_use use, const struct bagtag_input *input,
                                   const char *usual_prefix, struct bagtag_error *error)
{
    struct record_rules rules = {.use = use,
                                 .given = input->given,
                                 .skips_bad = input->skip_bad,
                                 .warn = input->warn,
                                 .warn_context = input->warn_context};
    const char *prefix = input->label_prefix ? input->label_prefix : usual_prefix ? usual_prefix : "__label__";
    enum bagtag_status status = take_format(&rules, input->format, error);
    if (status == BAGTAG_OK)
        status = take_prefix(&rules, prefix, error);
    if (status == BAGTAG_OK)
        status = take_field(&rules, FIELD_TEXT, "text-field", input->text_field, error);
    if (status == BAGTAG_OK && use == FORMAT_WITH_LABELS)
        status = take_field(&rules, FIELD_LABEL, "label-field", input->label_field, error);
    if (status == BAGTAG_OK)
        status = take_field(&rules, FIELD_ID, "id-field", input->id_field, error);
    if (status == BAGTAG_OK)
        status = take_csv(&rules, input, error);
    if (status == BAGTAG_OK)
        *out = rules;
    return status;
}
