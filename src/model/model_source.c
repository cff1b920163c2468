/* model_source.c - where the files of a model are: in a folder, or in one packed file */
/* SPDX-License-Identifier: MIT */
#include "model/model_source.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/config.h"

bool model_source_is_packed(const char *path)
{
    struct mapping mapping = {.bytes = NULL};
    bool is = mapping_open_file(&mapping, path, NULL) == BAGTAG_OK && zip_detect(mapping.bytes, mapping.len);
    mapping_close(&mapping);
    return is;
}

/* On failure, the message says what is at PATH instead, if that is known. */
enum bagtag_status model_source_open_folder(struct model_source *source, const char *path, struct bagtag_error *error)
{
    struct stat about;
    *source = (struct model_source){.path = path, .folder = -1};
    enum bagtag_status status = mapping_open_folder(&source->folder, path, error);
    if (status == BAGTAG_OK)
        return status;
    if (stat(path, &about) != 0)
        return errno != ENOENT && errno != ENOTDIR
                   ? status
                   : error_set(error, BAGTAG_SYSTEM, "%s: expected a model; found nothing of that name",
                               error_file_name(path));
    if (S_ISDIR(about.st_mode))
        return status;
    return error_set(error, BAGTAG_SYSTEM,
                     "%s: expected a model (a folder, a packed file or a fastText file); found something else", path);
}

enum bagtag_status model_source_open_packed(struct model_source *source, const char *path, struct bagtag_error *error)
{
    struct mapping packed = {.bytes = NULL};
    *source = (struct model_source){.path = path, .folder = -1};
    enum bagtag_status status = mapping_open_file(&packed, path, error);
    if (status == BAGTAG_OK)
        status = model_source_open_bytes(source, path, packed.bytes, packed.len, error);
    source->packed = packed;
    return status;
}

enum bagtag_status model_source_open_bytes(struct model_source *source, const char *path, const unsigned char *bytes,
                                           size_t len, struct bagtag_error *error)
{
    *source = (struct model_source){.path = path, .folder = -1};
    if (!zip_detect(bytes, len))
        return error_set(error, BAGTAG_INPUT, "%s: expected a packed model; found other bytes", path);
    return zip_read(&source->zip, path, bytes, len, error);
}

void model_source_close(struct model_source *source)
{
    if (source->folder >= 0)
        close(source->folder);
    mapping_close(&source->packed);
    *source = (struct model_source){.folder = -1};
}

/* After a failure to map a file: if the folder has no config.json, reports that instead. */
static enum bagtag_status check_config_exists(const struct model_source *source, enum bagtag_status status,
                                              struct bagtag_error *error)
{
    struct stat about;
    if (fstatat(source->folder, CONFIG_NAME, &about, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT)
        return status;
    return error_set(error, BAGTAG_SYSTEM, "%s: expected a model; found a folder without " CONFIG_NAME, source->path);
}

enum bagtag_status model_source_map(const struct model_source *source, const char *name, struct mapping *mapping,
                                    struct bagtag_error *error)
{
    if (source->folder >= 0) {
        enum bagtag_status status = mapping_open(mapping, source->folder, source->path, name, error);
        return status == BAGTAG_SYSTEM ? check_config_exists(source, status, error) : status;
    }
    const struct zip_file *file;
    enum bagtag_status status = zip_find(&source->zip, name, &file, error);
    if (status == BAGTAG_OK)
        *mapping = (struct mapping){.bytes = file->bytes, .len = file->len};
    return status;
}

bool model_source_was_replaced(const struct model_source *source)
{
    struct stat opened;
    struct stat there;
    if (source->folder < 0 || fstat(source->folder, &opened) != 0 || stat(source->path, &there) != 0)
        return false;
    return opened.st_dev != there.st_dev || opened.st_ino != there.st_ino;
}
