"""fasttext_model.py - writes a small model fastText file

Usage: fasttext_model.py FILE: two labels, four words, two dimensions, bigrams in ten buckets whose vectors are zero.
"""
import struct
import sys

WORDS = [("</s>", 6, (0.0, 0.0)), ("sun", 4, (8.0, 0.0)), ("rain", 3, (-8.0, 0.0)), ("caf\u00e9", 1, (0.0, 1.0))]
LABELS = [("__label__dry", 4, (1.0, 0.5)), ("__label__wet", 2, (-1.0, 0.5))]
BUCKETS, SOFTMAX, SUPERVISED = 10, 3, 3


def entries(listed, kind):
    return b"".join(word.encode() + b"\0" + struct.pack("<qb", count, kind) for word, count, _ in listed)


def matrix(rows):
    return struct.pack("<qq", len(rows), 2) + b"".join(struct.pack("<ff", *row) for row in rows)


def model():
    numbers = [793712314, 12, 2, 5, 5, 1, 5, 2, SOFTMAX, SUPERVISED, BUCKETS, 0, 0, 100]
    head = struct.pack("<14id", *numbers, 0.0001)
    counts = struct.pack("<iiiqq", len(WORDS) + len(LABELS), len(WORDS), len(LABELS), 20, -1)
    rows = [row for _, _, row in WORDS] + [(0.0, 0.0)] * BUCKETS
    return (head + counts + entries(WORDS, 0) + entries(LABELS, 1) + b"\0" + matrix(rows)
            + b"\0" + matrix([row for _, _, row in LABELS]))


if __name__ == "__main__":
    with open(sys.argv[1], "wb") as file:
        file.write(model())
