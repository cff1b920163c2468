/* usage.c - messages for wrong usage of a command */
/* SPDX-License-Identifier: MIT */
#include "cli/options/usage.h"

#include <dirent.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "cli/options/command_line.h"
#include "cli/options/help.h"
#include "cli/options/suggest.h"
#include "cli/show/report.h"
#include "io/zip.h"

int report_usage_error(const struct command *command, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    report_of(command->name, format, values);
    va_end(values);
    return EXIT_USAGE;
}

/* Whether SENTENCE begins with an option's name and a colon: the library writes names without dashes. */
static bool is_about_option(const struct command *command, const char *sentence)
{
    size_t len = strcspn(sentence, ": ");
    const struct option_spec *option = command_option(command, sentence, len);
    return strncmp(sentence + len, ": ", 2) == 0 && option != NULL && option_list_contains(option->name, sentence, len);
}

int report_run_failure(const struct command *command, enum bagtag_status status, const struct bagtag_error *error)
{
    if (status != BAGTAG_ARGUMENT)
        return report_failure(status, error);
    const char *dashes = is_about_option(command, error->sentence) ? "--" : "";
    return report_usage_error(command, "%s%s", dashes, error->sentence);
}

void report_usage(const struct command *command)
{
    struct buffer usage = {0};
    help_usage(&usage, command);
    if (!usage.failed)
        report_note("usage: %s", usage.bytes);
    buffer_clear(&usage);
}

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Whether ARGUMENT, given as a file or folder, is really a text: several words, and no such file. */
static bool is_text(const char *argument)
{
    return strpbrk(argument, " \t\n") != NULL && strchr(argument, '/') == NULL && access(argument, F_OK) != 0;
}

/* Prints one line that shows how to give COMMAND TEXT, after the N operands BEFORE. */
static void note_text(const struct command *command, const char *const *before, size_t n, const char *text)
{
    bool is_of_documents = strcmp(command->name, "embed") == 0;
    struct buffer line = {0};
    buffer_text(&line, "to pass text, use standard input: echo ");
    buffer_shell_word(&line, text);
    buffer_format(&line, " | bagtag %s%s", command->name, is_of_documents ? " --documents" : "");
    for (size_t i = 0; i < n; i++) {
        buffer_char(&line, ' ');
        buffer_shell_word(&line, before[i]);
    }
    buffer_char(&line, '\0');
    if (!line.failed)
        report_note("%s", line.bytes);
    buffer_clear(&line);
}

bool report_text_hint(const struct command *command, const struct operands *operands)
{
    size_t n_before = 0; /* operands before the files, which are marked with "..." */
    for (const char *at = command->operands, *files = strstr(at, "..."); at < files; at++)
        n_before += *at == ' ';
    for (size_t i = n_before; i < operands->n; i++) {
        if (is_text(operands->values[i])) {
            note_text(command, operands->values, n_before, operands->values[i]);
            return true;
        }
    }
    return false;
}

int report_no_file(const struct command *command, const struct operands *operands, enum bagtag_status status,
                   const struct bagtag_error *error)
{
    int code = report_run_failure(command, status, error);
    if (status == BAGTAG_SYSTEM)
        (void)report_text_hint(command, operands);
    return code;
}

static bool is_model(int folder, const char *name)
{
    char config[NAME_MAX + sizeof "/config.json"];
    int len = snprintf(config, sizeof config, "%s/config.json", name);
    return len > 0 && (size_t)len < sizeof config && faccessat(folder, config, F_OK, 0) == 0;
}

/* Whether NAME is MODEL with an ending that fastText gives its models. */
static bool has_ending(const char *name, const char *model)
{
    size_t len = strlen(model);
    return strncmp(name, model, len) == 0 && (strcmp(name + len, ".bin") == 0 || strcmp(name + len, ".ftz") == 0);
}

/* The distance of NAME from the name of a model: 1 if only its end is missing or too much. */
static size_t distance_of(const char *name, const char *model)
{
    bool is_end = strncmp(name, model, strlen(name)) == 0 || has_ending(name, model);
    return is_end ? 1 : suggest_distance(name, model);
}

/* Suggests the model in PATH's folder whose name PATH is most likely a misspelling of. False: there is none. */
static bool note_model_beside(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash == NULL ? path : slash + 1;
    char folder_path[PATH_MAX], best[NAME_MAX + 1] = "";
    size_t folder_len = (size_t)(name - path), best_distance = SIZE_MAX;
    if (folder_len >= sizeof folder_path)
        return false;
    memcpy(folder_path, path, folder_len);
    folder_path[folder_len] = '\0';
    DIR *folder = opendir(folder_len > 0 ? folder_path : ".");
    const struct dirent *entry;
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        size_t distance = entry->d_name[0] == '.' ? SIZE_MAX : distance_of(name, entry->d_name);
        bool is_better = distance < best_distance || (distance == best_distance && strcmp(entry->d_name, best) < 0);
        if (!is_better || !suggest_is_close(name, distance) || !is_model(dirfd(folder), entry->d_name))
            continue;
        best_distance = distance;
        snprintf(best, sizeof best, "%s", entry->d_name);
    }
    if (folder != NULL)
        (void)closedir(folder);
    if (best[0] != '\0')
        report_note("did you mean '%s%s'?", folder_path, best);
    return best[0] != '\0';
}

static bool is_named_as_fasttext(const char *path)
{
    size_t len = strlen(path);
    return len > 4 && has_ending(path + len - 4, "");
}

/* A zip archive can only be meant as a packed model. */
static bool is_archive(const char *path)
{
    unsigned char begin[4];
    FILE *file = fopen(path, "rb");
    size_t len = file != NULL ? fread(begin, 1, sizeof begin, file) : 0;
    if (file != NULL)
        (void)fclose(file);
    return zip_detect(begin, len);
}

/* Whether PATH, which exists, can only be meant as a model, so that printing the usage does not help. */
static bool is_meant(const char *path)
{
    struct stat status;
    bool is_regular = stat(path, &status) == 0 && S_ISREG(status.st_mode);
    return is_named_as_fasttext(path) || (is_regular && is_archive(path));
}

int report_no_model(const struct command *command, const struct operands *operands, enum bagtag_status status,
                    const struct bagtag_error *error)
{
    int code = report_failure(status, error);
    const char *path = operands->values[0], *model = NULL;
    if (is_folder(path))
        return code;
    for (size_t i = 1; i < operands->n && model == NULL; i++)
        model = is_folder(operands->values[i]) ? operands->values[i] : NULL;
    if (is_text(path))
        note_text(command, &(const char *){model != NULL ? model : "MODEL"}, 1, path);
    else if (model != NULL && operands->flag != NULL && strspn(path, "0123456789.,%") == strlen(path))
        report_note("--%s takes no value: bagtag %s --%s %s", operands->flag, command->name, operands->flag, model);
    else if (model != NULL)
        report_note("the model comes first: bagtag %s %s %s", command->name, model, path);
    else if (access(path, F_OK) == 0 ? !is_meant(path) : !note_model_beside(path))
        report_usage(command);
    return code;
}
