# measure.py - runs commands in turn and reports their time, their memory and the machine
# SPDX-License-Identifier: MIT

import os
import platform
import shutil
import subprocess
import tempfile
import time

ENOUGH_FOR_A_WARM_UP = 4.0  # seconds: a first run is counted only if it takes longer
ENOUGH_FOR_ALL = 20.0  # seconds: by default, a command that takes longer is run once


class Failed(Exception):
    """A command whose exit status was not 0; the text names it and quotes the end of its output."""


class Work:
    """A temporary folder, in memory if possible, so that no disk is measured; removed at the end."""

    def __init__(self, build):
        parent = "/dev/shm" if os.access("/dev/shm", os.W_OK) else os.path.abspath(build)
        self.folder = tempfile.mkdtemp(prefix="bagtag-bench.", dir=parent)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


class Contestant:
    """A command to be measured. If BEFORE is given, it is called before each run, and its time is not counted."""

    def __init__(self, name, command, stdin=None, stdout=None, before=None):
        self.name, self.command, self.stdin, self.stdout, self.before = name, command, stdin, stdout, before


class Run:
    """One run: seconds, processor seconds, peak memory in MB (of a million bytes), and its output on stderr."""

    def __init__(self, seconds, processor_seconds, peak_mb, said):
        self.seconds, self.processor_seconds, self.peak_mb, self.said = seconds, processor_seconds, peak_mb, said


class Runs:
    """All runs of a contestant: the median time and the largest peak memory."""

    def __init__(self, runs):
        self.all = runs
        self.seconds = median([run.seconds for run in runs])
        self.processor_seconds = median([run.processor_seconds for run in runs])
        self.peak_mb = max(run.peak_mb for run in runs)
        self.said = runs[-1].said


def median(values):
    values = sorted(values)
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2


class Launcher:
    """Runs commands through the program built from launch.c."""

    def __init__(self, program, work, enough_for_all=ENOUGH_FOR_ALL):
        self.program, self.work, self.enough_for_all = program, work, enough_for_all

    def run(self, contestant):
        if contestant.before:
            contestant.before()
        report, errors = self.work.path("launch.report"), self.work.path("launch.stderr")
        with open(contestant.stdin or os.devnull, "rb") as stdin, \
                open(contestant.stdout or os.devnull, "wb") as stdout, open(errors, "wb") as stderr:
            ended = subprocess.run([self.program, report] + contestant.command, stdin=stdin, stdout=stdout,
                                   stderr=stderr, check=False)
        with open(errors, "rb") as stderr:
            said = stderr.read()[-20000:].decode("utf-8", "replace")
        if ended.returncode != 0:
            raise Failed("%s: %s" % (self.program, said.strip()))
        with open(report, encoding="ascii") as file:
            status, seconds, processor_seconds, peak = file.read().split()
        if status != "0":
            command = " ".join(contestant.command[:6])
            raise Failed("%s ... ended with %s: %s" % (command, status, said.strip()[-400:] or "nothing said"))
        return Run(float(seconds), float(processor_seconds), int(peak) * 1024 / 1e6, said)

    def in_turns(self, contestants, rounds):
        """Runs A B C A B C ..., ROUNDS times after a warm-up. Returns {name: Runs, or Failed}."""
        runs = {contestant.name: [] for contestant in contestants}
        failed, finished = {}, set()
        for number in range(rounds + 1):
            for contestant in contestants:
                name = contestant.name
                if name in failed or name in finished or len(runs[name]) == rounds:
                    continue
                try:
                    run = self.run(contestant)
                except Failed as failure:
                    failed[name] = failure
                    continue
                if run.seconds > self.enough_for_all:
                    finished.add(name)
                if number > 0 or name in finished or run.seconds > ENOUGH_FOR_A_WARM_UP:
                    runs[name].append(run)
        return {name: failed[name] if name in failed else Runs(runs[name]) for name in runs}


def first_line(command):
    try:
        ended = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                               check=False, text=True)
    except OSError:
        return ""
    return ended.stdout.strip().splitlines()[0] if ended.stdout.strip() else ""


def package_version(package):
    return first_line(["dpkg-query", "-W", "-f", "${Version}", package])


def n_processors():
    return len(os.sched_getaffinity(0))


def processor_name():
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
            for line in file:
                if line.lower().startswith(("model name", "cpu model")):
                    return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def cache_sizes():
    """{"L2": bytes, ...} of the first processor, as far as the system reports them."""
    folder, sizes = "/sys/devices/system/cpu/cpu0/cache", {}
    for index in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        try:
            with open(os.path.join(folder, index, "type"), encoding="ascii") as file:
                if file.read().strip() == "Instruction":
                    continue
            with open(os.path.join(folder, index, "level"), encoding="ascii") as file:
                level = file.read().strip()
            with open(os.path.join(folder, index, "size"), encoding="ascii") as file:
                size = file.read().strip()
        except OSError:
            continue
        sizes["L" + level] = int(size.rstrip("KM")) * {"K": 1024, "M": 1 << 20}.get(size[-1], 1)
    return sizes


def machine(build, bagtag):
    """The facts about machine and programs that a table of results must state."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        with open(os.path.join(build, "flags"), encoding="utf-8") as file:
            flags = [word for word in file.read().split() if word.startswith(("-O", "-m", "-flto"))]
            file.seek(0)
            compiler = file.read().split()[0]
    except (OSError, IndexError):
        flags, compiler = [], "cc"
    version = subprocess.run([bagtag, "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout.split("\n")
    return {
        "date": time.strftime("%Y-%m-%d %H:%M"),
        "processor": processor_name(),
        "processors": n_processors(),
        "caches": cache_sizes(),
        "memory_gb": round(memory / 1e9, 1),
        "system": "%s %s %s" % (platform.system(), platform.release(), platform.machine()),
        "compiler": first_line([compiler, "--version"]),
        "flags": " ".join(dict.fromkeys(flags)),
        "bagtag": ", ".join(line for line in version if line),
    }


def print_machine(facts):
    caches = ", ".join("%s %d %s" % ((name, size >> 20, "MiB") if size >> 20 else (name, size >> 10, "KiB"))
                       for name, size in facts["caches"].items())
    print("%s: %s, %d processors, %.4g GB%s" % (facts["date"], facts["processor"], facts["processors"],
                                               facts["memory_gb"], ", " + caches if caches else ""))
    print("%s; %s (%s)" % (facts["bagtag"], facts["compiler"], facts["flags"]))
    load = os.getloadavg()[0]
    if load > 0.5:
        print("caution: the machine is busy with something else (load %.1f); times are worth little" % load)


def write_whole(path, text):
    """Writes a file next to PATH, then renames it, so that an interrupted run leaves the old one."""
    folder = os.path.dirname(path)
    os.makedirs(folder, exist_ok=True)
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(path + ".new", path)
