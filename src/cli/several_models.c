/* several_models.c - the models of a command that was given more than one */
/* SPDX-License-Identifier: MIT */
#include "cli/several_models.h"

#include <stdlib.h>
#include <string.h>

#include "cli/options/usage.h"
#include "cli/scoring_model.h"
#include "cli/show/report.h"

/* The name of the model at PATH, to be freed; NULL: out of memory. */
static char *name_of(const char *path)
{
    static const char *const endings[] = {".model", ".bin", ".ftz"};
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/')
        len--;
    size_t begin = len;
    while (begin > 0 && path[begin - 1] != '/')
        begin--;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t ending_len = strlen(endings[i]);
        if (len - begin > ending_len && strncmp(path + len - ending_len, endings[i], ending_len) == 0)
            return strndup(path + begin, len - begin - ending_len);
    }
    return strndup(path + begin, len - begin);
}

/* Opens the next one. */
static int open_next(const struct command *command, const char *path, bool is_folded, int threads,
                     struct several_models *models)
{
    const struct operands operands = {.values = &path, .n = 1};
    size_t m = models->n;
    int code = scoring_model_open(command, &operands, is_folded, threads, &models->opened[m]);
    if (code != EXIT_DONE)
        return code;
    models->names[m] = name_of(path);
    models->named[m] = (struct bagtag_named_model){.model = models->opened[m], .name = models->names[m]};
    models->n++;
    if (models->names[m] == NULL) {
        report_error("out of memory");
        return EXIT_FAILED;
    }
    for (size_t other = 0; other < m; other++)
        if (strcmp(models->names[other], models->names[m]) == 0)
            return report_usage_error(command, "--model: expected models of different names; found '%s' twice",
                                      models->names[m]);
    return EXIT_DONE;
}

int several_models_open(const struct command *command, const struct option_models *paths, bool is_folded, int threads,
                        struct several_models *models)
{
    *models = (struct several_models){.n = 0};
    int code = EXIT_DONE;
    for (size_t i = 0; code == EXIT_DONE && i < paths->n; i++)
        code = open_next(command, paths->paths[i], is_folded, threads, models);
    if (code != EXIT_DONE)
        several_models_close(models);
    return code;
}

void several_models_close(struct several_models *models)
{
    for (size_t m = 0; m < models->n; m++) {
        bagtag_model_free(models->opened[m]);
        free(models->names[m]);
    }
    models->n = 0;
}
