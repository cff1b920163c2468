/* content.c - the kind of a stream, detected from its first bytes */
/* SPDX-License-Identifier: MIT */
#include "io/content.h"

#include <string.h>

#define MAX_BYTES 16

#define DECOMPRESS "decompress it first"
#define CONVERT "convert it first"

struct signature {
    struct content content;
    unsigned char len;
    unsigned char bytes[MAX_BYTES];
    unsigned char first_mask;  /* bits of the first byte to compare; 0: all */
    uint16_t any, digit, high; /* bit i: byte i may be anything, a digit, or 0x80 and above */
};

#define REFUSED(NAME, ADVICE, COMMAND) .content = {CONTENT_REFUSED, NAME, ADVICE, COMMAND, ""}

/* If text could begin with the letters of a magic number (PAR1, %PDF), the signature includes bytes that no text
 * has. */
static const struct signature signatures[] = {
    {.content = {CONTENT_GZIP, "gzip", DECOMPRESS, "zcat", ""}, .len = 2, .bytes = {0x1F, 0x8B}},
    {.content = {CONTENT_ZSTD, "zstd", DECOMPRESS, "zstdcat", ""}, .len = 4, .bytes = {0x28, 0xB5, 0x2F, 0xFD}},
    {.content = {CONTENT_ZSTD, "zstd", DECOMPRESS, "zstdcat", ""},
     .len = 4,
     .bytes = {0x50, 0x2A, 0x4D, 0x18},
     .first_mask = 0xF0},
    {REFUSED("bzip2", DECOMPRESS, "bzcat"), .len = 10, .bytes = {'B', 'Z', 'h', 0, '1', 'A', 'Y', '&', 'S', 'Y'},
     .digit = 1 << 3},
    {REFUSED("xz", DECOMPRESS, "xzcat"), .len = 6, .bytes = {0xFD, '7', 'z', 'X', 'Z', 0}},
    {REFUSED("lz4", DECOMPRESS, "lz4cat"), .len = 4, .bytes = {0x04, 0x22, 0x4D, 0x18}},
    {REFUSED("lzip", DECOMPRESS, "lzip -dc"), .len = 5, .bytes = {'L', 'Z', 'I', 'P', 1}},
    {REFUSED("compress", DECOMPRESS, "zcat"), .len = 2, .bytes = {0x1F, 0x9D}},
    {REFUSED("7z", DECOMPRESS, "7z x -so"), .len = 6, .bytes = {'7', 'z', 0xBC, 0xAF, 0x27, 0x1C}},
    {REFUSED("rar", DECOMPRESS, "unrar p -inul"), .len = 6, .bytes = {'R', 'a', 'r', '!', 0x1A, 7}},
    {REFUSED("zip", DECOMPRESS, "unzip -p"), .len = 4, .bytes = {'P', 'K', 3, 4}},
    {REFUSED("zip", DECOMPRESS, "unzip -p"), .len = 4, .bytes = {'P', 'K', 5, 6}}, /* an empty archive */
    {REFUSED("UTF-16", CONVERT, "iconv -f utf-16 -t utf-8"), .len = 2, .bytes = {0xFF, 0xFE}},
    {REFUSED("UTF-16", CONVERT, "iconv -f utf-16 -t utf-8"), .len = 2, .bytes = {0xFE, 0xFF}},
    {REFUSED("UTF-32", CONVERT, "iconv -f utf-32 -t utf-8"), .len = 4, .bytes = {0xFF, 0xFE, 0, 0}},
    {REFUSED("UTF-32", CONVERT, "iconv -f utf-32 -t utf-8"), .len = 4, .bytes = {0, 0, 0xFE, 0xFF}},
    {.content = {CONTENT_REFUSED, "PDF", CONVERT, "pdftotext", " -"},
     .len = 11,
     .bytes = {'%', 'P', 'D', 'F', '-', 0, '.', 0, 0, '%'},
     .digit = 1 << 5 | 1 << 7,
     .any = 1 << 8,
     .high = 1 << 10},
    {REFUSED("an old Excel or Word file", "save it as text first", NULL), .len = 8,
     .bytes = {0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}},
    {REFUSED("Parquet", "write it as text first, with duckdb for example", NULL), .len = 5,
     .bytes = {'P', 'A', 'R', '1', 0x15}},
    {REFUSED("SQLite", "select the text first, with sqlite3 -tabs", NULL), .len = 16,
     .bytes = {'S', 'Q', 'L', 'i', 't', 'e', ' ', 'f', 'o', 'r', 'm', 'a', 't', ' ', '3', 0}},
    {REFUSED("a NumPy array", "use bagtag convert to make a model from it", NULL), .len = 6,
     .bytes = {0x93, 'N', 'U', 'M', 'P', 'Y'}},
    {REFUSED("a Python pickle", "write its text to a file first", NULL), .len = 3, .bytes = {0x80, 2, 0x8A}},
    {REFUSED("a Python pickle", "write its text to a file first", NULL), .len = 3, .bytes = {0x80, 3, '}'}},
    {REFUSED("a Python pickle", "write its text to a file first", NULL), .len = 3, .bytes = {0x80, 4, 0x95}},
    {REFUSED("a Python pickle", "write its text to a file first", NULL), .len = 3, .bytes = {0x80, 5, 0x95}},
    {REFUSED("a fastText model", "give it as MODEL", NULL), .len = 4, .bytes = {0xBA, 0x16, 0x4F, 0x2F}},
};

/* Whether BYTE can be byte I of something with the signature. */
static bool fits(const struct signature *signature, size_t i, unsigned char byte)
{
    unsigned mask = i == 0 && signature->first_mask != 0 ? signature->first_mask : 0xFF;
    if ((signature->any >> i & 1) != 0)
        return true;
    if ((signature->digit >> i & 1) != 0)
        return byte >= '0' && byte <= '9';
    if ((signature->high >> i & 1) != 0)
        return byte >= 0x80;
    return (byte & mask) == signature->bytes[i];
}

/* How many of the LEN bytes match the signature, at most its length; -1 if one does not. */
static int fitting(const struct signature *signature, const unsigned char *bytes, size_t len)
{
    size_t n = len < signature->len ? len : signature->len;
    for (size_t i = 0; i < n; i++)
        if (!fits(signature, i, bytes[i]))
            return -1;
    return (int)n;
}

/* ---- formats that are zip archives ------------------------------------------------------------------------ */

#define ZIP_NAME_LEN_AT 26
#define ZIP_NAME_AT 30
#define ZIP_NAME_BYTES 64 /* bytes of the first file's name to examine */

static const struct {
    const char *name; /* how the name of the first file begins or, after a *, ends */
    struct content content;
} zips[] = {
    {"[Content_Types].xml", {CONTENT_REFUSED, "an Excel or Word file", "save it as text first", NULL, ""}},
    {"_rels/", {CONTENT_REFUSED, "an Excel or Word file", "save it as text first", NULL, ""}},
    {"docProps/", {CONTENT_REFUSED, "an Excel or Word file", "save it as text first", NULL, ""}},
    {"xl/", {CONTENT_REFUSED, "an Excel file", CONVERT, "xlsx2csv -d tab", ""}},
    {"word/", {CONTENT_REFUSED, "a Word file", CONVERT, "pandoc -t plain", ""}},
    {"mimetype", {CONTENT_REFUSED, "an OpenDocument or EPUB file", "save it as text first", NULL, ""}},
    {"*/data.pkl", {CONTENT_REFUSED, "a PyTorch file", "write its text to a file first", NULL, ""}},
    {"*.npy", {CONTENT_REFUSED, "a NumPy archive", "write its text to a file first", NULL, ""}},
};

static bool is_named(const char *name, size_t len, const char *pattern)
{
    bool is_end = *pattern == '*';
    size_t n = strlen(pattern += is_end);
    return len >= n && memcmp(is_end ? name + len - n : name, pattern, n) == 0;
}

/* Refines the kind of a zip archive by the name of its first file, as far as it has been read. Returns false if more
 * bytes must be seen. */
static bool detect_zip(const char *bytes, size_t len, bool has_ended, struct content *content)
{
    const unsigned char *header = (const unsigned char *)bytes;
    if (len < ZIP_NAME_AT)
        return has_ended;
    size_t name_len = header[ZIP_NAME_LEN_AT] | (size_t)header[ZIP_NAME_LEN_AT + 1] << 8;
    name_len = name_len < ZIP_NAME_BYTES ? name_len : ZIP_NAME_BYTES;
    if (len - ZIP_NAME_AT < name_len && !has_ended)
        return false;
    name_len = len - ZIP_NAME_AT < name_len ? len - ZIP_NAME_AT : name_len;
    for (size_t i = 0; i < sizeof zips / sizeof *zips; i++) {
        if (is_named(bytes + ZIP_NAME_AT, name_len, zips[i].name)) {
            *content = zips[i].content;
            return true;
        }
    }
    return true;
}

/* ---- tar -------------------------------------------------------------------------------------------------- */

#define TAR_MODE_AT 100
#define TAR_CHECKSUM_AT 148
#define TAR_NUMBER_BYTES 8
#define TAR_MAGIC_AT 257
#define TAR_BYTES (TAR_MAGIC_AT + 6)

static const struct content tar = {CONTENT_REFUSED, "tar", "unpack it first", "tar xf", " -O"};

/* Whether the field of a tar header is a number: octal digits and spaces up to a NUL. */
static bool is_tar_number(const char *field)
{
    size_t n = 0;
    while (n < TAR_NUMBER_BYTES && (field[n] == ' ' || (field[n] >= '0' && field[n] <= '7')))
        n++;
    return n > 0 && n < TAR_NUMBER_BYTES && field[n] == '\0';
}

/* Whether the LEN bytes begin with a tar header of POSIX or GNU. They are not waited for, as a stream of text would
 * have to be: archives come in blocks of 512 bytes. */
static bool is_tar(const char *bytes, size_t len)
{
    return len >= TAR_BYTES && memcmp(bytes + TAR_MAGIC_AT, "ustar", 5) == 0 &&
           (bytes[TAR_MAGIC_AT + 5] == '\0' || bytes[TAR_MAGIC_AT + 5] == ' ') && is_tar_number(bytes + TAR_MODE_AT) &&
           is_tar_number(bytes + TAR_CHECKSUM_AT);
}

/* ---- UTF-16 and UTF-32 without a byte order mark ---------------------------------------------------------- */

#define WIDE_UNITS 4 /* this many characters in a row are enough */

/* In ASCII and Latin-1 text, the nonzero byte is at the same place in each unit. */
static const struct {
    unsigned unit, at;
    struct content content;
} wides[] = {
    {2, 0, {CONTENT_REFUSED, "UTF-16", CONVERT, "iconv -f utf-16le -t utf-8", ""}},
    {2, 1, {CONTENT_REFUSED, "UTF-16", CONVERT, "iconv -f utf-16be -t utf-8", ""}},
    {4, 0, {CONTENT_REFUSED, "UTF-32", CONVERT, "iconv -f utf-32le -t utf-8", ""}},
    {4, 3, {CONTENT_REFUSED, "UTF-32", CONVERT, "iconv -f utf-32be -t utf-8", ""}},
};

static bool is_latin(unsigned char byte)
{
    return (byte >= '\t' && byte <= '\r') || (byte >= ' ' && byte < 0x7F) || byte >= 0xA0;
}

static bool is_wide(const char *bytes, size_t len, unsigned unit, unsigned at)
{
    for (size_t i = 0; i < len && i < (size_t)WIDE_UNITS * unit; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (i % unit == at ? !is_latin(byte) : byte != 0)
            return false;
    }
    return true;
}

/* The encoding of the LEN bytes judging by their zeros, or NULL. Sets *MAY_BE if a few more bytes might reveal one. */
static const struct content *find_wide(const char *bytes, size_t len, bool *may_be)
{
    for (size_t i = 0; i < sizeof wides / sizeof *wides; i++) {
        if (!is_wide(bytes, len, wides[i].unit, wides[i].at))
            continue;
        if (len >= (size_t)WIDE_UNITS * wides[i].unit)
            return &wides[i].content;
        *may_be |= len > 1 || wides[i].at > 0; /* a single ASCII byte counts as text: it may be a line */
    }
    return NULL;
}

bool content_detect(const char *bytes, size_t len, bool has_ended, struct content *content)
{
    const struct content *found = NULL;
    unsigned found_len = 0;
    bool may_be_more = false; /* whether more bytes could match something else */
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++) {
        const struct signature *signature = &signatures[i];
        int n = fitting(signature, (const unsigned char *)bytes, len);
        may_be_more |= n >= 0 && n < signature->len;
        if (n == signature->len && signature->len > found_len) {
            found = &signature->content;
            found_len = signature->len;
        }
    }
    if (found == NULL)
        found = is_tar(bytes, len) ? &tar : find_wide(bytes, len, &may_be_more);
    *content = found != NULL ? *found : (struct content){.kind = CONTENT_TEXT};
    if (found != NULL && strcmp(found->name, "zip") == 0)
        return detect_zip(bytes, len, has_ended, content);
    return has_ended || !may_be_more;
}

#define FEW_INVALID 10 /* few: fewer than one line in ten */

const char *content_advice(uint64_t n_invalid, uint64_t n_lines)
{
    bool is_few = n_invalid < 2 || n_invalid < n_lines / FEW_INVALID;
    return is_few ? "" : "; if the text is Latin-1, convert it: iconv -f latin1 -t utf-8 FILE > NEW";
}
