/* decimal.c - numbers as text: the fewest digits that read back exactly, or a given number of digits */
/* SPDX-License-Identifier: MIT */
#include "base/decimal.h"

#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MIN_DIGITS = 6,         /* any decimal of up to six digits survives float32 and back: fewer need not be tried */
    MAX_FLOAT_DIGITS = 9,   /* any float32 survives nine digits and back */
    MAX_DOUBLE_DIGITS = 17, /* and any double seventeen */
    EXACT_POWERS = 22       /* 10^22 is the largest power of ten that a double holds exactly */
};

/* value = digits[0] . digits[1..n) * 10^exponent */
struct decimal {
    char digits[MAX_DOUBLE_DIGITS];
    int n_digits;
    int exponent;
};

/* How digits are laid out: in fixed notation if the exponent is within LOWEST..HIGHEST, with at least DECIMALS
 * decimals; otherwise with an exponent of at least EXPONENT_DIGITS digits, after PLUS if it is not negative. */
struct layout {
    int lowest, highest;
    int decimals;
    const char *plus;
    int exponent_digits;
};

static const double powers[EXACT_POWERS + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                                1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

static double times_power(double value, int power)
{
    return power >= 0 ? value * powers[power] : value / powers[-power];
}

/* Whether N * 10^POWER reads as the float32 VALUE. NEAR is N * 10^POWER rounded once, since N and the power of ten are
 * exact. Rounding never crosses a double, and the midpoints between floats are doubles: unless NEAR is a midpoint, the
 * exact number lies on the same side of every midpoint and rounds to the same float as NEAR. */
static bool reads_back(uint64_t n, int power, float value)
{
    double near = times_power((double)n, power);
    uint64_t bits;
    memcpy(&bits, &near, sizeof bits);
    bool is_in_the_middle = (bits & 0x1FFFFFFF) == 0x10000000;
    return !is_in_the_middle && (float)near == value;
}

/* Sets DECIMAL to N * 10^POWER, N > 0, without trailing zeros. */
static void take_digits(struct decimal *decimal, uint64_t n, int power)
{
    char reversed[24];
    int n_digits = 0;
    for (; n > 0; n /= 10)
        reversed[n_digits++] = (char)('0' + n % 10);
    decimal->exponent = power + n_digits - 1;
    int n_zeros = 0;
    while (n_zeros < n_digits - 1 && reversed[n_zeros] == '0')
        n_zeros++;
    decimal->n_digits = n_digits - n_zeros;
    for (int i = 0; i < decimal->n_digits; i++)
        decimal->digits[i] = reversed[n_digits - 1 - i];
}

/* Tries six digits, then more. False if the value is so large or small that the power of ten would not be exact. */
static bool find_shortest(struct decimal *decimal, float value)
{
    double exact = (double)value;
    int binary;
    (void)frexp(exact, &binary);
    int exponent = (int)floor((binary - 1) * 0.30102999566398120); /* decimal; sometimes one too small */
    if (exponent + 1 > EXACT_POWERS || MAX_FLOAT_DIGITS - 1 - exponent > EXACT_POWERS)
        return false;
    if (exact >= times_power(1.0, exponent + 1))
        exponent++;
    for (int n_digits = MIN_DIGITS; n_digits <= MAX_FLOAT_DIGITS; n_digits++) {
        int power = exponent - (n_digits - 1);
        uint64_t n = (uint64_t)(times_power(exact, -power) + 0.5);
        if (reads_back(n, power, value)) {
            take_digits(decimal, n, power);
            return true;
        }
    }
    return false;
}

/* Takes N_DIGITS digits from the C library; skips the decimal point, which depends on the locale. Returns the number
 * that they read back as. */
static double find_with(struct decimal *decimal, double value, int n_digits)
{
    char text[64];
    (void)snprintf(text, sizeof text, "%.*e", n_digits - 1, value);
    const char *at = text;
    uint64_t n = 0;
    for (; *at != 'e'; at++) {
        if (*at >= '0' && *at <= '9')
            n = n * 10 + (uint64_t)(*at - '0');
    }
    take_digits(decimal, n, (int)strtol(at + 1, NULL, 10) - (n_digits - 1));
    return strtod(text, NULL);
}

/* The digits of VALUE >= 0. */
static struct decimal of_float(float value)
{
    struct decimal decimal = {.digits = "0", .n_digits = 1};
    if (value > 0 && !find_shortest(&decimal, value))
        (void)find_with(&decimal, (double)value, MAX_FLOAT_DIGITS);
    return decimal;
}

static struct decimal of_double(double value)
{
    struct decimal decimal = {.digits = "0", .n_digits = 1};
    int n_digits = 1;
    while (value > 0 && find_with(&decimal, value, n_digits) != value && n_digits < MAX_DOUBLE_DIGITS)
        n_digits++;
    return decimal;
}

static char *add_zeros(char *out, int n)
{
    for (; n > 0; n--)
        *out++ = '0';
    return out;
}

static char *add_digits(char *out, const char *digits, int n)
{
    memcpy(out, digits, (size_t)n);
    return out + n;
}

static char *add_fixed(char *out, const struct decimal *decimal, int decimals)
{
    int n_whole = decimal->exponent + 1; /* digits before the decimal point */
    int n_taken = n_whole < 0 ? 0 : n_whole < decimal->n_digits ? n_whole : decimal->n_digits;
    out = n_whole > 0 ? add_digits(out, decimal->digits, n_taken) : add_zeros(out, 1);
    out = add_zeros(out, n_whole - n_taken);
    int n_left = decimal->n_digits - n_taken, n_zeros = n_whole < 0 ? -n_whole : 0;
    if (n_left == 0 && decimals == 0)
        return out;
    *out++ = '.';
    out = add_digits(add_zeros(out, n_zeros), decimal->digits + n_taken, n_left);
    return add_zeros(out, decimals - n_zeros - n_left);
}

static char *add_scientific(char *out, const struct decimal *decimal, struct layout layout)
{
    out = add_digits(out, decimal->digits, 1);
    if (decimal->n_digits > 1) {
        *out++ = '.';
        out = add_digits(out, decimal->digits + 1, decimal->n_digits - 1);
    }
    *out++ = 'e';
    const char *sign = decimal->exponent < 0 ? "-" : layout.plus;
    out = add_digits(out, sign, (int)strlen(sign));
    int exponent = abs(decimal->exponent);
    if (exponent >= 100)
        *out++ = (char)('0' + exponent / 100);
    if (exponent >= 10 || layout.exponent_digits > 1)
        *out++ = (char)('0' + exponent / 10 % 10);
    *out++ = (char)('0' + exponent % 10);
    return out;
}

/* Returns the end of the text, which is not NUL-terminated. */
static char *lay_out(char *out, const struct decimal *decimal, struct layout layout)
{
    bool is_fixed = decimal->exponent >= layout.lowest && decimal->exponent <= layout.highest;
    return is_fixed ? add_fixed(out, decimal, layout.decimals) : add_scientific(out, decimal, layout);
}

void decimal_append_probability(struct buffer *out, float value)
{
    static const struct layout layout = {.lowest = INT_MIN, .highest = 0, .decimals = 6};
    struct decimal decimal = of_float(value > 0 ? (value < 1 ? value : 1) : 0);
    char text[64]; /* the smallest float32 has its first digit at the 45th decimal, and nine digits */
    buffer_bytes(out, text, (size_t)(lay_out(text, &decimal, layout) - text));
}

void decimal_append(struct buffer *out, float value)
{
    static const struct layout layout = {.lowest = -5, .highest = 8, .plus = "", .exponent_digits = 1};
    if (!isfinite(value)) {
        buffer_text(out, isnan(value) ? "nan" : value < 0 ? "-inf" : "inf");
        return;
    }
    struct decimal decimal = of_float(fabsf(value));
    char text[32] = "-";
    size_t begin = signbit(value) ? 1 : 0;
    buffer_bytes(out, text, (size_t)(lay_out(text + begin, &decimal, layout) - text));
}

/* ---- a given number of digits ----------------------------------------------------------------------------------- */

/* Values that can be scaled by at most 10^22: at least 2^MIN_BINARY, less than 2^(MAX_BINARY + 1). */
enum { MIN_BINARY = -53, MAX_BINARY = 72, MIN_TEN = -16 };

/* Powers of ten from 10^MIN_TEN on. Those below 1 are rounded, but neither to a float nor past one, so a float
 * compares with them as with the exact powers. */
static const double tens[] = {1e-16, 1e-15, 1e-14, 1e-13, 1e-12, 1e-11, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4,
                              1e-3,  1e-2,  1e-1,  1e0,   1e1,   1e2,   1e3,   1e4,  1e5,  1e6,  1e7,  1e8,  1e9,
                              1e10,  1e11,  1e12,  1e13,  1e14,  1e15,  1e16,  1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* Rounds VALUE * 10^POWER to a whole number. False if the product, itself rounded, is a half: the exact one may lie on
 * either side. Otherwise that first rounding changes nothing, because it never crosses a half, which a double holds
 * exactly. */
static bool round_scaled(uint32_t *n, double value, int power)
{
    double scaled = times_power(value, power);
    uint32_t whole = (uint32_t)scaled;
    double rest = scaled - whole;
    *n = whole + (rest > 0.5);
    return rest != 0.5;
}

/* The decimal exponent of 2^BINARY; sometimes one too small for a number whose highest bit that is. */
static int ten_of(int binary)
{
    return (binary * 1233 + (64 << 12)) / (1 << 12) - 64; /* 1233 / 4096 is about log10(2) */
}

/* Sets *N to the N_DIGITS digits of VALUE > 0, the first not 0, and *EXPONENT to the exponent of the first. False if
 * scaling would need more than 10^22 or the rounding of a half is in doubt, and for zero, infinity and NaN. */
static bool find_rounded(uint32_t *n, int *exponent, double value, int n_digits)
{
    uint64_t bits;
    uint32_t limit = n_digits == 5 ? 100000 : 1000000;
    memcpy(&bits, &value, sizeof bits);
    int binary = (int)(bits >> 52) - 1023;
    if (binary < MIN_BINARY || binary > MAX_BINARY)
        return false;
    *exponent = ten_of(binary);
    *exponent += value >= tens[*exponent + 1 - MIN_TEN];
    bool is_sure = round_scaled(n, value, n_digits - 1 - *exponent);
    if (*n == limit) { /* 9.99999 becomes 10.0000 */
        *n /= 10;
        *exponent += 1;
    }
    return is_sure;
}

/* The eight digits of N < 10^8, one per byte, the first in the lowest byte. They are split in parallel into fours, twos
 * and ones, by multiplications that divide by 100 and by 10. */
static uint64_t eight_digits(uint32_t n)
{
    uint64_t fours = n / 10000 | (uint64_t)(n % 10000) << 32;
    uint64_t hundreds = (fours * 5243 >> 19) & 0x7F0000007F;
    uint64_t twos = hundreds | (fours - hundreds * 100) << 16;
    uint64_t firsts = (twos * 103 >> 10) & 0x0F000F000F000F;
    return firsts | (twos - firsts * 10) << 8;
}

static void write_eight(char *out, uint64_t digits)
{
    uint64_t text = digits | 0x3030303030303030;
    if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
        text = __builtin_bswap64(text);
    memcpy(out, &text, sizeof text);
}

/* The slow path: any number, including those whose rounding is in doubt. */
static __attribute__((noinline)) char *write_general(char *out, double value, int n_digits)
{
    struct layout layout = {.lowest = -4, .highest = n_digits - 1, .plus = "+", .exponent_digits = 2};
    struct decimal decimal = {.digits = "0", .n_digits = 1};
    uint32_t n;
    if (!isfinite(value)) {
        memcpy(out, isnan(value) ? "nan" : "inf", 3);
        return out + 3;
    }
    if (value > 0 && find_rounded(&n, &decimal.exponent, value, n_digits))
        take_digits(&decimal, n, decimal.exponent - (n_digits - 1));
    else if (value > 0)
        (void)find_with(&decimal, value, n_digits);
    return lay_out(out, &decimal, layout);
}

/* Most weights are at least 0.0001 and below 1: their path has no unpredictable branch. */
char *decimal_write_rounded(char *out, float value, int n_digits)
{
    double exact = fabs((double)value);
    *out = '-';
    out += signbit(value) ? 1 : 0;
    if (!(exact >= 1e-4 && exact < 1.0))
        return write_general(out, exact, n_digits);
    int n_zeros = (exact < 1e-1) + (exact < 1e-2) + (exact < 1e-3);
    double scaled = exact * powers[n_digits + n_zeros];
    uint32_t n = (uint32_t)scaled;
    double rest = scaled - n;
    n += rest > 0.5;
    if (rest == 0.5 || n == (n_digits == 5 ? 100000 : 1000000)) /* as in round_scaled; 0.0999999 becomes 0.10000 */
        return write_general(out, exact, n_digits);
    uint64_t digits = eight_digits(n_digits == 5 ? n * 1000 : n * 100);
    memcpy(out, "0.000000", 8);
    write_eight(out + 2 + n_zeros, digits);
    return out + 2 + n_zeros + 8 - __builtin_clzll(digits) / 8;
}

void decimal_append_rounded(struct buffer *out, float value, int n_digits)
{
    if (buffer_reserve(out, DECIMAL_BYTES))
        out->len = (size_t)(decimal_write_rounded(out->bytes + out->len, value, n_digits) - out->bytes);
}

/* ---- doubles ---------------------------------------------------------------------------------------------------- */

static const char *write_double(char out[DECIMAL_BYTES], double value, const struct decimal *decimal,
                                struct layout layout)
{
    out[0] = '-';
    *lay_out(out + (signbit(value) ? 1 : 0), decimal, layout) = '\0';
    return out;
}

const char *decimal_text(char out[DECIMAL_BYTES], double value)
{
    static const struct layout layout = {.lowest = -6, .highest = 15, .plus = "+", .exponent_digits = 2};
    struct decimal decimal = of_double(fabs(value));
    return write_double(out, value, &decimal, layout);
}

const char *decimal_general(char out[DECIMAL_BYTES], double value)
{
    struct decimal decimal = of_double(fabs(value));
    struct layout layout = {.lowest = -4, .highest = decimal.n_digits - 1, .plus = "+", .exponent_digits = 2};
    return write_double(out, value, &decimal, layout);
}

const char *decimal_grouped(char out[DECIMAL_BYTES], uint64_t n)
{
    char reversed[DECIMAL_BYTES];
    size_t len = 0;
    int n_digits = 0;
    do {
        if (n_digits > 0 && n_digits % 3 == 0)
            reversed[len++] = ',';
        reversed[len++] = (char)('0' + n % 10);
        n_digits++;
        n /= 10;
    } while (n > 0);
    for (size_t i = 0; i < len; i++)
        out[i] = reversed[len - 1 - i];
    out[len] = '\0';
    return out;
}
