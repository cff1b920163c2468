/* loss.h - what training makes small, and the probabilities that go with it */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_NET_LOSS_H
#define BAGTAG_NET_LOSS_H

/* The names are those of --loss and config.json, "softmax" and "ova", in this order.
 *   softmax  p = softmax(z): labels exclude each other. The loss is the mean of -log p over the document's labels.
 *   ova      p[c] = 1 / (1 + exp(-z[c])): each label against all others, so that the probabilities do not add up to 1.
 *            The loss is the sum of -log p over the document's labels and of -log(1 - p) over all others. */
enum loss { LOSS_SOFTMAX, LOSS_OVA };
extern const char *const loss_names[]; /* in the order of the enum, NULL at the end */
int loss_of(const char *name);         /* -1 when there is none of that name */

#endif
