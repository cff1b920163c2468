# PyTorch reads model.safetensors with no code of ours and gives the probabilities of `classify --prob`.
python=
for candidate in python3 /usr/bin/python3; do
    "$candidate" -c 'import torch, numpy' 2>/dev/null && python=$candidate && break
done
[ -n "$python" ] || skip 'torch is not installed'

cp "$ROOT/data/topics.train.txt" train.txt
cat "$ROOT"/data/*.train.txt "$ROOT"/data/*.test.txt | sed 's/^__label__[a-z]* //' | head -n 900 >lines.txt
for line in '' ' ' 'nothing known here: xyzzy' 'the' 'the the the' 'a	tab and   spaces' 'The THE the'; do printf '%s\n' "$line"; done >>lines.txt
awk 'NR % 8 == 0 { print $0 " " $0 " more" }' lines.txt | head -n 93 >more.txt
cat more.txt >>lines.txt
[ "$(wc -l <lines.txt)" -eq 1000 ] || fail "there are $(wc -l <lines.txt) lines, expected 1,000"
for bag in mean sum max; do
    rate=0.5
    [ $bag = mean ] || rate=0.05
    bagtag train --no-race --quiet --tokenizer whitespace --dim 10 --epochs 20 --lr $rate --bag $bag -o $bag.model train.txt || fail "cannot train $bag"
    bagtag classify --prob -k 0 $bag.model lines.txt >$bag.answers || fail "cannot classify with $bag"
done

"$python" - <<'PYTHON' || exit 1
import json, re, struct
import numpy, torch

def read(path):
    data = open(path, "rb").read()
    n, = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + n])
    header.pop("__metadata__", None)
    kinds = {"F32": "<f4", "I32": "<i4", "I64": "<i8", "U8": "u1"}
    return {name: numpy.frombuffer(data[8 + n + about["data_offsets"][0] : 8 + n + about["data_offsets"][1]],
                                   kinds[about["dtype"]]).reshape(about["shape"]) for name, about in header.items()}

class Net(torch.nn.Module):
    def __init__(self, V, D, C, mode):
        super().__init__()
        self.embedding = torch.nn.EmbeddingBag(V, D, mode=mode)
        self.fc = torch.nn.Linear(D, C)

    def forward(self, ids, offsets):
        return torch.softmax(self.fc(self.embedding(ids, offsets)), 1)

texts = open("lines.txt", "rb").read().split(b"\n")[:-1]
for bag in ("mean", "sum", "max"):
    folder = bag + ".model/"
    weights = {name: torch.from_numpy(values.astype("f4")) for name, values in read(folder + "model.safetensors").items()}
    vocabulary = read(folder + "vocab.safetensors")
    labels = json.load(open(folder + "config.json"))["labels"]
    words = vocabulary["vocab.bytes"].tobytes()
    ends = vocabulary["vocab.offsets"]
    rows = {words[a:b]: i for i, (a, b) in enumerate(zip(ends, ends[1:]))}
    V, D = weights["embedding.weight"].shape
    net = Net(V, D, len(labels), bag)
    net.load_state_dict(weights, strict=True)

    ids, offsets = [], []
    for text in texts:
        offsets.append(len(ids))
        ids += [rows[word] for word in re.split(rb"[ \n\r\t\v\f\0]+", text) if word in rows]
    with torch.no_grad():
        wanted = net(torch.tensor(ids), torch.tensor(offsets)).numpy()

    worst = 0
    answers = open(bag + ".answers").read().split("\n")[:-1]
    assert len(answers) == len(texts) == len(wanted)
    for answer, row in zip(answers, wanted):
        columns = answer.split("\t")
        given = dict(zip(columns[::2], map(float, columns[1::2])))
        assert sorted(given) == sorted(labels)
        worst = max(worst, max(abs(given[label] - row[i]) for i, label in enumerate(labels)))
    assert worst < 1e-5, (bag, worst)
    assert wanted.max(1).std() > 0.01, "the model says the same about everything"
PYTHON
