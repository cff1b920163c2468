/* nn_renorm.c - max_norm: scales down the rows looked up that are too long */
/* SPDX-License-Identifier: MIT */
#include "net/nn_renorm.h"

#include <math.h>

#include "math/row_kernel.h"

/* The p-norm, rounded to float as torch's is. For p other than 1, 2 and infinity, the last bits depend on the C
 * library's pow. */
static double norm_of(const float *row, size_t dim, double p)
{
    double sum = 0;
    for (size_t d = 0; d < dim; d++) {
        double x = fabs((double)row[d]);
        if (isinf(p))
            sum = x > sum || isnan(x) ? x : sum;
        else if (p == 2.0)
            sum += x * x;
        else if (p == 1.0)
            sum += x;
        else
            sum += pow(x, p);
    }
    if (p == 2.0)
        sum = sqrt(sum);
    else if (p != 1.0 && !isinf(p))
        sum = pow(sum, 1.0 / p);
    return (double)(float)sum;
}

/* torch first removes duplicates from the indices, which takes memory. Here a row met again is recognised by its norm:
 * once scaled, that is max_norm up to three roundings (of the scale, the products, the norm), together less than 2^-22
 * of it, and a row with a norm so close to max_norm is left alone. */
static void renorm_row(float *row, size_t dim, double max_norm, double p)
{
    double norm = norm_of(row, dim, p);
    if (!(norm > max_norm * (1.0 + 0x1p-22)))
        return;
    float scale = (float)(max_norm / (norm + 1e-7));
    for (size_t d = 0; d < dim; d++)
        row[d] *= scale;
}

void nn_renorm(const struct bagtag_table *table, enum bagtag_index_type type, const void *indices, size_t n,
               const struct bagtag_embedding_options *options)
{
    if (!(options->max_norm > 0.0))
        return;
    for (size_t k = 0; k < n; k++)
        renorm_row(table->weight + (size_t)row_index(indices, type == BAGTAG_INT64, k) * table->stride, table->dim,
                   options->max_norm, options->norm_type);
}
