/* number.c - whole numbers and doubles as people type them */
/* SPDX-License-Identifier: MIT */
#include "base/number.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of a double: the digits that tell it from every other, and the powers of ten that people write without exponent. */
enum { MOST_DIGITS = 17, LEAST_PLAIN = -6, MOST_PLAIN = 15, TYPED_BYTES = 400 };

bool number_read_whole(const char *text, uint64_t *value)
{
    uint64_t number = 0;
    if (*text == '\0')
        return false;
    for (; *text != '\0'; text++)
        if (*text < '0' || *text > '9' || __builtin_mul_overflow(number, 10u, &number) ||
            __builtin_add_overflow(number, (uint64_t)(*text - '0'), &number))
            return false;
    *value = number;
    return true;
}

/* strtod also takes spaces, "nan", "infinity" and hexadecimal, which the alphabet keeps out; and the locale's point in
 * the place of ours. */
bool number_read_real(const char *text, double *value)
{
    char typed[TYPED_BYTES], *end = NULL;
    const char *point = localeconv()->decimal_point;
    size_t len = strlen(text), at = strcspn(text, "."), more = at < len ? strlen(point) - 1 : 0;
    if (len == 0 || len + more >= sizeof typed || text[strspn(text, "0123456789+-.eE")] != '\0')
        return false;
    memcpy(typed, text, at);
    if (at < len) {
        memcpy(typed + at, point, more + 1);
        memcpy(typed + at + more + 1, text + at + 1, len - at);
    } else {
        typed[len] = '\0';
    }
    double number = strtod(typed, &end);
    if (end == typed || *end != '\0' || !isfinite(number))
        return false;
    *value = number;
    return true;
}

/* The locale's point in TEXT, which may be several bytes, becomes a full stop. */
static void use_full_stop(char *text)
{
    char *out = text;
    for (const char *in = text; *in != '\0'; in++) {
        if (strchr("0123456789+-e", *in) != NULL)
            *out++ = *in;
        else if (out == text || out[-1] != '.')
            *out++ = '.';
    }
    *out = '\0';
}

/* How many digits VALUE needs to be read back as it is. *EXPONENT: the power of ten of the first of them. */
static int count_digits(double value, int *exponent)
{
    char text[40];
    for (int digits = 1;; digits++) {
        snprintf(text, sizeof text, "%.*e", digits - 1, value);
        double again = strtod(text, NULL); /* of the same locale */
        if (digits < MOST_DIGITS && (again < value || again > value))
            continue;
        *exponent = (int)strtol(strchr(text, 'e') + 1, NULL, 10);
        return digits;
    }
}

const char *number_general(char out[NUMBER_BYTES], double value)
{
    int exponent;
    snprintf(out, NUMBER_BYTES, "%.*g", count_digits(value, &exponent), value);
    use_full_stop(out);
    return out;
}

const char *number_text(char out[NUMBER_BYTES], double value)
{
    int exponent;
    int digits = count_digits(value, &exponent);
    int decimals = digits - 1 - exponent;
    if (exponent < LEAST_PLAIN || exponent > MOST_PLAIN)
        return number_general(out, value);
    snprintf(out, NUMBER_BYTES, "%.*f", decimals > 0 ? decimals : 0, value);
    use_full_stop(out);
    return out;
}
