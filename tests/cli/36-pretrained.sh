# 36-pretrained.sh - training starts from vectors that other programs made, and keeps them if asked
# SPDX-License-Identifier: MIT
topics
python3 - <<'PYTHON'
import random, re, struct, zlib
words = []
for line in open("train.txt"):
    for word in re.findall(r"[a-z]+", line.split(" ", 1)[1].lower()):
        if word not in words:
            words.append(word)
words = words[::3] + ["unseenword"]
rows = [[round(random.Random(zlib.crc32(w.encode()) + d).uniform(-1, 1), 4) for d in range(20)] for w in words]
text = "".join(w + " " + " ".join(map(repr, r)) + "\n" for w, r in zip(words, rows))
sizes = f"{len(words)} 20\n"
open("words.vec", "w").write(sizes + text)
open("glove.txt", "w").write(text)
open("tabs.vec", "w").write(sizes + text.replace(" ", "\t").replace("\n", " \r\n"))
open("twice.vec", "w").write(f"{2 * len(words)} 20\n" + text + text.replace("0.", "1."))
with open("words.bin", "wb") as file, open("lines.bin", "wb") as lines:
    file.write(sizes.encode())
    lines.write(sizes.encode())
    for w, r in zip(words, rows):
        piece = w.encode() + b" " + struct.pack("<20f", *r)
        file.write(piece)
        lines.write(piece + b"\n")
data = open("words.bin", "rb").read()
open("cut.bin", "wb").write(data[:5000])
PYTHON
gzip -k words.vec

try_line "bagtag train --no-race --pretrained words.vec --freeze -o model train.txt 2>&1 | grep -v wrote"
try_line "bagtag inspect model | grep -E 'training.(pretrained|freeze)|^dim'"


# The same bytes from every form, and for any number of threads.
for file in words.vec.gz glove.txt tabs.vec twice.vec words.bin lines.bin; do
    for threads in 1 3; do
        bagtag train --quiet --no-race --threads $threads --pretrained $file --freeze -o again train.txt
        cmp model/model.safetensors again/model.safetensors && cmp model/config.json again/config.json || echo "$file, $threads threads"
    done
done
# Of a model all words have vectors.
bagtag train --quiet --no-race --pretrained model --freeze -o again train.txt
cut -d ' ' -f 2- train.txt | tr -cs 'a-z' '\n' | sort -u | grep . >all.txt
bagtag embed model <all.txt >before.tsv 2>/dev/null
bagtag embed again <all.txt 2>/dev/null | cmp - before.tsv

# A frozen row is the one of the file, to the bit; one that is not frozen has moved.
bagtag train --quiet --no-race --pretrained words.vec -o trained train.txt
bagtag train --quiet --no-race --weight idf --bag sum --decay 0.001 --pretrained words.vec --freeze -o weighted train.txt
bagtag train --quiet --pretrained words.vec --freeze -o raced train.txt 2>/dev/null
python3 - <<'PYTHON'
import struct, subprocess
f32 = lambda x: struct.unpack("<f", struct.pack("<f", float(x)))[0]
file = {}
for line in list(open("words.vec"))[1:]:
    word, *row = line.split()
    file[word] = [f32(x) for x in row]
for model in ("model", "weighted", "raced", "trained"):
    said = subprocess.run(["bagtag", "embed", model, *file], capture_output=True, text=True).stdout
    rows = {line.split("\t")[0]: [f32(x) for x in line.split("\t")[1:]] for line in said.splitlines()}
    print(model, len(rows), "rows,", sum(rows[w] == file[w] for w in rows), "as in the file,", "unseenword" in rows)
PYTHON

# Out and in again: the same rows, to the bit; fastText reads the file too.
bagtag embed --all --output vec trained >out.vec
head -n 1 out.vec
bagtag train --quiet --no-race --pretrained out.vec --freeze -o again train.txt
bagtag embed --all trained >before.tsv
bagtag embed --all again | cmp - before.tsv
bagtag embed --all --output vec again | cmp - out.vec
cut -f 1 before.tsv | bagtag embed trained | cmp - before.tsv
if command -v fasttext >/dev/null; then
    fasttext supervised -input train.txt -output ft -dim 20 -epoch 1 -lr 0 -thread 1 -verbose 0 -pretrainedVectors out.vec >/dev/null 2>&1
    echo goalkeeper | fasttext print-word-vectors ft.bin | cut -d ' ' -f 2-4 >theirs.txt
    bagtag embed trained goalkeeper | cut -f 2-4 | awk '{ for (i = 1; i <= 3; i++) printf "%.5g%s", $i, i < 3 ? " " : "\n" }' | cmp - theirs.txt
fi

printf '\n## mistakes\n'
try bagtag embed --output vec trained goalkeeper
try bagtag embed --all trained goalkeeper
try bagtag embed --all --documents trained
try bagtag embed --all --unknown zero trained
try bagtag train --freeze -o no train.txt
try bagtag train --dim 10 --pretrained words.vec -o no train.txt
try bagtag train --pretrained missing.vec -o no train.txt
try bagtag train --pretrained '' -o no train.txt
try bagtag train --pretrained cut.bin -o no train.txt
try bagtag train --pretrained train.txt -o no train.txt
try_line 'bagtag train --pretrained - -o no train.txt <words.vec'
try bagtag tune --pretrained words.vec -o no train.txt
wrong() {
    printf "$1" >wrong.vec
    printf '%s: ' "$1"
    bagtag train --no-race --pretrained wrong.vec -o no train.txt 2>&1
    [ ! -e no ] || echo 'a model'
}
wrong ''
wrong '\n'
wrong '3 2\nthe 1 2\nof 1 2\n'
wrong '1 2\nthe 1 2\nof 1 2\n'
wrong '2 2\nthe 1 2\nof 1\n'
wrong '2 2\nthe 1 2\nof 1 two\n'
wrong '1 2\nthe 1 inf\n'
wrong '1 2\nthe 1 1e39\n'
wrong '1 0\nthe\n'
wrong '1 4097\nthe 1\n'
wrong '99999999999999 2\nthe 1 2\n'
wrong '1 2\nxyzzy 1 2\n'
wrong '1 1\nthe \377\377\377\377'
wrong '99999999999999 1\nthe \001\001\001\001'
