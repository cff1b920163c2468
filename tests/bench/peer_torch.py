# peer_torch.py - PyTorch's text classification tutorial on a labelled file
# SPDX-License-Identifier: MIT
"""Usage: peer_torch.py TRAIN TEST PREDICTIONS EPOCHS THREADS

The tutorial's model and training: torchtext's basic_english words, nn.EmbeddingBag (64 columns) and nn.Linear, SGD
with learning rate 5, batches of 64, gradients clipped to 0.1, the rate divided by ten when the accuracy on a held-out
twentieth falls. Writes one label per line to PREDICTIONS and prints {"seconds": ..., "epochs": ...} as JSON: the time
for reading, the vocabulary and the epochs, without importing the library and without the predictions."""

import json
import re
import sys
import time

import torch
from torch import nn

from sets import lines

WIDTH, RATE, BATCH, CLIP, HELD_OUT = 64, 5.0, 64, 0.1, 20

PATTERNS = [(re.compile(pattern), replacement) for pattern, replacement in (
    (r"\'", " '  "), (r"\"", ""), (r"\.", " . "), (r"<br \/>", " "), (r",", " , "), (r"\(", " ( "), (r"\)", " ) "),
    (r"\!", " ! "), (r"\?", " ? "), (r"\;", " "), (r"\:", " "), (r"\s+", " "))]


def basic_english(text):
    text = text.lower()
    for pattern, replacement in PATTERNS:
        text = pattern.sub(replacement, text)
    return text.split()


class TextClassificationModel(nn.Module):
    def __init__(self, n_words, n_labels):
        super().__init__()
        self.embedding = nn.EmbeddingBag(n_words, WIDTH, sparse=False)
        self.fc = nn.Linear(WIDTH, n_labels)
        self.embedding.weight.data.uniform_(-0.5, 0.5)
        self.fc.weight.data.uniform_(-0.5, 0.5)
        self.fc.bias.data.zero_()

    def forward(self, words, offsets):
        return self.fc(self.embedding(words, offsets))


def batches(documents, order):
    for start in range(0, len(order), BATCH):
        chosen = [documents[i] for i in order[start:start + BATCH]]
        lengths = torch.tensor([0] + [len(words) for words, _ in chosen[:-1]])
        yield (torch.cat([words for words, _ in chosen]), lengths.cumsum(dim=0),
               torch.tensor([label for _, label in chosen]))


def predict(model, documents):
    model.eval()
    with torch.no_grad():
        return torch.cat([model(words, offsets).argmax(1)
                          for words, offsets, _ in batches(documents, list(range(len(documents))))])


def main():
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    train, test, predictions, n_epochs, n_threads = sys.argv[1:]
    torch.set_num_threads(int(n_threads))
    torch.manual_seed(1)
    start = time.perf_counter()
    ids, labels, documents = {"<unk>": 0}, {}, []
    for names, text in lines(train):
        words = [ids.setdefault(word, len(ids)) for word in basic_english(text)]
        documents.append((torch.tensor(words, dtype=torch.int64), labels.setdefault(names[0], len(labels))))
    model = TextClassificationModel(len(ids), len(labels))
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1.0, gamma=0.1)
    order = torch.randperm(len(documents)).tolist()
    valid, rest = order[:len(order) // HELD_OUT], order[len(order) // HELD_OUT:]
    best = None
    for _ in range(int(n_epochs)):
        model.train()
        rest = [rest[i] for i in torch.randperm(len(rest)).tolist()]
        for words, offsets, truth in batches(documents, rest):
            optimizer.zero_grad()
            criterion(model(words, offsets), truth).backward()
            nn.utils.clip_grad_norm_(model.parameters(), CLIP)
            optimizer.step()
        held_out = [documents[i] for i in valid]
        right = (predict(model, held_out) == torch.tensor([label for _, label in held_out])).sum().item()
        if best is not None and best > right:
            scheduler.step()
        else:
            best = right
    seconds = time.perf_counter() - start
    unknown = [(torch.tensor([ids.get(word, 0) for word in basic_english(text)], dtype=torch.int64), 0)
               for _, text in lines(test)]
    names = list(labels)
    with open(predictions, "w", encoding="utf-8", newline="\n") as file:
        file.writelines(names[number] + "\n" for number in predict(model, unknown).tolist())
    print(json.dumps({"seconds": seconds, "epochs": int(n_epochs)}))


if __name__ == "__main__":
    main()
