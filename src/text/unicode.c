/* unicode.c - the only user of utf8proc */
/* SPDX-License-Identifier: MIT */
#include "text/unicode.h"

#include <utf8proc.h>

/* Hangul syllables are computed, not listed (Unicode, section 3.12). */
enum {
    HANGUL_SYLLABLE_FIRST = 0xAC00,
    HANGUL_SYLLABLES = 11172,
    HANGUL_L_FIRST = 0x1100,
    HANGUL_L_COUNT = 19,
    HANGUL_V_FIRST = 0x1161,
    HANGUL_V_COUNT = 21,
    HANGUL_T_BASE = 0x11A7, /* means "no trailing consonant"; the first real one follows */
    HANGUL_T_COUNT = 28
};

struct range {
    uint32_t first, last;
};

static bool is_in_ranges(uint32_t code, const struct range *ranges, size_t n_ranges)
{
    size_t low = 0, high = n_ranges;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (code > ranges[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n_ranges && code >= ranges[low].first;
}

/* Where to find letters that are tokens of their own. Within a range the category decides: signs stay symbols (except
 * U+3007: 〇 is a letter-like number), unassigned code points stay unassigned. */
static const struct range ideograph_ranges[] = {
    {0x3005, 0x3007},   /* iteration mark, closing mark, zero */
    {0x3041, 0x3096},   /* hiragana */
    {0x309D, 0x309F},   /* hiragana iteration marks, digraph */
    {0x30A1, 0x30FA},   /* katakana */
    {0x30FC, 0x30FF},   /* prolonged sound mark, katakana iteration marks, digraph */
    {0x31F0, 0x31FF},   /* small katakana for Ainu */
    {0x3400, 0x4DBF},   /* extension A */
    {0x4E00, 0x9FFF},   /* unified ideographs */
    {0xF900, 0xFAFF},   /* compatibility ideographs */
    {0xFF66, 0xFF9F},   /* halfwidth katakana and their sound marks */
    {0x1AFF0, 0x1AFFF}, /* kana extended-B */
    {0x1B000, 0x1B16F}, /* kana supplement, kana extended-A, small kana */
    {0x20000, 0x3FFFD}  /* planes 2 and 3: extensions B and later, compatibility supplement */
};

/* The ideographs of the `bert` tokenizer, as its authors listed them. */
static const struct range bert_ideographs[] = {{0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xF900, 0xFAFF},
                                               {0x20000, 0x2A6DF}, {0x2A700, 0x2CEAF}, {0x2F800, 0x2FA1F}};

/* Cased, but not of category Lu, Ll or Lt: Other_Lowercase and Other_Uppercase, except those that are also
 * case-ignorable. */
static const struct range other_cased[] = {{0x00AA, 0x00AA},   {0x00BA, 0x00BA},   {0x2160, 0x217F},  {0x24B6, 0x24E9},
                                           {0x1F130, 0x1F149}, {0x1F150, 0x1F169}, {0x1F170, 0x1F189}};

/* Case-ignorable punctuation: Word_Break = MidLetter, MidNumLet, Single_Quote. */
static const struct range inside_words[] = {{0x0027, 0x0027}, {0x002E, 0x002E}, {0x003A, 0x003A}, {0x00B7, 0x00B7},
                                            {0x0387, 0x0387}, {0x055F, 0x055F}, {0x05F4, 0x05F4}, {0x2018, 0x2019},
                                            {0x2024, 0x2024}, {0x2027, 0x2027}, {0xFE13, 0xFE13}, {0xFE52, 0xFE52},
                                            {0xFE55, 0xFE55}, {0xFF07, 0xFF07}, {0xFF0E, 0xFF0E}, {0xFF1A, 0xFF1A}};

/* NFC_Quick_Check=Maybe: the second characters of primary composites (including Hangul), up to Unicode 16.
 * check_unicode.c compares the list with the library's tables. */
static const struct range composing_back[] = {
    {0x0300, 0x0304},   {0x0306, 0x030C},   {0x030F, 0x030F},   {0x0311, 0x0311},   {0x0313, 0x0314},
    {0x031B, 0x031B},   {0x0323, 0x0328},   {0x032D, 0x032E},   {0x0330, 0x0331},   {0x0338, 0x0338},
    {0x0342, 0x0342},   {0x0345, 0x0345},   {0x0653, 0x0655},   {0x093C, 0x093C},   {0x09BE, 0x09BE},
    {0x09D7, 0x09D7},   {0x0B3E, 0x0B3E},   {0x0B56, 0x0B57},   {0x0BBE, 0x0BBE},   {0x0BD7, 0x0BD7},
    {0x0C56, 0x0C56},   {0x0CC2, 0x0CC2},   {0x0CD5, 0x0CD6},   {0x0D3E, 0x0D3E},   {0x0D57, 0x0D57},
    {0x0DCA, 0x0DCA},   {0x0DCF, 0x0DCF},   {0x0DDF, 0x0DDF},   {0x102E, 0x102E},   {0x1161, 0x1175},
    {0x11A8, 0x11C2},   {0x1B35, 0x1B35},   {0x3099, 0x309A},   {0x110BA, 0x110BA}, {0x11127, 0x11127},
    {0x1133E, 0x1133E}, {0x11357, 0x11357}, {0x113B8, 0x113B8}, {0x113BB, 0x113BB}, {0x113C2, 0x113C2},
    {0x113C9, 0x113C9}, {0x114B0, 0x114B0}, {0x114BA, 0x114BA}, {0x114BD, 0x114BD}, {0x115AF, 0x115AF},
    {0x11930, 0x11930}, {0x1611E, 0x16120}, {0x16129, 0x16129}, {0x16D67, 0x16D67}};

/* Default_Ignorable_Code_Point, including unassigned ones; Cf only where they share a range with others. */
static const struct range invisible_ranges[] = {
    {0x034F, 0x034F},  /* combining grapheme joiner */
    {0x115F, 0x1160},  /* Hangul fillers */
    {0x17B4, 0x17B5},  /* inherent vowels of Khmer */
    {0x180B, 0x180F},  /* Mongolian variation selectors and vowel separator */
    {0x2060, 0x206F},  /* format characters, one unassigned */
    {0x3164, 0x3164},  /* Hangul filler */
    {0xFE00, 0xFE0F},  /* variation selectors */
    {0xFFA0, 0xFFA0},  /* halfwidth Hangul filler */
    {0xFFF0, 0xFFF8},  /* unassigned */
    {0xE0000, 0xE0FFF} /* tags, more variation selectors, unassigned */
};

/* Full-width and half-width forms that NFKC decomposes further: fillers, Hangul letters, the macron. */
static const struct {
    uint32_t first, last, usual;
} width_exceptions[] = {{0xFFA0, 0xFFA0, 0x3164}, {0xFFA1, 0xFFBE, 0x3131}, {0xFFC2, 0xFFC7, 0x314F},
                        {0xFFCA, 0xFFCF, 0x3155}, {0xFFD2, 0xFFD7, 0x315B}, {0xFFDA, 0xFFDC, 0x3161},
                        {0xFFE3, 0xFFE3, 0x00AF}};

#define N_RANGES(ranges) (sizeof(ranges) / sizeof((ranges)[0]))

const char *unicode_version(void)
{
    return utf8proc_unicode_version();
}

enum unicode_class unicode_class(uint32_t code)
{
    switch (utf8proc_get_property((utf8proc_int32_t)code)->category) {
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_NL:
        return is_in_ranges(code, ideograph_ranges, N_RANGES(ideograph_ranges)) ? UNICODE_IDEOGRAPH : UNICODE_WORD;
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NO:
        return UNICODE_WORD;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return UNICODE_MARK;
    case UTF8PROC_CATEGORY_PC:
        return code == '_' ? UNICODE_WORD : UNICODE_SYMBOL;
    case UTF8PROC_CATEGORY_PD:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF:
    case UTF8PROC_CATEGORY_PO:
    case UTF8PROC_CATEGORY_SM:
    case UTF8PROC_CATEGORY_SC:
    case UTF8PROC_CATEGORY_SK:
    case UTF8PROC_CATEGORY_SO:
        return UNICODE_SYMBOL;
    case UTF8PROC_CATEGORY_CF:
        return code == 0x200C || code == 0x200D ? UNICODE_JOINER : UNICODE_IGNORED;
    default:
        return UNICODE_SPACE;
    }
}

bool unicode_is_invisible(uint32_t code)
{
    return is_in_ranges(code, invisible_ranges, N_RANGES(invisible_ranges));
}

static utf8proc_category_t category_of(uint32_t code)
{
    return utf8proc_category((utf8proc_int32_t)code);
}

bool unicode_is_space(uint32_t code)
{
    if (code < 0x80)
        return code == ' ' || (code >= '\t' && code <= '\r') || (code >= 0x1C && code <= 0x1F);
    utf8proc_category_t category = category_of(code);
    return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP ||
           code == 0x85;
}

static bool is_ascii_word(uint32_t code)
{
    return (code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z');
}

enum unicode_class unicode_class_bert(uint32_t code)
{
    if (code == '\t' || code == '\n' || code == '\r')
        return UNICODE_SPACE;
    switch (category_of(code)) {
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CS:
        return UNICODE_IGNORED;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return UNICODE_SPACE;
    case UTF8PROC_CATEGORY_MN:
        return UNICODE_MARK;
    case UTF8PROC_CATEGORY_PC:
    case UTF8PROC_CATEGORY_PD:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF:
    case UTF8PROC_CATEGORY_PO:
        return UNICODE_SYMBOL;
    default:
        break;
    }
    if (code < 0x80)
        return is_ascii_word(code) ? UNICODE_WORD : UNICODE_SYMBOL;
    if (code == 0xFFFD)
        return UNICODE_IGNORED;
    return is_in_ranges(code, bert_ideographs, N_RANGES(bert_ideographs)) ? UNICODE_SYMBOL : UNICODE_WORD;
}

enum unicode_case unicode_case(uint32_t code)
{
    switch (category_of(code)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_SK:
        return UNICODE_CASE_IGNORABLE;
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
        return UNICODE_CASED;
    default:
        break;
    }
    if (is_in_ranges(code, inside_words, N_RANGES(inside_words)))
        return UNICODE_CASE_IGNORABLE;
    return is_in_ranges(code, other_cased, N_RANGES(other_cased)) ? UNICODE_CASED : UNICODE_UNCASED;
}

uint32_t unicode_lower(uint32_t code)
{
    return (uint32_t)utf8proc_tolower((utf8proc_int32_t)code);
}

/* Maps CODE by utf8proc with OPTIONS. An error (which no Unicode scalar value causes) leaves it unchanged. */
static size_t map_code(uint32_t code, uint32_t out[4], utf8proc_option_t options)
{
    utf8proc_int32_t mapped[4];
    utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)code, mapped, 4, options, NULL);

    if (n < 1 || n > 4) {
        out[0] = code;
        return 1;
    }
    for (utf8proc_ssize_t i = 0; i < n; i++)
        out[i] = (uint32_t)mapped[i];
    return (size_t)n;
}

size_t unicode_fold(uint32_t code, uint32_t out[UNICODE_MAX_FOLDED])
{
    return map_code(code, out, UTF8PROC_CASEFOLD);
}

size_t unicode_decompose(uint32_t code, uint32_t out[UNICODE_MAX_DECOMPOSED])
{
    return map_code(code, out, UTF8PROC_DECOMPOSE);
}

uint32_t unicode_usual_width(uint32_t code)
{
    uint32_t usual[4];

    if (code < 0xFF01 || code > 0xFFEE)
        return code;
    for (size_t i = 0; i < N_RANGES(width_exceptions); i++) {
        if (code >= width_exceptions[i].first && code <= width_exceptions[i].last)
            return width_exceptions[i].usual + (code - width_exceptions[i].first);
    }
    map_code(code, usual, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT);
    return usual[0];
}

/* Jamo are composed here, since utf8proc 2.8 takes U+11A7 for a trailing consonant. UTF8PROC_STABLE prevents the
 * composites that are excluded from composition. */
uint32_t unicode_compose(uint32_t first, uint32_t second)
{
    utf8proc_int32_t pair[2] = {(utf8proc_int32_t)first, (utf8proc_int32_t)second};

    if (second > HANGUL_T_BASE && second < HANGUL_T_BASE + HANGUL_T_COUNT) {
        uint32_t syllable = first - HANGUL_SYLLABLE_FIRST;
        if (syllable < HANGUL_SYLLABLES && syllable % HANGUL_T_COUNT == 0)
            return first + (second - HANGUL_T_BASE);
        return 0;
    }
    if (second >= HANGUL_V_FIRST && second <= HANGUL_T_BASE) {
        uint32_t leading = first - HANGUL_L_FIRST, vowel = second - HANGUL_V_FIRST;
        if (leading < HANGUL_L_COUNT && vowel < HANGUL_V_COUNT)
            return HANGUL_SYLLABLE_FIRST + (leading * HANGUL_V_COUNT + vowel) * HANGUL_T_COUNT;
        return 0;
    }
    if (utf8proc_normalize_utf32(pair, 2, UTF8PROC_COMPOSE | UTF8PROC_STABLE) != 1)
        return 0;
    return (uint32_t)pair[0];
}

bool unicode_composes_back(uint32_t code)
{
    return is_in_ranges(code, composing_back, N_RANGES(composing_back));
}

uint32_t unicode_combining_class(uint32_t code)
{
    return (uint32_t)utf8proc_get_property((utf8proc_int32_t)code)->combining_class;
}
