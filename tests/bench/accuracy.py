# accuracy.py - bagtag's accuracy without flags, compared with fastText and a linear SVM
# SPDX-License-Identifier: MIT
"""Trains on every available set with `bagtag train -o MODEL TRAIN` and no other flag, and measures how often the
predicted label of a test document is one of its labels. Compared on the same documents with:
  default      fasttext supervised without options
  tuned        the same on lower-cased text with punctuation split off, learning rate 0.5, 25 epochs, word bigrams, 50
               dimensions; for text without spaces between words, the better of that and character n-grams of 1 to 4
               (-minn 1 -maxn 4 -wordNgrams 1); for language identification only the latter, with 10 epochs
  words        scikit-learn's TfidfVectorizer (sublinear, words and bigrams, 400,000 features; for text without spaces
               character n-grams of 1 to 3) and LinearSVC, trained on the first label of each document
  words-chars  words and bigrams, with punctuation marks as words, and character n-grams of 2 to 5 within words (for
               text without spaces only character n-grams of 1 to 4), each normalised separately, and LinearSVC with
               C of 0.1, 0.3 or 1, chosen on a tenth of the training lines
  all labels   if documents have several labels: the features of words, with one LinearSVC for each label
"best" is the best of these for a set, except the first; the last column is how many points bagtag is above it.
Seconds are for training only: whole processes of bagtag and fastText (including its .vec, on all processors);
for scikit-learn without importing the library. The results of the peers are kept in build/accuracy.json."""

import argparse
import json
import os
import shutil
import sys

import measure
import sets

# The sets that the project's promise is about, and those whose labels are languages.
PROMISED = ("ag_news_10k", "20newsgroups", "reuters21578_r52", "imdb", "sst2", "trec6", "banking77", "goemotions",
            "cooking", "zh_waimai", "debian_section")
LANGUAGES = ("langid_ntrex128", "debian_lang", "languages")

# A peer that would take most of an hour is skipped; --all runs it anyway.
MAX_DECISIONS = {"words": 15e6, "words-chars": 5e6, "all labels": 15e6}  # documents times labels
MAX_BYTES = 60e6

TUNED = ["-lr", "0.5", "-epoch", "25", "-wordNgrams", "2", "-dim", "50"]
TUNED_CHARACTERS = ["-lr", "0.5", "-epoch", "25", "-minn", "1", "-maxn", "4", "-dim", "50"]
TUNED_LANGUAGES = ["-lr", "0.5", "-epoch", "10", "-minn", "1", "-maxn", "4", "-dim", "50"]
RIVALS = ("tuned", "words", "words-chars", "all labels")  # bagtag is compared with the best of these
PEERS = ("default",) + RIVALS


class Suite:
    def __init__(self, arguments, work):
        self.bagtag = os.path.join(arguments.build, "bagtag")
        self.work, self.all_peers = work, arguments.all
        self.launcher = measure.Launcher(os.path.join(arguments.build, "bench", "launch"), work)

    def run(self, *command, stdin=None, stdout=None):
        return self.launcher.run(measure.Contestant(command[0], list(command), stdin=stdin, stdout=stdout))

    def ours(self, data):
        """bagtag's accuracy, training time and memory, and the settings that it chose."""
        model, predictions = self.work.path("model"), self.work.path("predictions")
        run = self.run(self.bagtag, "train", "-o", model, data.train)
        self.run(self.bagtag, "classify", "--format", "fasttext", model, data.test, stdout=predictions)
        chosen = [line.split(None, 1)[1] for line in run.said.splitlines() if line.startswith("settings ")]
        return {"accuracy": sets.accuracy(data.test, predictions), "seconds": run.seconds, "peak_mb": run.peak_mb,
                "chosen": chosen[0] if chosen else ""}

    def fasttext(self, train, test, options):
        model, predictions = self.work.path("fasttext"), self.work.path("predictions")
        run = self.run("fasttext", "supervised", "-input", train, "-output", model, "-verbose", "0",
                       "-thread", str(measure.n_processors()), *options)
        self.run("fasttext", "predict", model + ".bin", test, stdout=predictions)
        return {"accuracy": sets.accuracy(test, predictions), "seconds": run.seconds}

    def sklearn(self, data, recipe):
        predictions, figures = self.work.path("predictions"), self.work.path("figures")
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peer_sklearn.py")
        self.run(sys.executable, "-B", script, recipe, data.train, data.test, predictions, stdout=figures)
        with open(figures, encoding="utf-8") as file:
            seconds = json.load(file)["seconds"]
        return {"accuracy": sets.accuracy(data.test, predictions), "seconds": seconds}

    def peer(self, name, data, facts):
        """The accuracy of a peer, or None if it is not run."""
        if name == "default":
            return self.fasttext(data.train, data.test, [])
        if facts["bytes"] > MAX_BYTES and not self.all_peers:
            return None
        if name == "tuned":
            return self.tuned(data, facts)
        if facts["documents"] * facts["labels"] > MAX_DECISIONS[name] and not self.all_peers:
            return None
        if name == "words":
            return self.sklearn(data, "svm-chars" if facts["unsegmented"] else "svm")
        if name == "words-chars":
            return self.sklearn(data, "chars" if facts["unsegmented"] else "words-chars")
        has_several = any(len(labels) > 1 for labels, _ in sets.lines(data.train))
        return self.sklearn(data, "one-vs-rest") if has_several else None

    def tuned(self, data, facts):
        split = sets.DataSet(data.name, self.work.path("split.train"), self.work.path("split.test"))
        sets.write_split(data.train, split.train)
        sets.write_split(data.test, split.test)
        if data.name in LANGUAGES:
            tried = [TUNED_LANGUAGES]
        else:
            tried = [TUNED, TUNED_CHARACTERS] if facts["unsegmented"] else [TUNED]
        return max((self.fasttext(split.train, split.test, options) for options in tried),
                   key=lambda figures: figures["accuracy"])


def find_sets(arguments, work):
    """Yields the sets, unpacked; each is removed before the next one."""
    stored = sets.in_folder(arguments.data)
    local = [] if stored else ["topics", "sentiment", "languages", "debian_section"]
    wanted = arguments.sets or [name for name in stored + local if name != "debian_lang"]
    unknown = [name for name in wanted if name not in stored + local]
    if unknown:
        raise measure.Failed("no set %s here; there are %s" % (unknown[0], " ".join(stored + local)))
    if not stored:
        print("no sets in %s: the small ones of data/ and the package descriptions of this machine instead"
              % arguments.data)
    elif "debian_lang" in stored and not arguments.sets:
        print("debian_lang, the large one, only when asked for: make accuracy SETS=debian_lang")
    for name in wanted:
        try:
            if name in stored:
                yield sets.unpack(arguments.data, name, work)
            elif name == "debian_section":
                yield sets.debian_section(arguments.data, arguments.build, work)
            else:
                yield sets.small(name)
        except sets.Missing as missing:
            print("%-18s %s" % (name, missing))
        for part in ("train.txt", "test.txt"):
            if os.path.exists(work.path(name, part)):
                os.remove(work.path(name, part))


class Cache:
    """build/accuracy.json: the results of the peers, by data and machine, and the last results of every set."""

    def __init__(self, path, refresh):
        self.path, self.facts = path, {"peers": {}, "sets": {}}
        try:
            with open(path, encoding="utf-8") as file:
                self.facts.update(json.load(file))
        except (OSError, ValueError):
            pass
        if refresh:
            self.facts["peers"] = {}
        self.absent = self.missing()
        if self.absent:
            print("missing, make deps-bench: what %s needs" % ", ".join(self.absent))

    @staticmethod
    def missing():
        """The columns whose program is not installed here."""
        has_fasttext = shutil.which("fasttext")
        has_sklearn = measure.first_line([sys.executable, "-c", "import sklearn; print(1)"]) == "1"
        return (() if has_fasttext else PEERS[:2]) + (() if has_sklearn else PEERS[2:])

    @staticmethod
    def versions():
        names = ("fasttext", "python3-sklearn")
        return "%s, %s" % (measure.processor_name(), ", ".join("%s %s" % (name, measure.package_version(name) or "-")
                                                               for name in names))

    def peer(self, suite, data, facts, name):
        """Returns the cached result, or measures and caches it. The failure or absence of a peer is not cached."""
        known = self.facts["peers"].setdefault(data.digest(), {"set": data.name})
        entry = known.get(name)
        if entry and entry["on"] == self.versions() and (entry["figures"] or not suite.all_peers):
            return entry["figures"]
        if name in self.absent:
            return None
        try:
            figures = suite.peer(name, data, facts)
        except measure.Failed as failure:
            print("%-18s %s: %s" % (data.name, name, str(failure).replace("\n", " ")[-200:]), file=sys.stderr)
            return None
        known[name] = {"on": self.versions(), "figures": figures}
        self.save()
        return figures

    def save(self):
        measure.write_whole(self.path, json.dumps(self.facts, indent=1, sort_keys=True) + "\n")


def cell(figures):
    return "%7.3f %7.2f" % (figures["accuracy"], figures["seconds"]) if figures else "%7s %7s" % ("-", "-")


def add_best(row):
    """Adds the best known rival, and how many points bagtag is above it."""
    known = [(row[name]["accuracy"], name) for name in RIVALS if row[name]]
    row["best"] = max(known) if known else None
    row["points"] = 100 * (row["bagtag"]["accuracy"] - row["best"][0]) if known else None


def best_cell(row):
    return "%7.3f %+6.1f" % (row["best"][0], row["points"]) if row["best"] else "%7s %6s" % ("-", "-")


def mean(values):
    return sum(values) / len(values)


def mean_row(name, rows):
    """The means over the sets for which the three rivals that apply to every set are known."""
    keys = ("bagtag", "default", "tuned", "words", "words-chars")
    complete = [row for row in rows if all(row[key] for key in keys[:4]) and (row["words-chars"] or row["all labels"])]
    if not complete:
        return None
    means = {key: {part: mean([row[key][part] for row in complete]) for part in ("accuracy", "seconds")}
             for key in keys if all(row[key] for row in complete)}
    best, points = mean([row["best"][0] for row in complete]), mean([row["points"] for row in complete])
    label = "%s of %d" % (name, len(complete))
    print("%-18s %7s %7s %s %s" % (label, "", "", " ".join(cell(means.get(key)) for key in ("bagtag",) + PEERS),
                                   best_cell({"best": (best,), "points": points})))
    ours = means["bagtag"]["accuracy"]
    figures = {
        "sets": [row["set"] for row in complete], "means": means, "best": best, "points_over_best": points,
        "points_over_tuned": 100 * (ours - means["tuned"]["accuracy"]),
        "points_over_words": 100 * (ours - means["words"]["accuracy"]),
        "worst": min((row["points"], row["set"], row["best"][1]) for row in complete),
        "slower_than_tuned": [row["set"] for row in complete if row["bagtag"]["seconds"] > row["tuned"]["seconds"]],
    }
    return label, figures


def print_means(rows):
    promised = [row for row in rows if row["set"] in PROMISED]
    found = [mean_row("mean", rows)]
    if len(promised) == len(PROMISED) < len(rows):
        found.append(mean_row("promised", promised))
    means = dict(pair for pair in found if pair)
    for label, figures in means.items():
        points, name, rival = figures["worst"]
        print("\n%s: bagtag %+.1f points beside the best of each set, at worst %+.1f (%s, %s); %+.1f beside tuned "
              "fastText, %+.1f beside the SVM of words; %.1f s to train, tuned fastText %.1f s; slower than that on: %s"
              % (label, figures["points_over_best"], points, name, rival, figures["points_over_tuned"],
                 figures["points_over_words"], figures["means"]["bagtag"]["seconds"],
                 figures["means"]["tuned"]["seconds"], ", ".join(figures["slower_than_tuned"]) or "none"))
    return means


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", metavar="SET", help="only these sets")
    parser.add_argument("--build", default=os.path.join(sets.ROOT, "build"), help="the folder with bagtag")
    parser.add_argument("--data", default=sets.SHARED, help="a folder of sets (default ../shared/data)")
    parser.add_argument("--refresh", action="store_true", help="measure the peers again")
    parser.add_argument("--no-peers", action="store_true", help="run only bagtag; the peers are cached results")
    parser.add_argument("--all", action="store_true", help="also run the peers where they take very long")
    arguments = parser.parse_args()
    cache = Cache(os.path.join(arguments.build, "accuracy.json"), arguments.refresh)
    work = measure.Work(arguments.build)
    try:
        suite = Suite(arguments, work)
        facts = measure.machine(arguments.build, suite.bagtag)
        measure.print_machine(facts)
        print("accuracy of the first label on the test documents; seconds of training\n")
        print("%-18s %7s %7s %15s %15s %15s %15s %15s %15s %7s %6s"
              % ("", "docs", "labels", "bagtag", "ft default", "ft tuned", "SVM words", "words + chars", "all labels",
                 "best", "points"))
        rows = []
        for data in find_sets(arguments, work):
            row = {"set": data.name, **data.facts()}
            row["bagtag"] = suite.ours(data)
            for name in PEERS:
                if arguments.no_peers:
                    known = cache.facts["peers"].get(data.digest(), {}).get(name)
                    row[name] = known["figures"] if known else None
                else:
                    row[name] = cache.peer(suite, data, row, name)
            add_best(row)
            print("%-18s %7d %7d %s %s  %s" % (data.name, row["documents"], row["labels"],
                                               " ".join(cell(row[key]) for key in ("bagtag",) + PEERS), best_cell(row),
                                               row["bagtag"]["chosen"]), flush=True)
            rows.append(row)
            cache.facts["sets"][data.name] = {**row, "date": facts["date"]}
            cache.save()
        cache.facts["last"] = {"machine": facts, "sets": [row["set"] for row in rows], "means": print_means(rows)}
        cache.save()
    except measure.Failed as failure:
        sys.exit("accuracy: %s" % failure)
    finally:
        work.remove()


if __name__ == "__main__":
    main()
