/* several_models.c - opens and names the models of a command with several */
/* SPDX-License-Identifier: MIT */
#include "cli/several_models.h"

#include <stdlib.h>
#include <string.h>

#include "cli/options/usage.h"
#include "cli/scoring_model.h"
#include "cli/show/report.h"

/* The length of PATH[0..len) without the ending of a model. */
static size_t without_ending(const char *path, size_t len)
{
    static const char *const endings[] = {".model", ".bagtag", ".bin", ".ftz"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t left = len - strlen(endings[i]);
        if (len > strlen(endings[i]) && path[left - 1] != '/' && strncmp(path + left, endings[i], len - left) == 0)
            return left;
    }
    return len;
}

/* PATH with single slashes, without '.' parts and without the ending of a model, owned by the caller; NULL if out of
 * memory. */
static char *tidy(const char *path)
{
    char *tidied = malloc(strlen(path) + 2);
    size_t n = 0;
    if (tidied == NULL)
        return NULL;
    if (*path == '/')
        tidied[n++] = '/';
    for (size_t len; *path != '\0'; path += len + (path[len] == '/')) {
        len = strcspn(path, "/");
        if (len == 0 || (len == 1 && *path == '.'))
            continue;
        if (n > 0 && tidied[n - 1] != '/')
            tidied[n++] = '/';
        memcpy(tidied + n, path, len);
        n += len;
    }
    if (n == 0)
        tidied[n++] = '.';
    tidied[without_ending(tidied, n)] = '\0';
    return tidied;
}

/* The beginning of the part of PATH that ends at END. */
static size_t begin_of_part(const char *path, size_t end)
{
    while (end > 0 && path[end - 1] != '/')
        end--;
    return end;
}

/* The beginning of the folder that contains the part at BEGIN of PATH; BEGIN if the path does not name one. */
static size_t begin_of_folder(const char *path, size_t begin)
{
    return begin > 1 ? begin_of_part(path, begin - 1) : begin;
}

/* The number of another model with the same name as model M, or models->n. */
static size_t find_namesake(const struct several_models *models, size_t m)
{
    size_t other = 0;
    while (other < models->n && (other == m || strcmp(models->named[other].name, models->named[m].name) != 0))
        other++;
    return other;
}

/* Prepends the containing folder to each name that occurs more than once. Returns false if nothing changed. */
static bool lengthen_names(struct several_models *models, size_t *begins)
{
    size_t longer[OPTION_MAX_MODELS];
    bool is_any = false;
    for (size_t m = 0; m < models->n; m++) {
        bool has_namesake = find_namesake(models, m) < models->n;
        longer[m] = has_namesake ? begin_of_folder(models->paths[m], begins[m]) : begins[m];
    }
    for (size_t m = 0; m < models->n; m++) {
        is_any |= longer[m] < begins[m];
        begins[m] = longer[m];
        models->named[m].name = models->paths[m] + begins[m];
    }
    return is_any;
}

/* Names the models at PATHS. Returns the exit status. */
static int name_models(const struct command *command, const char *const *paths, struct several_models *models)
{
    size_t begins[OPTION_MAX_MODELS];
    for (size_t m = 0; m < models->n; m++) {
        char *path = models->paths[m] = tidy(paths[m]);
        if (path == NULL) {
            report_error("out of memory");
            return EXIT_FAILED;
        }
        begins[m] = begin_of_part(path, strlen(path));
        models->named[m] = (struct bagtag_named_model){.model = models->opened[m], .name = path + begins[m]};
    }
    while (lengthen_names(models, begins))
        ;
    for (size_t m = 0; m < models->n; m++)
        if (find_namesake(models, m) < models->n)
            return report_usage_error(command, "--model: expected models with different names; found '%s' twice",
                                      models->named[m].name);
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
        free(models->paths[m]);
    }
    models->n = 0;
}
