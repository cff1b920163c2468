/* config_seal.c - a checksum of config.json in its own last line */
/* SPDX-License-Identifier: MIT */
#include "model/config_seal.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/hash.h"
#include "model/model_arrays.h"

#define KEY ",\n\t\"checksum\":\t\""
#define END "\"\n}\n"
#define DIGITS 32
#define SEAL_BYTES (sizeof KEY - 1 + DIGITS + sizeof END - 1)

static void checksum_of(char digits[DIGITS + 1], const char *text, size_t len)
{
    struct hash_stream stream;
    hash_stream_begin(&stream);
    hash_stream_add(&stream, text, len);
    arrays_checksum_text(digits, hash_stream_end(&stream));
}

char *config_seal(char *text)
{
    struct buffer sealed = {0};
    char digits[DIGITS + 1];
    if (text == NULL)
        return NULL;
    size_t len = strlen(text);
    for (const char *end = "\n}\n"; *end != '\0' && len > 0; end++) /* the end of the object, backwards */
        len -= text[len - 1] == *end;
    checksum_of(digits, text, len);
    buffer_bytes(&sealed, text, len);
    buffer_text(&sealed, KEY);
    buffer_text(&sealed, digits);
    buffer_bytes(&sealed, END, sizeof END); /* with its NUL */
    free(text);
    if (!sealed.failed)
        return sealed.bytes;
    buffer_clear(&sealed);
    return NULL;
}

enum bagtag_status config_seal_check(const char *file, const char *text, size_t len, struct bagtag_error *error)
{
    char digits[DIGITS + 1];
    const char *seal = len > SEAL_BYTES ? text + len - SEAL_BYTES : NULL;
    if (seal == NULL || memcmp(seal, KEY, sizeof KEY - 1) != 0)
        return BAGTAG_OK;
    checksum_of(digits, text, len - SEAL_BYTES);
    if (memcmp(seal + sizeof KEY - 1, digits, DIGITS) == 0)
        return BAGTAG_OK;
    return error_set(error, BAGTAG_INPUT, "%s: key \"checksum\": expected %s; found %.*s: the file was changed", file,
                     digits, DIGITS, seal + sizeof KEY - 1);
}
