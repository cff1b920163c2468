# 25-inspect-vocab.sh - the words and labels of a model
# SPDX-License-Identifier: MIT
topics
try bagtag inspect --labels model
try bagtag inspect --labels -k 2 model
try bagtag inspect --vocab -k 5 model
try bagtag inspect --vocab --sort norm -k 5 model
try bagtag inspect --vocab --sort word -k 5 model
try_line 'bagtag inspect --verify --vocab -k 1 model'

printf '\n## mistakes\n'
try bagtag inspect --vocab --labels model
try bagtag inspect -k 3 model
try bagtag inspect --vocab --sort length model

printf 'a\tcaf\303\251 \033[1m "x" caf\303\251\nb\tcaf\351\n' >odd.tsv
bagtag train --no-race -q --tokenizer whitespace -o odd odd.tsv 2>/dev/null || fail 'cannot train'
printf '\n## odd words\n'
try_line "bagtag inspect --vocab odd | cut -f 1,2 | cat -A"
try_line "bagtag inspect --vocab --json odd | sed 's/\"norm\":[0-9.]*/\"norm\":N/'"

# Computes the lists again from the model's own files.
for sort in count word norm; do
    bagtag inspect --vocab --sort $sort model >$sort.tsv
done
bagtag inspect --vocab --json model >vocab.json
bagtag inspect --labels -k 0 --json model >labels.json
python3 - <<'PYTHON' || exit 1
import json, struct

def tensors(path):
    blob = open(path, "rb").read()
    n, = struct.unpack("<Q", blob[:8])
    kinds = {"F32": "f", "I64": "q", "I32": "i", "U8": "B"}
    out = {}
    for name, about in json.loads(blob[8 : 8 + n]).items():
        if name != "__metadata__":
            begin, end = about["data_offsets"]
            data, kind = blob[8 + n + begin : 8 + n + end], kinds[about["dtype"]]
            out[name] = data if kind == "B" else struct.unpack("<%d%s" % (len(data) // struct.calcsize(kind), kind), data)
    return out

config = json.load(open("model/config.json"))
weights, vocab = tensors("model/model.safetensors"), tensors("model/vocab.safetensors")
D, C = config["dim"], len(config["labels"])
offsets = vocab["vocab.offsets"]
words = [vocab["vocab.bytes"][a:b] for a, b in zip(offsets, offsets[1:])]
V = len(words)
E = [weights["embedding.weight"][i * D : (i + 1) * D] for i in range(V)]
W = [weights["fc.weight"][c * D : (c + 1) * D] for c in range(C)]
norms = [sum(x * x for x in row) ** 0.5 for row in E]
keys = {"count": lambda i: (-vocab["vocab.counts"][i], i), "word": lambda i: words[i], "norm": lambda i: (-norms[i], i)}
for sort, key in keys.items():
    lines = [line.rsplit(b"\t", 2) for line in open(sort + ".tsv", "rb").read().split(b"\n")[:-1]]
    order = sorted(range(V), key=key)
    assert [line[0] for line in lines] == [words[i] for i in order], sort
    assert [int(line[1]) for line in lines] == [vocab["vocab.counts"][i] for i in order], sort
    assert all(line[2] == b"%.6f" % norms[i] for line, i in zip(lines, order)), sort
told = json.load(open("vocab.json"))["words"]
assert [(w["word"], w["count"]) for w in told] == [(words[i].decode(), vocab["vocab.counts"][i]) for i in range(V)]

train = [line.split()[0][9:] for line in open("train.txt")]
mean = [sum(row[d] for row in W) / C for d in range(D)]
labels = json.load(open("labels.json"))["labels"]
assert [label["label"] for label in labels] == config["labels"]
for c, label in enumerate(labels):
    assert label["count"] == train.count(label["label"]) == config["label_counts"][c]
    strength = {words[i].decode(): sum(E[i][d] * (W[c][d] - mean[d]) for d in range(D)) for i in range(V)}
    assert len(label["words"]) == sum(s > 0 for s in strength.values())
    for word in label["words"]:
        assert abs(word["strength"] - strength[word["word"]]) < 1e-9, word
    told = [word["strength"] for word in label["words"]]
    assert told == sorted(told, reverse=True)
PYTHON

# A model from before there were label counts.
cp -R model old
python3 - <<'PYTHON'
import json
config = json.load(open("old/config.json"))
del config["label_counts"]
json.dump(config, open("old/config.json", "w"))
PYTHON
printf '\n## without counts of labels\n'
try_line 'bagtag inspect --labels -k 1 old | head -n 2'
try_line 'bagtag inspect --labels -k 0 --json old | grep -o "\"label\":\"money\",\"count\":[^,]*"'
