/* loss.c - the losses by name, and what they share */
/* SPDX-License-Identifier: MIT */
#include "net/loss.h"

#include <stddef.h>

const char *const loss_names[] = {"softmax", "ova", "fasttext-softmax", "fasttext-ova", "fasttext-hs", NULL};
const char *const loss_names_trained[] = {"softmax", "ova", NULL};
static const struct loss *const losses[] = {&loss_softmax, &loss_ova, &loss_fasttext_softmax, &loss_fasttext_ova,
                                            &loss_fasttext_hs};

const struct loss *loss_get(enum loss_kind kind)
{
    return losses[kind];
}

enum loss_kind loss_as_in_fasttext(enum loss_kind kind)
{
    return kind == LOSS_SOFTMAX ? LOSS_FASTTEXT_SOFTMAX : kind == LOSS_OVA ? LOSS_FASTTEXT_OVA : kind;
}

enum loss_kind loss_trained_as(enum loss_kind kind)
{
    return kind == LOSS_FASTTEXT_SOFTMAX ? LOSS_SOFTMAX : kind == LOSS_FASTTEXT_OVA ? LOSS_OVA : kind;
}

uint32_t loss_greatest(const float *values, size_t n)
{
    uint32_t top = 0;
    for (size_t i = 1; i < n; i++)
        if (values[i] > values[top])
            top = (uint32_t)i;
    return top;
}
