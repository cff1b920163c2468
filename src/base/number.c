/* number.c - parsing whole numbers and doubles that people typed */
/* SPDX-License-Identifier: MIT */
#include "base/number.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TYPED_BYTES = 400 };

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

/* strtod also accepts spaces, "nan", "infinity" and hexadecimal, which the check of characters rejects, and expects the
 * locale's decimal point, which is substituted for the '.'. */
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

double number_shown(double value)
{
    return isnan(value) ? (double)NAN : value;
}
