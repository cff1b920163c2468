# table.py - the rows of a benchmark, printed and kept, and their required values
# SPDX-License-Identifier: MIT

import measure

AT_LEAST, AT_MOST = "at least", "at most"


class Table:
    """Rows, checks and notes: printed immediately, and written as JSON by the owner of the table."""

    def __init__(self):
        self.rows, self.checks, self.notes = [], [], []  # of the current section

    def begin(self):
        self.rows, self.checks, self.notes = [], [], []

    def note(self, text):
        if text not in self.notes:
            self.notes.append(text)
            print("  (%s)" % text)

    def title(self, text):
        print("\n%-66s %9s %8s %8s %8s" % (text, "seconds", "peak MB", "accuracy", "times"), flush=True)

    def row(self, section, work, tool, runs, accuracy=None, base=None, **more):
        """Prints and keeps a row. BASE: the Runs of bagtag that it is compared with. RUNS may be a Failed."""
        if isinstance(runs, measure.Failed):
            print("  %-64s %s" % (tool, str(runs).replace("\n", " ")[-60:]), flush=True)
            self.rows.append({"section": section, "work": work, "tool": tool, "failed": str(runs)})
            return
        times = runs.seconds / base.seconds if base and not isinstance(base, measure.Failed) else None
        digits = 3 if runs.seconds >= 0.1 else 5
        print("  %-64s %9.*f %8.0f %8s %8s" % (tool, digits, runs.seconds, runs.peak_mb,
                                            "%.3f" % accuracy if accuracy is not None else "",
                                            "%.1f" % times if times else ""), flush=True)
        self.rows.append({"section": section, "work": work, "tool": tool, "seconds": runs.seconds,
                          "all_seconds": [run.seconds for run in runs.all],
                          "processor_seconds": runs.processor_seconds, "peak_mb": runs.peak_mb,
                          "accuracy": accuracy, "times_bagtag": times, **more})

    def check(self, what, value, bound, asked):
        """Keeps a value that has a requirement; BOUND is AT_LEAST or AT_MOST."""
        self.checks.append({"what": what, "value": value, bound.replace(" ", "_"): asked,
                            "met": value >= asked if bound == AT_LEAST else value <= asked})

    def check_ratio(self, what, results, above, below, bound, asked, figure="seconds"):
        above, below = results.get(above), results.get(below)
        if isinstance(above, measure.Runs) and isinstance(below, measure.Runs):
            self.check(what, getattr(above, figure) / getattr(below, figure), bound, asked)

    @staticmethod
    def print_checks(checks):
        if not checks:
            return
        print("\n%-104s %8s" % ("asked", "reached"))
        for check in checks:
            bound = "at least %.4g" % check["at_least"] if "at_least" in check else "at most %.4g" % check["at_most"]
            print("  %-102s %8.2f  %-14s %s" % (check["what"], check["value"], bound, "" if check["met"] else "MISSED"))
        print("  %d of %d reached" % (sum(check["met"] for check in checks), len(checks)))
