/* check_tokenizer.c - golden tokens in many scripts, and what must hold for any text */
/* SPDX-License-Identifier: MIT */
#include "text/tokenizer.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "support/tokenize_text.h"
#include "support/suite.h"

static const struct tokenizer folding = {.kind = TOKENIZER_UNICODE, .lower = true, .revision = 2};
static const struct tokenizer folding_first = {.kind = TOKENIZER_UNICODE, .lower = true, .revision = 1};
static const struct tokenizer keeping_first = {.kind = TOKENIZER_UNICODE, .lower = false, .revision = 1};
static const struct tokenizer keeping = {.kind = TOKENIZER_UNICODE, .lower = false, .revision = 2};
static const struct tokenizer whitespace = {.kind = TOKENIZER_WHITESPACE, .lower = false, .revision = 1};
static const struct tokenizer whitespace_lower = {.kind = TOKENIZER_WHITESPACE, .lower = true, .revision = 1};
static const struct tokenizer basic_english = {.kind = TOKENIZER_BASIC_ENGLISH, .lower = true, .revision = 1};
static const struct tokenizer basic_english_keeping = {.kind = TOKENIZER_BASIC_ENGLISH, .lower = false, .revision = 1};
static const struct tokenizer bert = {.kind = TOKENIZER_BERT, .lower = true, .revision = 1};
static const struct tokenizer bert_cased = {.kind = TOKENIZER_BERT, .lower = false, .revision = 1};
static const struct tokenizer *const all[] = {&folding,    &keeping,          &folding_first, &keeping_first,
                                              &whitespace, &whitespace_lower, &basic_english, &basic_english_keeping,
                                              &bert,       &bert_cased};

#define LONG_WORD "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"
#define LONG_UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define REPLACEMENT "\xEF\xBF\xBD"

static const struct {
    const char *text, *expected;
} unicode_cases[] = {
    {"", ""},
    {" \t\r\n\v\f", ""},
    {"a", "a"},
    {".", "."},
    {"Hello, World!", "hello|,|world|!"},
    {"don't e-mail me@x.org", "don|'|t|e|-|mail|me|@|x|.|org"},
    {"snake_case __init__ _", "snake_case|__init__|_"},
    {"C3PO 3.14 $5 50% #tag", "c3po|3|.|14|$|5|50|%|#|tag"},
    {"!\"#$%&'()*+,-./:;<=>?@[\\]^`{}~", "!|\"|#|$|%|&|'|(|)|*|+|,|-|.|/|:|;|<|=|>|?|@|[|\\|]|^|`|{|}|~"},
    {"a\x01"
     "b\x1F"
     "c\x7F"
     "d",
     "a|b|c|d"},
    {LONG_UPPER ".", LONG_WORD "|."},
    /* composition */
    {"caf\u00E9", "caf\u00E9"},
    {"CAFE\u0301", "caf\u00E9"},
    {"e\u0301e", "\u00E9e"},
    {"<\u0338=", "\u226E|="},
    {"x<\u0338y", "x|\u226E|y"},
    {"e\u0323\u0302 e\u0302\u0323", "\u1EC7|\u1EC7"},
    {"\u00EA\u0323", "\u1EC7"},
    {"e\u0341 e\u0340", "\u00E9|\u00E8"},
    /* marks that do not compose */
    {"q\u0301", "q\u0301"},
    {"a\u0305\u0301", "a\u0305\u0301"},
    /* singletons */
    {"\u212B \u2126 \u212A", "\u00E5|\u03C9|k"},
    /* marks without a letter */
    {"\u0301", "\u0301"},
    {" \u0301a", "\u0301a"},
    {".\u0301", ".|\u0301"},
    {"\u0301\u0323", "\u0323\u0301"},
    {"\u20AC\u20DD", "\u20AC|\u20DD"},
    /* folding */
    {"STRASSE Stra\u00DFe STRA\u1E9EE", "strasse|strasse|strasse"},
    {"\u039F\u0394\u039F\u03A3 \u03BF\u03B4\u03BF\u03C2", "\u03BF\u03B4\u03BF\u03C3|\u03BF\u03B4\u03BF\u03C3"},
    {"\u0390 \u1F80 \u1FB3", "\u0390|\u1F00\u03B9|\u03B1\u03B9"},
    {"\uFB03 \u0149", "ffi|\u02BCn"},
    {"\u041F\u0420\u0418\u0412\u0415\u0422, \u043C\u0438\u0440",
     "\u043F\u0440\u0438\u0432\u0435\u0442|,|\u043C\u0438\u0440"},
    {"\u0418\u0306", "\u0439"},
    {"\uAB70 \u13A0", "\u13A0|\u13A0"},
    {"\U00010400", "\U00010428"},
    /* scripts */
    {"Ti\u1EBFng Vi\u1EC7t", "ti\u1EBFng|vi\u1EC7t"},
    {"Tie\u0302\u0301ng Vie\u0323\u0302t", "ti\u1EBFng|vi\u1EC7t"},
    {"\u0939\u093F\u0928\u094D\u0926\u0940\u0964", "\u0939\u093F\u0928\u094D\u0926\u0940|\u0964"},
    {"\u0958 \u0915\u093C \u0929 \u0928\u093C", "\u0915\u093C|\u0915\u093C|\u0929|\u0929"},
    {"\u0995\u09C7\u09BE \u0995\u09BE", "\u0995\u09CB|\u0995\u09BE"},
    {"\u0BA4\u0BAE\u0BBF\u0BB4\u0BCD", "\u0BA4\u0BAE\u0BBF\u0BB4\u0BCD"},
    {"\u0E20\u0E32\u0E29\u0E32\u0E44\u0E17\u0E22", "\u0E20\u0E32\u0E29\u0E32\u0E44\u0E17\u0E22"},
    {"\uD55C\uAD6D\uC5B4", "\uD55C\uAD6D\uC5B4"},
    {"\u1112\u1161\u11AB\u1100\u116E\u11A8", "\uD55C\uAD6D"},
    {"\uD558\u11AB \u1100\u1161\u11A7", "\uD55C|\uAC00\u11A7"},
    {"\u05E9\u05C1\u05DC\u05D5\u05DD", "\u05E9\u05C1\u05DC\u05D5\u05DD"},
    {"\u0645\u0631\u062D\u0628\u0627\u060C \u0627\u0653", "\u0645\u0631\u062D\u0628\u0627|\u060C|\u0622"},
    {"\u4F60\u597D\u3002\u4E16\u754Ca1", "\u4F60|\u597D|\u3002|\u4E16|\u754C|a1"},
    {"x\u4E00y\u3007z", "x|\u4E00|y|\u3007|z"},
    {"\u4E00\u0301\u0302a", "\u4E00\u0301\u0302|a"},
    {"\u4E00 \u0301", "\u4E00|\u0301"},
    {"\uF900 \U0002F800", "\u8C48|\u4E3D"},
    {"\u304B\u3099\u30B3\u30FC\u30C9\u3001", "\u304C|\u30B3|\u30FC|\u30C9|\u3001"},
    {"\U00020000\U0001F600\U0001F600", "\U00020000|\U0001F600|\U0001F600"},
    /* ignored characters and joiners */
    {"co\u00ADop \uFEFFx a\u2060b", "coop|x|ab"},
    {"\u00AD", ""},
    {"\u0645\u06CC\u200C\u062E\u0648", "\u0645\u06CC\u200C\u062E\u0648"},
    {"\u200Da \u200D", "a"},
    {".\u200D.", ".|."},
    {"\u4E00\u200D\u0301b", "\u4E00\u0301|b"},
    {"a\u2028b\u00A0c\u3000d\uE000e\U0010FFFFf", "a|b|c|d|e|f"},
    {"x\u00B2\u00BD \u2460", "x\u00B2\u00BD|\u2460"},
    /* invalid bytes */
    {"a\xFF"
     "b",
     "a|" REPLACEMENT "|b"},
    {"\xC3", REPLACEMENT},
    {"\xE2\x82", REPLACEMENT},
    {"\xE2\x82"
     "A",
     REPLACEMENT "|a"},
    {"\xF0\x9F\x98", REPLACEMENT},
    {"\xC0\x80", REPLACEMENT "|" REPLACEMENT},
    {"\xED\xA0\x80", REPLACEMENT "|" REPLACEMENT "|" REPLACEMENT},
    {"\xE0\x9F\xBF", REPLACEMENT "|" REPLACEMENT "|" REPLACEMENT},
    {"\xF4\x90\x80\x80", REPLACEMENT "|" REPLACEMENT "|" REPLACEMENT "|" REPLACEMENT},
    {"e\xCC", "e|" REPLACEMENT},
    {"\x80\xCC\x81", REPLACEMENT "|\u0301"},
};

/* Text that every revision cuts alike; the rest is in check_unicode_revisions.c. */
START_TEST(unicode_tokens_are_as_defined)
{
    expect(&folding, unicode_cases[_i].text, strlen(unicode_cases[_i].text), unicode_cases[_i].expected);
    expect(&folding_first, unicode_cases[_i].text, strlen(unicode_cases[_i].text), unicode_cases[_i].expected);
}
END_TEST

static const struct {
    const char *text, *expected;
} keeping_cases[] = {
    {"Hello, WORLD", "Hello|,|WORLD"},
    {"CAFE\u0301 Stra\u00DFe \u1E9E", "CAF\u00C9|Stra\u00DFe|\u1E9E"},
    {"\u0130 \u039F\u03A3 \u03C2", "\u0130|\u039F\u03A3|\u03C2"},
    {"I\u0307 i\u0307", "\u0130|i\u0307"},
    {"\uFF28\uFF69 a\u200B\u200DB\u200D\uFE0F", "H|\u30A5|a|B"},
    {"\u212B \u212A", "\u00C5|K"}, /* composed, but not folded */
    {LONG_UPPER LONG_UPPER, LONG_UPPER LONG_UPPER},
};

START_TEST(unicode_without_folding_keeps_case)
{
    expect(&keeping, keeping_cases[_i].text, strlen(keeping_cases[_i].text), keeping_cases[_i].expected);
}
END_TEST

START_TEST(whitespace_splits_at_seven_bytes_only)
{
    for (int byte = 0; byte < 256; byte++) {
        char text[] = {'a', (char)byte, 'B'};
        bool is_space = byte == 0 || byte == ' ' || (byte >= '\t' && byte <= '\r');
        char expected[4] = {'a', is_space ? '|' : (char)byte, 'B', '\0'};
        expect(&whitespace, text, sizeof(text), expected);
    }
    expect(&whitespace, "", 0, "");
    expect(&whitespace, " \n\r\t\v\f\0", 7, "");
    expect(&whitespace, "  a  " LONG_UPPER "\tb.c \xFF", 5 + 78 + 6, "a|" LONG_UPPER "|b.c|\xFF");
}
END_TEST

START_TEST(whitespace_lower_cases_ascii_only)
{
    expect(&whitespace_lower, "@AZ[ `az{ \u00C9", 12, "@az[|`az{|\u00C9");
    expect(&whitespace_lower, LONG_UPPER " X", 80, LONG_WORD "|x");
}
END_TEST

START_TEST(whitespace_tokens_point_into_the_text)
{
    struct tokens tokens = {.n = 0};
    char *text = padded("one two", 7, 0);

    ck_assert_int_eq(tokens_split(&tokens, &whitespace, text, 7), 0);
    ck_assert_uint_eq(tokens.n, 2);
    ck_assert_ptr_eq(tokens.list[0].text, text);
    ck_assert_ptr_eq(tokens.list[1].text, text + 4);
    tokens_clear(&tokens);
    free(text);
}
END_TEST

START_TEST(invalid_bytes_are_detected)
{
    static const struct {
        const char *text;
        bool has_invalid;
    } cases[] = {{"plain", false},         {"caf\u00E9", false},       {"\uFFFD", false},     {"\xFF", true},
                 {"a e\xCC", true},        {"\u0301\u0323", false},    {"e\u0301\xCC", true}, {"\u0958\xE0\xA4", true},
                 {LONG_WORD "\xC3", true}, {LONG_WORD "\u00DF", false}};
    for (size_t t = 0; t < N_ELEMENTS(all); t++) {
        struct tokens tokens = {.n = 0}; /* shared: an earlier answer must not persist */
        for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
            char *text = padded(cases[i].text, strlen(cases[i].text), (char)0x80);
            ck_assert_int_eq(tokens_split(&tokens, all[t], text, strlen(cases[i].text)), 0);
            ck_assert_int_eq(tokens.has_invalid, cases[i].has_invalid);
            free(text);
        }
        tokens_clear(&tokens);
    }
}
END_TEST

/* SHIFT bytes of FILL, then all golden texts, each after a space. */
static size_t long_text(char *text, size_t shift, char fill)
{
    size_t len = shift;

    memset(text, fill, shift);
    for (size_t i = 0; i < N_ELEMENTS(unicode_cases); i++) {
        text[len++] = ' ';
        size_t n = strlen(unicode_cases[i].text);
        memcpy(text + len, unicode_cases[i].text, n);
        len += n;
    }
    return len;
}

START_TEST(shifting_the_text_changes_no_token)
{
    char text[16384];

    for (size_t t = 0; t < N_ELEMENTS(all); t++) {
        size_t len = long_text(text, 0, ' ');
        char *expected = tokens_joined(all[t], text, len, '\0');
        ck_assert_uint_gt(strlen(expected), 500);
        for (size_t shift = 1; shift <= 64; shift++) {
            len = long_text(text, shift, ' ');
            char *found = tokens_joined(all[t], text, len, 'x');
            ck_assert_str_eq(found, expected);
            free(found);
        }
        free(expected);
    }
}
END_TEST

/* What follows any number of letters, across every block boundary. */
START_TEST(characters_after_a_word_of_any_length_extend_or_compose_with_it)
{
    static const struct {
        const char *tail, *expected;
    } tails[] = {{"e\u0301", "\u00E9"},
                 {"e\u0301!", "\u00E9|!"},
                 {"\u00DFe", "sse"},
                 {"<\u0338", "|\u226E"},
                 {"\u00AD\u00ADZ", "z"},
                 {"\u200D", ""},
                 {"\u200DZ", "\u200Dz"},
                 {"\u200B", ""},
                 {"\uFE0F\u200D.", "|."},
                 {"I\u0307x", "ix"},
                 {"\u4E00\u0301", "|\u4E00\u0301"},
                 {".", "|."},
                 {" b", "|b"},
                 {"I\u0323\u0307x", "\u1ECBx"},
                 {"\u1112\u1161\u11AB", "\uD55C"},
                 {"\xFF", "|" REPLACEMENT}};

    for (size_t t = 0; t < N_ELEMENTS(tails); t++) {
        for (size_t n = 1; n <= 140; n++) {
            char text[200], expected[200];
            memset(text, 'Q', n);
            memset(expected, 'q', n);
            memcpy(text + n, tails[t].tail, strlen(tails[t].tail) + 1);
            memcpy(expected + n, tails[t].expected, strlen(tails[t].expected) + 1);
            char *found = tokens_joined(&folding, text, strlen(text), 'a');
            ck_assert_str_eq(found, expected);
            free(found);
        }
    }
}
END_TEST

/* The text ends 64 bytes before a page that cannot be read. */
START_TEST(nothing_is_read_beyond_64_bytes_past_the_text)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *pages = mmap(NULL, 3 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char text[16384];
    size_t len = long_text(text, 0, ' ');

    ck_assert_ptr_ne(pages, MAP_FAILED);
    ck_assert_uint_lt(len + READABLE, 2 * page);
    ck_assert_int_eq(mprotect(pages + 2 * page, page, PROT_NONE), 0);
    for (size_t t = 0; t < N_ELEMENTS(all); t++) {
        struct tokens tokens = {.n = 0};
        for (size_t n = 0; n <= len; n += n < 200 ? 1 : 7) {
            char *at = pages + 2 * page - READABLE - n;
            memcpy(at, text, n);
            memset(at + n, 'a', READABLE);
            if (tokens_split(&tokens, all[t], at, n))
                ck_abort_msg("out of memory");
        }
        tokens_clear(&tokens);
    }
    ck_assert_int_eq(munmap(pages, 3 * page), 0);
}
END_TEST

/* Tokenizes COUNT times UNIT with TOKENIZER. */
static void tokenize_repeated(struct tokens *tokens, const struct tokenizer *tokenizer, const char *unit, size_t count)
{
    size_t len = strlen(unit);
    char *text = malloc(len * count + READABLE);

    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < count; i++)
        memcpy(text + i * len, unit, len);
    memset(text + len * count, 0, READABLE);
    ck_assert_int_eq(tokens_split(tokens, tokenizer, text, len * count), 0);
    free(text);
}

static const struct {
    const char *unit;
    size_t n_tokens, n_bytes; /* for 1000 units, folding */
} growing_cases[] = {
    {"\xFF", 1000, 3000},        /* three for each byte */
    {"\U0001D160", 2000, 12000}, /* a note decomposes: a symbol, and its marks */
    {"\u0390", 1, 2000},         /* folds to three code points, which compose again */
    {"\u1F82", 1, 5000},         /* folds to U+1F02 and an iota */
    {"\u0958", 1, 6000},         {"\uAC01", 1, 3000}, {"\u023A", 1, 3000}, /* two bytes, three when folded */
    {"\u0130", 1, 1000},         {"\u0344", 1, 4000}, {".", 1000, 1000},
    {"\u4E00", 1000, 3000},      {"\u00AD", 0, 0},    {"a\u00AD", 1, 1000},
};

START_TEST(the_output_has_room_for_text_that_grows_or_shrinks)
{
    struct tokens tokens = {.n = 0};
    size_t bytes = 0;

    tokenize_repeated(&tokens, &folding, growing_cases[_i].unit, 1000);
    for (size_t i = 0; i < tokens.n; i++)
        bytes += tokens.list[i].len;
    ck_assert_uint_eq(tokens.n, growing_cases[_i].n_tokens);
    ck_assert_uint_eq(bytes, growing_cases[_i].n_bytes);
    tokens_clear(&tokens);
}
END_TEST

/* Going back to a place and normalising must each happen once per stretch, however long it is. */
START_TEST(long_runs_of_marks_are_quick)
{
    struct tokens tokens = {.n = 0};

    tokenize_repeated(&tokens, &folding, "\u0301\u0323", 200000);
    ck_assert_uint_eq(tokens.n, 1);
    ck_assert_uint_eq(tokens.list[0].len, 800000);
    ck_assert_int_eq(memcmp(tokens.list[0].text, "\u0323\u0323", 4), 0);
    ck_assert_int_eq(memcmp(tokens.list[0].text + 799996, "\u0301\u0301", 4), 0);
    tokenize_repeated(&tokens, &folding, "e\u0323\u0301", 100000);
    ck_assert_uint_eq(tokens.n, 1);
    tokenize_repeated(&tokens, &folding, "\u09C7\u09BE\u09BE", 100000);
    ck_assert_uint_eq(tokens.n, 1);
    ck_assert_uint_eq(tokens.list[0].len, 600000);
    tokens_clear(&tokens);
}
END_TEST

START_TEST(one_struct_serves_many_texts_and_tokenizers)
{
    struct tokens tokens = {.n = 0};
    static const struct {
        const struct tokenizer *tokenizer;
        const char *expected;
    } uses[] = {{&folding, "\u00E9a|.|b"},
                {&keeping, "\u00C9A|.|B"},
                {&whitespace, "E\u0301A.B"},
                {&folding, "\u00E9a|.|b"},
                {&bert, "ea|.|b"},
                {&bert_cased, "\u00C9A|.|B"},
                {&basic_english, "e\u0301a|.|b"},
                {&basic_english_keeping, "E\u0301A|.|B"},
                {&bert, "ea|.|b"},
                {&whitespace_lower, "e\u0301a.b"}};

    for (size_t i = 0; i < N_ELEMENTS(uses); i++) {
        char *text = padded("E\u0301A.B", 6, ' ');
        ck_assert_int_eq(tokens_split(&tokens, uses[i].tokenizer, text, 6), 0);
        char *found = join_tokens(&tokens);
        ck_assert_str_eq(found, uses[i].expected);
        free(found);
        free(text);
        tokenize_repeated(&tokens, uses[i].tokenizer, "longer and longer ", 100 * (i + 1));
        ck_assert_uint_eq(tokens.n, 300 * (i + 1));
    }
    tokens_clear(&tokens);
    ck_assert_ptr_null(tokens.list);
    ck_assert_uint_eq(tokens.n, 0);
}
END_TEST

START_TEST(an_impossible_length_is_reported_as_out_of_memory)
{
    struct tokens tokens = {.n = 0};
    char text[READABLE] = {0};

    ck_assert_int_eq(tokens_split(&tokens, &folding, text, SIZE_MAX / 2), -1);
    ck_assert_int_eq(tokens_split(&tokens, &basic_english, text, SIZE_MAX / 2), -1);
    ck_assert_int_eq(tokens_split(&tokens, &bert, text, SIZE_MAX / 2), -1);
    ck_assert_int_eq(tokens_split(&tokens, &whitespace_lower, text, SIZE_MAX - 10), -1);
    ck_assert_uint_eq(tokens.n, 0);
    tokens_clear(&tokens);
}
END_TEST

START_TEST(kinds_have_names)
{
    static const enum tokenizer_kind kinds[] = {TOKENIZER_UNICODE, TOKENIZER_WHITESPACE, TOKENIZER_BASIC_ENGLISH,
                                                TOKENIZER_BERT};
    static const char *const names[] = {"unicode", "whitespace", "basic-english", "bert"};

    for (size_t i = 0; i < N_ELEMENTS(kinds); i++) {
        ck_assert_str_eq(tokenizer_names[kinds[i]], names[i]);
        ck_assert_int_eq(tokenizer_lowers(kinds[i]), kinds[i] != TOKENIZER_WHITESPACE);
    }
    ck_assert_ptr_null(tokenizer_names[N_ELEMENTS(kinds)]);
}
END_TEST

/* On both sides of every seam, from whichever byte it is searched for, the tokens are those of the whole text. */
START_TEST(a_seam_splits_no_token)
{
    static const char text[] = "a b  c 1 _x \tq \"quo ted\" x\" y it's <br /> <br / z <br/>  .5 -d \xe3\x80\x82 "
                               "\xe4\xb8\xad\xe6\x96\x87\xe3\x80\x82"
                               "\xe6\x97\xa5\xe6\x9c\xac\xe3\x80\x82\xe3\x81\x8b\xe3\x82\x99 \xe3\x82\x99k \xcc\x88u "
                               "e\xcc\x81 \xce\xa3 \xce\x91\xce\xa3 "
                               "\xce\xa3\xce\x91\xce\xa3. \xce\x91 \xe0\xb8\x81\xe0\xb8\xb4 \xe0\xb8\xb4\xe0\xb8\x81 "
                               "\xe1\x84\x80\xe1\x85\xa1 \xe1\x85\xa1 "
                               "\xe2\x80\x8dz a\xe2\x80\x8d \xe2\x80\x8d\xcc\x81o \xef\xbd\xb6\xef\xbe\x9e "
                               "\xef\xbe\x9e \xe3\x85\xa4x \xff y\xff \xe3\x80 "
                               "\xe3\x80\x82\xcc\x88 \xef\xb8\x8f w \xc2\xad v \xe2\x98\x8e\xef\xb8\x8f "
                               "e\xe3\x80\x82z\xe3\x80\x82\xd0\xb6 end";
    struct tokenizer tokenizer = {.kind = (enum tokenizer_kind)(_i / 4), .lower = _i % 2 == 1, .revision = 1};
    if (_i / 2 % 2 == 1)
        tokenizer.revision = tokenizer_newest_revision(tokenizer.kind);
    size_t len = sizeof text - 1, n_seams = 0, last = 0;
    char *whole = tokens_joined(&tokenizer, text, len, 'a');
    for (size_t from = 1; from < len; from++) {
        size_t seam = tokenizer_split_point(&tokenizer, text, from, len);
        ck_assert_uint_ge(seam, from);
        if (seam == len || seam == last)
            continue;
        char *left = tokens_joined(&tokenizer, text, seam, ' '),
             *right = tokens_joined(&tokenizer, text + seam, len - seam, 'a');
        size_t left_len = strlen(left);
        ck_assert_int_eq(strncmp(whole, left, left_len), 0);
        ck_assert_int_eq(whole[left_len], '|');
        ck_assert_str_eq(whole + left_len + 1, right);
        free(left);
        free(right);
        n_seams++;
        last = seam;
    }
    ck_assert_uint_ge(n_seams, 12);
    ck_assert_uint_eq(tokenizer_split_point(&tokenizer, text, len, len), len);
    free(whole);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tokenizer");
    TCase *tests = tcase_create("tokenizer");

    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, unicode_tokens_are_as_defined, 0, (int)N_ELEMENTS(unicode_cases));
    tcase_add_loop_test(tests, unicode_without_folding_keeps_case, 0, (int)N_ELEMENTS(keeping_cases));
    tcase_add_loop_test(tests, a_seam_splits_no_token, 0, 16);
    tcase_add_test(tests, whitespace_splits_at_seven_bytes_only);
    tcase_add_test(tests, whitespace_lower_cases_ascii_only);
    tcase_add_test(tests, whitespace_tokens_point_into_the_text);
    tcase_add_test(tests, invalid_bytes_are_detected);
    tcase_add_test(tests, shifting_the_text_changes_no_token);
    tcase_add_test(tests, characters_after_a_word_of_any_length_extend_or_compose_with_it);
    tcase_add_test(tests, nothing_is_read_beyond_64_bytes_past_the_text);
    tcase_add_loop_test(tests, the_output_has_room_for_text_that_grows_or_shrinks, 0, (int)N_ELEMENTS(growing_cases));
    tcase_add_test(tests, long_runs_of_marks_are_quick);
    tcase_add_test(tests, one_struct_serves_many_texts_and_tokenizers);
    tcase_add_test(tests, an_impossible_length_is_reported_as_out_of_memory);
    tcase_add_test(tests, kinds_have_names);
    suite_add_tcase(suite, tests);

    return suite_run(suite);
}
