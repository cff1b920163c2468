/* content.h - the kind of a stream, detected from its first bytes */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_CONTENT_H
#define BAGTAG_IO_CONTENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum content_kind {
    CONTENT_TEXT,   /* as far as the bytes show; perhaps not UTF-8 */
    CONTENT_GZIP,   /* RFC 1952 */
    CONTENT_ZSTD,   /* RFC 8878, including skippable frames */
    CONTENT_REFUSED /* not text, or text in another encoding */
};

struct content {
    enum content_kind kind;
    /* Unless it is text: */
    const char *name;    /* "bzip2", "UTF-16" */
    const char *advice;  /* "decompress it first": how to get text */
    const char *command; /* does that when followed by the file name; NULL if none */
    const char *end;     /* rest of the command, after the file name; usually "" */
};

#define CONTENT_BYTES 512 /* this many bytes are always enough */

/* Looks at the first LEN bytes of a stream, which are all of it if HAS_ENDED. Returns false if more bytes must be seen.
 * Text is usually recognised at its first byte, otherwise as soon as the bytes cannot become a magic number. */
bool content_detect(const char *bytes, size_t len, bool has_ended, struct content *content);

/* The end of a sentence about text of which N_INVALID of N_LINES lines are invalid UTF-8: how to convert it, if there
 * are so many that it must have another encoding; otherwise "". */
const char *content_advice(uint64_t n_invalid, uint64_t n_lines);

#endif
