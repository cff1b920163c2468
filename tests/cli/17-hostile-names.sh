# Labels and words that would break a line, move the cursor or change the writing direction.
topics
printf 'good\033[31m\tfilm one\n\302\233c1\tfilm two\n\342\200\256bidi\tfilm three\nplain\tfilm four\n' >escapes.tsv
bagtag train -q --format tsv --epochs 1 -o escapes escapes.tsv || fail 'cannot train'
try_line 'bagtag inspect --labels -k 1 escapes | cut -f 1,2 | cat -A | sort'
try_line 'echo film | bagtag classify -k 0 escapes | tr "\t" "\n" | cat -A | sort'
try_line 'echo film | bagtag classify -k 0 --output jsonl escapes | grep -c "good.u001b\[31m"'

# A hand-made model.
cp -R model forged
python3 - <<'PYTHON'
import json
path = "forged/config.json"
config = json.load(open(path))
config["labels"] = ["first\n9\tforged", "carriage\rreturn"] + config["labels"][2:]
json.dump(config, open(path, "w"))
path = "forged/vocab.safetensors"
blob = open(path, "rb").read()
assert blob.count(b"train") > 0
open(path, "wb").write(blob.replace(b"train", b"t\na\tn"))
PYTHON
bagtag inspect --labels -k 3 forged >labels || fail 'cannot list the labels'
cat -A labels | grep -e 9 -e return
[ "$(wc -l <labels)" -eq 8 ] || fail 'a label made a line of its own'
bagtag classify -k 0 forged <test.txt 2>/dev/null >answers || fail 'cannot classify'
awk -F '\t' 'NF != 8 { bad = 1 } END { exit bad || NR != 112 }' answers || fail 'a label made a line or a column'
bagtag inspect --vocab forged >words || fail 'cannot list the words'
awk -F '\t' 'NF != 3 { bad = 1 } END { exit bad }' words || fail 'a word made a line or a column'
grep -c '^t\\na\\tn	' words
bagtag neighbors -k 0 forged goal >near || fail 'no neighbors'
awk -F '\t' 'NF != 2 { bad = 1 } END { exit bad }' near || fail 'a word made a line or a column'

# On a terminal none of it remains.
python3 - <<'PYTHON' || exit 1
import os, pty
for command in (["inspect", "--labels", "escapes"], ["inspect", "--vocab", "forged"], ["inspect", "escapes"],
                ["inspect", "--labels", "forged"], ["test", "escapes", "escapes.tsv"], ["filter", "escapes", "gone"],
                ["classify", "-k", "0", "escapes", "test.txt"]):
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm", NO_COLOR="1")
        os.execvp("bagtag", ["bagtag"] + command)
    shown = b""
    while True:
        try:
            more = os.read(terminal, 65536)
        except OSError:
            break
        if not more:
            break
        shown += more
    os.waitpid(pid, 0)
    for bad in (b"\x1b", b"\xc2\x9b", b"\xe2\x80\xae"):
        assert bad not in shown, (command, shown)
PYTHON
