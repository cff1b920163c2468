# The output of `embed --sequence` feeds torch.nn.LSTM: one document, and many, padded, packed by their lengths. With
# --lstm it writes the output of that LSTM.
# SPDX-License-Identifier: MIT
python=
for candidate in python3 /usr/bin/python3; do
    "$candidate" -c 'import torch, numpy' 2>/dev/null && python=$candidate && break
done
[ -n "$python" ] || skip 'torch is not installed'

topics
cut -d ' ' -f 2- test.txt | head -n 40 >lines.txt
printf '%s\n' 'the' 'xyzzy the xyzzy train' >>lines.txt
bagtag tokenize --model model --output jsonl lines.txt >told.jsonl || fail 'cannot tokenize'
bagtag embed --sequence --lengths lengths.txt model lines.txt >padded.npy || fail 'cannot write the batch'
number=0
while IFS= read -r line; do
    printf '%s\n' "$line" | bagtag embed --sequence model >"one$number.npy" || fail "cannot write line $number"
    number=$((number + 1))
done <lines.txt

PYTHONPATH="$ROOT/tests/parity" "$python" -B - <<'PYTHON' || exit 1
import json, struct
import numpy, torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
from check_lstm import write_safetensors

torch.manual_seed(1)
torch.set_num_threads(1)
padded = torch.from_numpy(numpy.load("padded.npy"))
lengths = torch.from_numpy(numpy.loadtxt("lengths.txt", dtype="i8", ndmin=1))
n, longest, features = padded.shape
assert len(lengths) == n == 42 and lengths.max() == longest and lengths.min() == 1 and len(set(lengths.tolist())) > 5
assert padded.dtype == torch.float32

# Compares with the rows that tokenize lists, read from the model's own file.
blob = open("model/model.safetensors", "rb").read()
size, = struct.unpack("<Q", blob[:8])
about = json.loads(blob[8 : 8 + size])["embedding.weight"]
table = numpy.frombuffer(blob[8 + size :][slice(*about["data_offsets"])], "<f4").reshape(about["shape"])

lstm = torch.nn.LSTM(features, 20, batch_first=True)

def save(path, module):
    arrays = {"net.lstm." + name: array.numpy() for name, array in module.state_dict().items()}
    arrays["net.fc.bias"] = numpy.ones(3, numpy.float32)
    write_safetensors(path, arrays)

save("lstm.safetensors", lstm)
save("narrow.safetensors", torch.nn.LSTM(features - 1, 20))
with torch.no_grad():
    packed = pack_padded_sequence(padded, lengths, batch_first=True, enforce_sorted=False)
    outputs, (h, c) = lstm(packed)
    outputs, told = pad_packed_sequence(outputs, batch_first=True)
    assert torch.equal(told, lengths)
    worst = 0.0
    for i, line in enumerate(open("told.jsonl")):
        one = torch.from_numpy(numpy.load("one%d.npy" % i))
        rows = [row for row in json.loads(line)["ids"] if row is not None]
        assert one.shape == (lengths[i], features) and numpy.array_equal(one.numpy(), table[rows]), i
        assert torch.equal(padded[i, : lengths[i]], one) and not padded[i, lengths[i] :].any(), i

        # Unbatched, two dimensions; then the same document as a batch of one.
        plain, (plain_h, plain_c) = lstm(one)
        assert plain.shape == (lengths[i], 20) and plain_h.shape == (1, 20)
        batch, (batch_h, batch_c) = lstm(one.unsqueeze(0))
        assert torch.equal(plain, batch[0]) and torch.equal(plain_h, batch_h[:, 0]) and torch.equal(plain_c, batch_c[:, 0])
        for ours, alone in (outputs[i, : lengths[i]], plain), (h[:, i], plain_h), (c[:, i], plain_c):
            worst = max(worst, (ours - alone).abs().max().item())
    assert worst < 1e-6, worst
    assert h.std() > 0.01, "the states say nothing"
    torch.save((outputs, outputs[0, : lengths[0]]), "expected.pt")
print("%d documents, largest difference %.1e" % (n, worst))
PYTHON

bagtag embed --sequence --lstm lstm.safetensors --lengths again.txt model lines.txt >outputs.npy || fail 'no outputs'
cmp lengths.txt again.txt || fail 'other lengths'
head -n 1 lines.txt | bagtag embed --sequence --lstm lstm.safetensors model >output.npy || fail 'no output'
"$python" - <<'PYTHON' || fail 'torch has other outputs'
import numpy, torch
for path, expected in zip(("outputs.npy", "output.npy"), torch.load("expected.pt")):
    ours = numpy.load(path)
    assert ours.shape == expected.shape and ours.dtype == numpy.float32, (ours.shape, expected.shape)
    assert abs(ours - expected.numpy()).max() < 1e-6, abs(ours - expected.numpy()).max()
PYTHON
bagtag embed --sequence --lstm narrow.safetensors --lengths none.txt model lines.txt >nothing 2>errors && fail 'other features'
grep -q 'narrow.safetensors: expected an LSTM with an input size of [0-9]*, ' errors || fail "$(cat errors)"
[ ! -s nothing ] && [ ! -e none.txt ] || fail 'something was written'
