/* zip_verify.c - checks the files of an archive against its list */
/* SPDX-License-Identifier: MIT */
#include "io/zip.h"

#include <string.h>

#include "io/decompress.h"
#include "io/zip_format.h"

/* From the version needed to the full size, a local header repeats its record in the list: flags, method, time,
 * checksum and sizes. A program that does not know checksum and sizes in time sets a flag instead; and any may leave a
 * size to the zip64 field. */
enum { HEADER_FACTS = 4, RECORD_FACTS = 6, FLAGS = 2, TIME_END = 10, SUM_END = 14, SIZE_END = 18, FACTS = 22 };

static bool is_asked(const unsigned char *size)
{
    return memcmp(size, "\xff\xff\xff\xff", 4) == 0;
}

static bool is_repeated(const unsigned char *header, const unsigned char *record)
{
    header += HEADER_FACTS;
    record += RECORD_FACTS;
    if (memcmp(header, record, TIME_END) != 0)
        return false;
    if ((header[FLAGS] & ZIP_DESCRIPTOR) != 0)
        return true;
    if (memcmp(header + TIME_END, record + TIME_END, SUM_END - TIME_END) != 0)
        return false;
    for (size_t at = SUM_END; at < FACTS; at += SIZE_END - SUM_END)
        if (!is_asked(header + at) && !is_asked(record + at) && memcmp(header + at, record + at, 4) != 0)
            return false;
    return true;
}

static size_t number(const unsigned char *bytes)
{
    return bytes[0] | (size_t)bytes[1] << 8;
}

/* Whether the extra fields between the name and the bytes exactly fit; a remainder too short for one is padding. */
static bool has_whole_fields(const struct zip_file *file)
{
    const unsigned char *field = file->begin + ZIP_LOCAL_BYTES + file->name_len;
    for (size_t left = (size_t)(file->bytes - field), len; left >= 4; left -= len, field += len) {
        len = 4 + number(field + 2);
        if (len > left)
            return false;
    }
    return true;
}

enum bagtag_status zip_verify(const struct zip *zip, struct bagtag_error *error)
{
    for (size_t i = 0; i < zip->n; i++) {
        const struct zip_file *file = &zip->files[i];
        const char *wrong = NULL;
        if (!is_repeated(file->begin, file->record))
            wrong =
                "expected a header that agrees with the list of files; found another version, time, checksum or size";
        else if (!has_whole_fields(file))
            wrong = "expected whole fields after its name; found one that is too long";
        else if (file->is_stored && decompress_crc(0, file->bytes, file->len) != file->crc)
            wrong = "expected the checksum given in the archive; found another";
        if (wrong != NULL)
            return error_set(error, BAGTAG_INPUT, "%s: %.*s: %s", zip->path,
                             file->name_len < 100 ? (int)file->name_len : 100, file->name, wrong);
    }
    return BAGTAG_OK;
}
