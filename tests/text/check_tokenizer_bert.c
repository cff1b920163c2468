/* check_tokenizer_bert.c - the tokens of BERT's BasicTokenizer, and where one pass could differ from it */
/* SPDX-License-Identifier: MIT */
#include "text/tokenizer.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "support/tokenize_text.h"
#include "support/suite.h"

static const struct tokenizer uncased = {.kind = TOKENIZER_BERT, .lower = true, .revision = 1};
static const struct tokenizer cased = {.kind = TOKENIZER_BERT, .lower = false, .revision = 1};

/* JAMO: the syllables U+AC00 and U+AC01, decomposed. */
#define JAMO_AC00 "\u1100\u1161"
#define JAMO_AC01 "\u1100\u1161\u11A8"
#define CONTROLS_8 "\x01\x02\x03\x04\x05\x06\x07\x0B"

static const struct {
    const char *text, *uncased, *cased;
} cases[] = {
    {"", "", ""},
    {" \t\r\n\u00A0\u3000\u2028\u2029", "", ""},
    {"Hello, World!", "hello|,|world|!", "Hello|,|World|!"},
    {"don't C3PO_x $5", "don|'|t|c3po|_|x|$|5", "don|'|t|C3PO|_|x|$|5"},
    {"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{}~", "!|\"|#|$|%|&|'|(|)|*|+|,|-|.|/|:|;|<|=|>|?|@|[|\\|]|^|_|`|{|}|~",
     "!|\"|#|$|%|&|'|(|)|*|+|,|-|.|/|:|;|<|=|>|?|@|[|\\|]|^|_|`|{|}|~"},
    {"\u201Cq\u201D\u3002\u00A1x\u20ACy\u00B4", "\u201C|q|\u201D|\u3002|\u00A1|x\u20ACy\u00B4",
     "\u201C|q|\u201D|\u3002|\u00A1|x\u20ACy\u00B4"},
    /* accents */
    {"CAF\u00C9 CAFE\u0301", "cafe|cafe", "CAF\u00C9|CAF\u00C9"},
    {"\u1EC7 e\u0323\u0302 e\u0302\u0323", "e|e|e", "\u1EC7|\u1EC7|\u1EC7"},
    {"\u0301 \u0301a .\u0301b", "a|.|b", "\u0301|\u0301a|.|\u0301b"},
    {"=\u0338 \u2260 <\u0338", "=|=|<", "\u2260|\u2260|\u226E"},
    {"\u20DDa\u0488", "\u20DDa\u0488", "\u20DDa\u0488"}, /* enclosing marks are not among the dropped ones */
    {"\u0915\u094D\u0937\u093F \u0958 \u0915\u093C", "\u0915\u0937\u093F|\u0915|\u0915",
     "\u0915\u094D\u0937\u093F|\u0915\u093C|\u0915\u093C"},
    {"\u0BCA", "\u0BC6\u0BBE", "\u0BCA"},
    {"\uAC00 \uAC01\uAC00 \u1100\u1161\u11A8", JAMO_AC00 "|" JAMO_AC01 JAMO_AC00 "|" JAMO_AC01,
     "\uAC00|\uAC01\uAC00|\uAC01"},
    {"\u304B\u3099 \u304C", "\u304B|\u304B", "\u304C|\u304C"},
    /* spacing marks with a place in the canonical order */
    {"a\u302E\u0301\u1B44", "a\u1B44\u302E", "\u00E1\u1B44\u302E"},
    {"\u302E\u200D\u1B44\u1B44a", "\u1B44\u1B44\u302Ea", "\u1B44\u1B44\u302Ea"},
    {"\U0001D15E\u1B44x", "\U0001D157\u1B44\U0001D165x", "\U0001D157\u1B44\U0001D165x"},
    /* control characters are removed before anything else */
    {"a\x01"
     "b\x7F\u00AD\u200D\uE000\uFFFD\u0378"
     "c",
     "abc", "abc"},
    {"e\u200D\u0301 e\x01\u0301 E" CONTROLS_8 CONTROLS_8 "\u0301", "e|e|e", "\u00E9|\u00E9|\u00C9"},
    {"\u00E9" CONTROLS_8 "\u0323.", "e|.", "\u1EB9\u0301|."},
    {"\u1100\x01\u1161" CONTROLS_8 "\u11A8", JAMO_AC01, "\uAC01"},
    {"a\x0B"
     "b\x0C"
     "c\x1F"
     "d\302\205e",
     "abcde", "abcde"},
    {"\xFF"
     "a\xE2\x82"
     "b\xC0\xAF",
     "ab", "ab"},
    /* what counts as punctuation */
    {"a\u037Eb\u1FEFc\u0387d", "a|;|b|`|c|\u00B7|d", "a|;|b|`|c|\u00B7|d"},
    /* ideographs, including those that are composed; kana and the rest are words */
    {"ab\u4E00\u4E01cd", "ab|\u4E00|\u4E01|cd", "ab|\u4E00|\u4E01|cd"},
    {"\uF900\u3400\U00020000\U0002F800\u4E00\u0301x", "\u8C48|\u3400|\U00020000|\u4E3D|\u4E00|x",
     "\u8C48|\u3400|\U00020000|\u4E3D|\u4E00|\u0301x"},
    {"\u3042\u3044 \u3007 \u3005 \u2F00 \U00030000", "\u3042\u3044|\u3007|\u3005|\u2F00|\U00030000",
     "\u3042\u3044|\u3007|\u3005|\u2F00|\U00030000"},
    /* lower case */
    {"\u0130 I\u0307 \u1E9E \u212A \u01C5", "i|i|\u00DF|k|\u01C6", "\u0130|\u0130|\u1E9E|K|\u01C5"},
    {"\u039F\u0394\u039F\u03A3 \u03A3 \u03A3\u03A3", "\u03BF\u03B4\u03BF\u03C2|\u03C3|\u03C3\u03C2",
     "\u039F\u0394\u039F\u03A3|\u03A3|\u03A3\u03A3"},
    {"\u0391\u0301\x01\u03A3\x01\u0301\x01. \u0391\u03A3\x01\u0391", "\u03B1\u03C2|.|\u03B1\u03C3\u03B1",
     "\u0386\u03A3\u0301|.|\u0391\u03A3\u0391"},
    {"\u0391\u03A3\u4E00\u0391 \u0391\u03A3'\u0391", "\u03B1\u03C2|\u4E00|\u03B1|\u03B1\u03C3|'|\u03B1",
     "\u0391\u03A3|\u4E00|\u0391|\u0391\u03A3|'|\u0391"},
    {"\u1F88 \u1FB3 \u0390", "\u03B1|\u03B1|\u03B9", "\u1F88|\u1FB3|\u0390"},
};

START_TEST(bert_tokens_are_as_defined)
{
    expect(&uncased, cases[_i].text, strlen(cases[_i].text), cases[_i].uncased);
    expect(&cased, cases[_i].text, strlen(cases[_i].text), cases[_i].cased);
}
END_TEST

START_TEST(nul_bytes_are_dropped)
{
    expect(&uncased, "\0A\0B\0 e\0\u0301\0", 11, "ab|e");
    expect(&cased, "\0A\0B\0 e\0\u0301\0", 11, "AB|\u00E9");
}
END_TEST

/* What follows any number of letters, across every block boundary. */
START_TEST(characters_after_a_word_of_any_length_extend_or_compose_with_it)
{
    static const struct {
        const char *tail, *uncased, *cased;
    } tails[] = {{"E\u0301", "e", "\u00C9"},
                 {"e\x01\u0301!", "e|!", "\u00E9|!"},
                 {"=\x01\x02\u0338", "|=", "\u2260"},
                 {"\x01\x02", "", ""},
                 {"\x01z", "z", "z"},
                 {"\u4E00\u0301", "|\u4E00", "|\u4E00|\u0301"},
                 {"\u03A3", "\u03C2", "\u03A3"},
                 {"\u03A3z", "\u03C3z", "\u03A3z"},
                 {"\xFF", "", ""},
                 {".\xE2\x82", "|.", "|."},
                 {"\u2028z", "|z", "|z"},
                 {"\uAC01", JAMO_AC01, "\uAC01"},
                 {"_z", "|_|z", "|_|z"},
                 {"e" CONTROLS_8 "\u0301z", "ez", "\u00E9z"}};

    for (size_t t = 0; t < N_ELEMENTS(tails); t++) {
        for (size_t n = 1; n <= 140; n++) {
            char text[200], expected[200];
            memset(text, 'q', n);
            memset(expected, 'q', n);
            memcpy(text + n, tails[t].tail, strlen(tails[t].tail) + 1);
            memcpy(expected + n, tails[t].uncased, strlen(tails[t].uncased) + 1);
            char *found = tokens_joined(&uncased, text, strlen(text), 'a');
            ck_assert_str_eq(found, expected);
            free(found);
            memcpy(expected + n, tails[t].cased, strlen(tails[t].cased) + 1);
            found = tokens_joined(&cased, text, strlen(text), '\x01');
            ck_assert_str_eq(found, expected);
            free(found);
        }
    }
}
END_TEST

START_TEST(growing_and_hostile_text_fits_and_is_quick)
{
    static const struct {
        const char *piece;
        bool lower;
        size_t n_tokens, bytes; /* for 100000 pieces; bytes: of all tokens */
    } hostile[] = {{"\uAC01", true, 1, 900000},
                   {"\U0001D160", true, 1, 1200000},
                   {"\U0001D160", false, 1, 1200000},
                   {"\u0BCA", true, 1, 600000},
                   {"\xFF", true, 0, 0},
                   {"\u0301\u0323", true, 0, 0},
                   {"\u0301\u0323", false, 1, 400000},
                   {"\u302E\u1B44", true, 1, 600000},
                   {"\u302E\u1B44\u0301", false, 1, 800000},
                   {"\u03A3\x01...", true, 400000, 500000},
                   {"\u03A3\u0301", true, 1, 200000},
                   {"\u4E00", true, 100000, 300000},
                   {"a\x01", false, 1, 100000}};

    for (size_t i = 0; i < N_ELEMENTS(hostile); i++) {
        struct tokens tokens = {.n = 0};
        size_t piece_len = strlen(hostile[i].piece), bytes = 0;
        char *text = malloc(piece_len * 100000 + READABLE);
        ck_assert_ptr_nonnull(text);
        for (size_t n = 0; n < 100000; n++)
            memcpy(text + n * piece_len, hostile[i].piece, piece_len);
        memset(text + 100000 * piece_len, 'a', READABLE);
        ck_assert_int_eq(tokens_split(&tokens, hostile[i].lower ? &uncased : &cased, text, 100000 * piece_len), 0);
        for (size_t t = 0; t < tokens.n; t++)
            bytes += tokens.list[t].len;
        ck_assert_uint_eq(tokens.n, hostile[i].n_tokens);
        ck_assert_uint_eq(bytes, hostile[i].bytes);
        tokens_clear(&tokens);
        free(text);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tokenizer bert");
    TCase *tests = tcase_create("tokenizer bert");

    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, bert_tokens_are_as_defined, 0, (int)N_ELEMENTS(cases));
    tcase_add_test(tests, nul_bytes_are_dropped);
    tcase_add_test(tests, characters_after_a_word_of_any_length_extend_or_compose_with_it);
    tcase_add_test(tests, growing_and_hostile_text_fits_and_is_quick);
    suite_add_tcase(suite, tests);

    return suite_run(suite);
}
