# peer_sklearn.py - trains a scikit-learn pipeline on a labelled file and predicts another
# SPDX-License-Identifier: MIT
"""Usage: peer_sklearn.py RECIPE TRAIN TEST PREDICTIONS

RECIPE is what people write:
  svm          TfidfVectorizer(sublinear_tf, words and bigrams, 400,000 features) and LinearSVC
  svm-chars    the same on runs of 1 to 3 characters within words
  svm-all      svm, but a document with several labels is trained on once for each, not for its first alone
  hashing-sgd  HashingVectorizer and SGDClassifier, both with their default settings
  liblinear    the features of svm, written to TRAIN.svmlight and TEST.svmlight for LIBLINEAR's own programs, and the
               labels, a line each in the order of their numbers, to TRAIN.labels

Writes a label a line to PREDICTIONS (not with liblinear) and prints {"seconds": ...} as JSON: what reading, making
features and fitting took, without the import of the library and without the predictions."""

import json
import sys
import time

from sklearn.datasets import dump_svmlight_file
from sklearn.feature_extraction.text import HashingVectorizer, TfidfVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.svm import LinearSVC

from sets import lines


def read(path):
    """Texts, and the labels of each."""
    labels, texts = [], []
    for names, text in lines(path):
        labels.append(names)
        texts.append(text)
    return texts, labels


def one_label_each(texts, labels, n_labels):
    """A document with several labels is there once for each of the first N_LABELS of them."""
    pairs = [(text, name) for text, names in zip(texts, labels) for name in names[:n_labels]]
    return [text for text, _ in pairs], [name for _, name in pairs]


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    recipe, train, test, predictions = sys.argv[1:]
    start = time.perf_counter()
    texts, labels = one_label_each(*read(train), n_labels=None if recipe == "svm-all" else 1)
    if recipe == "hashing-sgd":
        vectorizer, classifier = HashingVectorizer(), SGDClassifier(random_state=1)
    elif recipe in ("svm", "svm-chars", "svm-all", "liblinear"):
        how = {"analyzer": "char_wb", "ngram_range": (1, 3)} if recipe == "svm-chars" else {"ngram_range": (1, 2)}
        vectorizer = TfidfVectorizer(sublinear_tf=True, max_features=400000, **how)
        classifier = LinearSVC(random_state=1)
    else:
        sys.exit(__doc__)
    features = vectorizer.fit_transform(texts)
    if recipe == "liblinear":
        names = sorted(set(labels))
        numbers = {name: number for number, name in enumerate(names)}
        dump_svmlight_file(features, [numbers[name] for name in labels], train + ".svmlight", zero_based=False)
        seconds = time.perf_counter() - start
        test_texts, test_labels = read(test)
        dump_svmlight_file(vectorizer.transform(test_texts), [numbers.get((names + [""])[0], -1)
                                                              for names in test_labels],
                           test + ".svmlight", zero_based=False)
        with open(train + ".labels", "w", encoding="utf-8", newline="\n") as file:
            file.writelines(name + "\n" for name in names)
    else:
        classifier.fit(features, labels)
        seconds = time.perf_counter() - start
        with open(predictions, "w", encoding="utf-8", newline="\n") as file:
            file.writelines(name + "\n" for name in classifier.predict(vectorizer.transform(read(test)[0])))
    print(json.dumps({"seconds": seconds, "features": features.shape[1]}))


if __name__ == "__main__":
    main()
