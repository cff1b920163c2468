# Ctrl-C ends a search with the best model so far; a second one, and other signals, end the program without a model.
topics
awk 'NR % 5 == 1' train.txt >some.txt && mv some.txt train.txt
python3 - <<'PYTHON' || exit 1
import os, resource, signal, subprocess, time

def restore():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

def tune(*options, log="log", before=restore):
    """a search that has begun"""
    if os.path.exists(log):
        os.unlink(log)
    run = subprocess.Popen(["bagtag", "tune", "--minutes", "100", "--log", log, "-o", "new", *options, "train.txt"],
                           preexec_fn=before, stderr=subprocess.PIPE, text=True)
    end = time.monotonic() + 60
    while not (os.path.exists(log) and os.path.getsize(log)):
        assert time.monotonic() < end and run.poll() is None, "the search does not begin"
        time.sleep(0.01)
    return run

def finish(run, expected):
    begin = time.monotonic()
    said = run.communicate()[1]
    assert run.returncode == expected, (run.returncode, said)
    assert time.monotonic() - begin < 30, "it took long to end"
    return said

names = sorted(os.listdir(".")) + ["log"]
run = tune()
run.send_signal(signal.SIGINT)
said = finish(run, 0)
assert "; ended early" in said and "\nrepeat     bagtag train " in said, said
subprocess.run(["bagtag", "inspect", "--verify", "new"], check=True, stdout=subprocess.DEVNULL)
command = [line for line in said.splitlines() if line.startswith("repeat")][0].split(None, 1)[1]
os.rename("new", "first")
subprocess.run(command.replace(" -o new ", " --quiet -o new "), shell=True, check=True)
subprocess.run(["diff", "-r", "first", "new"], check=True)
subprocess.run(["rm", "-r", "first", "new"], check=True)

# A second one ends the program, unless everything was done before it arrived.
run = tune()
run.send_signal(signal.SIGINT)
time.sleep(0.12)
run.send_signal(signal.SIGINT)
run.communicate()
assert run.returncode in (0, -signal.SIGINT), run.returncode
subprocess.run(["rm", "-rf", "new"], check=True)
for number in (signal.SIGTERM, signal.SIGHUP):
    run = tune()
    run.send_signal(number)
    finish(run, -number)
assert sorted(os.listdir(".")) == sorted(names), os.listdir(".")

# A process that ignores SIGINT is not stopped by it.
def ignore():
    restore()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
run = tune(before=ignore)
run.send_signal(signal.SIGINT)
time.sleep(0.5)
assert run.poll() is None, run.communicate()
run.kill()
run.communicate()
PYTHON
