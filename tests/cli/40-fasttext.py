"""40-fasttext.py - compares bagtag with fastText's own program on its models

Usage: 40-fasttext.py FILE MODEL... For each model and K, the labels of all lines must be the same, in the same order,
and the probabilities within 1e-5 of fastText's, or of 1 if those are greater; the vectors and neighbors of words must
be equal up to fastText's last digit.
"""
import subprocess
import sys


WORDS = ["train", "goal", "the", "unseenword", "caf\u00e9", "x"]


def run(*command, words=None):
    done = subprocess.run(command, input=words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    return done.stdout.decode("utf-8", "surrogateescape").splitlines()


def bare(label):
    return label[len("__label__"):] if label.startswith("__label__") else label


def compare(model, file, k):
    """The number of lines that differ, and the largest difference of a probability."""
    theirs = run("fasttext", "predict-prob", model, file, str(k))
    ours = run("bagtag", "classify", "--score", "prob", "-k", str(max(k, 0)), model, file)
    n_differing, worst = abs(len(theirs) - len(ours)), 0.0
    for a, b in zip(theirs, ours):
        a, b = a.split(), b.split("\t") if b else []
        n_differing += [bare(label) for label in a[::2]] != b[::2]
        for x, y in zip(a[1::2], b[1::2]):
            worst = max(worst, abs(min(float(x), 1.0) - float(y)), float(y) - 1.0)
    return n_differing, worst


def differing_vectors(model):
    """The words whose vectors differ."""
    words = "\n".join(WORDS + [""]).encode()
    theirs = run("fasttext", "print-word-vectors", model, words=words)
    ours = run("bagtag", "embed", "--unknown", "zero", model, words=words)
    differing = []
    for word, a, b in zip(WORDS, theirs, ours):
        pairs = zip(map(float, a.split()[1:]), map(float, b.split("\t")[1:]))
        if any(abs(x - y) > 1e-4 * max(abs(x), 1e-3) for x, y in pairs):
            differing.append(word)
    return differing


def nearest(lines, separator, column):
    return [round(float(line.split(separator)[column]), 5) for line in lines]


def neighbours_differ(model):
    """Compares the cosines, because equal ones may come in any order."""
    theirs = run("fasttext", "nn", model, "5", words=b"train\n")
    theirs = [line.replace("Query word? ", "") for line in theirs if not line.endswith("? ")]
    ours = run("bagtag", "neighbors", "-k", "5", model, "train")
    pairs = zip(nearest(theirs, " ", -1), nearest(ours, "\t", -1))
    return any(abs(x - y) > 2e-5 for x, y in pairs)


def main(file, models):
    is_bad = False
    for model in models:
        for k in (1, 3, -1):
            n_differing, worst = compare(model, file, k)
            if n_differing or worst > 1e-5:
                print(f"{model} with {k} labels: {n_differing} lines differ, largest difference {worst:.3g}")
                is_bad = True
        differing = differing_vectors(model)
        if differing or neighbours_differ(model):
            print(f"{model}: vectors of {differing} or neighbours of 'train' differ")
            is_bad = True
    return is_bad


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
