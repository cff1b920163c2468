/* nn_renorm.h - max_norm: rows that are looked up are made no longer than allowed */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_NET_NN_RENORM_H
#define BAGTAG_NET_NN_RENORM_H

#include "bagtag_nn.h"

/* What torch.embedding_renorm_ does to the rows INDICES name, which are known to be rows; nothing when max_norm is 0.
 */
void nn_renorm(const struct bagtag_table *table, enum bagtag_index_type type, const void *indices, size_t n,
               const struct bagtag_embedding_options *options);

#endif
