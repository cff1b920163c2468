/* content.h - what a stream holds, told from its first bytes */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_CONTENT_H
#define BAGTAG_IO_CONTENT_H

#include <stdbool.h>
#include <stddef.h>

enum content_kind {
    CONTENT_TEXT,   /* as far as the bytes tell; perhaps not in UTF-8 */
    CONTENT_GZIP,   /* RFC 1952 */
    CONTENT_ZSTD,   /* RFC 8878, skippable frames too */
    CONTENT_REFUSED /* something else than text, or text in another encoding */
};

struct content {
    enum content_kind kind;
    /* All but text: */
    const char *name;    /* "bzip2", "UTF-16" */
    const char *advice;  /* "decompress it first": what makes text of it */
    const char *command; /* that does it, to stand before the name of the file; NULL: there is none */
    const char *end;     /* of the command, behind the name of the file; "" mostly */
};

#define CONTENT_BYTES 128 /* so many bytes always decide */

/* Looks at the first LEN bytes of a stream, HAS_ENDED when that is all of it. False: more bytes must be seen. Text is
 * recognised at its first byte mostly, and as soon as the bytes cannot become a magic number. */
bool content_detect(const char *bytes, size_t len, bool has_ended, struct content *content);

#endif
