# Training that is interrupted leaves no model and no temporary folder, and never damages an existing model.
topics
python3 - "$(is_sanitized && echo 8 || echo 20)" <<'PYTHON' || exit 1
import os, random, resource, shutil, signal, subprocess, sys, time

def restore():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP): # a test may itself run in the background
        signal.signal(number, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

def train(*options, **others):
    return subprocess.Popen(["bagtag", "train", "--no-race", "--dim", "64", *options, "train.txt"], preexec_fn=restore,
                            stderr=subprocess.PIPE, **others)

def check(command, expected):
    run = subprocess.run(["bagtag", *command], capture_output=True)
    assert run.returncode == expected, (command, run)

names = sorted(os.listdir("."))
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    for model in ("new", "model"):
        run = train("--epochs", "1000000", "-o", model)
        time.sleep(0.15)
        run.send_signal(number)
        begin = time.monotonic()
        said = run.communicate()[1]
        assert run.returncode == -number, (number, run.returncode, said)
        assert time.monotonic() - begin < 5, "it took long to end"
        assert said == b"", said
        assert sorted(os.listdir(".")) == names, (number, sorted(os.listdir(".")))
        check(["inspect", "--verify", "model"], 0)

# While it waits for its input.
run = subprocess.Popen(["bagtag", "train", "-o", "new", "-"], stdin=subprocess.PIPE, preexec_fn=restore)
time.sleep(0.05)
run.send_signal(signal.SIGINT)
assert run.wait() == -signal.SIGINT
assert sorted(os.listdir(".")) == names

# A process that ignores SIGINT (nohup, a background job) is not stopped by it.
run = subprocess.Popen(["bagtag", "train", "--no-race", "--quiet", "--epochs", "2000", "-o", "new", "train.txt"],
                       preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
time.sleep(0.02)
run.send_signal(signal.SIGINT)
assert run.wait() == 0
check(["inspect", "--verify", "new"], 0)

# Killed at random moments while a model is replaced: what remains is the old model or the new one, and loads.
wanted = {}
for seed in ("1", "2"):
    begin = time.monotonic()
    assert train("--quiet", "--epochs", "4", "--lr", "2", "--seed", seed, "-o", "new").wait() == 0
    seconds = time.monotonic() - begin
    wanted[seed] = open("new/model.safetensors", "rb").read()
assert wanted["1"] != wanted["2"]
random.seed(1)
n_kills = 0
for attempt in range(100 * int(sys.argv[1])):
    if n_kills == int(sys.argv[1]):
        break
    run = train("--quiet", "--epochs", "4", "--lr", "2", "--seed", str(1 + attempt % 2), "-o", "new")
    time.sleep(random.random() * seconds)
    run.kill()
    n_kills += run.wait() == -signal.SIGKILL
    check(["inspect", "--verify", "new"], 0)
    assert open("new/model.safetensors", "rb").read() in wanted.values(), "a model of two halves"
assert n_kills == int(sys.argv[1]), "%d kills only" % n_kills
# What a kill leaves is hidden and in nobody's way.
for name in set(os.listdir(".")) - set(names) - {"new"}:
    assert name.startswith(".new."), name
check(["train", "--quiet", "-o", "new", "train.txt"], 0)

# Concurrent readers see the old model or the new one, and always one of them.
run = subprocess.Popen(["sh", "-c", "for i in 1 2 3 4 5 6 7 8; do bagtag train --no-race --quiet --dim 64 -o new --seed $i train.txt || exit 1; done"])
n_reads = 0
while run.poll() is None:
    check(["inspect", "--verify", "new"], 0)
    n_reads += 1
assert run.wait() == 0 and n_reads > 3
PYTHON
