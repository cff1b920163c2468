# bench.py - bagtag's time and memory compared with its peers', on the same documents, in turn
# SPDX-License-Identifier: MIT
"""Runs bagtag and every peer on the same documents in turn (A B A B ...), after a warm-up, with models and data in
memory, and prints the median time, the peak memory and the accuracy of each. If the first run takes over 4 seconds, it
is counted; a command that takes over 20 seconds is run only once. "times" is a peer's time divided by bagtag's for the
same work. The results also go to build/bench.json, by section; a section that is not run keeps its old results.

Sections:
  train     5 epochs, learning rate 0.5, words split at white space; on 1 and on all processors; fasttext as usual, and
            with the text copy of its vectors, the .vec, sent to /dev/null
  classify  a label for each line of a large text, compared with fasttext predict, which has one thread
  jsonl     classify on objects of 20 members, one of them a text of 400 bytes, compared with the same texts as lines
  start     one line through models of 10, 70, 100 and 400 MB, including the start of the process
  unicode   the tokenizer unicode compared with whitespace, in whole training runs
  growth    more documents, more words, more labels
  others    scikit-learn, LIBLINEAR and PyTorch's tutorial
  billion   only on request: a billion words (debian_lang's training text 80 times, 5 epochs)"""

import argparse
import json
import os
import random
import shutil
import sys

import measure
import records
import sets
from measure import Contestant
from table import AT_LEAST, AT_MOST, Table

SECTIONS = ("train", "classify", "jsonl", "start", "unicode", "growth", "others")
QUICK_ENOUGH = 2.5  # seconds: with --quick, a command that takes longer is run once
QUICK_SECTIONS = ("train", "classify", "start", "unicode")
LARGE_TEXT = 97_000_000

# A library of another kind is compared with the fastest of these that is as accurate.
OTHERS = {
    "bagtag, no flags": [],
    "bagtag, gain words and bigrams, dim 32, 5 epochs": ["--weight", "gain", "--ngrams", "2", "--dim", "32",
                                                         "--epochs", "5"],
    "bagtag, idf words, dim 32, 10 epochs": ["--weight", "idf", "--dim", "32", "--epochs", "10"],
    "bagtag, plain mean, dim 16, 5 epochs": ["--dim", "16", "--epochs", "5"],
    "bagtag, basic-english, dim 64, 1 epoch": ["--tokenizer", "basic-english", "--dim", "64", "--epochs", "1"],
}

HERE = os.path.dirname(os.path.abspath(__file__))


class Bench(Table):
    def __init__(self, arguments, work):
        super().__init__()
        self.bagtag = os.path.join(arguments.build, "bagtag")
        self.arguments, self.work, self.quick = arguments, work, arguments.quick
        self.launcher = measure.Launcher(os.path.join(arguments.build, "bench", "launch"), work,
                                         QUICK_ENOUGH if arguments.quick else measure.ENOUGH_FOR_ALL)
        self.threads = measure.n_processors()
        self.rounds = arguments.rounds or 3

    # -- sets and models ------------------------------------------------------------------------------------------

    def debian_section(self):
        return sets.debian_section(self.arguments.data, self.arguments.build, self.work)

    def debian_lang(self):
        """The large set, or None."""
        if "debian_lang" not in sets.in_folder(self.arguments.data):
            return None
        return sets.unpack(self.arguments.data, "debian_lang", self.work)

    def has_fasttext(self):
        if shutil.which("fasttext"):
            return True
        self.note("fasttext is missing: make deps-bench")
        return False

    # -- commands -------------------------------------------------------------------------------------------------

    def train_bagtag(self, train, model, threads, options):
        command = [self.bagtag, "train", "--no-race", "-q", "-o", model, "--threads", str(threads)] + options + [train]
        return command, lambda: shutil.rmtree(model, ignore_errors=True)

    def train_fasttext(self, train, model, threads, options, keeps_vectors=True):
        command = ["fasttext", "supervised", "-input", train, "-output", model, "-verbose", "0",
                   "-thread", str(threads)] + options

        def before():
            for end in (".bin", ".vec"):
                if os.path.lexists(model + end):
                    os.remove(model + end)
            if not keeps_vectors:
                os.symlink("/dev/null", model + ".vec")

        return command, before

    def accuracy(self, command, test):
        """The accuracy of the labels that COMMAND prints for the documents of TEST, its standard input."""
        predictions = self.work.path("predictions")
        self.launcher.run(Contestant("accuracy", command, stdin=test, stdout=predictions))
        return sets.accuracy(test, predictions)

    def accuracy_bagtag(self, model, test):
        return self.accuracy([self.bagtag, "classify", "--format", "fasttext", model], test)

    def accuracy_fasttext(self, model, test):
        return self.accuracy(["fasttext", "predict", model + ".bin", "-"], test)

    # -- train ----------------------------------------------------------------------------------------------------

    def train(self):
        section, lang = self.debian_section(), self.debian_lang()
        self.train_one(section, 16, 1, 12)
        self.train_one(section, 96, 1, 12)
        self.train_one(section, 16, 2, 8)
        if lang:
            self.train_one(lang, 16, 1, 12)
        else:
            self.note("debian_lang is not in %s: left out" % self.arguments.data)

    def train_one(self, data, dim, ngrams, asked):
        work = "train %s, dim %d%s" % (data.name, dim, ", bigrams" if ngrams > 1 else "")
        self.title(work + ", 5 epochs")
        ours = ["--tokenizer", "whitespace", "--dim", str(dim), "--epochs", "5", "--lr", "0.5"]
        theirs = ["-dim", str(dim), "-epoch", "5", "-lr", "0.5"]
        if ngrams > 1:
            ours += ["--ngrams", str(ngrams), "--buckets", "2000000"]
            theirs += ["-wordNgrams", str(ngrams), "-bucket", "2000000"]
        contestants, models, peers = [], {}, self.has_fasttext()
        for threads in sorted({1, self.threads}):
            suffix = ", %d thread%s" % (threads, "" if threads == 1 else "s")
            kinds = [("bagtag", None)]
            if peers:
                kinds += [("fasttext", True)] + ([] if self.quick else [("fasttext, .vec to /dev/null", False)])
            for kind, keeps_vectors in kinds:
                name = kind + suffix
                models[name] = self.work.path("model%d" % len(models))
                if kind == "bagtag":
                    command, before = self.train_bagtag(data.train, models[name], threads, ours)
                else:
                    command, before = self.train_fasttext(data.train, models[name], threads, theirs, keeps_vectors)
                contestants.append(Contestant(name, command, before=before))
        results = self.launcher.in_turns(contestants, self.rounds)
        accuracies = {}
        for name, runs in results.items():
            if isinstance(runs, measure.Runs):
                score = self.accuracy_bagtag if name.startswith("bagtag") else self.accuracy_fasttext
                accuracies[name] = score(models[name], data.test)
            suffix = name[name.rindex(","):]
            base = None if name.startswith("bagtag") else results["bagtag" + suffix]
            self.row("train", work, name, runs, accuracies.get(name), base)
        for threads in sorted({1, self.threads}):
            suffix = ", %d thread%s" % (threads, "" if threads == 1 else "s")
            bagtag, fasttext, linked = "bagtag" + suffix, "fasttext" + suffix, "fasttext, .vec to /dev/null" + suffix
            self.check_ratio(work + suffix, results, fasttext, bagtag, AT_LEAST, asked)
            self.check_ratio(work + suffix + ", without .vec", results, linked, bagtag, AT_LEAST, asked * 2 / 3)
            self.check_ratio(work + suffix + ", memory", results, bagtag, fasttext, AT_MOST, 1.0, "peak_mb")
            if bagtag in accuracies and fasttext in accuracies:
                self.check(work + suffix + ", points of accuracy ahead",
                           100 * (accuracies[bagtag] - accuracies[fasttext]), AT_LEAST, -0.3)
        if dim == 96 and self.threads == 2:
            self.check_ratio(work + ", 2 threads over 1", results, "bagtag, 1 thread", "bagtag, 2 threads",
                             AT_LEAST, 1.6)
        for model in models.values():
            self.remove_model(model)

    @staticmethod
    def remove_model(model):
        shutil.rmtree(model, ignore_errors=True)
        for end in (".bin", ".vec"):
            if os.path.lexists(model + end):
                os.remove(model + end)

    # -- classify -------------------------------------------------------------------------------------------------

    def classify(self):
        data = self.debian_lang()
        if data:
            labelled = data.train
        else:
            self.note("debian_lang is not in %s: debian_section over and over instead" % self.arguments.data)
            data, labelled = self.debian_section(), self.work.path("large.labelled")
            sets.repeat(data.train, labelled, LARGE_TEXT)
        text = self.work.path("large.txt")
        sets.write_text(labelled, text)
        work = "classify %s, %.0f MB, dim 16" % (data.name, os.path.getsize(text) / 1e6)
        ours, theirs = self.work.path("classify"), self.work.path("classify.fasttext")
        command, _ = self.train_bagtag(data.train, ours, self.threads,
                                       ["--tokenizer", "whitespace", "--dim", "16", "--epochs", "5", "--lr", "0.5"])
        self.launcher.run(Contestant("model", command))
        contestants = [Contestant("bagtag, %d thread%s" % (threads, "" if threads == 1 else "s"),
                                  [self.bagtag, "classify", "--threads", str(threads), ours, text],
                                  stdout=self.work.path("labels.%d" % threads))
                       for threads in sorted({1, self.threads})]
        if self.has_fasttext():
            command, before = self.train_fasttext(data.train, theirs, self.threads,
                                                  ["-dim", "16", "-epoch", "5", "-lr", "0.5"], keeps_vectors=False)
            self.launcher.run(Contestant("model", command, before=before))
            contestants.append(Contestant("fasttext predict", ["fasttext", "predict", theirs + ".bin", text],
                                          stdout=self.work.path("labels.fasttext")))
        self.title(work)
        results = self.launcher.in_turns(contestants, self.rounds)
        for contestant in contestants:
            runs = results[contestant.name]
            is_peer = contestant.name.startswith("fasttext")
            accuracy = sets.accuracy(labelled, contestant.stdout) if isinstance(runs, measure.Runs) else None
            self.row("classify", work, contestant.name, runs, accuracy,
                     results["bagtag, 1 thread"] if is_peer else None)
        for contestant in contestants[:-1] if self.has_fasttext() else []:
            name = contestant.name
            self.check_ratio("%s: %s" % (work, name), results, "fasttext predict", name, AT_LEAST,
                             7 if name.endswith("1 thread") else 12)
            self.check_ratio("%s: %s, memory" % (work, name), results, name, "fasttext predict",
                             AT_MOST, 1.0, "peak_mb")
        self.remove_model(ours)
        self.remove_model(theirs)
        for path in [text] + [contestant.stdout for contestant in contestants]:
            os.remove(path)

    # -- jsonl ----------------------------------------------------------------------------------------------------

    def jsonl(self):
        """The speed on objects divided by the speed on their texts. The required ratio allows for reading the other
        members: (classify --prob on the texts + cat on the objects) / classify on the objects."""
        data, n = self.debian_section(), 100_000 if self.quick else 1_000_000
        objects, texts, model = (self.work.path(name) for name in ("records.jsonl", "records.txt", "classify"))
        records.write(sets.lines(data.train), n, objects, texts)
        command, _ = self.train_bagtag(data.train, model, self.threads, ["--dim", "16", "--epochs", "2"])
        self.launcher.run(Contestant("model", command))
        work = "classify %d objects of %d members, %.0f MB" % (n, records.N_MEMBERS, os.path.getsize(objects) / 1e6)
        self.title(work)
        contestants = [Contestant("cat", ["cat", objects])]
        for threads in sorted({1, self.threads}):
            classify = [self.bagtag, "classify", "--prob", "--threads", str(threads), model]
            contestants += [Contestant("texts, %d" % threads, classify + [texts]),
                            Contestant("objects, %d" % threads, classify + [objects])]
        results = self.launcher.in_turns(contestants, self.arguments.rounds or 5)
        for contestant in contestants:
            self.row("jsonl", work, contestant.name, results[contestant.name])
        if any(isinstance(runs, measure.Failed) for runs in results.values()):
            return
        for threads in sorted({1, self.threads}):
            alone = results["texts, %d" % threads].seconds + results["cat"].seconds
            self.check(work + ", speed over that of texts and cat, threads: %d" % threads,
                       alone / results["objects, %d" % threads].seconds, AT_LEAST, 0.8)
        self.remove_model(model)

    # -- start ----------------------------------------------------------------------------------------------------

    def start(self):
        """Models whose words are all different, with 64 dimensions: about 280 bytes per word for both programs."""
        text, line = self.work.path("words.txt"), self.work.path("line.txt")
        peers, by_size = self.has_fasttext(), {}
        for megabytes in (10, 70) if self.quick else (10, 70, 100, 400):
            self.write_words(text, megabytes * 1_000_000 // 280, 2, 20)
            with open(line, "w", encoding="ascii") as file, open(text, encoding="ascii") as words:
                file.write(words.readline().split(None, 1)[1])
            ours, theirs = self.work.path("start"), self.work.path("start.fasttext")
            command, before = self.train_bagtag(text, ours, self.threads, ["--tokenizer", "whitespace", "--dim", "64",
                                                                          "--epochs", "1"])
            self.launcher.run(Contestant("model", command, before=before))
            contestants = [Contestant("/bin/true, for comparison", ["/bin/true"]),
                           Contestant("bagtag", [self.bagtag, "classify", ours], stdin=line)]
            if peers:
                command, before = self.train_fasttext(text, theirs, self.threads, ["-dim", "64", "-epoch", "1"], False)
                self.launcher.run(Contestant("model", command, before=before))
                contestants.append(Contestant("fasttext predict", ["fasttext", "predict", theirs + ".bin", "-"],
                                              stdin=line))
            size = sum(os.path.getsize(os.path.join(ours, name)) for name in os.listdir(ours)) / 1e6
            work = "one line through a model of %d MB" % megabytes
            self.title("%s (bagtag's %.0f MB%s)" % (work, size, ", fasttext's %.0f" % (
                os.path.getsize(theirs + ".bin") / 1e6) if peers else ""))
            results = self.launcher.in_turns(contestants, 11 if megabytes <= 100 else 7)
            for name, runs in results.items():
                self.row("start", work, name, runs, base=results["bagtag"] if name.startswith("fasttext") else None,
                         model_mb=size)
            by_size[megabytes] = results["bagtag"]
            if megabytes == 70:
                self.check_ratio(work, results, "fasttext predict", "bagtag", AT_LEAST, 40)
            self.remove_model(ours)
            self.remove_model(theirs)
        if 400 in by_size:
            self.check_ratio("one line: 400 MB over 10 MB", by_size, 400, 10, AT_MOST, 1.5)
        os.remove(text)

    @staticmethod
    def write_words(path, n_words, n_labels, length):
        """Writes N_WORDS different words, LENGTH per line, with labels in turn."""
        digits = "abcdefghijklmnopqrstuvwxyz"
        with open(path, "w", encoding="ascii") as file:
            for first in range(0, n_words, length):
                words = []
                for number in range(first, first + length):
                    number, word = number * 2654435761 % (1 << 32), ""
                    for _ in range(7):
                        number, digit = divmod(number, 26)
                        word += digits[digit]
                    words.append(word)
                file.write("__label__%d %s\n" % (first // length % n_labels, " ".join(words)))

    # -- unicode --------------------------------------------------------------------------------------------------

    def unicode(self):
        data = self.debian_section()
        work, model = "train %s, dim 16, by tokenizer" % data.name, self.work.path("model")
        self.title(work)
        contestants = []
        for threads in sorted({1, self.threads}):
            for tokenizer in ("whitespace", "unicode"):
                name = "bagtag, %s, %d thread%s" % (tokenizer, threads, "" if threads == 1 else "s")
                command, before = self.train_bagtag(data.train, model + tokenizer + str(threads), threads, [
                    "--tokenizer", tokenizer, "--dim", "16", "--epochs", "5", "--lr", "0.5"])
                contestants.append(Contestant(name, command, before=before))
        results = self.launcher.in_turns(contestants, max(self.rounds, 3) + 2)
        for contestant in contestants:
            runs, written = results[contestant.name], contestant.command[contestant.command.index("-o") + 1]
            base = results[contestant.name.replace("unicode", "whitespace")] if "unicode" in contestant.name else None
            accuracy = self.accuracy_bagtag(written, data.test) if isinstance(runs, measure.Runs) else None
            self.row("unicode", work, contestant.name, runs, accuracy, base)
            self.remove_model(written)
        for threads in sorted({1, self.threads}):
            suffix = ", %d thread%s" % (threads, "" if threads == 1 else "s")
            self.check_ratio("unicode over whitespace" + suffix, results, "bagtag, unicode" + suffix,
                             "bagtag, whitespace" + suffix, AT_MOST, 1.5)

    # -- growth ---------------------------------------------------------------------------------------------------

    def growth(self):
        text, model = self.work.path("growth.txt"), self.work.path("model")
        options = ["--tokenizer", "whitespace", "--dim", "16", "--epochs", "5", "--lr", "0.5"]

        def measured(work, tool, **more):
            command, before = self.train_bagtag(text, model, self.threads, options)
            results = self.launcher.in_turns([Contestant(tool, command, before=before)], self.rounds)
            self.row("growth", work, tool, results[tool], **more)

        self.title("train more documents of 40 words, 50,000 words, 10 labels")
        for n in (25_000, 50_000, 100_000, 200_000):
            self.write_documents(text, n, 50_000, 10)
            measured("documents", "bagtag, %d documents" % n, n=n)
        self.title("train more words, 100,000 documents, 10 labels")
        for n in (10_000, 100_000, 1_000_000):
            self.write_documents(text, 100_000, n, 10)
            measured("words", "bagtag, %d words" % n, n=n)
        self.title("train more labels, 20,000 documents, 50,000 words")
        for n in (10, 100, 1_000, 10_000):
            self.write_documents(text, 20_000, 50_000, n)
            measured("labels", "bagtag, %d labels" % n, n=n)
        os.remove(text)
        self.remove_model(model)

    @staticmethod
    def write_documents(path, n_documents, n_words, n_labels):
        """Writes documents of 40 words; a quarter of the words are from the fifty that only their label has."""
        numbers = random.Random(1)
        with open(path, "w", encoding="ascii") as file:
            for document in range(n_documents):
                label = document % n_labels
                words = ["w%d" % int(numbers.random() * n_words) for _ in range(30)]
                words += ["w%d" % ((label * 50 + int(numbers.random() * 50)) % n_words) for _ in range(10)]
                file.write("__label__%d %s\n" % (label, " ".join(words)))

    # -- others ---------------------------------------------------------------------------------------------------

    def others(self):
        """Peers of other kinds. A Python peer reports its own time, without its imports."""
        data, work = self.debian_section(), "train debian_section, other libraries"
        ours = OTHERS
        contestants = []
        for number, (name, options) in enumerate(ours.items()):
            command, before = self.train_bagtag(data.train, self.work.path("other%d" % number), self.threads, options)
            contestants.append(Contestant(name, command, before=before))
        self.title(work)
        results = self.launcher.in_turns(contestants, self.rounds)
        accuracies = {}
        for number, name in enumerate(ours):
            if isinstance(results[name], measure.Runs):
                accuracies[name] = self.accuracy_bagtag(self.work.path("other%d" % number), data.test)
            self.row("others", work, name, results[name], accuracies.get(name))
            self.remove_model(self.work.path("other%d" % number))

        def beside(peer, runs, accuracy, is_ours=lambda name: True):
            """Compares PEER with the fastest of ours (IS_OURS) that is as accurate, or else the most accurate."""
            able = [name for name in accuracies if is_ours(name)]
            as_good = [name for name in able if accuracies[name] >= accuracy]
            best = max(able, key=accuracies.get, default=None)
            chosen = min(as_good, key=lambda name: results[name].seconds, default=best)
            self.row("others", work, peer, runs, accuracy, results.get(chosen), beside=chosen)
            if chosen:
                self.check("%s, beside %s" % (peer, chosen), runs.seconds / results[chosen].seconds, AT_LEAST, 5)
                self.check("%s, points of accuracy ahead" % peer, 100 * (accuracies[chosen] - accuracy), AT_LEAST, 0)

        self.python_peer("scikit-learn, TfidfVectorizer + LinearSVC", "sklearn", data, beside,
                         ["peer_sklearn.py", "svm", data.train, data.test])
        self.python_peer("scikit-learn, HashingVectorizer + SGDClassifier", "sklearn", data, beside,
                         ["peer_sklearn.py", "hashing-sgd", data.train, data.test])
        self.liblinear(data, beside)
        self.python_peer("PyTorch's tutorial, EmbeddingBag + Linear, 1 epoch", "torch", data,
                         lambda *figures: beside(*figures, is_ours=lambda name: name.endswith(" 1 epoch")),
                         ["peer_torch.py", data.train, data.test], ["1", str(self.threads)])

    def run_python(self, script, more):
        """Runs a script in this folder. Returns its Run, with the seconds that the script itself reports."""
        said = self.work.path("figures")
        run = self.launcher.run(Contestant(script[0], [sys.executable, "-B", os.path.join(HERE, script[0])] + script[1:]
                                           + [self.work.path("predictions")] + more, stdout=said))
        with open(said, encoding="utf-8") as file:
            run.seconds = json.load(file)["seconds"]
        return run

    def python_peer(self, name, module, data, beside, script, more=()):
        if measure.first_line([sys.executable, "-c", "import %s; print(1)" % module]) != "1":
            self.note("python3-%s is missing: make deps-bench" % module)
            return
        try:
            runs = measure.Runs([self.run_python(script, list(more))])
        except measure.Failed as failure:
            self.row("others", "", name, failure)
            return
        beside(name, runs, sets.accuracy(data.test, self.work.path("predictions")))

    def liblinear(self, data, beside):
        """LIBLINEAR's own programs; a Python script makes the features, which is not part of the time."""
        if not shutil.which("liblinear-train"):
            self.note("liblinear-tools is missing: make deps-bench")
            return
        name = "LIBLINEAR alone, its features ready"
        model, numbers = self.work.path("liblinear"), self.work.path("numbers")
        command = ["liblinear-train", "-q", data.train + ".svmlight", model]
        try:
            made = self.run_python(["peer_sklearn.py", "liblinear", data.train, data.test], [])
            runs = self.launcher.in_turns([Contestant(name, command)], self.rounds)[name]
            if isinstance(runs, measure.Failed):
                raise runs
            self.launcher.run(Contestant(name, ["liblinear-predict", data.test + ".svmlight", model, numbers]))
        except measure.Failed as failure:
            self.row("others", "", name, failure)
            return
        with open(data.train + ".labels", encoding="utf-8") as file:
            labels = file.read().split("\n")
        with open(numbers, encoding="ascii") as file, open(self.work.path("predictions"), "w", encoding="utf-8") as out:
            out.writelines(labels[int(line)] + "\n" for line in file)
        beside(name, runs, sets.accuracy(data.test, self.work.path("predictions")))
        print("  %-64s %9.3f" % ("  making those features (scikit-learn)", made.seconds))

    # -- billion --------------------------------------------------------------------------------------------------

    def billion(self):
        data, copies = self.debian_lang(), 80
        if not data:
            self.note("debian_lang is not in %s: no run over a billion words" % self.arguments.data)
            return
        model, n_words = self.work.path("billion"), 0
        with open(data.train, "rb") as file:
            for line in file:
                n_words += sum(not word.startswith(b"__label__") for word in line.split())
        threads = min(2, self.threads)
        work = "train %s %d times, %.2fe9 words, dim 16, 5 epochs" % (data.name, copies, copies * n_words / 1e9)
        self.title(work)
        command, before = self.train_bagtag(data.train, model, threads, ["--tokenizer", "whitespace", "--dim", "16",
                                                                         "--epochs", "5", "--lr", "0.5"])
        command += [data.train] * (copies - 1)
        name = "bagtag, %d threads" % threads
        runs = self.launcher.in_turns([Contestant(name, command, before=before)], 1)[name]
        accuracy = self.accuracy_bagtag(model, data.test) if isinstance(runs, measure.Runs) else None
        self.row("billion", work, name, runs, accuracy)
        if isinstance(runs, measure.Runs):
            self.check("a billion words, seconds", runs.seconds, AT_MOST, 90)
            self.check("a billion words, GiB", runs.peak_mb * 1e6 / (1 << 30), AT_MOST, 10)
        self.remove_model(model)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help="only these: %s, billion" % ", ".join(SECTIONS))
    parser.add_argument("--quick", action="store_true", help="fewer rows, slow commands run once: under 3 minutes")
    parser.add_argument("--billion", action="store_true", help="run the section billion too")
    parser.add_argument("--rounds", type=int, default=0, help="number of runs after the warm-up (default 3)")
    parser.add_argument("--build", default=os.path.join(sets.ROOT, "build"), help="the folder with bagtag")
    parser.add_argument("--data", default=sets.SHARED, help="a folder of sets (default ../shared/data)")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.sections if name not in SECTIONS + ("billion",)]
    if unknown:
        parser.error("no section %s; there are %s, billion" % (unknown[0], ", ".join(SECTIONS)))
    chosen = list(arguments.sections or (QUICK_SECTIONS if arguments.quick else SECTIONS))
    if arguments.billion and "billion" not in chosen:
        chosen.append("billion")
    work = measure.Work(arguments.build)
    bench = Bench(arguments, work)
    try:
        facts = measure.machine(arguments.build, bench.bagtag)
        facts["peers"] = {name: measure.package_version(name) or "missing"
                          for name in ("fasttext", "liblinear-tools", "python3-sklearn", "python3-torch")}
        measure.print_machine(facts)
        print(", ".join("%s %s" % pair for pair in facts["peers"].items()))
        kept, checks = os.path.join(arguments.build, "bench.json"), []
        try:
            with open(kept, encoding="utf-8") as file:
                figures = json.load(file)
        except (OSError, ValueError):
            figures = {}
        for name in chosen:
            bench.begin()
            try:
                getattr(bench, name)()
            except (measure.Failed, sets.Missing) as failure:
                print("\n%s: %s" % (name, failure))
                bench.notes.append("%s: %s" % (name, failure))
            figures[name] = {"machine": facts, "quick": arguments.quick, "rounds": bench.rounds, "rows": bench.rows,
                             "asked": bench.checks, "notes": bench.notes}
            measure.write_whole(kept, json.dumps(figures, indent=1) + "\n")
            checks += bench.checks
        bench.print_checks(checks)
    except measure.Failed as failure:
        sys.exit("bench: %s" % failure)
    finally:
        work.remove()


if __name__ == "__main__":
    main()
