# few.py - bagtag's accuracy after 8, 16 and 64 documents per label, compared with fastText and linear SVMs
# SPDX-License-Identifier: MIT
"""Draws 8, 16 and 64 training documents per first label (all if there are fewer), five times with fixed seeds, trains
on them without flags, and measures how often the predicted label of a test document is one of its labels, on at most
2,000 test documents. Compared with these peers, which accuracy.py describes: tuned, words, words-chars. "best" is the
peer with the highest mean over the draws; "points" is how many points bagtag is above it, with the standard error over
the draws. The results of the peers are kept in build/accuracy.json."""

import argparse
import os
import random
import statistics
import sys

import accuracy
import measure
import sets

SETS = ("ag_news_10k", "20newsgroups", "imdb", "sst2", "trec6", "banking77", "goemotions")
SIZES, N_DRAWS, MAX_TESTED = (8, 16, 64), 5, 2000
PEERS = ("tuned", "words", "words-chars")


def read_lines(path):
    with open(path, encoding="utf-8", errors="replace", newline="\n") as file:
        return [line if line.endswith("\n") else line + "\n" for line in file]


def write_lines(path, lines):
    with open(path, "w", encoding="utf-8", errors="replace", newline="\n") as file:
        file.writelines(lines)


def draw(lines, size, seed):
    """SIZE random lines of each label, in the order of LINES."""
    by_label = {}
    for number, line in enumerate(lines):
        first = line.split(None, 1)[0]
        if first.startswith(sets.LABEL):
            by_label.setdefault(first, []).append(number)
    generator = random.Random(seed)
    taken = [number for label in sorted(by_label)
             for number in generator.sample(by_label[label], min(size, len(by_label[label])))]
    return [lines[number] for number in sorted(taken)]


def draws(data, size, work):
    """Yields a small set for each draw; each replaces the one before."""
    train, test = read_lines(data.train), read_lines(data.test)
    if len(test) > MAX_TESTED:
        test = random.Random(data.name).sample(test, MAX_TESTED)
    for number in range(N_DRAWS):
        small = sets.DataSet(data.name, work.path("few.train"), work.path("few.test"))
        write_lines(small.train, draw(train, size, "%s %d %d" % (data.name, size, number)))
        write_lines(small.test, test)
        yield small


def compare(suite, cache, data, size):
    """Returns by how many points bagtag beats the best peer, or None without peers."""
    ours, seconds, peers = [], [], {name: [] for name in PEERS}
    for small in draws(data, size, suite.work):
        figures = suite.ours(small)
        ours.append(figures["accuracy"])
        seconds.append(figures["seconds"])
        for name in PEERS:
            reached = cache.peer(suite, small, small.facts(), name)
            if reached:
                peers[name].append(reached["accuracy"])
    means = {name: statistics.mean(found) for name, found in peers.items() if len(found) == N_DRAWS}
    print("%-18s %5d %8.3f %6.2f  %s" % (data.name, size, statistics.mean(ours), statistics.mean(seconds), " ".join(
        "%11.3f" % means[name] if name in means else "%11s" % "-" for name in PEERS)), end="")
    if not means:
        print(flush=True)
        return None
    best = max(means, key=means.get)
    points = [100 * (our - their) for our, their in zip(ours, peers[best])]
    print("  %-11s %+5.1f +- %.1f" % (best, statistics.mean(points), statistics.stdev(points) / N_DRAWS ** 0.5),
          flush=True)
    return statistics.mean(points)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", metavar="SET", help="only these sets")
    parser.add_argument("--build", default=os.path.join(sets.ROOT, "build"), help="the folder with bagtag")
    parser.add_argument("--data", default=sets.SHARED, help="a folder of sets (default ../shared/data)")
    parser.add_argument("--refresh", action="store_true", help="measure the peers again")
    arguments = parser.parse_args()
    arguments.all = False
    stored = sets.in_folder(arguments.data)
    wanted = [name for name in arguments.sets or SETS if name in stored]
    if not wanted:
        sys.exit("few: none of the sets %s in %s" % (" ".join(arguments.sets or SETS), arguments.data))
    cache = accuracy.Cache(os.path.join(arguments.build, "accuracy.json"), arguments.refresh)
    work = measure.Work(arguments.build)
    try:
        suite = accuracy.Suite(arguments, work)
        measure.print_machine(measure.machine(arguments.build, suite.bagtag))
        print("accuracy of the first label after so many documents a label, means of %d draws; seconds of training\n"
              % N_DRAWS)
        print("%-18s %5s %8s %6s  %s  %-11s %s" % ("", "size", "bagtag", "s", " ".join("%11s" % n for n in PEERS),
                                                  "best", "points"))
        for size in SIZES:
            points = [compare(suite, cache, sets.unpack(arguments.data, name, work), size) for name in wanted]
            known = [point for point in points if point is not None]
            if known:
                print("mean of %d, %d documents a label: bagtag %+.1f points beside the best\n"
                      % (len(known), size, statistics.mean(known)))
    except measure.Failed as failure:
        sys.exit("few: %s" % failure)
    finally:
        work.remove()


if __name__ == "__main__":
    main()
