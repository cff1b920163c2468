/* exp_log.h - exp and log of sixteen floats, the same bits on every machine */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MATH_EXP_LOG_H
#define BAGTAG_MATH_EXP_LOG_H

#include "math/line.h"

/* The last bit of the C library's expf and logf differs between systems; these functions use only operations whose
 * rounding IEEE 754 prescribes, in a fixed order. tests/math/check_kernel.c checks their accuracy. */

/* exp(x) for x <= 0; 0 below about -87.7 (denormal results would only be slow). Method: x = n ln 2 + r with
 * |r| <= ln 2 / 2 (Cody and Waite 1980), Taylor polynomial of degree 7 in r, times 2^n set in the exponent bits. */
static inline line_register register_exp(line_register x)
{
    const line_register shift = REGISTER_OP(set1_ps)(12582912.0f); /* 1.5 * 2^23: adding it rounds to an integer */
    x = REGISTER_OP(max_ps)(x, REGISTER_OP(set1_ps)(-128.0f));
    line_register shifted = REGISTER_OP(add_ps)(REGISTER_OP(mul_ps)(x, REGISTER_OP(set1_ps)(1.44269504f)), shift);
    line_register n = REGISTER_OP(sub_ps)(shifted, shift);
    line_register r = REGISTER_OP(sub_ps)(x, REGISTER_OP(mul_ps)(n, REGISTER_OP(set1_ps)(0.693359375f)));
    r = REGISTER_OP(add_ps)(r, REGISTER_OP(mul_ps)(n, REGISTER_OP(set1_ps)(2.12194440e-4f)));
    line_register p = REGISTER_OP(set1_ps)(1.0f / 5040.0f);
    static const float factors[] = {1.0f / 720.0f, 1.0f / 120.0f, 1.0f / 24.0f, 1.0f / 6.0f, 0.5f, 1.0f, 1.0f};
    for (int k = 0; k < 7; k++)
        p = REGISTER_OP(add_ps)(REGISTER_OP(mul_ps)(p, r), REGISTER_OP(set1_ps)(factors[k]));
    line_register_int exponent =
        REGISTER_OP(sub_epi32)(REGISTER_INT(shifted), REGISTER_OP(set1_epi32)(0x4B400000 - 127));
    exponent = REGISTER_OP(max_epi32)(exponent, REGISTER_OP(set1_epi32)(0));
    return REGISTER_OP(mul_ps)(p, REGISTER_FLOAT(REGISTER_OP(slli_epi32)(exponent, 23)));
}

static inline struct line16 line_exp(struct line16 x)
{
    return LINE_MAP(register_exp, x);
}

/* log(x) for finite x >= 0.75 (a softmax's sum is at least 1). Method: x = 2^n m with m in [0.75, 1.5); log m = 2
 * artanh(s), s = (m - 1) / (m + 1), |s| <= 0.2, by its odd series to s^11. */
static inline line_register register_log(line_register x)
{
    line_register_int bits = REGISTER_INT(x);
    line_register_int above = REGISTER_OP(sub_epi32)(bits, REGISTER_OP(set1_epi32)(0x3F400000)); /* 0.75 */
    line_register_int n = REGISTER_OP(srli_epi32)(above, 23);
    line_register m = REGISTER_FLOAT(REGISTER_OP(sub_epi32)(bits, REGISTER_OP(slli_epi32)(n, 23)));
    /* n as a float: put into the low bits of 2^23, which is then subtracted */
    line_register exponent =
        REGISTER_OP(sub_ps)(REGISTER_FLOAT(REGISTER_OP(add_epi32)(n, REGISTER_OP(set1_epi32)(0x4B000000))),
                            REGISTER_OP(set1_ps)(8388608.0f));
    line_register one = REGISTER_OP(set1_ps)(1.0f);
    line_register s = REGISTER_OP(div_ps)(REGISTER_OP(sub_ps)(m, one), REGISTER_OP(add_ps)(m, one));
    line_register square = REGISTER_OP(mul_ps)(s, s);
    line_register p = REGISTER_OP(set1_ps)(2.0f / 11.0f);
    static const float factors[] = {2.0f / 9.0f, 2.0f / 7.0f, 2.0f / 5.0f, 2.0f / 3.0f, 2.0f};
    for (int k = 0; k < 5; k++)
        p = REGISTER_OP(add_ps)(REGISTER_OP(mul_ps)(p, square), REGISTER_OP(set1_ps)(factors[k]));
    return REGISTER_OP(add_ps)(REGISTER_OP(mul_ps)(exponent, REGISTER_OP(set1_ps)(0.693147181f)),
                               REGISTER_OP(mul_ps)(p, s));
}

static inline struct line16 line_log(struct line16 x)
{
    return LINE_MAP(register_log, x);
}

#endif
