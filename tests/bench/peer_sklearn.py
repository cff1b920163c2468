# peer_sklearn.py - trains a scikit-learn pipeline on a labelled file and predicts another
# SPDX-License-Identifier: MIT
"""Usage: peer_sklearn.py RECIPE TRAIN TEST PREDICTIONS

RECIPE is one of these, all of them common:
  svm          TfidfVectorizer(sublinear_tf, words and bigrams, 400,000 features) and LinearSVC
  svm-chars    the same on character n-grams of 1 to 3 within words
  words-chars  TF-IDF of words and bigrams, with punctuation marks as words, and TF-IDF of character n-grams of 2 to 5
               within words, if in at least 2 documents (both sublinear, each normalised separately), and LinearSVC
               with the best C of 0.1, 0.3 and 1 for every tenth training document after training on the others
  chars        the same with character n-grams of 1 to 4 of the text instead of both
  one-vs-rest  the features of svm, and a LinearSVC for each label that any document has, first or not
  hashing-sgd  HashingVectorizer and SGDClassifier, both with their default settings
  liblinear    the features of svm, written to TRAIN.svmlight and TEST.svmlight for LIBLINEAR's own programs, and the
               labels, one per line in the order of their numbers, to TRAIN.labels

Writes one label per line to PREDICTIONS (not with liblinear) and prints {"seconds": ...} as JSON: the time for reading,
feature extraction and fitting, without importing the library and without the predictions."""

import json
import sys
import time

from sklearn.datasets import dump_svmlight_file
from sklearn.feature_extraction.text import HashingVectorizer, TfidfVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import FeatureUnion
from sklearn.preprocessing import MultiLabelBinarizer
from sklearn.svm import LinearSVC

from sets import lines


def read(path):
    """Returns the texts and the labels of each."""
    labels, texts = [], []
    for names, text in lines(path):
        labels.append(names)
        texts.append(text)
    return texts, labels


def make_vectorizer(recipe):
    if recipe == "hashing-sgd":
        return HashingVectorizer()
    if recipe == "chars":
        return TfidfVectorizer(sublinear_tf=True, analyzer="char", ngram_range=(1, 4), min_df=2)
    if recipe == "words-chars":
        words = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), token_pattern=r"\w+|[^\w\s]")
        characters = TfidfVectorizer(sublinear_tf=True, analyzer="char_wb", ngram_range=(2, 5), min_df=2)
        return FeatureUnion([("words", words), ("characters", characters)])
    how = {"analyzer": "char_wb", "ngram_range": (1, 3)} if recipe == "svm-chars" else {"ngram_range": (1, 2)}
    return TfidfVectorizer(sublinear_tf=True, max_features=400000, **how)


def best_c(features, labels):
    """The C with the highest accuracy on every tenth document; the smallest of those that tie."""
    held = [number for number in range(len(labels)) if number % 10 == 9]
    kept = [number for number in range(len(labels)) if number % 10 != 9]

    def right(c):
        classifier = LinearSVC(C=c, random_state=1).fit(features[kept], [labels[number] for number in kept])
        guesses = classifier.predict(features[held])
        return sum(guess == labels[number] for guess, number in zip(guesses, held))

    return max((0.1, 0.3, 1), key=right)


def write_svmlight(vectorizer, features, labels, train, test):
    """Writes files for LIBLINEAR's programs. Returns the time when the training part was finished."""
    names = sorted(set(labels))
    numbers = {name: number for number, name in enumerate(names)}
    dump_svmlight_file(features, [numbers[name] for name in labels], train + ".svmlight", zero_based=False)
    end = time.perf_counter()
    texts, test_labels = read(test)
    dump_svmlight_file(vectorizer.transform(texts), [numbers.get((names + [""])[0], -1) for names in test_labels],
                       test + ".svmlight", zero_based=False)
    with open(train + ".labels", "w", encoding="utf-8", newline="\n") as file:
        file.writelines(name + "\n" for name in names)
    return end


def fit(recipe, features, labels):
    """Returns a function from features to the most likely labels; LABELS has all labels of each document."""
    first = [names[0] for names in labels]
    if recipe == "one-vs-rest":
        binarizer = MultiLabelBinarizer()
        classifier = OneVsRestClassifier(LinearSVC(random_state=1)).fit(features, binarizer.fit_transform(labels))
        return lambda rows: binarizer.classes_[classifier.decision_function(rows).argmax(axis=1)]
    if recipe == "hashing-sgd":
        return SGDClassifier(random_state=1).fit(features, first).predict
    c = best_c(features, first) if recipe in ("chars", "words-chars") else 1.0
    return LinearSVC(C=c, random_state=1).fit(features, first).predict


def main():
    recipes = ("svm", "svm-chars", "words-chars", "chars", "one-vs-rest", "hashing-sgd", "liblinear")
    if len(sys.argv) != 5 or sys.argv[1] not in recipes:
        sys.exit(__doc__)
    recipe, train, test, predictions = sys.argv[1:]
    start = time.perf_counter()
    documents = [(text, names) for text, names in zip(*read(train)) if names]
    texts, labels = [text for text, _ in documents], [names for _, names in documents]
    vectorizer = make_vectorizer(recipe)
    features = vectorizer.fit_transform(texts).tocsr()
    if recipe == "liblinear":
        end = write_svmlight(vectorizer, features, [names[0] for names in labels], train, test)
    else:
        predict = fit(recipe, features, labels)
        end = time.perf_counter()
        with open(predictions, "w", encoding="utf-8", newline="\n") as file:
            file.writelines(name + "\n" for name in predict(vectorizer.transform(read(test)[0]).tocsr()))
    print(json.dumps({"seconds": end - start, "features": features.shape[1]}))


if __name__ == "__main__":
    main()
