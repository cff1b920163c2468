/* label_tree.c - labels as the leaves of a tree, whose inner nodes are the outputs of a hierarchical softmax */
/* SPDX-License-Identifier: MIT */
#include "net/label_tree.h"

#include <stdlib.h>

#include "base/mem.h"

#define UNBUILT INT64_C(1000000000000000) /* the count of a node not built yet, above that of any leaf */

/* Where the next node is taken from: leaves from the last one down, inner nodes from the first one up. */
struct building {
    int64_t *counts; /* [2C - 1] */
    size_t n_leaves; /* not taken yet */
    size_t node;
};

/* Takes the node with the least count of those without a parent. */
static uint32_t take_least(struct building *building)
{
    size_t leaf = building->n_leaves - 1;
    if (building->n_leaves > 0 && building->counts[leaf] < building->counts[building->node])
        return (uint32_t)--building->n_leaves;
    return (uint32_t)building->node++;
}

static void build(struct label_tree *tree, struct building *building)
{
    size_t n = tree->n_labels;
    for (size_t i = n; i < 2 * n - 1; i++) {
        struct label_children *children = &tree->children[i - n];
        children->left = take_least(building);
        children->right = take_least(building);
        building->counts[i] = building->counts[children->left] + building->counts[children->right];
        tree->parents[children->left] = tree->parents[children->right] = (uint32_t)i;
    }
    tree->parents[2 * n - 2] = label_tree_root(tree);
}

enum bagtag_status label_tree_init(struct label_tree *tree, const int64_t *counts, size_t n_labels,
                                   struct bagtag_error *error)
{
    struct label_tree new = {.n_labels = n_labels};
    struct building building = {
        .counts = mem_array(2 * n_labels - 1, sizeof *counts), .n_leaves = n_labels, .node = n_labels};
    new.children = mem_array(n_labels - 1, sizeof *new.children);
    new.parents = mem_array(2 * n_labels - 1, sizeof *new.parents);
    enum bagtag_status status = BAGTAG_OK;
    if (building.counts != NULL && new.children != NULL &&new.parents != NULL) {
        for (size_t i = 0; i < 2 * n_labels - 1; i++)
            building.counts[i] = i < n_labels ? counts[i] : UNBUILT;
        build(&new, &building);
        *tree = new;
    } else {
        label_tree_clear(&new);
        status = error_memory(error);
    }
    free(building.counts);
    return status;
}

void label_tree_clear(struct label_tree *tree)
{
    free(tree->children);
    free(tree->parents);
    *tree = (struct label_tree){.n_labels = 0};
}
