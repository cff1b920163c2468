/* label_tree.h - labels as the leaves of a tree, whose inner nodes are the outputs of a hierarchical softmax */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_NET_LABEL_TREE_H
#define BAGTAG_NET_LABEL_TREE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* The Huffman tree over the counts of C labels, as word2vec and fastText build it: leaves are taken from the last label
 * to the first; on a tie of counts, an inner node is taken before a leaf. Node c < C is label c; node C + o is the
 * inner node of output o; the last node, 2C - 2, is the root. The f = 1 / (1 + exp(-z)) of an inner node is the
 * probability of its right child. */
struct label_tree {
    size_t n_labels;                 /* C, at least 1 */
    struct label_children *children; /* [C - 1]: those of node C + o */
    uint32_t *parents;               /* [2C - 1]; of the root: itself */
};
struct label_children {
    uint32_t left, right;
};

/* COUNTS[0..n_labels) are not negative and add up to less than 1e15. On failure TREE is untouched. */
enum bagtag_status label_tree_init(struct label_tree *tree, const int64_t *counts, size_t n_labels,
                                   struct bagtag_error *error);
void label_tree_clear(struct label_tree *tree); /* an all-zero one is allowed */

static inline uint32_t label_tree_root(const struct label_tree *tree)
{
    return (uint32_t)(2 * tree->n_labels - 2);
}

#endif
