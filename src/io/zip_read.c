/* zip_read.c - reads the list of files of an archive that is not trusted */
/* SPDX-License-Identifier: MIT */
#include "io/zip.h"

#include <inttypes.h>
#include <string.h>

#include "io/zip_format.h"

enum { LONGEST_COMMENT = 65535, READ_PADDING = 64 };

struct archive {
    const char *path;
    const unsigned char *bytes;
    uint64_t len;
    uint64_t list, list_end; /* where the records of files begin and end */
    uint64_t n_files;
};

static uint64_t number(const unsigned char *bytes, int n)
{
    uint64_t value = 0;
    while (n-- > 0)
        value = value << 8 | bytes[n];
    return value;
}

bool zip_detect(const unsigned char *bytes, size_t len)
{
    return len >= 4 && (number(bytes, 4) == ZIP_LOCAL || number(bytes, 4) == ZIP_END);
}

static enum bagtag_status error_damaged(const struct archive *archive, const char *what, struct bagtag_error *error)
{
    return error_set(error, BAGTAG_INPUT, "%s: expected a whole zip archive; found %s", archive->path, what);
}

/* ---- the end record, which says where the list is ---------------------------------------------------------------- */

/* The offset of the end record, whose comment ends the file; the archive's length if there is none. */
static uint64_t find_end(const struct archive *archive)
{
    uint64_t least =
        archive->len > ZIP_END_BYTES + LONGEST_COMMENT ? archive->len - ZIP_END_BYTES - LONGEST_COMMENT : 0;
    for (uint64_t at = archive->len < ZIP_END_BYTES ? 0 : archive->len - ZIP_END_BYTES + 1; at-- > least;)
        if (number(archive->bytes + at, 4) == ZIP_END &&
            number(archive->bytes + at + 20, 2) == archive->len - at - ZIP_END_BYTES)
            return at;
    return archive->len;
}

/* Reads the zip64 end record; its locator is just before the end record. */
static enum bagtag_status read_end64(struct archive *archive, uint64_t end, uint64_t *list_bytes,
                                     struct bagtag_error *error)
{
    const unsigned char *locator = archive->bytes + end - ZIP_LOCATOR64_BYTES;
    if (end < ZIP_LOCATOR64_BYTES + ZIP_END64_BYTES || number(locator, 4) != ZIP_LOCATOR64)
        return error_damaged(archive, "no zip64 locator", error);
    uint64_t at = number(locator + 8, 8);
    if (at > end - ZIP_LOCATOR64_BYTES - ZIP_END64_BYTES || number(archive->bytes + at, 4) != ZIP_END64)
        return error_damaged(archive, "no zip64 record", error);
    archive->n_files = number(archive->bytes + at + 32, 8);
    *list_bytes = number(archive->bytes + at + 40, 8);
    archive->list = number(archive->bytes + at + 48, 8);
    return BAGTAG_OK;
}

/* 0xffff: the number is in the zip64 record. */
static bool is_first_disk(const unsigned char *bytes)
{
    return number(bytes, 2) == 0 || number(bytes, 2) == 0xffff;
}

static enum bagtag_status read_end(struct archive *archive, struct bagtag_error *error)
{
    uint64_t end = find_end(archive);
    if (end == archive->len)
        return error_damaged(archive, "no list of files at its end", error);
    const unsigned char *record = archive->bytes + end;
    archive->n_files = number(record + 10, 2);
    if (!is_first_disk(record + 4) || !is_first_disk(record + 6) || number(record + 8, 2) != archive->n_files)
        return error_damaged(archive, "one part of a multi-disk archive", error);
    uint64_t list_bytes = number(record + 12, 4);
    archive->list = number(record + 16, 4);
    enum bagtag_status status = BAGTAG_OK;
    if (archive->n_files == 0xffff || list_bytes == ZIP_IN_ZIP64 || archive->list == ZIP_IN_ZIP64)
        status = read_end64(archive, end, &list_bytes, error);
    if (status != BAGTAG_OK)
        return status;
    if (archive->list > end || list_bytes > end - archive->list)
        return error_damaged(archive, "a list of files beyond its end", error);
    archive->list_end = archive->list + list_bytes;
    if (archive->n_files > ZIP_MAX_FILES)
        return error_set(error, BAGTAG_INPUT, "%s: expected a packed model of at most %d files; found %" PRIu64,
                         archive->path, (int)ZIP_MAX_FILES, archive->n_files);
    return BAGTAG_OK;
}

/* ---- the list ---------------------------------------------------------------------------------------------------- */

/* Replaces each of NUMBERS that is ZIP_IN_ZIP64 by the next one in the zip64 field of EXTRA[0..len); false if it is
 * missing. */
static bool read_large(uint64_t *const *numbers, size_t n, const unsigned char *extra, size_t len)
{
    const unsigned char *field = NULL;
    size_t field_len = 0, at = 0;
    while (len - at >= 4 && field == NULL) {
        size_t here = (size_t)number(extra + at + 2, 2);
        if (here > len - at - 4)
            return false;
        if (number(extra + at, 2) == ZIP_EXTRA_64) {
            field = extra + at + 4;
            field_len = here;
        }
        at += 4 + here;
    }
    for (size_t i = 0; i < n; i++) {
        if (*numbers[i] != ZIP_IN_ZIP64)
            continue;
        if (field == NULL || field_len < 8)
            return false;
        *numbers[i] = number(field, 8);
        field += 8;
        field_len -= 8;
    }
    return true;
}

static enum bagtag_status error_file(const struct archive *archive, const struct zip_file *file, const char *what,
                                     struct bagtag_error *error)
{
    return error_set(error, BAGTAG_INPUT, "%s: %.*s: %s", archive->path,
                     file->name_len < 100 ? (int)file->name_len : 100, file->name, what);
}

/* Reads the local header at PLACE, which repeats what the list says and says where the bytes are. */
static enum bagtag_status read_header(const struct archive *archive, struct zip_file *file, uint64_t place,
                                      uint64_t len, struct bagtag_error *error)
{
    const char *beyond = "expected it to end before the list of files; found a later end";
    if (place > archive->list || archive->list - place < ZIP_LOCAL_BYTES)
        return error_file(archive, file, beyond, error);
    const unsigned char *header = archive->bytes + place;
    uint64_t name_len = number(header + 26, 2), begin = place + ZIP_LOCAL_BYTES + name_len + number(header + 28, 2);
    if (number(header, 4) != ZIP_LOCAL)
        return error_file(archive, file, "expected its header where the list says; found other bytes", error);
    if (begin > archive->list || len > archive->list - begin)
        return error_file(archive, file, beyond, error);
    uint64_t stated = number(header + 22, 4);
    bool is_stated = (number(header + 6, 2) & ZIP_DESCRIPTOR) == 0 && stated != ZIP_IN_ZIP64;
    if (name_len != file->name_len || memcmp(header + ZIP_LOCAL_BYTES, file->name, file->name_len) != 0 ||
        (is_stated && file->is_stored && stated != len))
        return error_file(archive, file, "expected a header that agrees with the list; found another name or size",
                          error);
    file->begin = header;
    file->bytes = archive->bytes + begin;
    file->len = (size_t)len;
    return BAGTAG_OK;
}

/* Reads the record at *AT of the list and moves *AT past it. */
static enum bagtag_status read_record(const struct archive *archive, struct zip_file *file, uint64_t *at,
                                      struct bagtag_error *error)
{
    const unsigned char *record = archive->bytes + *at;
    if (archive->list_end - *at < ZIP_CENTRAL_BYTES || number(record, 4) != ZIP_CENTRAL)
        return error_damaged(archive, "a damaged list of files", error);
    uint64_t name_len = number(record + 28, 2), extra_len = number(record + 30, 2);
    uint64_t record_len = ZIP_CENTRAL_BYTES + name_len + extra_len + number(record + 32, 2);
    if (archive->list_end - *at < record_len)
        return error_damaged(archive, "a damaged list of files", error);
    uint64_t len = number(record + 20, 4), full_len = number(record + 24, 4), place = number(record + 42, 4);
    uint64_t *const large[] = {&full_len, &len, &place};
    *file = (struct zip_file){.name = (const char *)record + ZIP_CENTRAL_BYTES,
                              .name_len = (size_t)name_len,
                              .crc = (uint32_t)number(record + 16, 4),
                              .record = record,
                              .is_stored = number(record + 10, 2) == 0 && (number(record + 8, 2) & ZIP_ENCRYPTED) == 0};
    *at += record_len;
    if (!read_large(large, 3, record + ZIP_CENTRAL_BYTES + name_len, (size_t)extra_len))
        return error_file(archive, file, "expected its size in a zip64 field; found none", error);
    if (file->is_stored && len != full_len)
        return error_file(archive, file, "expected equal sizes, as it is stored uncompressed; found different ones",
                          error);
    return read_header(archive, file, place, len, error);
}

static enum bagtag_status check_apart(const struct archive *archive, const struct zip *zip, const struct zip_file *file,
                                      struct bagtag_error *error)
{
    for (size_t i = 0; i < zip->n; i++) {
        const struct zip_file *other = &zip->files[i];
        if (other->name_len == file->name_len && memcmp(other->name, file->name, file->name_len) == 0)
            return error_file(archive, file, "expected one file of this name; found two", error);
        if (file->begin < other->bytes + other->len && other->begin < file->bytes + file->len)
            return error_file(archive, file, "expected no overlap with another file; found one", error);
    }
    return BAGTAG_OK;
}

/* The list and the end record ensure that bytes are readable after each file. */
enum bagtag_status zip_read(struct zip *out, const char *path, const unsigned char *bytes, size_t len,
                            struct bagtag_error *error)
{
    struct archive archive = {.path = path, .bytes = bytes, .len = len};
    _Static_assert(ZIP_CENTRAL_BYTES + ZIP_END_BYTES >= READ_PADDING, "a file has a record in the list after it");
    *out = (struct zip){.path = path};
    enum bagtag_status status = read_end(&archive, error);
    uint64_t at = archive.list;
    for (uint64_t i = 0; status == BAGTAG_OK && i < archive.n_files; i++) {
        struct zip_file *file = &out->files[out->n];
        status = read_record(&archive, file, &at, error);
        if (status == BAGTAG_OK)
            status = check_apart(&archive, out, file, error);
        if (status == BAGTAG_OK)
            out->n++;
    }
    return status;
}

enum bagtag_status zip_find(const struct zip *zip, const char *name, const struct zip_file **out,
                            struct bagtag_error *error)
{
    size_t len = strlen(name);
    for (size_t i = 0; i < zip->n; i++) {
        const struct zip_file *file = &zip->files[i];
        if (file->name_len != len || memcmp(file->name, name, len) != 0)
            continue;
        *out = file;
        if (file->is_stored)
            return BAGTAG_OK;
        return error_set(error, BAGTAG_INPUT, "%s: expected %s stored uncompressed; found it compressed or encrypted",
                         zip->path, name);
    }
    return error_set(error, BAGTAG_INPUT, "%s: expected a packed model; found a zip archive without %s", zip->path,
                     name);
}
