# 28-explain.sh - what each word contributed to a label
# SPDX-License-Identifier: MIT
topics
bagtag train --no-race -q --epochs 25 --ngrams 2 --chars 3-4 --weight gain --seed 1 -o chars.model train.txt || fail 'cannot train'
printf 'The night train to Basel, please.\n\nxyzzy\nThe TRAIN \303\211t\303\251 & <b>train</b>\n' >lines.txt
printf '{"id":7,"text":"a train\\nfor \\"them\\""}\n' >lines.jsonl

try bagtag explain model lines.txt
try bagtag explain -n 1 chars.model lines.txt
try bagtag explain -n 1 model lines.jsonl
printf 'a\ttrain\033[1m caf\351\n' >control.txt
try bagtag explain -n 1 model control.txt
printf 'a \342\200\256train\342\200\254 \342\201\247to\033[1m\177\t\302\205Basel\n' >turned.txt
try bagtag explain -n 1 model turned.txt
try bagtag explain -n 1 --output html model turned.txt
try bagtag explain --output tsv model lines.txt
try bagtag explain --output jsonl chars.model lines.jsonl
try bagtag explain --output html --words 2 model lines.txt
try bagtag classify --explain 2 model lines.txt
try bagtag classify --explain 2 --prob -k 2 --with-text model lines.txt
try bagtag classify --explain 1 --output jsonl chars.model lines.txt
try bagtag classify --explain 1 model lines.jsonl
try bagtag classify --explain 0 model lines.txt
try_line 'bagtag explain model </dev/null'

# A model whose words make no contributions of their own, and errors.
bagtag train --no-race -q --epochs 2 --bag max -o max.model train.txt || fail 'cannot train'
try bagtag explain max.model lines.txt
try bagtag classify --explain 3 max.model lines.txt
try bagtag explain missing.model lines.txt
try bagtag explain --output yaml model lines.txt

# The same for any number of threads, in every output format.
for i in 1 2 3 4 5 6 7 8 9; do cat test.txt; done >long.txt
for form in text jsonl tsv html; do
    bagtag explain --format fasttext --threads 1 --output $form chars.model long.txt >one.txt
    bagtag explain --format fasttext --threads 3 --output $form chars.model long.txt | cmp - one.txt || fail "$form: other output with 3 threads"
done

# Label, logit and lead are those of classify; bytes start..end contain the token.
needs python3
bagtag explain --format fasttext --output jsonl chars.model test.txt >explained.jsonl
bagtag classify --format fasttext --score logit -k 2 chars.model test.txt >logits.tsv
cut -d ' ' -f 2- test.txt >texts.txt
python3 - <<'CHECK' || fail 'explanations do not agree with classify'
import json
for explained, logits, text in zip(open("explained.jsonl"), open("logits.tsv"), open("texts.txt", "rb")):
    e, (label, logit, second, other) = json.loads(explained), logits.rstrip("\n").split("\t")
    assert (e["label"], e["runner_up"]) == (label, second)
    assert abs(e["logit"] - float(logit)) < 1e-5
    assert abs(e["lead"] - (float(logit) - float(other))) < 2e-5
    assert abs(e["bias"] + sum(t["score"] for t in e["tokens"]) - e["logit"]) < 1e-5
    assert abs(e["lead_bias"] + sum(t["lead"] for t in e["tokens"]) - e["lead"]) < 1e-5
    for t in e["tokens"]:
        assert text[t["start"]:t["end"]].decode().casefold() == t["token"]
CHECK

# On a terminal words are shaded, unless NO_COLOR is set.
cat >terminal.py <<'SCRIPT'
import os, pty
pid, fd = pty.fork()
if pid == 0:
    os.execvp("bagtag", ["bagtag", "explain", "-n", "1", "model", "lines.txt"])
said = b""
try:
    while data := os.read(fd, 65536):
        said += data
except OSError:
    pass
os.waitpid(pid, 0)
print("".join(said.decode().replace("\r", "").replace("\033", "ESC").splitlines(True)[:3]), end="")
SCRIPT
TERM=xterm NO_COLOR='' python3 terminal.py
TERM=xterm NO_COLOR=1 python3 terminal.py
TERM=dumb NO_COLOR='' python3 terminal.py
