/* check_unicode.c - classes, case folding, composition, and the bounds the tokenizer relies on */
/* SPDX-License-Identifier: MIT */
#include "text/unicode.h"

#include <check.h>
#include <stdio.h>

#include "base/utf8.h"
#include "text/character_facts.h"
#include "text/normalize.h"
#include "text/unicode_rules.h"
#include "support/suite.h"

#define LAST_CODE 0x10FFFFu

static bool is_scalar(uint32_t code)
{
    return code < 0xD800 || code > 0xDFFF;
}

static size_t utf8_bytes(uint32_t code)
{
    char bytes[UTF8_MAX_BYTES];

    return utf8_encode(code, bytes);
}

START_TEST(version_has_three_numbers)
{
    unsigned major = 0, minor = 0, patch = 0;

    ck_assert_int_eq(sscanf(unicode_version(), "%u.%u.%u", &major, &minor, &patch), 3);
    ck_assert_uint_ge(major, 14);
}
END_TEST

static const struct {
    uint32_t first, last;
    enum unicode_class class;
} class_cases[] = {
    {0x00, 0x20, UNICODE_SPACE},
    {'!', '/', UNICODE_SYMBOL},
    {'0', '9', UNICODE_WORD},
    {':', '@', UNICODE_SYMBOL},
    {'A', 'Z', UNICODE_WORD},
    {'[', '^', UNICODE_SYMBOL},
    {'_', '_', UNICODE_WORD},
    {'`', '`', UNICODE_SYMBOL},
    {'a', 'z', UNICODE_WORD},
    {'{', '~', UNICODE_SYMBOL},
    {0x7F, 0xA0, UNICODE_SPACE},
    {0xAD, 0xAD, UNICODE_IGNORED},
    {0xB2, 0xB3, UNICODE_WORD}, /* superscripts are numbers */
    {0x2028, 0x2029, UNICODE_SPACE},
    {0x200B, 0x200B, UNICODE_IGNORED},
    {0x200C, 0x200D, UNICODE_JOINER},
    {0x200E, 0x200F, UNICODE_IGNORED},
    {0x203F, 0x2040, UNICODE_SYMBOL}, /* connectors other than '_' */
    {0x0300, 0x036F, UNICODE_MARK},
    {0x093E, 0x0940, UNICODE_MARK},   /* spacing marks */
    {0x20DD, 0x20E0, UNICODE_MARK},   /* enclosing marks */
    {0x0E01, 0x0E30, UNICODE_WORD},   /* Thai */
    {0x2F00, 0x2FD5, UNICODE_SYMBOL}, /* radicals are symbols */
    {0x3000, 0x3000, UNICODE_SPACE},
    {0x3001, 0x3004, UNICODE_SYMBOL},
    {0x3005, 0x3007, UNICODE_IDEOGRAPH},
    {0x3008, 0x3008, UNICODE_SYMBOL},
    {0x3041, 0x3096, UNICODE_IDEOGRAPH},
    {0x3099, 0x309A, UNICODE_MARK},
    {0x309B, 0x309C, UNICODE_SYMBOL},
    {0x30A0, 0x30A0, UNICODE_SYMBOL},
    {0x30A1, 0x30FA, UNICODE_IDEOGRAPH},
    {0x30FB, 0x30FB, UNICODE_SYMBOL},
    {0x30FC, 0x30FF, UNICODE_IDEOGRAPH},
    {0x3105, 0x312F, UNICODE_WORD}, /* bopomofo */
    {0x31F0, 0x31FF, UNICODE_IDEOGRAPH},
    {0x3400, 0x4DBF, UNICODE_IDEOGRAPH},
    {0x4DC0, 0x4DFF, UNICODE_SYMBOL}, /* hexagrams */
    {0x4E00, 0x9FFF, UNICODE_IDEOGRAPH},
    {0xA000, 0xA48C, UNICODE_WORD},  /* Yi */
    {0xAC00, 0xD7A3, UNICODE_WORD},  /* Hangul */
    {0xE000, 0xF8FF, UNICODE_SPACE}, /* private use */
    {0xF900, 0xFA6D, UNICODE_IDEOGRAPH},
    {0xFEFF, 0xFEFF, UNICODE_IGNORED},
    {0xFF66, 0xFF9F, UNICODE_IDEOGRAPH},
    {0xFFFD, 0xFFFD, UNICODE_SYMBOL},
    {0xFFFE, 0xFFFF, UNICODE_SPACE},
    {0x1B000, 0x1B122, UNICODE_IDEOGRAPH},
    {0x1F600, 0x1F64F, UNICODE_SYMBOL}, /* emoji */
    {0x20000, 0x2A6DF, UNICODE_IDEOGRAPH},
    {0x2F800, 0x2FA1D, UNICODE_IDEOGRAPH},
    {0x30000, 0x3134A, UNICODE_IDEOGRAPH},
    {0xE0001, 0xE0001, UNICODE_IGNORED},
    {0xE0100, 0xE01EF, UNICODE_MARK},
    {0x10FFFE, 0x10FFFF, UNICODE_SPACE},
};

START_TEST(classes_are_those_of_the_definition)
{
    for (uint32_t code = class_cases[_i].first; code <= class_cases[_i].last; code++)
        if (unicode_class(code) != class_cases[_i].class)
            ck_abort_msg("U+%04X is %d", code, unicode_class(code));
}
END_TEST

static const struct {
    uint32_t code, folded[UNICODE_MAX_FOLDED];
    size_t n;
} fold_cases[] = {
    {'A', {'a'}, 1},
    {'z', {'z'}, 1},
    {0xDF, {'s', 's'}, 2},
    {0x1E9E, {'s', 's'}, 2},
    {0x130, {'i', 0x307}, 2},
    {0x131, {0x131}, 1},
    {0x3A3, {0x3C3}, 1},
    {0x3C2, {0x3C3}, 1},
    {0x345, {0x3B9}, 1},
    {0x390, {0x3B9, 0x308, 0x301}, 3},
    {0xFB03, {'f', 'f', 'i'}, 3},
    {0x212A, {'k'}, 1},
    {0x13A0, {0x13A0}, 1}, /* Cherokee folds to its capitals */
    {0xAB70, {0x13A0}, 1},
    {0x10400, {0x10428}, 1},
};

START_TEST(case_folding_is_full)
{
    uint32_t folded[UNICODE_MAX_FOLDED];
    size_t n = unicode_fold(fold_cases[_i].code, folded);

    ck_assert_uint_eq(n, fold_cases[_i].n);
    for (size_t i = 0; i < n; i++)
        ck_assert_uint_eq(folded[i], fold_cases[_i].folded[i]);
}
END_TEST

START_TEST(folding_twice_is_folding_once)
{
    for (uint32_t code = 0; code <= LAST_CODE; code++) {
        uint32_t once[UNICODE_MAX_FOLDED], twice[UNICODE_MAX_FOLDED];
        size_t n = is_scalar(code) ? unicode_fold(code, once) : 0;
        for (size_t i = 0; i < n; i++) {
            if (unicode_fold(once[i], twice) != 1 || twice[0] != once[i])
                ck_abort_msg("U+%04X folds to U+%04X, which folds on", code, once[i]);
        }
    }
}
END_TEST

START_TEST(pairs_compose_as_listed)
{
    ck_assert_uint_eq(unicode_compose('e', 0x301), 0xE9);
    ck_assert_uint_eq(unicode_compose('<', 0x338), 0x226E);
    ck_assert_uint_eq(unicode_compose(0xE2, 0x301), 0x1EA5);
    ck_assert_uint_eq(unicode_compose(0x9C7, 0x9BE), 0x9CB);
    ck_assert_uint_eq(unicode_compose(0x928, 0x93C), 0x929);
    ck_assert_uint_eq(unicode_compose(0x304B, 0x3099), 0x304C);
    ck_assert_uint_eq(unicode_compose('e', 'e'), 0);
    ck_assert_uint_eq(unicode_compose('q', 0x301), 0);
    ck_assert_uint_eq(unicode_compose(0x915, 0x93C), 0);  /* U+0958 is excluded from composition */
    ck_assert_uint_eq(unicode_compose(0x2ADD, 0x338), 0); /* so is U+2ADC */
    ck_assert_uint_eq(unicode_compose(0x308, 0x301), 0);  /* and U+0344 */
}
END_TEST

START_TEST(jamo_compose_to_syllables)
{
    for (uint32_t code = 0xAC00; code <= 0xD7A3; code++) {
        uint32_t jamo[UNICODE_MAX_DECOMPOSED];
        size_t n = unicode_decompose(code, jamo);
        uint32_t syllable = unicode_compose(jamo[0], jamo[1]);
        if (n == 3)
            syllable = unicode_compose(syllable, jamo[2]);
        if (n < 2 || n > 3 || syllable != code)
            ck_abort_msg("U+%04X became U+%04X", code, syllable);
    }
    ck_assert_uint_eq(unicode_compose(0xAC00, 0x11A7), 0); /* a vowel, not a trailing consonant */
    ck_assert_uint_eq(unicode_compose(0xAC01, 0x11A8), 0); /* has one already */
    ck_assert_uint_eq(unicode_compose(0x1113, 0x1161), 0); /* an old leading consonant */
    ck_assert_uint_eq(unicode_compose(0x1100, 0x1176), 0); /* an old vowel */
}
END_TEST

/* The list in unicode.c against the tables of the library in use: it must have every second half of a composite. */
START_TEST(no_composing_code_point_is_missing_from_the_list)
{
    size_t n_composites = 0;

    for (uint32_t code = 0; code <= LAST_CODE; code++) {
        uint32_t parts[UNICODE_MAX_DECOMPOSED], first;
        size_t n = is_scalar(code) ? unicode_decompose(code, parts) : 0;
        if (n < 2)
            continue;
        first = parts[0];
        for (size_t i = 1; i + 1 < n && first != 0; i++)
            first = unicode_compose(first, parts[i]);
        if (first == 0 || unicode_compose(first, parts[n - 1]) != code)
            continue;
        n_composites++;
        if (!unicode_composes_back(parts[n - 1]))
            ck_abort_msg("U+%04X is missing: with U+%04X it is U+%04X", parts[n - 1], first, code);
        if (unicode_combining_class(code) != 0 || utf8_bytes(code) > utf8_bytes(first) + utf8_bytes(parts[n - 1]))
            ck_abort_msg("U+%04X is longer than its parts, or a mark", code);
    }
    ck_assert_uint_ge(n_composites, 11172 + 900);
}
END_TEST

START_TEST(no_code_point_grows_beyond_the_bound)
{
    for (uint32_t code = 0; code <= LAST_CODE; code++) {
        uint32_t folded[UNICODE_MAX_FOLDED], parts[UNICODE_MAX_DECOMPOSED];
        size_t bytes = 0, plain_bytes = 0;
        if (!is_scalar(code))
            continue;
        for (size_t i = 0, n = unicode_fold(code, folded); i < n; i++)
            for (size_t j = 0, m = unicode_decompose(folded[i], parts); j < m; j++)
                bytes += utf8_bytes(parts[j]);
        for (size_t j = 0, m = unicode_decompose(code, parts); j < m; j++)
            plain_bytes += utf8_bytes(parts[j]);
        if (bytes > UNICODE_MAX_GROWTH * utf8_bytes(code) || plain_bytes > UNICODE_MAX_GROWTH * utf8_bytes(code))
            ck_abort_msg("U+%04X grows to %zu or %zu bytes", code, bytes, plain_bytes);
    }
    ck_assert_uint_le(utf8_bytes(UTF8_REPLACEMENT), UNICODE_MAX_GROWTH);
}
END_TEST

/* CODES[0..n) normalised is EXPECTED[0..n_expected). */
static void expect_normalized(const uint32_t *codes, size_t n, const uint32_t *expected, size_t n_expected)
{
    struct stretch stretch = {.n = 0};

    for (size_t i = 0; i < n; i++)
        ck_assert_int_eq(stretch_add(&stretch, codes[i], false), 0);
    ck_assert_int_eq(stretch_compose(&stretch), 0);
    ck_assert_uint_eq(stretch.n, n_expected);
    for (size_t i = 0; i < n_expected; i++)
        ck_assert_uint_eq(stretch.items[i], expected[i]);
    stretch_clear(&stretch);
}

#define EXPECT_NORMALIZED(codes, expected) \
    expect_normalized(codes, sizeof(codes) / sizeof(*codes), expected, sizeof(expected) / sizeof(*expected))

START_TEST(marks_are_ordered_and_blocked_marks_stay)
{
    const uint32_t out_of_order[] = {'a', 0x301, 0x323}, ordered[] = {0x1EA1, 0x301};
    const uint32_t blocked[] = {'a', 0x305, 0x301}, stays[] = {'a', 0x305, 0x301};
    const uint32_t passed[] = {'a', 0x330 + 9, 0x301}, jumps[] = {0xE1, 0x339};
    const uint32_t alone[] = {0x301, 0x323}, turned[] = {0x323, 0x301};
    const uint32_t starter[] = {'e', 0xAD, 0x301}, between[] = {'e', 0xAD, 0x301};
    const uint32_t vowels[] = {0x9C7, 0x9BE, 0x9BE}, first[] = {0x9CB, 0x9BE};
    const uint32_t old_jamo[] = {0x1100, 0x1161, 0x11A7}, kept[] = {0xAC00, 0x11A7};

    EXPECT_NORMALIZED(out_of_order, ordered);
    EXPECT_NORMALIZED(blocked, stays);
    EXPECT_NORMALIZED(passed, jumps);
    EXPECT_NORMALIZED(alone, turned);
    EXPECT_NORMALIZED(starter, between);
    EXPECT_NORMALIZED(vowels, first);
    EXPECT_NORMALIZED(old_jamo, kept);
}
END_TEST

/* Runs on both sides of the length where sorting changes from insertion to counting. */
START_TEST(marks_of_one_class_keep_their_order)
{
    uint32_t codes[64], expected[64];
    size_t n = (size_t)_i;

    for (size_t i = 0; i < n; i++)
        codes[i] = i % 2 == 0 ? 0x350 + (uint32_t)(i / 2) % 3 : 0x353 + (uint32_t)(i / 2) % 3;
    size_t kept = 0; /* 0x353.. are of class 220, 0x350.. of 230 */
    for (uint32_t class = 1; class < 255; class ++)
        for (size_t i = 0; i < n; i++)
            if (unicode_combining_class(codes[i]) == class)
                expected[kept++] = codes[i];
    ck_assert_uint_eq(kept, n);
    expect_normalized(codes, n, expected, n);
}
END_TEST

/* Two classes alternating, 2 * 300,000 marks: quadratic sorting would never finish. */
START_TEST(a_very_long_run_of_marks_is_quick)
{
    struct stretch stretch = {.n = 0};
    const size_t n = 300000;

    ck_assert_int_eq(stretch_add(&stretch, 'e', false), 0);
    for (size_t i = 0; i < n; i++)
        if (stretch_add(&stretch, 0x301, false) || stretch_add(&stretch, 0x323, false))
            ck_abort_msg("out of memory");
    ck_assert_int_eq(stretch_compose(&stretch), 0);
    ck_assert_uint_eq(stretch.n, 2 * n);
    ck_assert_uint_eq(stretch.items[0], 0x1EB9);
    ck_assert_uint_eq(stretch.items[n - 1], 0x323);
    ck_assert_uint_eq(stretch.items[n], 0x301);
    stretch_clear(&stretch);
}
END_TEST

START_TEST(facts_of_a_character_say_how_it_joins)
{
    struct character_facts *facts = character_facts_new(unicode_rules(1, true)->judge);
    const struct character *c;

    ck_assert_ptr_nonnull(facts);
    c = character_facts_of(facts, 'E');
    ck_assert(c->kind == CHARACTER_PLAIN && c->is_single && c->len == 1 && c->bytes[0] == 'e');
    c = character_facts_of(facts, 0xC9); /* É: one code point, which a mark below may still decompose */
    ck_assert(c->kind == CHARACTER_PLAIN && !c->is_single && c->len == 2);
    c = character_facts_of(facts, 0xDF);
    ck_assert(c->kind == CHARACTER_PLAIN && !c->is_single && c->len == 2 && c->bytes[1] == 's');
    c = character_facts_of(facts, 0x130);
    ck_assert(c->kind == CHARACTER_COMPLEX && c->starts);
    c = character_facts_of(facts, 0x958);
    ck_assert(c->kind == CHARACTER_COMPLEX && c->starts);
    c = character_facts_of(facts, 0x301);
    ck_assert(c->kind == CHARACTER_COMPOSING && c->combining_class == 230 && !c->starts);
    c = character_facts_of(facts, 0x94D);
    ck_assert(c->kind == CHARACTER_MARK && c->combining_class == 9);
    c = character_facts_of(facts, 0x344);
    ck_assert(c->kind == CHARACTER_COMPLEX && !c->starts);
    c = character_facts_of(facts, LAST_CODE);
    ck_assert(c->kind == CHARACTER_PLAIN && c->class == UNICODE_SPACE);
    character_facts_free(facts);
}
END_TEST

START_TEST(facts_of_the_second_revision_mark_ignored_characters)
{
    struct character_facts *facts = character_facts_new(unicode_rules(2, true)->judge);
    const struct character *c;

    ck_assert_ptr_nonnull(facts);
    c = character_facts_of(facts, 0xFE0F);
    ck_assert(c->kind == CHARACTER_ABSENT && !c->starts && c->class == UNICODE_IGNORED);
    c = character_facts_of(facts, 0x200B);
    ck_assert(c->kind == CHARACTER_PLAIN && c->class == UNICODE_SPACE);
    c = character_facts_of(facts, 0x200C);
    ck_assert(c->kind == CHARACTER_PLAIN && c->class == UNICODE_INNER_JOINER);
    c = character_facts_of(facts, 0x200D);
    ck_assert(c->kind == CHARACTER_COMPOSING && c->class == UNICODE_INNER_JOINER);
    c = character_facts_of(facts, 0x130);
    ck_assert(c->kind == CHARACTER_PLAIN && c->is_single && c->len == 1 && c->bytes[0] == 'i');
    c = character_facts_of(facts, 0xFF21);
    ck_assert(c->kind == CHARACTER_PLAIN && c->is_single && c->len == 1 && c->bytes[0] == 'a');
    c = character_facts_of(facts, 0xFF9E);
    ck_assert(c->kind == CHARACTER_COMPOSING && c->combining_class == 8 && c->len == 3);
    character_facts_free(facts);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("unicode");
    TCase *tests = tcase_create("unicode");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, version_has_three_numbers);
    tcase_add_loop_test(tests, classes_are_those_of_the_definition, 0,
                        (int)(sizeof(class_cases) / sizeof(class_cases[0])));
    tcase_add_loop_test(tests, case_folding_is_full, 0, (int)(sizeof(fold_cases) / sizeof(fold_cases[0])));
    tcase_add_test(tests, folding_twice_is_folding_once);
    tcase_add_test(tests, pairs_compose_as_listed);
    tcase_add_test(tests, jamo_compose_to_syllables);
    tcase_add_test(tests, no_composing_code_point_is_missing_from_the_list);
    tcase_add_test(tests, no_code_point_grows_beyond_the_bound);
    tcase_add_test(tests, marks_are_ordered_and_blocked_marks_stay);
    tcase_add_loop_test(tests, marks_of_one_class_keep_their_order, 1, 64);
    tcase_add_test(tests, a_very_long_run_of_marks_is_quick);
    tcase_add_test(tests, facts_of_a_character_say_how_it_joins);
    tcase_add_test(tests, facts_of_the_second_revision_mark_ignored_characters);
    suite_add_tcase(suite, tests);

    return suite_run(suite);
}
