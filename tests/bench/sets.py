# sets.py - the labelled data sets of the benchmarks, and how predictions for them are scored
# SPDX-License-Identifier: MIT

import hashlib
import os
import re
import shutil
import subprocess

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
SHARED = os.path.join(ROOT, "..", "shared", "data")
LABEL = "__label__"


class Missing(Exception):
    """A set that is not on this machine and cannot be made here."""


class DataSet:
    """Training and test documents, one per line: labels that begin with __label__, then text."""

    def __init__(self, name, train, test):
        self.name, self.train, self.test = name, train, test

    def digest(self):
        digest = hashlib.sha256()
        for path in (self.train, self.test):
            with open(path, "rb") as file:
                for block in iter(lambda: file.read(1 << 20), b""):
                    digest.update(block)
            digest.update(b"\0")
        return digest.hexdigest()[:24]

    def facts(self):
        """Documents, labels, bytes, and the share of Chinese, Japanese and Korean characters in the training text."""
        labels, documents, characters, unsegmented = set(), 0, 0, 0
        for names, text in lines(self.train):
            labels.update(names)
            documents += 1
            if documents % 10 == 1:
                characters += sum(not c.isspace() for c in text)
                unsegmented += sum("\u3040" <= c <= "\u30ff" or "\u3400" <= c <= "\u9fff" for c in text)
        return {"documents": documents, "labels": len(labels), "bytes": os.path.getsize(self.train),
                "unsegmented": unsegmented > 0.3 * characters}


def lines(path):
    """Yields (labels, text) of each line."""
    with open(path, encoding="utf-8", errors="replace", newline="\n") as file:
        for line in file:
            words = line.split()
            labels = [word[len(LABEL):] for word in words if word.startswith(LABEL)]
            text = " ".join(word for word in words if not word.startswith(LABEL))
            yield labels, text


def in_folder(folder):
    """The names of the sets in FOLDER: each is a folder with train.txt.zst and test.txt.zst."""
    if not os.path.isdir(folder):
        return []
    return sorted(name for name in os.listdir(folder)
                  if all(os.path.exists(os.path.join(folder, name, part + ".txt.zst")) for part in ("train", "test")))


def unpack(folder, name, work):
    """The set NAME of FOLDER, decompressed into WORK."""
    os.makedirs(work.path(name), exist_ok=True)
    paths = []
    for part in ("train", "test"):
        path = work.path(name, part + ".txt")
        if not os.path.exists(path):
            subprocess.run(["zstd", "-dqf", os.path.join(folder, name, part + ".txt.zst"), "-o", path], check=True)
        paths.append(path)
    return DataSet(name, *paths)


def debian_section(folder, build, work):
    """Package descriptions: the stored set if there is one, otherwise made from the package lists of apt."""
    if "debian_section" in in_folder(folder):
        return unpack(folder, "debian_section", work)
    made = os.path.join(build, "debian-sections")
    if not os.path.exists(os.path.join(made, "test.txt")):
        ended = subprocess.run([os.path.join(ROOT, "data", "debian-sections"), made], stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, check=False, text=True)
        if ended.returncode != 0:
            raise Missing(ended.stderr.strip())
    os.makedirs(work.path("debian_section"), exist_ok=True)
    paths = []
    for part in ("train", "test"):
        paths.append(work.path("debian_section", part + ".txt"))
        if not os.path.exists(paths[-1]):
            shutil.copyfile(os.path.join(made, part + ".txt"), paths[-1])
    return DataSet("debian_section", *paths)


def small(name):
    """One of the sets in data/, which were written for this project."""
    return DataSet(name, *(os.path.join(ROOT, "data", "%s.%s.txt" % (name, part)) for part in ("train", "test")))


def repeat(source, target, at_least):
    """Writes SOURCE to TARGET repeatedly, until TARGET has AT_LEAST bytes."""
    with open(target, "wb") as out:
        while out.tell() < at_least:
            with open(source, "rb") as file:
                shutil.copyfileobj(file, out, 1 << 20)


def write_text(source, target):
    """Writes the lines of SOURCE without their labels."""
    label = re.compile(rb"(?:^|(?<=\s))__label__\S*[ \t]?")
    with open(source, "rb") as file, open(target, "wb") as out:
        for line in file:
            out.write(label.sub(b"", line))


def write_split(source, target):
    """Writes SOURCE in lower case, with a space on both sides of anything but letters, digits and underscores, as
    fastText's documentation recommends."""
    sign = re.compile(r"([^\w\s])")
    with open(target, "w", encoding="utf-8", newline="\n") as out:
        for labels, text in lines(source):
            split = " ".join(sign.sub(r" \1 ", text.lower()).split())
            out.write(" ".join([LABEL + label for label in labels] + [split]) + "\n")


def accuracy(truth, predictions):
    """The share of documents whose predicted label is one of theirs. Each line of PREDICTIONS begins with a label,
    with or without __label__."""
    right = n = 0
    with open(predictions, encoding="utf-8", errors="replace", newline="\n") as file:
        for labels, _ in lines(truth):
            line = file.readline()
            if not line:
                raise ValueError("%s: fewer lines than %s" % (predictions, truth))
            fields = line.split()
            label = fields[0] if fields else ""
            right += (label[len(LABEL):] if label.startswith(LABEL) else label) in labels
            n += 1
        if file.readline():
            raise ValueError("%s: more lines than %s" % (predictions, truth))
    return right / max(n, 1)
