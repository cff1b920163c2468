/* nn_renorm.h - max_norm: scales down the rows looked up that are too long */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_NET_NN_RENORM_H
#define BAGTAG_NET_NN_RENORM_H

#include "bagtag_nn.h"

/* Shortens the rows INDICES, which must be valid, as torch.embedding_renorm_ does; nothing if max_norm is 0. */
void nn_renorm(const struct bagtag_table *table, enum bagtag_index_type type, const void *indices, size_t n,
               const struct bagtag_embedding_options *options);

#endif
