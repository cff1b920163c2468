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
import json
def npy(descr, shape, body):
    text = repr({"descr": descr, "fortran_order": False, "shape": shape}).encode()
    return b"\x93NUMPY\x01\0" + struct.pack("<H", len(text)) + text + body
def tensors(**arrays):
    header, body = {}, b""
    for name, (kind, shape, values) in arrays.items():
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [len(body), len(body) + len(values)]}
        body += values
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + body
floats, n = b"".join(struct.pack("<20f", *r) for r in rows), len(words)
for name, data, ending in (("n", npy("<f4", (n, 20), floats), "npy"), ("s", tensors(e=("F32", [n, 20], floats)), "safetensors")):
    open(f"{name}.{ending}", "wb").write(data)
open("n.txt", "w").write("\n".join(words) + "\n")
open("s.vocab", "w").write("".join(f"{w}\t{i}\r\n" for i, w in enumerate(words)))
for name, data in (("f8", npy("<f8", (n, 20), floats * 2)), ("flat", npy("<f4", (n * 20,), floats)), ("short", npy("<f4", (n, 20), floats[:-4])),
                   ("huge", npy("<f4", (10**9, 300), floats)), ("more", npy("<f4", (n - 1, 20), floats[:-80])), ("alone", npy("<f4", (n, 20), floats))):
    open(f"{name}.npy", "wb").write(data)
for name, data in (("two", tensors(a=("F32", [n, 20], floats), b=("F32", [n, 20], floats))), ("ints", tensors(e=("I32", [n, 20], floats)))):
    open(f"{name}.safetensors", "wb").write(data)
for name in ("f8", "flat", "short", "huge", "more", "two", "ints"):
    open(f"{name}.words", "w").write("\n".join(words))
data = open("words.bin", "rb").read()
open("cut.bin", "wb").write(data[:5000])
import gzip
def flipped(data, place):
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1:]
whole = gzip.compress(data, 0)  # stored uncompressed, then 8 bytes of checksum and length
for name, stream in (("rest", gzip.compress(data + b"more")), ("bit", flipped(whole, len(whole) - 12)), ("crc", flipped(whole, len(whole) - 8)),
                     ("tail", whole + b"rubbish"), ("end", whole[:-1])):
    open(f"{name}.bin.gz", "wb").write(stream)
PYTHON
gzip -k words.vec
gzip -k s.safetensors
cp n.npy z.npy
gzip z.npy
cp n.txt z.words

try_line "bagtag train --no-race --pretrained words.vec --freeze -o model train.txt 2>&1 | grep -v wrote"
try_line "bagtag inspect model | grep -E 'training.(pretrained|freeze)|^dim'"


# The same bytes from every format, and for any number of threads.
for file in words.vec.gz glove.txt tabs.vec twice.vec words.bin lines.bin rest.bin.gz n.npy z.npy.gz s.safetensors; do
    for threads in 1 3; do
        bagtag train --quiet --no-race --threads $threads --pretrained $file --freeze -o again train.txt
        cmp model/model.safetensors again/model.safetensors && cmp model/config.json again/config.json || echo "$file, $threads threads"
    done
done
# From a model, all words have vectors.
bagtag train --quiet --no-race --pretrained model --freeze -o again train.txt
cut -d ' ' -f 2- train.txt | tr -cs 'a-z' '\n' | sort -u | grep . >all.txt
bagtag embed model <all.txt >before.tsv 2>/dev/null
bagtag embed again <all.txt 2>/dev/null | cmp - before.tsv

# A frozen row is that of the file, bit for bit; one that is not frozen has moved.
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

# With all words of the file, those missing from the lines have its vectors, and count; the rest is the same model.
for how in "" "--freeze" "--weight idf --ngrams 2" "--weight gain --chars 3-4"; do
    bagtag train --quiet --no-race $how --pretrained words.vec -o some train.txt
    bagtag train --quiet --no-race $how --pretrained words.vec --pretrained-all -o all train.txt
    bagtag inspect --verify all >/dev/null || echo "not sound: $how"
    for model in some all; do
        bagtag embed --all $model | grep -v '^unseenword' >$model.tsv
        bagtag classify --format fasttext --prob -k 0 $model <train.txt >$model.probs
    done
    cmp some.tsv all.tsv && cmp some.probs all.probs || echo "$how"
    bagtag embed all unseenword >row.tsv
    python3 -c "
import struct, sys
f32 = lambda x: struct.unpack('<f', struct.pack('<f', float(x)))[0]
want = [line.split()[1:] for line in open('words.vec') if line.startswith('unseenword ')][0]
assert list(map(f32, open('row.tsv').read().split()[1:])) == list(map(f32, want))"
    echo unseenword | bagtag classify --prob some
    echo unseenword | bagtag classify --prob all
done
try_line 'bagtag inspect all | grep -E "pretrained|^words"'
bagtag train --quiet --no-race --threads 3 $how --pretrained words.vec --pretrained-all -o again train.txt
cmp all/model.safetensors again/model.safetensors && cmp all/vocab.safetensors again/vocab.safetensors
# Words that no lower-cased text can contain are left out, and each word occurs once.
{ echo "6 20" && sed -n '2,3p' words.vec && for word in Upper upper two.words upper; do sed -n '4s/^[^ ]*/'$word'/p' words.vec; done; } >odd.vec
bagtag train --quiet --no-race --pretrained odd.vec --pretrained-all -o odd train.txt
bagtag inspect --vocab odd | tail -n 1
bagtag train --quiet --no-race --no-lower --pretrained odd.vec --pretrained-all -o odd train.txt
bagtag inspect --vocab odd | tail -n 2

# A search begins each trial with them, whatever the n-grams; train can make its model.
bagtag tune --trials 12 --pretrained words.vec --pretrained-all --freeze --log trials.jsonl -o tuned train.txt 2>said.txt
python3 - <<'PYTHON'
import json
trials = [json.loads(line) for line in open("trials.jsonl")]
print("widths", {t["dim"] for t in trials}, "n-grams", len({t["ngrams"] for t in trials}) > 1)
PYTHON
bagtag embed tuned unseenword | cmp - row.tsv
cp -r tuned searched
sh -c "$(sed -n 's/^repeat *//p' said.txt)" 2>/dev/null
cmp tuned/model.safetensors searched/model.safetensors && cmp tuned/config.json searched/config.json

# Out and in again: the same rows, bit for bit; fastText reads the file too.
bagtag embed --all --output vec trained >out.vec
head -n 1 out.vec
bagtag train --quiet --no-race --pretrained out.vec --freeze -o again train.txt
bagtag embed --all trained >before.tsv
bagtag embed --all again | cmp - before.tsv
bagtag embed --all --output vec again | cmp - out.vec
cut -f 1 before.tsv | bagtag embed trained | cmp - before.tsv
bagtag embed --all --output npy trained >out.npy
cut -f 1 before.tsv >out.words
bagtag inspect --vocab trained >o.words
cp out.npy o.npy
mkdir pair
cp trained/*.safetensors pair
for file in out.npy o.npy pair/model.safetensors; do
    bagtag train --quiet --no-race --pretrained $file --freeze -o again train.txt
    bagtag embed --all again | cmp - before.tsv
done
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
try bagtag train --pretrained-all -o no train.txt
try bagtag train --dim 10 --pretrained words.vec -o no train.txt
try bagtag train --pretrained missing.vec -o no train.txt
try bagtag train --pretrained '' -o no train.txt
for file in cut.bin bit.bin.gz crc.bin.gz tail.bin.gz end.bin.gz; do
    try bagtag train -q --pretrained $file -o no train.txt
done
try bagtag train --pretrained train.txt -o no train.txt
for file in alone.npy f8.npy flat.npy short.npy huge.npy more.npy two.safetensors ints.safetensors s.safetensors.gz; do
    try bagtag train --no-race --pretrained $file -o no train.txt
done
try_line 'bagtag train --pretrained - -o no train.txt <words.vec'
try bagtag tune --freeze -o no train.txt
# Words in Latin-1 match none in UTF-8, which is said even if no others are left.
LC_ALL=C sed "1d; s/ /$(printf '\351') /" words.vec >latin1.vec
try bagtag train --no-race --pretrained latin1.vec -o no train.txt
cp n.npy latin1.npy
cut -d ' ' -f 1 latin1.vec >latin1.words
try bagtag train --no-race --pretrained latin1.npy -o no train.txt
sed 1d words.vec | cat - latin1.vec >both.vec
try_line 'bagtag train --no-race --pretrained both.vec -o no train.txt 2>&1 | grep UTF'
try_line 'bagtag tune --trials 1 --pretrained both.vec -o no train.txt 2>&1 | grep UTF'
bagtag train --quiet --no-race --pretrained both.vec -o no train.txt 2>&1 | grep UTF && fail '--quiet is not quiet'
rm -rf no
try bagtag tune --dim 10 --trials 1 --pretrained words.vec -o no train.txt
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

printf '\n## whoever sees an accuracy sees what it hangs on\n'
for more in '--ngrams 1 --chars none' '--no-race --valid 20%' '--no-race'; do
    # shellcheck disable=SC2086  # words
    bagtag train $more --pretrained words.vec -o said train.txt >said.txt 2>&1 || fail "$more: $(cat said.txt)"
    echo "$more: $(grep '^vectors' said.txt)"
done
