/* output_conflict.c - refuses an output that is or lies in another input or output */
/* SPDX-License-Identifier: MIT */
#include "cli/output_conflict.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/options/train_options.h"
#include "cli/show/report.h"
#include "io/input.h"
#include "io/place.h"

/* ---- one file twice ---------------------------------------------------------------------------------------------- */

static bool is_same(const struct stat *a, const struct stat *b)
{
    return S_ISREG(a->st_mode) && a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Whether PATH, or standard input for "-", is the file OUTPUT. */
static bool is_file(const struct stat *output, const char *path)
{
    struct stat input;
    bool is_there = strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &input) == 0 : stat(path, &input) == 0;
    return is_there && is_same(output, &input);
}

/* Whether the file OUTPUT is one of those in the folder PATH. */
static bool is_in_folder(const struct stat *output, const char *path)
{
    struct stat about;
    const struct dirent *entry;
    DIR *folder = opendir(path);
    bool is = false;
    while (folder != NULL && !is && (entry = readdir(folder)) != NULL)
        is = fstatat(dirfd(folder), entry->d_name, &about, 0) == 0 && is_same(output, &about);
    if (folder != NULL)
        (void)closedir(folder);
    return is;
}

/* Whether OUTPUT, the command's standard output, lies in the folder PATH; reports it. */
static bool folder_contains_output(const struct stat *output, const char *path)
{
    bool is = is_in_folder(output, path);
    if (is)
        report_error("%s: the output would go into this folder; write to another place", path);
    return is;
}

/* Whether OUTPUT, the command's standard output, is PATH or lies in it; reports it. */
static bool is_output(const struct stat *output, const char *path)
{
    if (!is_file(output, path))
        return folder_contains_output(output, path);
    report_error("%s: is both input and output; write to another file", input_name_of(path));
    return true;
}

static bool has_file_output(struct stat *output)
{
    return fstat(STDOUT_FILENO, output) == 0 && S_ISREG(output->st_mode);
}

/* ---- one place in another ---------------------------------------------------------------------------------------- */

bool output_conflict_with_model(const char *option, const char *path)
{
    struct bagtag_model *model = NULL;
    char *folder = place_folder(path);
    bool is = folder != NULL && bagtag_model_open(folder, &model, NULL) == BAGTAG_OK;
    bagtag_model_free(model);
    free(folder);
    if (is)
        report_error("%s %s: is inside a model; write to another place", option, path);
    return is;
}

/* ---- a command --------------------------------------------------------------------------------------------------- */

/* The name of operand I in OPERANDS, a string as in struct command, where the last one may be repeated. */
static const char *word_of(const char *operands, size_t i)
{
    const char *next;
    for (; i > 0 && (next = strchr(operands, ' ')) != NULL; i--)
        operands = next + 1;
    return operands + (*operands == '[');
}

static bool is_file_word(const char *word)
{
    return strncmp(word, "FILE", 4) == 0;
}

static bool is_read_word(const char *word)
{
    return is_file_word(word) || strncmp(word, "MODEL", 5) == 0;
}

bool output_conflict_with_input(const char *operands, const char *const *values, size_t n_values)
{
    struct stat output;
    size_t n_files = 0;
    if (!has_file_output(&output))
        return false;
    for (size_t i = 0; i < n_values; i++) {
        const char *word = word_of(operands, i);
        n_files += is_file_word(word);
        if (is_read_word(word) && is_output(&output, values[i]))
            return true;
    }
    return n_files == 0 && is_output(&output, "-");
}

/* The value of OPTION if it names a file or folder in one of the ROLES, or NULL. */
static const char *file_of(const struct option_spec *option, const void *arguments, unsigned roles)
{
    const char *value = NULL;
    if ((option->file & roles) != 0)
        memcpy(&value, (const char *)arguments + option->offset, sizeof value);
    bool is_stream = option->file == OPTION_WRITES_STREAM && value != NULL && strcmp(value, "-") == 0;
    return is_stream ? NULL : value;
}

/* Whether standard output is or lies in what OPTION reads, or lies in a folder that it writes; reports it. It may be
 * the file that OPTION writes, as with -o /dev/stdout: only embed writes to both, and checks that itself. */
static bool is_of_option(const struct stat *output, const struct option_spec *option, const void *arguments)
{
    struct option_models models = {.n = 0};
    const char *read = file_of(option, arguments, OPTION_READS);
    const char *written = file_of(option, arguments, OPTION_WRITES);
    if (option->kind == OPTION_MODELS)
        memcpy(&models, (const char *)arguments + option->offset, sizeof models);
    for (size_t i = 0; i < models.n; i++)
        if (is_output(output, models.paths[i]))
            return true;
    return (read != NULL && is_output(output, read)) || (written != NULL && folder_contains_output(output, written));
}

static void put_name(char *out, size_t n, const struct option_spec *option)
{
    if (option->letter != 0)
        (void)snprintf(out, n, "-%c", option->letter);
    else
        (void)snprintf(out, n, "--%s", option->name);
}

/* Whether PATH, written by option WRITTEN, is or lies in another output, or lies in a model; reports it. */
static bool is_misplaced(const struct command *command, const void *arguments, size_t written, const char *path)
{
    char name[64], other_name[64];
    put_name(name, sizeof name, &command->options[written]);
    for (size_t i = 0; i < command->n_options; i++) {
        const char *other = file_of(&command->options[i], arguments, OPTION_WRITES | OPTION_WRITES_STREAM);
        put_name(other_name, sizeof other_name, &command->options[i]);
        enum place_nesting nesting = other == NULL || i == written ? PLACE_APART : place_compare(path, other);
        if (nesting == PLACE_SAME)
            report_error("%s %s: %s writes the same file; choose another name", name, path, other_name);
        if (nesting == PLACE_INSIDE)
            report_error("%s %s: is inside %s, which is also written; write to another place", name, path, other);
        if (nesting != PLACE_APART)
            return true;
    }
    return output_conflict_with_model(name, path);
}

bool output_conflict_found(const struct command *command, const void *arguments, const struct operands *operands)
{
    struct stat output;
    if (output_conflict_with_input(command->operands, operands->values, operands->n))
        return true;
    bool has_file = has_file_output(&output);
    for (size_t i = 0; i < command->n_options; i++) {
        const char *path = file_of(&command->options[i], arguments, OPTION_WRITES | OPTION_WRITES_STREAM);
        if ((has_file && is_of_option(&output, &command->options[i], arguments)) ||
            (path != NULL && is_misplaced(command, arguments, i, path)))
            return true;
    }
    return false;
}

bool output_conflict_with_files(const char *option, const char *path, const char *const *files, size_t n_files)
{
    struct stat output;
    if (path == NULL)
        return false;
    bool is_stream = strcmp(path, "-") == 0;
    bool is_there = is_stream ? has_file_output(&output) : stat(path, &output) == 0;
    for (size_t i = 0; is_there && i < n_files; i++) {
        if (files[i] == NULL || (!is_stream && !is_file(&output, files[i])))
            continue;
        if (!is_stream)
            report_error("%s %s: is also read; write to another file", option, path);
        if (!is_stream || is_output(&output, files[i]))
            return true;
    }
    return false;
}

bool output_conflict_with_training(const char *log, const struct operands *files,
                                   const struct bagtag_train_options *options)
{
    char scratch[BAGTAG_SETTING_BYTES];
    const char *const named[] = {train_options_file(options, "valid", scratch),
                                 train_options_file(options, "pretrained", scratch)};
    return output_conflict_with_files("--log", log, files->values, files->n) ||
           output_conflict_with_files("--log", log, named, 2);
}
