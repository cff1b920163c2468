/* check_content.c - the content of a stream, detected from its first bytes */
/* SPDX-License-Identifier: MIT */
#include "io/content.h"

#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "support/suite.h"

#define N_ELEMENTS(array) (sizeof(array) / sizeof((array)[0]))

#define ZIP(NAME_LEN, NAME) "PK\3\4\24\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" NAME_LEN "\0\0\0" NAME "....."

static const struct {
    const char *bytes;
    size_t len;
    enum content_kind kind;
    const char *name, *command;
} cases[] = {
#define CASE(BYTES, KIND, NAME, COMMAND)              \
    {                                                 \
        BYTES, sizeof(BYTES) - 1, KIND, NAME, COMMAND \
    }
    CASE("\x1F\x8B\x08", CONTENT_GZIP, "gzip", "zcat"),
    CASE("\x28\xB5\x2F\xFD$", CONTENT_ZSTD, "zstd", "zstdcat"),
    CASE("\x5C\x2A\x4D\x18", CONTENT_ZSTD, "zstd", "zstdcat"),
    CASE("BZh91AY&SY", CONTENT_REFUSED, "bzip2", "bzcat"),
    CASE("\xFD"
         "7zXZ\0..",
         CONTENT_REFUSED, "xz", "xzcat"),
    CASE("\x04\x22\x4D\x18", CONTENT_REFUSED, "lz4", "lz4cat"),
    CASE("LZIP\1", CONTENT_REFUSED, "lzip", "lzip -dc"),
    CASE("\x1F\x9D\x90", CONTENT_REFUSED, "compress", "zcat"),
    CASE("7z\xBC\xAF\x27\x1C", CONTENT_REFUSED, "7z", "7z x -so"),
    CASE("Rar!\x1A\7\1\0", CONTENT_REFUSED, "rar", "unrar p -inul"),
    CASE("PK\3\4....", CONTENT_REFUSED, "zip", "unzip -p"),
    CASE("PK\5\6....", CONTENT_REFUSED, "zip", "unzip -p"),
    CASE(ZIP("\x0A", "train.text"), CONTENT_REFUSED, "zip", "unzip -p"),
    CASE(ZIP("\x13", "[Content_Types].xml"), CONTENT_REFUSED, "an Excel or Word file", NULL),
    CASE(ZIP("\x0F", "xl/workbook.xml"), CONTENT_REFUSED, "an Excel file", "xlsx2csv -d tab"),
    CASE(ZIP("\x11", "word/document.xml"), CONTENT_REFUSED, "a Word file", "pandoc -t plain"),
    CASE(ZIP("\x08", "mimetype"), CONTENT_REFUSED, "an OpenDocument or EPUB file", NULL),
    CASE(ZIP("\x10", "archive/data.pkl"), CONTENT_REFUSED, "a PyTorch file", NULL),
    CASE(ZIP("\x09", "arr_0.npy"), CONTENT_REFUSED, "a NumPy archive", NULL),
    CASE("\xFF\xFEl\0", CONTENT_REFUSED, "UTF-16", "iconv -f utf-16 -t utf-8"),
    CASE("\xFE\xFF\0l", CONTENT_REFUSED, "UTF-16", "iconv -f utf-16 -t utf-8"),
    CASE("\xFF\xFE", CONTENT_REFUSED, "UTF-16", "iconv -f utf-16 -t utf-8"),
    CASE("\xFF\xFE\0\0l\0\0\0", CONTENT_REFUSED, "UTF-32", "iconv -f utf-32 -t utf-8"),
    CASE("\0\0\xFE\xFF\0\0\0l", CONTENT_REFUSED, "UTF-32", "iconv -f utf-32 -t utf-8"),
    CASE("_\0_\0l\0a\0", CONTENT_REFUSED, "UTF-16", "iconv -f utf-16le -t utf-8"),
    CASE("\xC9\0t\0\xE9\0\t\0", CONTENT_REFUSED, "UTF-16", "iconv -f utf-16le -t utf-8"),
    CASE("\0_\0_\0l\0a", CONTENT_REFUSED, "UTF-16", "iconv -f utf-16be -t utf-8"),
    CASE("a\0\0\0b\0\0\0\n\0\0\0c\0\0\0", CONTENT_REFUSED, "UTF-32", "iconv -f utf-32le -t utf-8"),
    CASE("\0\0\0a\0\0\0b\0\0\0\n\0\0\0c", CONTENT_REFUSED, "UTF-32", "iconv -f utf-32be -t utf-8"),
    CASE("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n", CONTENT_REFUSED, "PDF", "pdftotext"),
    CASE("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", CONTENT_REFUSED, "an old Excel or Word file", NULL),
    CASE("PAR1\x15\4", CONTENT_REFUSED, "Parquet", NULL),
    CASE("SQLite format 3\0\x10\0", CONTENT_REFUSED, "SQLite", NULL),
    CASE("\x93NUMPY\1\0", CONTENT_REFUSED, "a NumPy array", NULL),
    CASE("\x80\2\x8A\nl\xFC\x9C", CONTENT_REFUSED, "a Python pickle", NULL),
    CASE("\x80\4\x95\5\0\0", CONTENT_REFUSED, "a Python pickle", NULL),
    CASE("\xBA\x16\x4F\x2F\x0C\0\0\0", CONTENT_REFUSED, "a fastText model", NULL),
};

static void expect(size_t i, size_t len, bool has_ended)
{
    struct content content;
    ck_assert(content_detect(cases[i].bytes, len, has_ended, &content));
    ck_assert_int_eq(content.kind, cases[i].kind);
    ck_assert_str_eq(content.name, cases[i].name);
    ck_assert_ptr_nonnull(content.advice);
    ck_assert_ptr_nonnull(content.end);
    if (cases[i].command == NULL)
        ck_assert_ptr_null(content.command);
    else
        ck_assert_str_eq(content.command, cases[i].command);
}

START_TEST(each_kind_is_named_with_the_command_that_converts_it)
{
    expect((size_t)_i, cases[_i].len, true);
}
END_TEST

/* As the bytes of a stream arrive, its content is detected once, and correctly, at the latest when it ends. */
START_TEST(a_stream_that_arrives_byte_by_byte_is_detected_in_the_end)
{
    size_t i = (size_t)_i;
    for (size_t len = 0; len <= cases[i].len; len++) {
        struct content content;
        if (content_detect(cases[i].bytes, len, len == cases[i].len, &content)) {
            if (content.kind != CONTENT_TEXT || cases[i].bytes[1] != '\0') /* one byte of UTF-16 looks like text */
                expect(i, len, len == cases[i].len);
            return;
        }
    }
    ck_abort_msg("%s is never told apart", cases[i].name);
}
END_TEST

/* The parts of a tar header that is_tar looks at. */
static void write_header(char header[512], const char *mode, const char *checksum, const char *magic)
{
    memset(header, 0, 512);
    memcpy(header, "folder/text.txt", 15);
    memcpy(header + 100, mode, strlen(mode));
    memcpy(header + 148, checksum, strlen(checksum));
    memcpy(header + 257, magic, strlen(magic));
}

START_TEST(an_archive_of_tar_is_recognised_by_its_header)
{
    static const char *const magics[] = {"ustar", "ustar  "};
    char header[512];
    struct content content;
    for (size_t i = 0; i < N_ELEMENTS(magics); i++) {
        write_header(header, "0000644", "013721\0 ", magics[i]);
        ck_assert(content_detect(header, sizeof header, false, &content));
        ck_assert_int_eq(content.kind, CONTENT_REFUSED);
        ck_assert_str_eq(content.name, "tar");
    }
    write_header(header, "   644 ", " 13721", "ustar");
    ck_assert(content_detect(header, sizeof header, false, &content));
    ck_assert_int_eq(content.kind, CONTENT_REFUSED);
}
END_TEST

START_TEST(text_with_the_magic_of_tar_at_its_place_is_text)
{
    char text[512];
    struct content content;
    memset(text, '0', sizeof text);
    memcpy(text + 257, "ustar ", 6);
    ck_assert(content_detect(text, sizeof text, false, &content));
    ck_assert_int_eq(content.kind, CONTENT_TEXT);
    write_header(text, "0000644", "no sum", "ustar");
    ck_assert(content_detect(text, sizeof text, false, &content));
    ck_assert_int_eq(content.kind, CONTENT_TEXT);
}
END_TEST

static const struct {
    const char *bytes;
    size_t len;
} texts[] = {
#define TEXT(BYTES)              \
    {                            \
        BYTES, sizeof(BYTES) - 1 \
    }
    TEXT("\n"),
    TEXT("a\n"),
    TEXT("B\n"),
    TEXT("BZh\n"),
    TEXT("BZh91AY\n"),
    TEXT("P\n"),
    TEXT("PK\n"),
    TEXT("PK\3\n"),
    TEXT("7z\n"),
    TEXT("LZIP\n"),
    TEXT("Rar!\n"),
    TEXT("PAR1 is a format\n"),
    TEXT("%PDF-1.4 is a header\n"),
    TEXT("%PDF-1.4\n%abc\n"),
    TEXT("SQLite format 3 is old\n"),
    TEXT("(\xB5\n"),
    TEXT("\x1F\n"),
    TEXT("\xFF\n"),
    TEXT("\xFE\n"),
    TEXT("\x80\n"),
    TEXT("\xEF\xBB\xBF\n"),
    TEXT("a\0b\n"),
    TEXT("a\0b\0cd\n"),
    TEXT("\xD0\xCF\n"),
    TEXT("\xBA\n"),
    TEXT("\x93N\n"),
    TEXT("\0\0\0\0\0\n"),
    TEXT("\xE4\xB8\xAD\n")};

/* It is detected by the end of its first line, so that it can be answered before more arrives. */
START_TEST(text_that_starts_like_another_kind_is_text_by_the_end_of_its_line)
{
    struct content content;
    ck_assert(content_detect(texts[_i].bytes, texts[_i].len, false, &content));
    ck_assert_int_eq(content.kind, CONTENT_TEXT);
    for (size_t len = 0; len <= texts[_i].len; len++) {
        ck_assert(content_detect(texts[_i].bytes, len, true, &content));
        ck_assert_int_eq(content.kind, CONTENT_TEXT);
    }
}
END_TEST

START_TEST(the_promised_number_of_bytes_is_always_enough_to_decide)
{
    char bytes[CONTENT_BYTES] = ZIP("\xFF", "a name as long as it can be told, and longer than anybody will look at");
    struct content content;
    ck_assert(content_detect(bytes, sizeof bytes, false, &content));
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        memset(bytes, 0, sizeof bytes);
        memcpy(bytes, cases[i].bytes, cases[i].len);
        ck_assert(content_detect(bytes, sizeof bytes, false, &content));
        ck_assert(content.kind == cases[i].kind);
    }
}
END_TEST

/* Random bytes in a block of exact size, so that a sanitizer detects reads past the end. */
START_TEST(any_bytes_are_detected_without_reading_past_them)
{
    uint32_t state = 1;
    for (int round = 0; round < 200000; round++) {
        state = state * 1664525 + 1013904223;
        size_t i = state >> 16 & 0xFFFF, len = (state >> 8 & 0xFF) % 70;
        const char *bytes = cases[i % N_ELEMENTS(cases)].bytes;
        size_t n = cases[i % N_ELEMENTS(cases)].len;
        char *copy = malloc(len + 1);
        struct content content;
        ck_assert_ptr_nonnull(copy);
        for (size_t k = 0; k < len; k++)
            copy[k] = (char)(k < n ? bytes[k] : (char)(state >> k % 24));
        if (len > 0 && round % 2 == 0)
            copy[state % len] = (char)(state >> 24);
        bool is_decided = content_detect(copy, len, round % 3 == 0, &content);
        ck_assert(is_decided || (round % 3 != 0 && len < CONTENT_BYTES));
        free(copy);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("content");
    TCase *tests = tcase_create("content");
    tcase_add_loop_test(tests, each_kind_is_named_with_the_command_that_converts_it, 0, N_ELEMENTS(cases));
    tcase_add_loop_test(tests, a_stream_that_arrives_byte_by_byte_is_detected_in_the_end, 0, N_ELEMENTS(cases));
    tcase_add_loop_test(tests, text_that_starts_like_another_kind_is_text_by_the_end_of_its_line, 0, N_ELEMENTS(texts));
    tcase_add_test(tests, an_archive_of_tar_is_recognised_by_its_header);
    tcase_add_test(tests, text_with_the_magic_of_tar_at_its_place_is_text);
    tcase_add_test(tests, the_promised_number_of_bytes_is_always_enough_to_decide);
    tcase_add_test(tests, any_bytes_are_detected_without_reading_past_them);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
