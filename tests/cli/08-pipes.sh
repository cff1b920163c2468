# classify in a pipeline: at once, in order, one line out for each line in, whatever comes and whoever stops reading.
topics

# A line into a pipe that stays open is answered at once. The fastest of several answers counts: the machine may be busy.
python3 - "$(is_sanitized && echo 2 || echo 0.05)" <<'PYTHON' || exit 1
import subprocess, sys, time

limit = float(sys.argv[1])
for threads in ("1", "2"):
    run = subprocess.Popen(["bagtag", "classify", "--threads", threads, "model"], stdin=subprocess.PIPE,
                           stdout=subprocess.PIPE, bufsize=0)
    best = 1e9
    for line in [b"guitar chords\n"] * 20 + [b"\n", b"guitar\nchords\n"]:
        begin = time.monotonic()
        run.stdin.write(line)
        for _ in range(line.count(b"\n")):
            answer = run.stdout.readline()
            assert answer.endswith(b"\n"), answer
        best = min(best, time.monotonic() - begin)
    assert best < limit, "the fastest answer took %.1f ms (threads %s)" % (best * 1000, threads)
    run.stdin.write(b"guitar ")
    time.sleep(0.02)
    run.stdin.write(b"chords")
    run.stdin.close()
    assert run.stdout.read() == b"music\n", "a line that comes in two pieces is not one line"
    assert run.wait() == 0
PYTHON

# A reader that stops reading causes no message.
yes 'guitar chords' | bagtag classify model 2>errors | head -n 1 >first
[ "$(cat first)" = music ] || fail "head got '$(cat first)'"
[ ! -s errors ] || fail "head -n 1 makes it say: $(cat errors)"
bagtag classify --threads 2 -k 0 --prob model train.txt train.txt train.txt 2>errors | head -n 1 >/dev/null
[ ! -s errors ] || fail "head -n 1 makes it say: $(cat errors)"
for command in 'inspect --json model' 'test --json model test.txt' 'help train' '--help'; do
    # shellcheck disable=SC2086  # words
    bagtag $command 2>errors | true
    [ ! -s errors ] || fail "bagtag $command | true makes it say: $(cat errors)"
done

# The program ends as cat and sort do, whichever thread writes: by SIGPIPE, or with status 1 if that is ignored.
bagtag train --no-race --quiet --recipe fasttext --dim 8 -o ft train.txt && bagtag convert --to fasttext -o ft.bin ft ||
    fail 'cannot make a fastText model'
python3 - <<'PYTHON' || exit 1
import os, signal, subprocess

def status(command, action):
    reader, writer = os.pipe()
    os.close(reader)
    run = subprocess.run(["bagtag", *command.split()], stdout=writer, stdin=open("train.txt"), stderr=subprocess.PIPE,
                         restore_signals=False, preexec_fn=lambda: signal.signal(signal.SIGPIPE, action))
    os.close(writer)
    assert run.stderr == b"", (command, run)
    return run.returncode

for command in ("classify --threads 4 model", "filter --threads 4 --threshold 0 model sports", "explain --threads 4 model train.txt",
                "tokenize --threads 4 train.txt", "embed --documents --threads 4 model", "test --threads 4 model test.txt",
                "inspect model", "neighbors model guitar", "completion bash", "--help", "fasttext predict ft.bin train.txt",
                "fasttext print-sentence-vectors ft.bin"):
    for attempt in range(5):
        assert status(command, signal.SIG_DFL) == -signal.SIGPIPE, (command, attempt)
    assert status(command, signal.SIG_IGN) == 1, command
PYTHON

# One line out for each line in: empty ones, undecodable ones, one of 2 MB; the same for any number of threads.
python3 - <<'PYTHON' || exit 1
import random

random.seed(1)
words = open("train.txt", encoding="utf-8").read().split()
with open("lines.txt", "wb") as out:
    for i in range(100000):
        if i == 50000:
            line = b"guitar " * 290000
        elif i % 10 == 3:
            line = b""
        elif i % 10 == 4:
            line = bytes(random.choice(range(256)) for _ in range(20)).replace(b"\n", b"\xc3").rstrip(b"\r")
        else:
            line = " ".join(random.choices(words, k=random.randrange(1, 12))).encode()
        out.write(line + (b"\r\n" if i % 10 == 5 else b"\n" if i != 99999 else b""))
PYTHON
for threads in 1 2 8; do
    bagtag classify --threads $threads --prob -k 2 --with-text model lines.txt >answers.$threads 2>errors || fail "threads $threads: status $?"
    [ "$(wc -l <answers.$threads)" -eq 100000 ] || fail "threads $threads: $(wc -l <answers.$threads) lines for 100000"
    [ "$(grep -c 'invalid UTF-8' errors)" -eq 1 ] || fail "not one warning: $(cat errors)"
    cmp answers.1 answers.$threads || fail "threads $threads give another answer"
    bagtag classify --threads $threads --output jsonl -k 2 --with-text model lines.txt >json.$threads 2>/dev/null || fail "jsonl, threads $threads: status $?"
    cmp json.1 json.$threads || fail "jsonl: threads $threads give another answer"
done
bagtag classify --prob -k 2 --with-text model <lines.txt 2>/dev/null | cmp - answers.1 || fail 'standard input gives another answer'
gzip -1 -c lines.txt | bagtag classify --prob -k 2 --with-text model 2>/dev/null | cmp - answers.1 || fail 'gzip gives another answer'
python3 - <<'PYTHON' || exit 1
import json

lines = open("lines.txt", "rb").read().split(b"\n")
answers = open("answers.1", "rb").read().split(b"\n")[:-1]
objects = open("json.1", encoding="utf-8").read().split("\n")[:-1]
assert len(lines) == len(answers) == len(objects) == 100000
for i, (line, answer, text) in enumerate(zip(lines, answers, objects)):
    line = line[:-1] if line.endswith(b"\r") else line
    columns = answer.split(b"\t", 4)
    assert columns[4] == line, ("line", i + 1, "is not printed behind its labels")
    told = json.loads(text)
    assert [pair["label"].encode() for pair in told["labels"]] == columns[0:4:2], i + 1
    assert [pair["prob"] for pair in told["labels"]] == [float(column) for column in columns[1:4:2]], i + 1
    assert told["text"] == line.decode("utf-8", "replace"), i + 1
PYTHON
