#!/usr/bin/env python3
# tutorial.py - PyTorch's text classification tutorial and bagtag train, compared step by step
# SPDX-License-Identifier: MIT
"""Usage: tutorial.py FILE MODEL RATE EPOCHS

Trains the model of PyTorch's tutorial (pytorch.org/tutorials/beginner/text_sentiment_ngrams_tutorial.html):
nn.EmbeddingBag of width 64, mean, and nn.Linear, with CrossEntropyLoss, plain SGD and batches of 64, on the lines of
FILE in fastText's format, whose number is a multiple of 64. Words and labels come from Python alone. MODEL was trained by

    bagtag train --tokenizer basic-english --dim 64 --batch 64 --schedule constant --lr RATE --epochs EPOCHS

and the files that tutorial_steps wrote from the same FILE are in the current folder: the initial parameters of bagtag's
training, the order of its documents, and its loss in each step. RATE is bagtag's, per document: torch's loss is a mean
over the batch, so its rate is 64 RATE (5 in the tutorial). bagtag shortens steps that would overshoot, and torch does
not; RATE must be so small that this never happens, which is checked. (The tutorial itself also clips gradients and
lowers the rate between epochs; both are left out here.)
"""

import json
import os
import struct
import sys
from collections import Counter

import numpy
import torch

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from check_tokenizers import basic_english

WIDTH, BATCH = 64, 64
LARGEST_PRODUCT, LARGEST_PRODUCT_A_LABEL, LARGEST_MOVE = 32, 2, 2  # src/learn/sgd.c


def read_documents(path):
    documents = []
    for line in open(path, encoding="utf-8", newline="\n"):
        label, text = line.rstrip("\n").split(" ", 1)
        documents.append((label[len("__label__") :], basic_english(text, True)))
    return documents


def numbered(items):
    """Numbers ITEMS: the most frequent first, and those of equal frequency by first appearance."""
    return {item: i for i, (item, count) in enumerate(Counter(items).most_common())}


def read_tensors(path):
    blob = open(path, "rb").read()
    size, = struct.unpack("<Q", blob[:8])
    kinds = {"F32": "<f4", "I32": "<i4", "I64": "<i8", "U8": "u1"}
    return {
        name: numpy.frombuffer(blob[8 + size :][slice(*about["data_offsets"])], kinds[about["dtype"]]).reshape(about["shape"])
        for name, about in json.loads(blob[8 : 8 + size]).items()
        if name != "__metadata__"
    }


class Tutorial(torch.nn.Module):
    def __init__(self, n_words, n_labels, embedding):
        super().__init__()
        self.embedding = torch.nn.EmbeddingBag(n_words, WIDTH, mode="mean")
        self.fc = torch.nn.Linear(WIDTH, n_labels)
        with torch.no_grad():
            self.embedding.weight.copy_(torch.from_numpy(embedding))
            self.fc.weight.zero_()
            self.fc.bias.zero_()

    def forward(self, ids, offsets):
        self.bags = self.embedding(ids, offsets)
        return self.fc(self.bags)


def check_unbounded(net, scores, targets, rate):
    """Checks that bagtag does not shorten this step: see bound_step and apply_gradient."""
    n_labels = scores.shape[1]
    product = (rate * BATCH * (1 + (net.bags**2).sum(1))).max().item()
    assert product < min(LARGEST_PRODUCT, LARGEST_PRODUCT_A_LABEL * n_labels), product
    gradient = torch.softmax(scores, 1) - torch.nn.functional.one_hot(targets, n_labels)
    assert (rate * gradient @ net.fc.weight).abs().max().item() < LARGEST_MOVE


def main():
    path, folder, rate, epochs = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
    torch.set_num_threads(1)
    documents = read_documents(path)
    labels = numbered(label for label, _ in documents)
    words = numbered(word for _, tokens in documents for word in tokens)
    ids = [torch.tensor([words[word] for word in tokens], dtype=torch.int64) for _, tokens in documents]
    targets = torch.tensor([labels[label] for label, _ in documents])

    # Both number words and labels in the same way, each from its own counts.
    vocabulary = read_tensors(folder + "/vocab.safetensors")
    ends, text = vocabulary["vocab.offsets"], vocabulary["vocab.bytes"].tobytes()
    assert [text[a:b].decode() for a, b in zip(ends, ends[1:])] == list(words), "the words differ"
    assert json.load(open(folder + "/config.json"))["labels"] == list(labels), "the labels differ"

    order = numpy.fromfile("order.bin", "u4").reshape(epochs, len(documents)).astype("i8")
    told = numpy.fromfile("losses.bin", "f8")
    net = Tutorial(len(words), len(labels), numpy.fromfile("embedding.bin", "f4").reshape(len(words), WIDTH))
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=rate * BATCH)
    worst, first, step = 0.0, None, 0
    assert len(documents) % BATCH == 0 and len(told) == epochs * len(documents) // BATCH >= 100
    for epoch in order:
        assert sorted(epoch) == list(range(len(documents)))
        for at in range(0, len(documents), BATCH):
            batch = epoch[at : at + BATCH]
            lengths = [len(ids[i]) for i in batch]
            offsets = torch.tensor([0] + lengths[:-1]).cumsum(0)
            optimizer.zero_grad()
            scores = net(torch.cat([ids[i] for i in batch]), offsets)
            with torch.no_grad():
                check_unbounded(net, scores, targets[batch], rate)
            loss = criterion(scores, targets[batch])
            worst = max(worst, abs(loss.item() - told[step]))
            first = loss.item() if first is None else first
            loss.backward()
            optimizer.step()
            step += 1
    assert loss.item() < 0.7 * first, "nothing was learned: %g, then %g" % (first, loss.item())

    trained = read_tensors(folder + "/model.safetensors")
    wanted = {name: value.detach().numpy() for name, value in net.state_dict().items()}
    assert set(trained) == set(wanted)
    apart = max(abs(trained[name] - wanted[name]).max() for name in wanted)
    moved = abs(trained["embedding.weight"] - numpy.fromfile("embedding.bin", "f4").reshape(-1, WIDTH)).max()
    stepped = numpy.concatenate([trained[name].ravel() for name in ("embedding.weight", "fc.weight", "fc.bias")])
    between = abs(numpy.fromfile("last.bin", "f4") - stepped).max()
    print("%d steps, loss %.4f to %.4f, largest difference of a loss %.1e, of a weight %.1e (they moved by up to %.2f)"
          % (step, first, loss.item(), worst, apart, moved))
    assert worst < 1e-4, "a loss is %g away" % worst
    assert apart < 1e-3 and moved > 0.1, "a weight is %g away" % apart
    assert between < 1e-4, "one run and its steps are %g apart" % between


if __name__ == "__main__":
    main()
