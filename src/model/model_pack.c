/* model_pack.c - packs the files of a model into one file */
/* SPDX-License-Identifier: MIT */
#include "bagtag_pack.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "bagtag_convert.h"
#include "io/new_file.h"
#include "io/zip.h"
#include "model/config.h"
#include "model/model_file.h"

static enum bagtag_status write_to_file(void *context, const void *bytes, size_t len, struct bagtag_error *error)
{
    return new_file_write(context, bytes, len, error);
}

static enum bagtag_status write_files(const struct model_source *source, const struct bagtag_model *model,
                                      const char *packed, struct bagtag_error *error)
{
    struct mapping config = {.bytes = NULL};
    struct new_file *file = NULL;
    enum bagtag_status status = model_source_map(source, CONFIG_NAME, &config, error);
    if (status == BAGTAG_OK)
        status = new_file_begin(&file, packed, error);
    const struct zip_source files[] = {
        {.name = CONFIG_NAME, .bytes = config.bytes, .len = config.len},
        {.name = CONFIG_WORDS_NAME, .bytes = model->vocab_file.bytes, .len = model->vocab_file.len},
        {.name = CONFIG_WEIGHTS_NAME, .bytes = model->model_file.bytes, .len = model->model_file.len},
        {.name = CONFIG_SCORES_NAME, .bytes = model->scores_file.bytes, .len = model->scores_file.len},
    };
    size_t n_files = sizeof files / sizeof *files - !model_is_folded(model);
    if (status == BAGTAG_OK)
        status = zip_write(files, n_files, write_to_file, file, error);
    mapping_close(&config);
    if (status == BAGTAG_OK)
        return new_file_commit(file, error);
    new_file_abort(file);
    return status;
}

static enum bagtag_status open_source(struct model_source *source, const char *path, struct bagtag_error *error)
{
    struct stat about;
    *source = (struct model_source){.folder = -1};
    if (stat(path, &about) != 0 || !S_ISREG(about.st_mode))
        return model_source_open_folder(source, path, error);
    if (model_source_is_packed(path))
        return model_source_open_packed(source, path, error);
    if (bagtag_file_is_fasttext(path))
        return error_set(error, BAGTAG_INPUT, "%s: is a fastText file; convert it first (bagtag convert)", path);
    return error_set(error, BAGTAG_INPUT, "%s: expected a model (a folder or a packed file); found something else",
                     path);
}

/* Only a packed model may be replaced. */
static enum bagtag_status check_target(const char *packed, struct bagtag_error *error)
{
    struct stat about;
    if (packed[0] == '\0')
        return error_set(error, BAGTAG_INPUT, "expected a name for the packed model; found an empty one");
    if (stat(packed, &about) != 0 || !S_ISREG(about.st_mode))
        return BAGTAG_OK; /* or writing it fails */
    struct model_source source;
    struct bagtag_model *model = NULL;
    enum bagtag_status status = model_source_open_packed(&source, packed, NULL);
    if (status == BAGTAG_OK)
        status = model_file_take(&source, &model, NULL);
    bagtag_model_free(model);
    model_source_close(&source);
    if (status == BAGTAG_OK || status == BAGTAG_MEMORY)
        return status == BAGTAG_OK ? BAGTAG_OK : error_memory(error);
    return error_set(error, BAGTAG_INPUT, "%s: is a file, not a packed model; choose another name", packed);
}

enum bagtag_status bagtag_model_pack(const char *path, const char *packed, struct bagtag_error *error)
{
    struct model_source source = {.folder = -1};
    struct bagtag_model *model = NULL;
    char *name = model_file_name(path);
    enum bagtag_status status = name != NULL ? check_target(packed, error) : error_memory(error);
    if (status == BAGTAG_OK)
        status = open_source(&source, name, error);
    if (status == BAGTAG_OK)
        status = model_file_take(&source, &model, error);
    if (status == BAGTAG_OK)
        status = model_file_check(name, model, error);
    if (status == BAGTAG_OK)
        status = write_files(&source, model, packed, error);
    bagtag_model_free(model);
    model_source_close(&source);
    free(name);
    return status;
}
