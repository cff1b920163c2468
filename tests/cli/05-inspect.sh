# What a model is made of, and whether it is sound.
topics
try bagtag inspect model | steady
bagtag train --no-race --quiet --epochs 25 --ngrams 2 --dim 10 --lower --valid 10% -o pairs.model train.txt || exit 1
try_line 'bagtag inspect pairs.model | head -n 6'
try bagtag inspect --verify model
try bagtag inspect --verify pairs.model

printf '\n## JSON\n'
bagtag inspect --json pairs.model >inspect.json || exit 1
bagtag inspect --json --verify pairs.model | cmp - inspect.json || fail '--verify changes the JSON'
python3 - <<'PYTHON' || exit 1
import json, os, struct

told = json.load(open("inspect.json"))
config = json.load(open("pairs.model/config.json"))
print(*config)
print(*(key for key in told if key not in config))
for key in config.keys() - {"checksum"}:
    assert told[key] == config[key], key
assert config["format"] == "bagtag" and config["version"] == 1 and type(config["version"]) is int
assert sorted(config["labels"]) == sorted({line.split()[0][9:] for line in open("train.txt")})
assert config["dim"] == 10 and config["tokenizer"] == "unicode" and config["bag"] == "mean"
assert config["weight"] == "none" and config["loss"] == "softmax" and config["training"]["seed"] == 1
assert sorted(config["files"]) == ["model.safetensors", "vocab.safetensors"]
for word in ("threads", "time", "host", os.uname().nodename, os.getcwd(), "train.txt"):
    assert word not in open("pairs.model/config.json").read(), word

def tensors(name):
    data = open("pairs.model/" + name, "rb").read()
    assert config["files"][name]["bytes"] == len(data) and len(config["files"][name]["xxh3_128"]) == 32
    n, = struct.unpack("<Q", data[:8])
    assert (8 + n) % 64 == 0 and data[8:9] == b"{"
    header = json.loads(data[8 : 8 + n])
    header.pop("__metadata__", None)
    at = 0
    for key, value in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        assert value["data_offsets"][0] == at, (name, key)
        at = value["data_offsets"][1]
    assert at == len(data) - 8 - n, name
    return {key: (value["dtype"], value["shape"]) for key, value in header.items()}

weights = tensors("model.safetensors")
C = len(config["labels"])
assert weights == {"embedding.weight": ("F32", [told["rows"], 10]), "fc.weight": ("F32", [C, 10]),
                   "fc.bias": ("F32", [C])}, weights
vocabulary = tensors("vocab.safetensors")
assert vocabulary["vocab.offsets"] == ("I64", [told["words"] + 1]) and vocabulary["vocab.counts"] == ("I64", [told["words"]])
assert vocabulary["ngram.ids"] == ("I32", [told["rows"] - told["words"]]), vocabulary
assert vocabulary["ngram.counts"] == ("U8", [told["rows"] - told["words"]]), vocabulary
assert vocabulary["vocab.slots"][0] == "I32" and vocabulary["vocab.bytes"][0] == "U8"
assert vocabulary["vocab.heads"] == ("U8", [told["words"], 16])
size = vocabulary["vocab.slots"][1][0]
assert size & (size - 1) == 0 and size > told["words"]
PYTHON

printf '\n## damage\n'
cp -R model damaged
python3 - <<'PYTHON'
path = "damaged/model.safetensors"
data = bytearray(open(path, "rb").read())
data[len(data) // 2] ^= 1
open(path, "wb").write(data)
PYTHON
try_line "bagtag inspect --verify damaged 2>&1 | sed -E 's/[0-9a-f]{32}/CHECKSUM/g'; bagtag inspect --verify damaged 2>/dev/null"
cp -R model/. damaged
python3 - <<'PYTHON'
path = "damaged/vocab.safetensors"
data = bytearray(open(path, "rb").read())
data[-1] ^= 128
open(path, "wb").write(data)
PYTHON
try_line "bagtag inspect --verify --json damaged 2>&1 | sed -E 's/[0-9a-f]{32}/CHECKSUM/g'; bagtag inspect --json --verify damaged >out 2>/dev/null"
[ ! -s out ] || fail 'a damaged model is printed all the same'
cp -R model copy
try bagtag inspect --verify copy/
