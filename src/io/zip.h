/* zip.h - archives whose files are stored uncompressed and aligned, so that they can be used in place */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_ZIP_H
#define BAGTAG_IO_ZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* The format is PKWARE's APPNOTE.TXT 6.3.10, including sizes above 4 GB (zip64). libzip and minizip extract files from
 * an archive, but do not say where in it the bytes of a stored file are. */

enum { ZIP_MAX_FILES = 32, ZIP_ALIGNMENT = 64 };

/* ---- reading -------------------------------------------------------------------------------------------------- */

/* A file of an archive. */
struct zip_file {
    const char *name; /* [name_len], not NUL-terminated */
    size_t name_len;
    const unsigned char *bytes; /* [len]; at least 64 more are readable */
    size_t len;
    uint32_t crc;
    bool is_stored;              /* neither compressed nor encrypted; otherwise `bytes` are of no use */
    const unsigned char *begin;  /* its local header, before the bytes */
    const unsigned char *record; /* its record in the list of files (the central directory) */
};

struct zip {
    const char *path; /* for messages, borrowed */
    struct zip_file files[ZIP_MAX_FILES];
    size_t n;
};

/* Whether BYTES[0..len), the beginning of a file, look like an archive. */
bool zip_detect(const unsigned char *bytes, size_t len);

/* Reads the list of files of the archive BYTES[0..len), borrowed. BAGTAG_INPUT if it has more than ZIP_MAX_FILES or is
 * damaged: a file that reaches into the list or another file, two of the same name, headers that contradict each
 * other. */
enum bagtag_status zip_read(struct zip *out, const char *path, const unsigned char *bytes, size_t len,
                            struct bagtag_error *error);

/* Checks that each file has the checksum stated in the archive, and a header that agrees with the list. Reads every
 * byte of the stored files. */
enum bagtag_status zip_verify(const struct zip *zip, struct bagtag_error *error);

/* The file NAME, which must exist and be stored. */
enum bagtag_status zip_find(const struct zip *zip, const char *name, const struct zip_file **out,
                            struct bagtag_error *error);

/* ---- writing -------------------------------------------------------------------------------------------------- */

/* A file to be written. */
struct zip_source {
    const char *name;
    const unsigned char *bytes; /* [len] */
    size_t len;
};

typedef enum bagtag_status zip_sink(void *context, const void *bytes, size_t len, struct bagtag_error *error);

/* Passes an archive of SOURCES[0..n) to SINK piece by piece; at most ZIP_MAX_FILES. The bytes of each begin at a
 * multiple of ZIP_ALIGNMENT. The same sources give the same archive: all files are dated 1 January 1980 and readable by
 * everybody. */
enum bagtag_status zip_write(const struct zip_source *sources, size_t n, zip_sink *sink, void *context,
                             struct bagtag_error *error);

#endif
