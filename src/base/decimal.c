/* decimal.c - a float in as few digits as bring it back */
/* SPDX-License-Identifier: MIT */
#include "base/decimal.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum {
    FEWEST_DIGITS = 6, /* a number of up to six digits survives float32 and back, so fewer need not be tried */
    MOST_DIGITS = 9,   /* any float32 survives nine digits and back */
    EXACT_POWERS = 22, /* 10^22 is the last power of ten that a double holds */
    FIXED_LOWEST = -5, /* 0.00001 is written so, smaller numbers with an exponent */
    FIXED_HIGHEST = 8,
    PROBABILITY_DECIMALS = 6 /* of a probability, at least */
};

/* value = digits[0] . digits[1..n) * 10^exponent */
struct decimal {
    char digits[MOST_DIGITS];
    int n_digits;
    int exponent;
};

static const double powers[EXACT_POWERS + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                                1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

static double times_power(double value, int power)
{
    return power >= 0 ? value * powers[power] : value / powers[-power];
}

/* Whether N * 10^POWER read as a float32 is VALUE. NEAR is N * 10^POWER rounded once, since N and the power of ten are
 * exact. Rounding never crosses a value that a double can hold, and the middles between floats are such: when NEAR is
 * none of them the exact number lies on the same side of each, and rounds to the same float as NEAR. */
static bool reads_back(uint64_t n, int power, float value)
{
    double near = times_power((double)n, power);
    uint64_t bits;
    memcpy(&bits, &near, sizeof bits);
    bool is_in_the_middle = (bits & 0x1FFFFFFF) == 0x10000000;
    return !is_in_the_middle && (float)near == value;
}

/* Takes the digits of N, without the zeros at its end. */
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

/* Tries six digits, then more. False: the value is so large or small that a power of ten is not exact. */
static bool find_shortest(struct decimal *decimal, float value)
{
    double exact = (double)value;
    int binary;
    (void)frexp(exact, &binary);
    int exponent = (int)floor((binary - 1) * 0.30102999566398120); /* of ten; now and then one too small */
    if (exponent + 1 > EXACT_POWERS || MOST_DIGITS - 1 - exponent > EXACT_POWERS)
        return false;
    if (exact >= times_power(1.0, exponent + 1))
        exponent++;
    for (int n_digits = FEWEST_DIGITS; n_digits <= MOST_DIGITS; n_digits++) {
        int power = exponent - (n_digits - 1);
        uint64_t n = (uint64_t)(times_power(exact, -power) + 0.5);
        if (reads_back(n, power, value)) {
            take_digits(decimal, n, power);
            return true;
        }
    }
    return false;
}

/* Nine digits from the C library, whose decimal point the locale may have changed: only digits and exponent count. */
static void find_nine(struct decimal *decimal, float value)
{
    char text[64];
    (void)snprintf(text, sizeof text, "%.*e", MOST_DIGITS - 1, (double)value);
    const char *at = text;
    uint64_t n = 0;
    for (; *at != 'e'; at++) {
        if (*at >= '0' && *at <= '9')
            n = n * 10 + (uint64_t)(*at - '0');
    }
    bool is_negative = at[1] == '-';
    int exponent = 0;
    for (at += 2; *at != '\0'; at++)
        exponent = exponent * 10 + (*at - '0');
    take_digits(decimal, n, (is_negative ? -exponent : exponent) - (MOST_DIGITS - 1));
}

static void append_zeros(struct buffer *out, int n)
{
    for (int i = 0; i < n; i++)
        buffer_char(out, '0');
}

static void append_fixed(struct buffer *out, const struct decimal *decimal)
{
    int n_whole = decimal->exponent + 1; /* digits before the point */
    if (n_whole <= 0) {
        buffer_text(out, "0.");
        append_zeros(out, -n_whole);
        buffer_bytes(out, decimal->digits, (size_t)decimal->n_digits);
    } else if (n_whole >= decimal->n_digits) {
        buffer_bytes(out, decimal->digits, (size_t)decimal->n_digits);
        append_zeros(out, n_whole - decimal->n_digits);
    } else {
        buffer_bytes(out, decimal->digits, (size_t)n_whole);
        buffer_char(out, '.');
        buffer_bytes(out, decimal->digits + n_whole, (size_t)(decimal->n_digits - n_whole));
    }
}

static void append_scientific(struct buffer *out, const struct decimal *decimal)
{
    buffer_char(out, decimal->digits[0]);
    if (decimal->n_digits > 1) {
        buffer_char(out, '.');
        buffer_bytes(out, decimal->digits + 1, (size_t)(decimal->n_digits - 1));
    }
    buffer_text(out, decimal->exponent < 0 ? "e-" : "e");
    buffer_unsigned(out, (uint64_t)(decimal->exponent < 0 ? -decimal->exponent : decimal->exponent));
}

/* 0 for a NaN or a number below 0, 1 for one above 1. */
static float probable(float value)
{
    return value > 0.0f ? (value < 1.0f ? value : 1.0f) : 0.0f;
}

void decimal_append_probability(struct buffer *out, float value)
{
    struct decimal decimal = {.exponent = -1};
    value = probable(value);
    if (value == 1.0f) {
        buffer_text(out, "1.000000");
        return;
    }
    if (value > 0.0f && !find_shortest(&decimal, value))
        find_nine(&decimal, value);
    int n_zeros = -1 - decimal.exponent, n_decimals = n_zeros + decimal.n_digits;
    buffer_text(out, "0.");
    append_zeros(out, n_zeros);
    buffer_bytes(out, decimal.digits, (size_t)decimal.n_digits);
    append_zeros(out, PROBABILITY_DECIMALS - n_decimals);
}

void decimal_append(struct buffer *out, float value)
{
    if (isnan(value)) {
        buffer_text(out, "nan");
        return;
    }
    if (signbit(value))
        buffer_char(out, '-');
    value = fabsf(value);
    if (isinf(value)) {
        buffer_text(out, "inf");
        return;
    }
    if (value == 0.0f) {
        buffer_char(out, '0');
        return;
    }
    struct decimal decimal;
    if (!find_shortest(&decimal, value))
        find_nine(&decimal, value);
    if (decimal.exponent >= FIXED_LOWEST && decimal.exponent <= FIXED_HIGHEST)
        append_fixed(out, &decimal);
    else
        append_scientific(out, &decimal);
}
