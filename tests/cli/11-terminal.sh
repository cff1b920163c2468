# On a terminal: a progress line that appears, moves and disappears; elsewhere no trace of it.
topics

# `run` runs a command on a terminal of its own, presses Ctrl-C once STOP says so, and returns the output and the
# status. STOP gets the output and the seconds of processor time used: a busy machine must not press Ctrl-C too early.
# `screen` interprets \r, \n and "clear to the end of the line" as a terminal does.
cat >terminal.py <<'PYTHON'
import os, pty, re, resource, select, signal, struct, sys, time
import fcntl, termios

def seconds_used(pid):
    user, system = open("/proc/%d/stat" % pid).read().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

def run(command, columns=80, stop=None, **environment):
    pid, fd = pty.fork()
    if pid == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        for name, value in environment.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        os.execvp(command[0], command)
    written, begin = b"", time.monotonic()
    while time.monotonic() - begin < 60:
        if select.select([fd], [], [], 0.05)[0]:
            try:
                data = os.read(fd, 65536)
            except OSError:
                break
            if not data:
                break
            written += data
        if stop is not None and stop(written, seconds_used(pid)):
            os.write(fd, b"\x03")
            stop = None
    status = os.waitpid(pid, 0)[1]
    return written.decode(), status

def screen(written):
    rows, row, column = [""], 0, 0
    for piece in re.findall(r"\x1b\[[0-9;]*[A-Za-z]|.", written, re.S):
        if piece == "\r":
            column = 0
        elif piece == "\n":
            row += 1
            while len(rows) <= row:
                rows.append("")
        elif piece == "\x1b[K":
            rows[row] = rows[row][:column]
        elif piece.startswith("\x1b"):
            assert piece.endswith("m"), repr(piece)
        else:
            rows[row] = rows[row].ljust(column)[:column] + piece + rows[row][column + 1:]
            column += 1
    return [line.rstrip() for line in rows]
PYTHON

# Labels and words too long for any terminal.
for label in first second; do
    for text in one two three; do
        printf '%s-%080d\t%s %s-%090d %s\n' $label 1 $text $label 7 $label
    done
done >odd.tsv
bagtag train --no-race --quiet --format tsv --epochs 2 -o odd odd.tsv || fail 'cannot train'

python3 - <<'PYTHON' || exit 1
import re, signal
from terminal import run, screen

# How many epochs take a little less than a second here, so that the line is drawn several times.
import subprocess, time
epochs = 2000
while True:
    begin = time.monotonic()
    subprocess.run(["bagtag", "train", "--no-race", "--quiet", "--epochs", str(epochs), "-o", "new", "train.txt"], check=True)
    seconds = time.monotonic() - begin
    if seconds > 0.6:
        break
    epochs = int(epochs * max(1.5, min(8, 0.8 / seconds)))

# A busy machine may just have been slow.
for attempt in range(5):
    command = ["bagtag", "train", "--no-race", "--epochs", str(epochs), "-o", "new", "train.txt"]
    written, status = run(command, TERM="xterm")
    assert status == 0, (status, written)
    lines = [line for line in written.split("\r\x1b[K") if line.startswith("training")]
    if len(lines) >= 2:
        break
    epochs *= 2
open("epochs", "w").write(str(epochs))
assert len(lines) >= 2, ("no progress in %.1f s" % seconds, written)
for part in ("%", "epoch ", "loss ", "documents/s", "ETA "):
    assert part in lines[-1], (part, lines[-1])
shown = screen(written)
assert [line.split()[0] for line in shown if line] == ["read", "settings", "fixed", "wrote"], shown
assert "training" not in "".join(shown), shown

# While settings are chosen, a line shows which are tried and, after a while, the time left.
text = open("train.txt").read().splitlines(True)
open("long.txt", "w").writelines(line.rstrip() + " w%d\n" % (i * 7919 % 997) for i, line in enumerate(text * 30))
for columns in (80, 44):
    written, status = run(["bagtag", "train", "--threads", "1", "-o", "new", "long.txt"], columns=columns, TERM="xterm")
    assert status == 0, written
    lines = [line for line in written.split("\r\x1b[K") if line.startswith("choosing settings")]
    assert any(re.match(r"choosing settings  [1-9]/[1-9]", line) for line in lines), written
    assert any(re.search(r"  ETA \d+:\d\d$", line) for line in lines), written
    assert max(map(len, lines)) < columns, lines
    assert columns == 44 or any(re.search(r"  best [01]\.\d{3} \(words", line) for line in lines), written
    for stage in ("calibrating", "training"):
        assert "\r\x1b[K" + stage in written, (stage, written)

# Ctrl-C: the line is cleared (the terminal itself shows ^C), the fate of the model is reported, and the shell learns how
# the program ended. A narrow terminal gets what fits on one line, with the ETA last.
def without_farewell(written, model, was):
    farewell = "bagtag: interrupted; %s %s\r\n" % (model, was)
    assert farewell in written, written
    return written.replace(farewell, "")

endless = ["bagtag", "train", "--no-race", "--epochs", "1000000", "-o", "other", "train.txt"]
written, status = run(endless, columns=30, stop=lambda written, seconds: b"training" in written, TERM="xterm")
assert status & 127 == signal.SIGINT, status
lines = [line for line in written.split("\r\x1b[K") if line.startswith("training")]
assert lines and len(lines[0].replace("^C", "")) <= 29, written
assert screen(without_farewell(written, "other", "was not written"))[-1] in ("", "^C"), written
written, status = run(["bagtag", "train", "--no-race", "--epochs", "1000000", "-o", "new", "train.txt"],
                      stop=lambda written, seconds: b"training" in written, TERM="xterm")
assert screen(without_farewell(written, "new", "is unchanged"))[-1] in ("", "^C"), written

# No progress, and no control sequences either. Half a second of training would show some.
for arguments, kind in (([], "dumb"), ([], None), (["--quiet"], "xterm")):
    written, status = run(endless + arguments, stop=lambda written, seconds: seconds > 0.5, TERM=kind)
    if kind == "xterm":
        written = without_farewell(written, "other", "was not written")
    assert status & 127 == signal.SIGINT and written.replace("\r\x1b[K", "") in ("", "^C"), (kind, written)
    assert kind == "xterm" or "\x1b" not in written, (kind, written)

# Waiting for lines from a person is announced; headings are bold unless that is not wanted.
written, status = run(["sh", "-c", "bagtag classify model >answers"], stop=lambda written, seconds: b"Ctrl-D" in written, TERM="xterm")
assert "standard input" in written and "Ctrl-D" in written, written
for arguments in (["help", "train"], ["test", "model", "test.txt"]):
    written, status = run(["bagtag"] + arguments, TERM="xterm", NO_COLOR=None)
    assert status == 0 and "\x1b[1m" in written and written.count("\x1b[1m") == written.count("\x1b[0m"), written
    plain, status = run(["bagtag"] + arguments, TERM="xterm", NO_COLOR="1")
    assert "\x1b" not in plain and screen(plain) == screen(written), plain
for arguments in (["--vocab"], ["--labels"]):
    wide, status = run(["bagtag", "inspect"] + arguments + ["model"], TERM="xterm", NO_COLOR="1")
    assert status == 0 and ("norm" if arguments == ["--vocab"] else "strongest words") in wide.split("\n")[0], wide
    assert "\t" not in wide
for columns in (40, 80):
    for arguments in (["test", "odd", "odd.tsv"], ["inspect", "--vocab", "odd"], ["inspect", "--labels", "odd"]):
        shown, status = run(["bagtag"] + arguments, columns=columns, TERM="xterm", NO_COLOR="1")
        assert status == 0 and all(len(line) <= columns for line in shown.splitlines()), (columns, shown)
        assert "..." in shown, shown
narrow, status = run(["bagtag", "help", "train"], columns=60, TERM="xterm", NO_COLOR="1")
assert max(len(line) for line in narrow.split("Examples:")[0].splitlines()) <= 60, narrow
PYTHON
[ ! -e other ] || fail 'an interrupted run left a model'

# None of it goes to files.
bagtag train --no-race --epochs "$(cat epochs)" -o new train.txt 2>errors
! grep -q "$(printf '\033')" errors || fail 'control sequences in a file'

bagtag train --no-race --verbose --epochs 2 -o new train.txt 2>errors
[ "$(grep -c -e '^bagtag: reading$' -e '^bagtag: training$' -e '^bagtag: writing$' errors)" -eq 3 ] || fail "stages: $(cat errors)"
bagtag train --no-race --verbose --quiet --epochs 2 -o new train.txt 2>errors
[ ! -s errors ] || fail "quiet and verbose: $(cat errors)"

# The same in tmux.
if command -v tmux >/dev/null; then
    session() { env -u NO_COLOR tmux -S ./socket -f /dev/null "$@"; }
    # wait_for PATTERN COMMAND: runs COMMAND in a session of its own until PATTERN is on its screen, and puts the screen into the file pane.
    wait_for() {
        session new-session -d -x 80 -y 24 "$2; echo status \$?; sleep 60" 2>errors || { cat errors; exit 0; }
        for _ in $(seq 600); do
            session capture-pane -p >pane
            ! grep -q "$1" pane || break
            sleep 0.1
        done
        session kill-server
        grep -q "$1" pane || fail "no \"$1\" in tmux: $(cat pane)"
    }
    wait_for '^training .*ETA' 'bagtag train --no-race --epochs 1000000 -o other train.txt'
    wait_for '^status 0' "bagtag train --no-race --epochs $(cat epochs) -o new train.txt"
    [ "$(head -n 1 pane | cut -c 1-4)" = read ] || fail "the progress line stays: $(head -n 1 pane)"
    [ "$(grep -c . pane)" -eq 5 ] || fail "more on the screen than the summary: $(cat pane)"
fi
