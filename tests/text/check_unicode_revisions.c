/* check_unicode_revisions.c - texts that the revisions of the unicode tokenizer cut differently */
/* SPDX-License-Identifier: MIT */
#include "text/unicode_rules.h"

#include <check.h>
#include <string.h>

#include "base/utf8.h"
#include "support/tokenize_text.h"
#include "support/suite.h"
#include "text/tokenizer.h"

static const struct tokenizer first = {.kind = TOKENIZER_UNICODE, .lower = true, .revision = 1};
static const struct tokenizer second = {.kind = TOKENIZER_UNICODE, .lower = true, .revision = 2};

static const struct tokenizer third = {.kind = TOKENIZER_UNICODE, .lower = true, .revision = 3};

static const struct {
    const char *text, *by_second, *by_first;
} cases[] = {
    /* blocked */
    {"e\u00AD\u0301", "\u00E9", "e\u0301"},
    /* folding */
    {"\u0130stanbul I\u015EIK", "istanbul|i\u015Fik", "i\u0307stanbul|i\u015Fik"},
    {"\u0130\u0323", "\u1ECB", "\u1ECB\u0307"},
    /* scripts */
    {"\u4E00\uFE00\u4E8C", "\u4E00|\u4E8C", "\u4E00\uFE00|\u4E8C"},
    {"\uFF76\uFF9E\u3042\u309A", "\u30AC|\u3042\u309A", "\uFF76|\uFF9E|\u3042\u309A"},
    /* ignored characters and joiners */
    {"\u0D28\u0D4D\u200D a\u200D\u200Cb", "\u0D7B|a\u200D\u200Cb", "\u0D28\u0D4D\u200D|a\u200D\u200Cb"},
    /* invisible characters that end a word */
    {"hello\u200Bworld", "hello|world", "helloworld"},
    {"\u200Ba\u200B\u200B.\u200B", "a|.", "a|."},
    {"\u0E01\u0E34\u0E19\u200B\u0E02\u0E49\u0E32\u0E27", "\u0E01\u0E34\u0E19|\u0E02\u0E49\u0E32\u0E27",
     "\u0E01\u0E34\u0E19\u0E02\u0E49\u0E32\u0E27"},
    {"e\u200B\u0301", "e|\u0301", "e\u0301"},
    {"\u4E00\u200B\u0301", "\u4E00|\u0301", "\u4E00\u0301"},
    {"\uFFF9base\uFFFAnote\uFFFBx", "base|note|x", "basenotex"},
    {"a\u3164b \uFFA0c\uFFA0d", "a|b|c|d", "a\u3164b|\uFFA0c\uFFA0d"},
    {"\u2801\u2803\u2800\u2801", "\u2801|\u2803|\u2801", "\u2801|\u2803|\u2800|\u2801"},
    /* invisible characters that are dropped */
    {"\u260E\uFE0F \u260E\uFE0E \u260E", "\u260E|\u260E|\u260E", "\u260E|\uFE0F|\u260E|\uFE0E|\u260E"},
    {"\uFE0F", "", "\uFE0F"},
    {"\u2764\uFE0F\u2764\uFE0Fa\uFE0F", "\u2764|\u2764|a", "\u2764|\uFE0F|\u2764|\uFE0Fa\uFE0F"},
    {"1\uFE0F\u20E3 1\u20E3", "1\u20E3|1\u20E3", "1\uFE0F\u20E3|1\u20E3"},
    {"e\uFE0F\u0301 a\uFE00b", "\u00E9|ab", "e\uFE0F\u0301|a\uFE00b"},
    {"\u845B\U000E0100\u57CE", "\u845B|\u57CE", "\u845B\U000E0100|\u57CE"},
    {"\u1820\u180B\u1821\u180D\u180F\u180E", "\u1820\u1821", "\u1820\u180B\u1821\u180D\u180F"},
    {"\U0001F3F4\U000E0067\U000E0062\U000E007F", "\U0001F3F4", "\U0001F3F4"},
    {"a\U000E0001\u2063b\u061C\u202Ac", "abc", "abc"},
    {"u\u034F\u0308", "\u00FC", "u\u034F\u0308"},
    {"\u1780\u17B4\u17B5\u1781", "\u1780\u1781", "\u1780\u17B4\u17B5\u1781"},
    {"\u115F\u1161 \u1100\u1160", "\u1161|\u1100", "\u115F\u1161|\u1100\u1160"},
    {"a\uFFF0b\U000E0FFFc", "abc", "a|b|c"},
    /* joiners */
    {"\u0645\u06CC\u200C \u0645\u06CC", "\u0645\u06CC|\u0645\u06CC", "\u0645\u06CC\u200C|\u0645\u06CC"},
    {"a\u200C\u200D\u200C.b\u200D", "a|.|b", "a\u200C\u200D\u200C|.|b\u200D"},
    {"a\u200D\u4E00\u200D", "a|\u4E00", "a\u200D|\u4E00"},
    {"a\u200D\u00ADb a\u200D\u00AD", "a\u200Db|a", "a\u200Db|a\u200D"},
    {"a\u200D\u0301 a\u0301\u200D", "a\u200D\u0301|\u00E1", "a\u200D\u0301|\u00E1\u200D"},
    {"e\u200D \u0303\u0323", "e|\u0323\u0303", "e\u200D|\u0323\u0303"}, /* tokenized again from the space on */
    {"a\u200D\u0301\u0323 ", "a\u200D\u0323\u0301", "a\u200D\u0323\u0301"},
    {"a\u200D________ a\u200D________!", "a\u200D________|a\u200D________|!", "a\u200D________|a\u200D________|!"},
    {"a\u200D........", "a|.|.|.|.|.|.|.|.", "a\u200D|.|.|.|.|.|.|.|."},
    {"\u0915\u094D\u200D\u0937 \u0915\u094D\u200D", "\u0915\u094D\u200D\u0937|\u0915\u094D",
     "\u0915\u094D\u200D\u0937|\u0915\u094D\u200D"},
    {"\u0D05\u0D35\u0D28\u0D4D\u200D \u0D05\u0D35\u0D7B \u0D05\u0D35\u0D28\u0D4D",
     "\u0D05\u0D35\u0D7B|\u0D05\u0D35\u0D7B|\u0D05\u0D35\u0D28\u0D4D",
     "\u0D05\u0D35\u0D28\u0D4D\u200D|\u0D05\u0D35\u0D7B|\u0D05\u0D35\u0D28\u0D4D"},
    {"\u09A4\u09CD\u200D \u09A4\u09CD\u200D\u09B8 \u09A4\u09CD\u200C", "\u09CE|\u09CE\u09B8|\u09A4\u09CD",
     "\u09A4\u09CD\u200D|\u09A4\u09CD\u200D\u09B8|\u09A4\u09CD\u200C"},
    {"\U0001F469\u200D\U0001F680 \U0001F3F3\uFE0F\u200D\U0001F308", "\U0001F469|\U0001F680|\U0001F3F3|\U0001F308",
     "\U0001F469|\U0001F680|\U0001F3F3|\uFE0F\u200D|\U0001F308"},
    /* a folded i has one dot */
    {"I\u0307 i\u0307 \u0130\u0307 I\u0307\u0307", "i|i|i|i", "i\u0307|i\u0307|i\u0307\u0307|i\u0307\u0307"},
    {"\u0130\u0301 i\u0307\u0301 i\u0301\u0307", "\u00ED|\u00ED|\u00ED\u0307",
     "i\u0307\u0301|i\u0307\u0301|\u00ED\u0307"},
    {"\u012E\u0307 i\u0328\u0307 \u1ECA\u0307 I\u0330\u0307 i\u0331\u0307", "\u012F|\u012F|\u1ECB|\u1E2D|i\u0331",
     "\u012F\u0307|\u012F\u0307|\u1ECB\u0307|\u1E2D\u0307|i\u0331\u0307"},
    {"\u0131 \u0131\u0307 j\u0307", "\u0131|\u0131\u0307|j\u0307", "\u0131|\u0131\u0307|j\u0307"},
    {"\u0130\u00ADx\u0130", "ixi", "i\u0307xi\u0307"},
    /* full and half width */
    {"\uFF28\uFF25\uFF2C\uFF2C\uFF2F\uFF0C \uFF12\uFF10\uFF12\uFF16\uFF3Fx!", "hello|,|2026_x|!",
     "\uFF48\uFF45\uFF4C\uFF4C\uFF4F|\uFF0C|\uFF12\uFF10\uFF12\uFF16|\uFF3F|x|!"},
    {"\uFF25\u0301 \uFF1C\u0338", "\u00E9|\u226E", "\uFF45\u0301|\uFF1C|\u0338"},
    {"\uFF8A\uFF9F\uFF9C\uFF70 \uFF66\uFF9E", "\u30D1|\u30EF|\u30FC|\u30FA",
     "\uFF8A|\uFF9F|\uFF9C|\uFF70|\uFF66|\uFF9E"},
    {"\u304B\uFF9E a\uFF9E", "\u304C|a\u3099", "\u304B|\uFF9E|a|\uFF9E"},
    {"\uFF61\uFF62\uFF63\uFF64\uFF65", "\u3002|\u300C|\u300D|\u3001|\u30FB", "\uFF61|\uFF62|\uFF63|\uFF64|\uFF65"},
    {"\uFFBB\uFFBB\uFFC2", "\u314B\u314B\u314F", "\uFFBB\uFFBB\uFFC2"},
    {"\uFFE6\uFFE3\uFFE9", "\u20A9|\u00AF|\u2190", "\uFFE6|\uFFE3|\uFFE9"},
};

START_TEST(the_first_revision_tokenizes_as_old_models_expect)
{
    expect(&first, cases[_i].text, strlen(cases[_i].text), cases[_i].by_first);
}
END_TEST

START_TEST(the_second_and_third_revisions_tokenize_as_defined)
{
    expect(&second, cases[_i].text, strlen(cases[_i].text), cases[_i].by_second);
    expect(&third, cases[_i].text, strlen(cases[_i].text), cases[_i].by_second);
}
END_TEST

/* ASCII of any length around a text takes another path than the text alone. */
START_TEST(surrounding_text_changes_no_token)
{
    const struct tokenizer *const both[] = {&first, &second};
    const char *const expected[] = {cases[_i].by_first, cases[_i].by_second};

    for (size_t t = 0; t < N_ELEMENTS(both); t++) {
        for (size_t n = 1; n <= 70; n++) {
            char text[512], wanted[512];
            memset(text, '.', n);
            text[n] = ' ';
            size_t len = n + 1 + strlen(cases[_i].text);
            memcpy(text + n + 1, cases[_i].text, len - n - 1);
            memcpy(text + len, " abcdefgh", 9);
            for (size_t i = 0; i < n; i++)
                memcpy(wanted + 2 * i, ".|", 2);
            strcpy(wanted + 2 * n, expected[t]);
            strcat(wanted, expected[t][0] != '\0' ? "|abcdefgh" : "abcdefgh");
            expect(both[t], text, len + 9, wanted);
        }
    }
}
END_TEST

START_TEST(the_newest_revision_is_what_new_models_get)
{
    static const enum tokenizer_kind others[] = {TOKENIZER_WHITESPACE, TOKENIZER_BASIC_ENGLISH, TOKENIZER_BERT};

    ck_assert_uint_eq(tokenizer_newest(TOKENIZER_UNICODE, true).revision, UNICODE_NEWEST_REVISION);
    for (size_t i = 0; i < N_ELEMENTS(others); i++)
        ck_assert_uint_eq(tokenizer_newest(others[i], true).revision, 1);
}
END_TEST

/* Tokenizes TEXT[0..len), which is padded, and writes its tokens with blanks between them to OUT. */
static size_t tokenize_into(char *out, struct tokens *tokens, const struct tokenizer *tokenizer, const char *text,
                            size_t len)
{
    size_t n = 0;

    ck_assert_int_eq(tokens_split(tokens, tokenizer, text, len), 0);
    for (size_t i = 0; i < tokens->n; i++) {
        if (i > 0)
            out[n++] = ' ';
        memcpy(out + n, tokens->list[i].text, tokens->list[i].len);
        n += tokens->list[i].len;
    }
    return n;
}

/* A word of the vocabulary must be found again when it is tokenized again. */
START_TEST(tokens_of_any_code_point_are_unchanged_when_tokenized_again)
{
    static const struct tokenizer *const all[] = {&first, &second, &third};
    struct tokens tokens = {.n = 0};

    for (uint32_t code = 1; code <= 0x10FFFF; code++) {
        char text[32 + READABLE] = "a ", once[32 + READABLE] = "", twice[32 + READABLE];
        if (code >= 0xD800 && code <= 0xDFFF)
            continue;
        size_t len = 2 + utf8_encode(code, text + 2);
        text[len++] = 'B';
        size_t n_once = tokenize_into(once, &tokens, all[_i], text, len);
        size_t n_twice = tokenize_into(twice, &tokens, all[_i], once, n_once);
        if (n_once != n_twice || memcmp(once, twice, n_once) != 0)
            ck_abort_msg("U+%04X: '%.*s' becomes '%.*s'", code, (int)n_once, once, (int)n_twice, twice);
    }
    tokens_clear(&tokens);
}
END_TEST

START_TEST(long_runs_of_ignored_characters_are_quick)
{
    static const char *const units[] = {
        "\uFE0F", "\u200D", "\u200D\u0301", "\u0307", "\u0D28\u0D4D\u200D", "\u00AD\u0301\u0323"};
    enum { COUNT = 100000 };

    for (size_t u = 0; u < N_ELEMENTS(units); u++) {
        struct tokens tokens = {.n = 0};
        size_t len = strlen(units[u]);
        char *text = malloc(1 + len * COUNT + READABLE);
        ck_assert_ptr_nonnull(text);
        text[0] = 'i';
        for (size_t i = 0; i < COUNT; i++)
            memcpy(text + 1 + i * len, units[u], len);
        memset(text + 1 + len * COUNT, 0, READABLE);
        ck_assert_int_eq(tokens_split(&tokens, &second, text, 1 + len * COUNT), 0);
        ck_assert_uint_eq(tokens.n, 1);
        tokens_clear(&tokens);
        free(text);
    }
}
END_TEST

/* Full-width and half-width forms, each by its name in the standard: the letters, the kana, the signs. */
START_TEST(full_width_and_half_width_forms_become_the_usual_ones)
{
    static const uint32_t kana[] = {
        0x3002, 0x300C, 0x300D, 0x3001, 0x30FB, 0x30F2, 0x30A1, 0x30A3, 0x30A5, 0x30A7, 0x30A9, 0x30E3, 0x30E5,
        0x30E7, 0x30C3, 0x30FC, 0x30A2, 0x30A4, 0x30A6, 0x30A8, 0x30AA, 0x30AB, 0x30AD, 0x30AF, 0x30B1, 0x30B3,
        0x30B5, 0x30B7, 0x30B9, 0x30BB, 0x30BD, 0x30BF, 0x30C1, 0x30C4, 0x30C6, 0x30C8, 0x30CA, 0x30CB, 0x30CC,
        0x30CD, 0x30CE, 0x30CF, 0x30D2, 0x30D5, 0x30D8, 0x30DB, 0x30DE, 0x30DF, 0x30E0, 0x30E1, 0x30E2, 0x30E4,
        0x30E6, 0x30E8, 0x30E9, 0x30EA, 0x30EB, 0x30EC, 0x30ED, 0x30EF, 0x30F3, 0x3099, 0x309A};
    static const uint32_t signs[] = {0x00A2, 0x00A3, 0x00AC, 0x00AF, 0x00A6, 0x00A5, 0x20A9};

    for (uint32_t code = 0xFF01; code <= 0xFF5E; code++)
        ck_assert_uint_eq(unicode_usual_width(code), code - 0xFF00 + 0x20);
    for (uint32_t i = 0; i < N_ELEMENTS(kana); i++)
        ck_assert_uint_eq(unicode_usual_width(0xFF61 + i), kana[i]);
    for (uint32_t i = 0; i < N_ELEMENTS(signs); i++)
        ck_assert_uint_eq(unicode_usual_width(0xFFE0 + i), signs[i]);
    for (uint32_t code = 0; code <= 0x10FFFF; code++) {
        if (code < 0xFF00 || code > 0xFFEF)
            ck_assert_uint_eq(unicode_usual_width(code), code);
    }
    ck_assert_uint_eq(unicode_usual_width(0xFFBF), 0xFFBF); /* not assigned */
    ck_assert_uint_eq(unicode_usual_width(0xFFDC), 0x3163);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("unicode revisions");
    TCase *tests = tcase_create("revisions");

    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, the_first_revision_tokenizes_as_old_models_expect, 0, (int)N_ELEMENTS(cases));
    tcase_add_loop_test(tests, the_second_and_third_revisions_tokenize_as_defined, 0, (int)N_ELEMENTS(cases));
    tcase_add_loop_test(tests, surrounding_text_changes_no_token, 0, (int)N_ELEMENTS(cases));
    tcase_add_test(tests, the_newest_revision_is_what_new_models_get);
    tcase_add_loop_test(tests, tokens_of_any_code_point_are_unchanged_when_tokenized_again, 0, 3);
    tcase_add_test(tests, long_runs_of_ignored_characters_are_quick);
    tcase_add_test(tests, full_width_and_half_width_forms_become_the_usual_ones);
    suite_add_tcase(suite, tests);

    return suite_run(suite);
}
