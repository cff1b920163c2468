/* temporary.c - an unnamed file, for what does not fit into memory */
/* SPDX-License-Identifier: MIT */
#include "io/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buffer.h"
#include "io/write_all.h"

static enum bagtag_status refuse(const struct temporary *temporary, int errnum, struct bagtag_error *error)
{
    return error_errno(error, errnum, "%s: cannot write a temporary file (set TMPDIR to use another folder)",
                       temporary->folder);
}

enum bagtag_status temporary_open(struct temporary *temporary, struct bagtag_error *error)
{
    const char *named = getenv("TMPDIR");
    struct temporary opened = {.folder = named != NULL && *named != '\0' ? named : "/tmp"};
    struct buffer path = {0};
    buffer_text(&path, opened.folder);
    buffer_text(&path, "/bagtag.XXXXXX");
    buffer_char(&path, '\0');
    if (path.failed) {
        buffer_clear(&path);
        return error_memory(error);
    }
    opened.descriptor = mkostemp(path.bytes, O_CLOEXEC);
    int errnum = errno;
    if (opened.descriptor >= 0)
        (void)unlink(path.bytes); /* if this fails, the file merely keeps its name */
    buffer_clear(&path);
    if (opened.descriptor < 0)
        return refuse(&opened, errnum, error);
    *temporary = opened;
    return BAGTAG_OK;
}

void temporary_close(struct temporary *temporary)
{
    close(temporary->descriptor);
}

enum bagtag_status temporary_write(struct temporary *temporary, const char *bytes, size_t len,
                                   struct bagtag_error *error)
{
    int errnum = write_all(temporary->descriptor, bytes, len);
    return errnum == 0 ? BAGTAG_OK : refuse(temporary, errnum, error);
}

enum bagtag_status temporary_map(const struct temporary *temporary, struct mapping *mapping, struct bagtag_error *error)
{
    return mapping_open_descriptor(mapping, temporary->descriptor, "temporary file", error);
}
