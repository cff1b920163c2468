/* model_save.c - saves a model as a folder */
/* SPDX-License-Identifier: MIT */
#include "model/model_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bagtag_convert.h"
#include "io/folder.h"
#include "io/mapping.h"
#include "io/place.h"
#include "model/config.h"
#include "model/model_arrays.h"

static const char *const model_names[] = {CONFIG_NAME, CONFIG_WEIGHTS_NAME, CONFIG_WORDS_NAME, CONFIG_SCORES_NAME};
enum { N_NAMES = sizeof model_names / sizeof model_names[0], N_NEEDED = N_NAMES - 1 };

/* ---- whether a path may become a model ------------------------------------------------------------------- */

/* What a folder contains: which files of a model, and how many other entries. Messages name the first of these by name,
 * so that they do not depend on the order of readdir. */
struct contents {
    bool has[N_NAMES];
    size_t n_known;
    size_t n_others;
    char other[NAME_MAX + 1];
};

static bool is_file(int folder, const char *name)
{
    struct stat about;
    return fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) == 0 &&
           (S_ISREG(about.st_mode) || S_ISLNK(about.st_mode));
}

static void add_entry(struct contents *contents, int folder, const char *name)
{
    for (size_t i = 0; i < N_NAMES; i++) {
        if (strcmp(name, model_names[i]) == 0 && is_file(folder, name)) {
            contents->has[i] = true;
            contents->n_known++;
            return;
        }
    }
    if (contents->n_others++ == 0 || strcmp(name, contents->other) < 0)
        (void)snprintf(contents->other, sizeof contents->other, "%s", name);
}

static enum bagtag_status list_folder(const char *path, struct contents *contents, struct bagtag_error *error)
{
    DIR *entries = opendir(path);
    if (entries == NULL)
        return errno == ENOMEM ? error_memory(error) : error_errno(error, errno, "%s", path);
    const struct dirent *entry;
    errno = 0;
    while ((entry = readdir(entries)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            add_entry(contents, dirfd(entries), entry->d_name);
        errno = 0;
    }
    int failure = errno;
    closedir(entries);
    return failure == 0 ? BAGTAG_OK : error_errno(error, failure, "%s", path);
}

/* Checks that the config.json in the folder PATH is bagtag's: models of other programs have one, too. */
static enum bagtag_status check_ours(const char *path, struct bagtag_error *error)
{
    int folder = -1;
    struct mapping file;
    enum bagtag_status status = mapping_open_folder(&folder, path, error);
    if (status != BAGTAG_OK)
        return status;
    status = mapping_open(&file, folder, path, CONFIG_NAME, error);
    close(folder);
    if (status != BAGTAG_OK)
        return status;
    status = config_check_format(CONFIG_NAME, (const char *)file.bytes, file.len, error);
    mapping_close(&file);
    if (status != BAGTAG_INPUT)
        return status;
    return error_set(error, BAGTAG_INPUT,
                     "%s: is a folder of another program (" CONFIG_NAME
                     " is not bagtag's); choose another name for the model",
                     path);
}

/* A folder is replaced, and its files removed, only when it is empty or holds a whole model and nothing else. */
static enum bagtag_status check_folder(const char *path, struct bagtag_error *error)
{
    struct contents contents = {0};
    enum bagtag_status status = list_folder(path, &contents, error);
    if (status != BAGTAG_OK)
        return status;
    if (contents.n_others > 1)
        return error_set(error, BAGTAG_INPUT,
                         "%s: is a folder that holds other files (%s and %zu more); choose another name for the model",
                         path, contents.other, contents.n_others - 1);
    if (contents.n_others == 1)
        return error_set(error, BAGTAG_INPUT,
                         "%s: is a folder that holds other files (%s); choose another name for the model", path,
                         contents.other);
    for (size_t i = 0; i < N_NEEDED && contents.n_known > 0; i++)
        if (!contents.has[i])
            return error_set(error, BAGTAG_INPUT,
                             "%s: is a folder that holds part of a model (no %s); choose another name for the model",
                             path, model_names[i]);
    return contents.n_known > 0 ? check_ours(path, error) : BAGTAG_OK;
}

/* Checks that entries may be created beside TARGET, which is PATH with symbolic links followed. */
static enum bagtag_status check_parent(const char *path, const char *target, struct bagtag_error *error)
{
    char *parent = strdup(target);
    if (parent == NULL)
        return error_memory(error);
    char *slash = strrchr(parent, '/');
    const char *name = parent;
    if (slash == NULL)
        name = ".";
    else if (slash == parent)
        name = "/";
    else
        *slash = '\0';

    enum bagtag_status status = BAGTAG_OK;
    struct stat about;
    if (stat(name, &about) != 0)
        status = error_errno(error, errno, "%s: cannot be created in the folder %s", path, name);
    else if (!S_ISDIR(about.st_mode))
        status = error_set(error, BAGTAG_SYSTEM, "%s: cannot be created in %s: not a folder", path, name);
    else if (faccessat(AT_FDCWD, name, W_OK | X_OK, AT_EACCESS) != 0)
        status = error_errno(error, errno, "%s: cannot be created in the folder %s", path, name);
    free(parent);
    return status;
}

/* Checks that the folder PATH, which is ABOUT, can be replaced, and is not the one that the program and its shell are
 * in: they would be left in a folder that is gone. (A folder around that one has it as an entry, so check_folder
 * refuses it.) */
static enum bagtag_status check_replaceable(const char *path, const struct stat *about, struct bagtag_error *error)
{
    struct stat here;
    if (place_is_mount(path))
        return error_set(error, BAGTAG_INPUT,
                         "%s: is a mount point, which cannot be replaced; choose a name inside it for the model", path);
    if (stat(".", &here) == 0 && here.st_dev == about->st_dev && here.st_ino == about->st_ino)
        return error_set(error, BAGTAG_INPUT,
                         "%s: is the current folder, which cannot be replaced from inside; change to another folder, "
                         "or choose another name for the model",
                         path);
    return BAGTAG_OK;
}

static enum bagtag_status check_target(const char *path, struct bagtag_error *error)
{
    struct stat about;
    if (path[0] == '\0')
        return error_set(error, BAGTAG_INPUT, "expected a name for the model; found an empty one");
    if (stat(path, &about) == 0) {
        if (!S_ISDIR(about.st_mode))
            return error_set(error, BAGTAG_INPUT, "%s: is a file, not a model; choose another name for the model",
                             path);
        enum bagtag_status status = check_replaceable(path, &about, error);
        if (status == BAGTAG_OK)
            status = check_folder(path, error);
        if (status != BAGTAG_OK)
            return status;
        char *target = realpath(path, NULL);
        if (target == NULL)
            return errno == ENOMEM ? error_memory(error) : error_errno(error, errno, "%s", path);
        status = check_parent(path, target, error);
        free(target);
        return status;
    }
    if (errno != ENOENT)
        return error_errno(error, errno, "%s", path);
    if (lstat(path, &about) == 0)
        return error_set(error, BAGTAG_INPUT, "%s: is a dangling symbolic link; choose another name for the model",
                         path);
    return check_parent(path, path, error);
}

enum bagtag_status model_file_can_save(const char *path, struct bagtag_error *error)
{
    char *name = model_file_name(path);
    if (name == NULL)
        return error_memory(error);
    enum bagtag_status status = check_target(name, error);
    free(name);
    return status;
}

/* ---- writing --------------------------------------------------------------------------------------------- */

static enum bagtag_status write_to_folder(void *context, const void *bytes, size_t len, struct bagtag_error *error)
{
    struct folder *folder = context;
    return folder_write(folder, bytes, len, error);
}

static enum bagtag_status save_arrays(struct folder *folder, const struct bagtag_model *model, enum arrays_file file,
                                      const char *name, struct model_file_sum *sum, struct bagtag_error *error)
{
    enum bagtag_status status = folder_create(folder, name, error);
    if (status == BAGTAG_OK)
        status = arrays_write(model, file, write_to_folder, folder, sum, error);
    return status == BAGTAG_OK ? folder_finish(folder, error) : status;
}

/* Parses TEXT, so that no model is saved that could not be opened, such as one with a metric that is not finite or a
 * label that is not UTF-8. */
static enum bagtag_status check_config(const char *path, const char *text, struct bagtag_error *error)
{
    struct bagtag_model *model = model_new();
    char *file = NULL;
    enum bagtag_status status = BAGTAG_OK;
    if (model == NULL || asprintf(&file, "%s/" CONFIG_NAME, path) < 0) {
        file = NULL;
        status = error_memory(error);
    } else {
        status = config_read(model, file, text, strlen(text), error);
    }
    free(file);
    bagtag_model_free(model);
    return status;
}

static enum bagtag_status save_config(struct folder *folder, const char *path, const struct bagtag_model *model,
                                      const struct model_sums *sums, struct bagtag_error *error)
{
    char *text = config_print(model, sums);
    if (text == NULL)
        return error_memory(error);
    enum bagtag_status status = check_config(path, text, error);
    if (status == BAGTAG_OK)
        status = folder_create(folder, CONFIG_NAME, error);
    if (status == BAGTAG_OK)
        status = folder_write(folder, text, strlen(text), error);
    if (status == BAGTAG_OK)
        status = folder_finish(folder, error);
    free(text);
    return status;
}

static enum bagtag_status save(const struct bagtag_model *model, const char *path, struct bagtag_error *error)
{
    struct folder *folder = NULL;
    struct model_sums sums = {0};
    enum bagtag_status status = check_target(path, error);
    if (status == BAGTAG_OK)
        status = folder_begin(&folder, path, error);
    if (status != BAGTAG_OK)
        return status;
    status = save_arrays(folder, model, ARRAYS_WEIGHTS, CONFIG_WEIGHTS_NAME, &sums.weights, error);
    if (status == BAGTAG_OK)
        status = save_arrays(folder, model, ARRAYS_WORDS, CONFIG_WORDS_NAME, &sums.words, error);
    if (status == BAGTAG_OK && model_is_folded(model))
        status = save_arrays(folder, model, ARRAYS_SCORES, CONFIG_SCORES_NAME, &sums.scores, error);
    else
        folder_leave_out(folder, CONFIG_SCORES_NAME);
    if (status == BAGTAG_OK)
        status = save_config(folder, path, model, &sums, error);
    if (status == BAGTAG_OK)
        return folder_commit(folder, error);
    folder_abort(folder);
    return status;
}

enum bagtag_status model_file_save(const struct bagtag_model *model, const char *path, struct bagtag_error *error)
{
    char *name = model_file_name(path);
    if (name == NULL)
        return error_memory(error);
    enum bagtag_status status = save(model, name, error);
    free(name);
    return status;
}

enum bagtag_status model_file_sums(const struct bagtag_model *model, struct model_sums *out, struct bagtag_error *error)
{
    enum bagtag_status status = arrays_write(model, ARRAYS_WEIGHTS, NULL, NULL, &out->weights, error);
    if (status == BAGTAG_OK)
        status = arrays_write(model, ARRAYS_WORDS, NULL, NULL, &out->words, error);
    if (status == BAGTAG_OK && model_is_folded(model))
        status = arrays_write(model, ARRAYS_SCORES, NULL, NULL, &out->scores, error);
    return status;
}

enum bagtag_status model_file_bytes(const struct bagtag_model *model, uint64_t *out, struct bagtag_error *error)
{
    struct model_sums sums = {0};
    enum bagtag_status status = model_file_sums(model, &sums, error);
    char *config = status == BAGTAG_OK ? config_print(model, &sums) : NULL;
    if (status != BAGTAG_OK)
        return status;
    if (config == NULL)
        return error_memory(error);
    *out = sums.weights.bytes + sums.words.bytes + sums.scores.bytes + strlen(config);
    free(config);
    return BAGTAG_OK;
}

enum bagtag_status bagtag_model_can_save(const char *path, struct bagtag_error *error)
{
    return model_file_can_save(path, error);
}

uint64_t bagtag_model_saved_bytes(const struct bagtag_model *model)
{
    return arrays_bytes(model);
}

enum bagtag_status bagtag_model_save(const struct bagtag_model *model, const char *path, struct bagtag_error *error)
{
    return model_file_save(model, path, error);
}
