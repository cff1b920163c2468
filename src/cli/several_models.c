/* several_models.c - the models of a command that was given more than one */
/* SPDX-License-Identifier: MIT */
#include "cli/several_models.h"

#include <stdlib.h>
#include <string.h>

#include "cli/options/usage.h"
#include "cli/scoring_model.h"
#include "cli/show/report.h"

/* Where the part of PATH that ends before END begins. */
static size_t begin_of_part(const char *path, size_t end)
{
    while (end > 0 && path[end - 1] != '/')
        end--;
    return end;
}

/* END without the slashes before it. */
static size_t before_slashes(const char *path, size_t end)
{
    while (end > 1 && path[end - 1] == '/')
        end--;
    return end;
}

/* Where the folder begins that the part at BEGIN of PATH is in; BEGIN: the path does not name one. */
static size_t begin_of_folder(const char *path, size_t begin)
{
    size_t end = before_slashes(path, begin), folder = begin_of_part(path, end);
    bool is_named = end > folder && (end - folder > 1 || path[folder] != '.');
    return is_named ? folder : begin;
}

/* What the model at PATH is called from BEGIN on, to be freed; NULL: out of memory. */
static char *name_from(const char *path, size_t begin)
{
    static const char *const endings[] = {".model", ".bin", ".ftz"};
    size_t len = before_slashes(path, strlen(path)), last = begin_of_part(path, len);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t ending_len = strlen(endings[i]);
        if (len - last > ending_len && strncmp(path + len - ending_len, endings[i], ending_len) == 0)
            return strndup(path + begin, len - begin - ending_len);
    }
    return strndup(path + begin, len - begin);
}

/* Another model that is called as model M is, or N. */
static size_t find_namesake(char *const *names, size_t n, size_t m)
{
    size_t other = 0;
    while (other < n && (other == m || strcmp(names[other], names[m]) != 0))
        other++;
    return other;
}

/* Puts the folder they are in before the names of those at PATHS that have a namesake. False: nothing changed, or
 * memory is out, and the name of one is NULL. */
static bool lengthen_names(struct several_models *models, const char *const *paths, size_t *begins)
{
    bool is_longer[OPTION_MOST_MODELS] = {false}, is_any = false;
    for (size_t m = 0; m < models->n; m++)
        is_longer[m] =
            find_namesake(models->names, models->n, m) < models->n && begin_of_folder(paths[m], begins[m]) < begins[m];
    for (size_t m = 0; m < models->n; m++) {
        if (!is_longer[m])
            continue;
        begins[m] = begin_of_folder(paths[m], begins[m]);
        free(models->names[m]);
        models->names[m] = name_from(paths[m], begins[m]);
        if (models->names[m] == NULL)
            return false;
        is_any = true;
    }
    return is_any;
}

/* Gives the models at PATHS their names. */
static int name_models(const struct command *command, const char *const *paths, struct several_models *models)
{
    size_t begins[OPTION_MOST_MODELS];
    bool has_names = true;
    for (size_t m = 0; m < models->n; m++) {
        begins[m] = begin_of_part(paths[m], before_slashes(paths[m], strlen(paths[m])));
        models->names[m] = name_from(paths[m], begins[m]);
        has_names &= models->names[m] != NULL;
    }
    while (has_names && lengthen_names(models, paths, begins))
        ;
    for (size_t m = 0; m < models->n; m++) {
        if (models->names[m] == NULL) {
            report_error("out of memory");
            return EXIT_FAILED;
        }
        models->named[m] = (struct bagtag_named_model){.model = models->opened[m], .name = models->names[m]};
    }
    for (size_t m = 0; m < models->n; m++)
        if (find_namesake(models->names, models->n, m) < models->n)
            return report_usage_error(command, "--model: expected models of different names; found '%s' twice",
                                      models->names[m]);
    return EXIT_DONE;
}

int several_models_open(const struct command *command, const struct option_models *paths, bool is_folded, int threads,
                        struct several_models *models)
{
    *models = (struct several_models){.n = 0};
    int code = EXIT_DONE;
    for (size_t i = 0; code == EXIT_DONE && i < paths->n; i++) {
        const struct operands operands = {.values = &paths->paths[i], .n = 1};
        code = scoring_model_open(command, &operands, is_folded, threads, &models->opened[i]);
        models->n += code == EXIT_DONE;
    }
    if (code == EXIT_DONE)
        code = name_models(command, paths->paths, models);
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
