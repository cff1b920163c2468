/* activation.h - sigmoid and tanh of sixteen floats, the same bits on every machine */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MATH_ACTIVATION_H
#define BAGTAG_MATH_ACTIVATION_H

#include "math/exp_log.h"
#include "math/line.h"

/* x clamped to +-128, where both functions have long saturated. NaN stays NaN: minimum and maximum return the second
 * operand if either is NaN. */
static inline struct line16 line_within_128(struct line16 x)
{
    return line_max(line_set(-128.0f), line_min(line_set(128.0f), x));
}

/* 1 where x > 0, otherwise 0; positive x must be above 1e-38. */
static inline struct line16 line_is_positive(struct line16 x)
{
    return line_min(line_mul(line_max(x, line_set(0.0f)), line_set(1e38f)), line_set(1.0f));
}

/* y, or NaN where x is NaN (line_exp does not propagate it); x must not be infinite. */
static inline struct line16 line_nan_of(struct line16 y, struct line16 x)
{
    return line_add(y, line_mul(x, line_set(0.0f)));
}

/* 1 / (1 + exp(-x)) = max(e, x > 0) / (1 + e) with e = exp(-|x|). For 0 < x < 1e-38, e is 1 anyway. */
static inline struct line16 line_sigmoid(struct line16 x)
{
    x = line_within_128(x);
    struct line16 e = line_exp(line_min(x, line_sub(line_set(0.0f), x)));
    struct line16 numerator = line_max(e, line_is_positive(x));
    return line_nan_of(line_div(numerator, line_add(line_set(1.0f), e)), x);
}

/* |x| <= 0.625: x + x^3 p(x^2), p of degree 4 fitted for the smallest relative error. Above: (1 - e) / (1 + e) with
 * e = exp(-2 |x|), and the sign of x. */
static inline struct line16 line_tanh(struct line16 x)
{
    const struct line16 one = line_set(1.0f), border = line_set(0.625f);
    x = line_within_128(x);
    struct line16 negative = line_min(x, line_sub(line_set(0.0f), x));
    struct line16 is_large = line_is_positive(line_sub(line_sub(line_set(0.0f), negative), border));

    struct line16 near = line_max(line_set(-0.625f), line_min(border, x)), square = line_mul(near, near);
    static const float factors[] = {2.06390880e-2f, -5.37397154e-2f, 1.33314416e-1f, -3.33332807e-1f};
    struct line16 p = line_set(-5.70498733e-3f);
    for (int k = 0; k < 4; k++)
        p = line_add(line_mul(p, square), line_set(factors[k]));
    struct line16 small = line_add(near, line_mul(near, line_mul(square, p)));

    struct line16 e = line_exp(line_add(negative, negative));
    struct line16 sign = line_or(line_and(x, line_set(-0.0f)), one);
    struct line16 large = line_mul(sign, line_div(line_sub(one, e), line_add(one, e)));

    struct line16 y = line_add(line_mul(small, line_sub(one, is_large)), line_mul(large, is_large));
    return line_nan_of(y, x);
}

#endif
