/* own_output.c - a file that a command would read and write at the same time */
/* SPDX-License-Identifier: MIT */
#include "cli/own_output.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/show/report.h"
#include "io/input.h"

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

bool own_output_is_input(const char *operands, const char *const *values, size_t n_values)
{
    struct stat output;
    const char *found = NULL;
    size_t n_files = 0, i = 0;
    if (fstat(STDOUT_FILENO, &output) != 0 || !S_ISREG(output.st_mode))
        return false;
    for (const char *word = operands; found == NULL && word != NULL && i < n_values; i++) {
        const char *name = word + (*word == '[');
        const char *next = strchr(word, ' ');
        bool is_read = strncmp(name, "FILE", 4) == 0;
        n_files += is_read;
        if ((is_read || strncmp(name, "MODEL", 5) == 0) && is_file(&output, values[i]))
            found = values[i];
        if (next != NULL || strstr(word, "...") == NULL) /* what repeats comes last */
            word = next != NULL ? next + 1 : NULL;
    }
    if (found == NULL && n_files == 0 && is_file(&output, "-"))
        found = "-";
    if (found != NULL)
        report_error("%s: is also the output; write to another file", input_name_of(found));
    return found != NULL;
}

bool own_output_is_among(const char *option, const char *path, const char *const *files, size_t n_files)
{
    struct stat output;
    if (path == NULL || strcmp(path, "-") == 0 || stat(path, &output) != 0)
        return false;
    for (size_t i = 0; i < n_files; i++) {
        if (!is_file(&output, files[i]))
            continue;
        report_error("%s %s: is also read; write to another file", option, path);
        return true;
    }
    return false;
}

bool own_output_is_training(const char *log, const struct operands *files, const struct bagtag_train_options *options)
{
    static const char *const settings[] = {"valid", "pretrained"};
    if (own_output_is_among("--log", log, files->values, files->n))
        return true;
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        char scratch[BAGTAG_SETTING_BYTES];
        const char *file = bagtag_train_options_get(options, settings[i], scratch);
        if (own_output_is_among("--log", log, &file, 1))
            return true;
    }
    return false;
}
