# The words nearest to a word: from arguments, from standard input, and at a prompt.
topics
try bagtag neighbors -k 5 model train
try bagtag neighbors -k 2 model train goal bread
try_line "printf 'train goal\n\n\tbread\r\n' | bagtag neighbors -k 1 model"
try_line 'echo goal | bagtag neighbors -k 2 --output jsonl model'
try_line 'bagtag neighbors --output jsonl -k 1 model goal train'
try_line 'bagtag neighbors -k 0 model bread | wc -l | tr -d " "'
try_line 'bagtag neighbors model bread | wc -l | tr -d " "'
try_line 'gzip -c <<END | bagtag neighbors -k 1 model
goal
END'

printf '\n## words the model does not know\n'
try bagtag neighbors -k 1 model brad
try bagtag neighbors -k 1 model Goalkeepr
try bagtag neighbors -k 1 model xyzzyq
try bagtag neighbors -k 1 model brad goal
try_line "printf 'brad\nxyzzyq\n' | bagtag neighbors model"
try_line 'bagtag neighbors model </dev/null'
bagtag train --no-race --quiet --tokenizer unicode --dim 16 --epochs 25 --lr 0.5 --seed 1 -o folded train.txt || fail 'cannot train'
try bagtag neighbors -k 1 folded BREAD
try bagtag neighbors -k 1 folded 'fresh bread'

printf '\n## wrong use\n'
try bagtag neighbors
try bagtag neighbors -k -1 model bread
try bagtag neighbors --output xml model bread
try bagtag neighbors missing bread
try_line 'bagtag neighbors -k 0 model bread | head -n 1'
if [ -c /dev/full ]; then
    try_line 'bagtag neighbors model bread >/dev/full' | sed 's/: No space.*/: full/'
fi

printf '\n## the same words that a search by hand finds\n'
python3 - <<'PYTHON' || exit 1
import json, math, struct, subprocess

def tensors(name):
    data = open("model/" + name, "rb").read()
    n, = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + n])
    def bytes_of(key):
        start, end = header[key]["data_offsets"]
        return data[8 + n + start : 8 + n + end]
    return bytes_of

words = tensors("vocab.safetensors")
offsets = [o for o, in struct.iter_unpack("<q", words("vocab.offsets"))]
names = [words("vocab.bytes")[a:b].decode() for a, b in zip(offsets, offsets[1:])]
rows = list(struct.iter_unpack("<16f", tensors("model.safetensors")("embedding.weight")))
units = [[x / math.sqrt(sum(y * y for y in row)) for x in row] for row in rows]
asked = names[::100]
for threads in "1", "2", "7":
    for kernel in "base", "":
        run = subprocess.run(["bagtag", "neighbors", "--threads", threads, "model"], input="\n".join(asked),
                             stdout=subprocess.PIPE, text=True, check=True,
                             env={**__import__("os").environ, **({"BAGTAG_KERNEL": kernel} if kernel else {})})
        if (threads, kernel) == ("1", "base"):
            first = run.stdout
        assert run.stdout == first, (threads, kernel)
lines = [line.split("\t") for line in first.split("\n")[:-1]]
assert len(lines) == 10 * len(asked)
for i, word in enumerate(asked):
    at = names.index(word)
    cosines = {names[j]: sum(a * b for a, b in zip(units[at], units[j])) for j in range(len(names)) if j != at}
    best = sorted(cosines.values(), reverse=True)
    for j, (query, found, cosine) in enumerate(lines[10 * i : 10 * i + 10]):
        assert query == word and abs(cosines[found] - float(cosine)) < 1e-6 and abs(best[j] - float(cosine)) < 1e-6, (word, found)
print("%d words, 10 neighbours each" % len(asked))
PYTHON

printf '\n## at a terminal\n'
cat >terminal.py <<'PYTHON'
"""terminal.py KEYS COMMAND...: types each of the KEYS (a Python list of bytes) when a prompt is shown."""
import ast, os, pty, re, signal, sys

keys = ast.literal_eval(sys.argv[1])
pid, terminal = pty.fork()
if pid == 0:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # it is ignored if a background job runs this
    os.execvp(sys.argv[2], sys.argv[2:])
shown = b""
n_prompts = 0
while True:
    try:
        more = os.read(terminal, 4096)
    except OSError:
        break
    if not more:
        break
    shown += more
    while n_prompts < min(len(re.findall(rb"(?m)^> ", shown)), len(keys)):
        os.write(terminal, keys[n_prompts])
        n_prompts += 1
_, status = os.waitpid(pid, 0)
assert b"^[" not in shown, shown
shown = re.sub(r"[^\n]*\r", "", shown.decode().replace("\r\n", "\n").replace("\b \b", "\u2190"))  # redrawn lines
print(re.sub(r"\x1b\[[0-9]*[DK]", "", shown), end="")
print("[signal %d]" % os.WTERMSIG(status) if os.WIFSIGNALED(status) else "[exit %d]" % os.WEXITSTATUS(status))
PYTHON
export TERM=dumb
python3 terminal.py '[b"train\n", b"\n", b"goal bread\n", b"brad\n", b"\x04"]' bagtag neighbors -k 2 model
python3 terminal.py '[b"goak\x7fl\n", b"bread\x04\x04"]' bagtag neighbors -k 1 model
python3 terminal.py '[b"\x04"]' bagtag neighbors model
python3 terminal.py '[b"goal\n", b"\x03"]' bagtag neighbors -k 1 model
python3 terminal.py '[b"xyzzyq\n", b"\x04"]' bagtag neighbors -k 1 model

printf '\n## at a terminal that moves its cursor\n'
export TERM=xterm
keys() {
    printf '# %s\n' "$1"
    python3 terminal.py "$1" bagtag neighbors -k 1 model
}
keys '[b"tra\x1b[Dx\x1b[3~\x7fain\x1b[H\x1b[C\x1b[F\n", b"\x1b[A\r", b"goal\n\x10\x10\x0e\n", b"\x04"]'
keys '[b"goal bread\x17\x17train\x01\x0b\x04"]'
keys '[b"\xc3\xa9\xe6\x97\xa5\x7f\x7fgoal\x02\x02\x1b[15~\x1b[1;5C\x1bx\x07\x1bOH\x1bOF\n", b"xgoal\x01\x04\n", b"\x04"]'
keys '[b"train\x05\x15goal\ttrain\x0c\n", b"\x03"]'
printf '# a line longer than the terminal, and what was typed ahead\n'
keys '[b"train train train train train train train train train train train train train train end\x17goal\ngoal\n", b"", b"\x04"]'
