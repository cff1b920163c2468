/* check_tokenizer_basic_english.c - the tokens of torchtext's basic_english, and where one pass could differ from it */
/* SPDX-License-Identifier: MIT */
#include "text/tokenizer.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "support/tokenize_text.h"
#include "support/suite.h"

static const struct tokenizer lowering = {.kind = TOKENIZER_BASIC_ENGLISH, .lower = true, .revision = 1};
static const struct tokenizer keeping = {.kind = TOKENIZER_BASIC_ENGLISH, .lower = false, .revision = 1};

struct token_case {
    const char *text, *expected;
};

static const struct token_case lowering_cases[] = {
    {"", ""},
    {" \t\r\n\v\f\x1C\x1D\x1E\x1F", ""},
    {"You can now install TorchText using pip!", "you|can|now|install|torchtext|using|pip|!"},
    {"Don't e-mail me@x.org.", "don|'|t|e-mail|me@x|.|org|."},
    {"(a, b)? C;d:e #5 $1.50", "(|a|,|b|)|?|c|d|e|#5|$1|.|50"},
    {"_[]{}<>/\\|*&^%+=~`-", "_[]{}<>/\\|*&^%+=~`-"},
    {"a\x01"
     "b\x7F",
     "a\x01"
     "b\x7F"},
    /* quotation marks vanish, which joins words */
    {"\"", ""},
    {"say \"hello\" now", "say|hello|now"},
    {"a\"b", "ab"},
    {"a\"\"\"b", "ab"},
    {"a\" b", "a|b"},
    {"a \"b", "a|b"},
    {"\"a\".\"b\"", "a|.|b"},
    {"\u00E9\"\u00C9\" x", "\u00E9\u00E9|x"},
    /* line breaks */
    {"x<br />y", "x|y"},
    {"x<BR />y<bR />", "x|y"},
    {"<br/> <br  /> <br", "<br/>|<br|/>|<br"},
    {"<<br />>", "<|>"},
    {"<b\"r \"\"/\">x\"y", "xy"},
    {"a\"<br />\"b", "a|b"},
    {"<br <br />", "<br"},
    {"\u00E9<br />\u00E9<", "\u00E9|\u00E9<"},
    {"\u00E9<br />", "\u00E9"},
    /* lower case, as in str.lower */
    {"\u0130\u0130 \u1E9E \u023A \u212A", "i\u0307i\u0307|\u00DF|\u2C65|k"},
    {"\u01C5 \U00010400 \u10A0 \u13A0", "\u01C6|\U00010428|\u2D00|\uAB70"},
    {"\u039F\u0394\u039F\u03A3", "\u03BF\u03B4\u03BF\u03C2"},
    {"\u03A3 \u03A3\u03A3 \u0391\u03A3\u0391", "\u03C3|\u03C3\u03C2|\u03B1\u03C3\u03B1"},
    {"\u0391\u03A3'\u0391 \u0391\u03A3. \u0391\u03A3:", "\u03B1\u03C3|'|\u03B1|\u03B1\u03C2|.|\u03B1\u03C2"},
    {"\u0391\"\u03A3 \u0391\u03A3\"\u0391", "\u03B1\u03C3|\u03B1\u03C2\u03B1"},
    {"\u0391\u0301\u03A3\u0301 A\u03A3b", "\u03B1\u0301\u03C2\u0301|a\u03C3b"},
    {"\u2160\u03A3 \u24B6\u03A3 \u02B0\u03A3", "\u2170\u03C2|\u24D0\u03C2|\u02B0\u03C3"},
    {"A\xFF\u03A3 A\u03A3\xFFz", "a\uFFFD\u03C3|a\u03C2\uFFFDz"},
    /* white space beyond ASCII, and characters that only look like it */
    {"a\302\205b\u00A0c\u1680d\u2003e\u2028f\u2029g\u202Fh\u205Fi\u3000j", "a|b|c|d|e|f|g|h|i|j"},
    {"a\u200Bb\u180Ec\uFEFFd\u00ADe", "a\u200Bb\u180Ec\uFEFFd\u00ADe"},
    {"\u201Cq\u201D \u2019 \u3002 \u4E00\u4E01", "\u201Cq\u201D|\u2019|\u3002|\u4E00\u4E01"},
    /* no normalisation; one U+FFFD for each maximal subpart */
    {"e\u0301 \u212B \uAC00", "e\u0301|\u00E5|\uAC00"},
    {"a\xE2\x82z \xC0\xAF \xED\xA0\x80", "a\uFFFDz|\uFFFD\uFFFD|\uFFFD\uFFFD\uFFFD"},
};

START_TEST(basic_english_tokens_are_those_of_torchtext)
{
    const struct token_case *c = &lowering_cases[_i];

    expect(&lowering, c->text, strlen(c->text), c->expected);
}
END_TEST

START_TEST(without_lowering_only_the_case_is_kept)
{
    static const struct token_case cases[] = {
        {"Hello, World. It's \"Q\"", "Hello|,|World|.|It|'|s|Q"},
        {"a<br />B<BR />C", "a|B<BR|/>C"},
        {"\u0391\u03A3 \u0130 \u1E9E\u00A0\u00C9", "\u0391\u03A3|\u0130|\u1E9E|\u00C9"},
        {"A\xFFZ", "A\uFFFDZ"},
    };

    for (size_t i = 0; i < N_ELEMENTS(cases); i++)
        expect(&keeping, cases[i].text, strlen(cases[i].text), cases[i].expected);
}
END_TEST

START_TEST(each_ascii_byte_has_its_class)
{
    for (int byte = 0; byte < 128; byte++) {
        char text[] = {'a', (char)byte, 'b'}, expected[6] = {'a', '|', 'b'};
        struct tokens tokens = {.n = 0};
        bool is_space = (byte >= '\t' && byte <= '\r') || (byte >= 0x1C && byte <= ' ') || byte == ';' || byte == ':';
        bool is_symbol = byte != 0 && strchr("'.,()!?", byte) != NULL;
        char *copy = padded(text, sizeof(text), 'x');

        ck_assert_int_eq(tokens_split(&tokens, &keeping, copy, sizeof(text)), 0);
        if (byte == '"')
            memcpy(expected, "ab", 3);
        else if (is_symbol)
            memcpy(expected, (char[]){'a', '|', (char)byte, '|', 'b', '\0'}, 6);
        else if (!is_space)
            memcpy(expected, (char[]){'a', (char)byte, 'b', '\0'}, 4);
        char *found = join_tokens(&tokens);
        ck_assert_mem_eq(found, expected, byte == 0 ? 3 : strlen(expected) + 1);
        ck_assert_uint_eq(tokens.n, is_space ? 2 : is_symbol ? 3 : 1);
        free(found);
        free(copy);
        tokens_clear(&tokens);
    }
}
END_TEST

/* What follows any number of letters, across every block boundary. */
START_TEST(characters_after_a_word_of_any_length_extend_or_end_it)
{
    static const struct token_case tails[] = {{"\"a", "a"},
                                              {"\" a", "|a"},
                                              {"\"\"\"", ""},
                                              {"\"", ""},
                                              {"<br />", ""},
                                              {"<br />a", "|a"},
                                              {"<b\"r />\"a", "|a"},
                                              {"<br /", "<br|/"},
                                              {"\"<br />\"a", "|a"},
                                              {"<\"br />a\"b", "|ab"},
                                              {"<br\u00E9", "<br\u00E9"},
                                              {"\"\u00C9\"a", "\u00E9a"},
                                              {".", "|."},
                                              {"'a", "|'|a"},
                                              {":a", "|a"},
                                              {"\u03A3", "\u03C2"},
                                              {"\u03A3.a", "\u03C3|.|a"},
                                              {"\u0130", "i\u0307"},
                                              {"\xE2\x82", "\uFFFD"},
                                              {"\u3000a", "|a"}};

    for (size_t t = 0; t < N_ELEMENTS(tails); t++) {
        for (size_t n = 1; n <= 140; n++) {
            char text[200], expected[200];
            memset(text, 'Q', n);
            memset(expected, 'q', n);
            memcpy(text + n, tails[t].text, strlen(tails[t].text) + 1);
            memcpy(expected + n, tails[t].expected, strlen(tails[t].expected) + 1);
            char *found = tokens_joined(&lowering, text, strlen(text), '"');
            ck_assert_str_eq(found, expected);
            free(found);
        }
    }
}
END_TEST

/* N repetitions of PIECE; freed by the caller. */
static char *repeated(const char *piece, size_t n, size_t *len)
{
    size_t piece_len = strlen(piece);
    char *text = malloc(piece_len * n + READABLE);

    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < n; i++)
        memcpy(text + i * piece_len, piece, piece_len);
    *len = piece_len * n;
    memset(text + *len, '"', READABLE);
    return text;
}

START_TEST(growing_and_hostile_text_fits_and_is_quick)
{
    static const struct {
        const char *piece;
        size_t n_tokens, bytes; /* for 100000 pieces; bytes: of all tokens */
    } cases[] = {{"\xFF", 1, 300000},
                 {"\u0130", 1, 300000},
                 {"\u023A", 1, 300000},
                 {"\"", 0, 0},
                 {"a\"", 1, 100000},
                 {"<", 1, 100000},
                 {"<\"", 1, 100000},
                 {"<br", 1, 300000},
                 {"<br />", 0, 0},
                 {"<b\"r />", 0, 0},
                 {"\u03A3", 1, 200000},
                 {"\u03A3...", 400000, 500000},
                 {"\u0391\u0301\u03A3\u0301", 1, 800000},
                 {".", 100000, 100000},
                 {"\u3000", 0, 0}};

    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct tokens tokens = {.n = 0};
        size_t len, bytes = 0;
        char *text = repeated(cases[i].piece, 100000, &len);
        ck_assert_int_eq(tokens_split(&tokens, &lowering, text, len), 0);
        for (size_t t = 0; t < tokens.n; t++)
            bytes += tokens.list[t].len;
        ck_assert_uint_eq(tokens.n, cases[i].n_tokens);
        ck_assert_uint_eq(bytes, cases[i].bytes);
        tokens_clear(&tokens);
        free(text);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tokenizer basic-english");
    TCase *tests = tcase_create("tokenizer basic-english");

    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, basic_english_tokens_are_those_of_torchtext, 0, (int)N_ELEMENTS(lowering_cases));
    tcase_add_test(tests, without_lowering_only_the_case_is_kept);
    tcase_add_test(tests, each_ascii_byte_has_its_class);
    tcase_add_test(tests, characters_after_a_word_of_any_length_extend_or_end_it);
    tcase_add_test(tests, growing_and_hostile_text_fits_and_is_quick);
    suite_add_tcase(suite, tests);

    return suite_run(suite);
}
