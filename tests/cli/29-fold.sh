# 29-fold.sh - models folded when they are saved, or before they score
# SPDX-License-Identifier: MIT
cp "$ROOT/data/topics.train.txt" train.txt
cp "$ROOT/data/topics.test.txt" test.txt
bagtag train --no-race -q --dim 32 --epochs 10 --ngrams 2 --weight gain -o model train.txt || fail 'cannot train'
bagtag train --no-race -q --dim 32 --epochs 10 --ngrams 2 --weight gain --seed 2 -o other train.txt || fail 'cannot train'
bagtag train --no-race -q --dim 15 --epochs 2 -o narrow train.txt || fail 'cannot train'
bagtag train --no-race -q --dim 16 --epochs 2 --bag max -o maximum train.txt || fail 'cannot train'
for i in 1 2 3 4 5 6 7 8 9; do cat test.txt; done >long.txt
[ ! -e narrow/scores.safetensors ] && [ ! -e maximum/scores.safetensors ] || fail 'scores of a model that cannot be folded'
bagtag inspect --verify model >/dev/null || fail 'the model is not sound'

# Models with replaced files: without scores, as they were before there were any; with wrong ones.
python3 - <<'PYTHON'
import json, os, re, shutil

def make(name, scores, change):
    shutil.copytree("model", name)
    config = json.load(open("model/config.json"))
    del config["checksum"]
    os.remove(name + "/scores.safetensors")
    if scores is not None:
        with open(name + "/scores.safetensors", "wb") as file:
            file.write(scores)
        config["files"]["scores.safetensors"]["bytes"] = len(scores)
    change(config)
    json.dump(config, open(name + "/config.json", "w"))

def forget(config):
    del config["files"]["scores.safetensors"]

def trust(config):
    config["files"]["scores.safetensors"]["xxh3_128"] = json.load(open("other/config.json"))["files"]["scores.safetensors"]["xxh3_128"]

def as_maximum(config):
    config["bag"] = "max"

good = open("model/scores.safetensors", "rb").read()
turned = re.sub(rb"\[(\d+),8\]", rb"[8,\1]", good)
make("plain", None, forget)
make("scoreless", None, lambda config: None)
make("stale", open("other/scores.safetensors", "rb").read(), trust)
make("damaged", good[:-1] + bytes([good[-1] ^ 1]), lambda config: None)
make("cut", good[:-4], lambda config: None)
make("turned", turned, lambda config: None)
make("of-maximum", good, as_maximum)
PYTHON
bagtag inspect --verify plain >/dev/null || fail 'a model without scores is not sound'

# The labels are the same, and the bytes are the same for any number of threads, whether scores are stored or computed.
bagtag classify --format fasttext plain long.txt >labels.txt
bagtag classify --format fasttext model long.txt | cmp - labels.txt || fail 'other labels'
bagtag classify --format fasttext --threads 1 --prob -k 0 model long.txt >one.txt
for command in '--threads 3 model' '--fold model' '--fold --threads 1 plain' '--fold --threads 3 plain'; do
    bagtag classify --format fasttext --prob -k 0 $command long.txt | cmp - one.txt || fail "$command: other bytes"
done
bagtag classify --format fasttext --prob -k 0 plain long.txt >unfolded.txt
python3 - <<'PYTHON'
numbers = [[float(x) for x in open(name).read().split() if x[0].isdigit()] for name in ("one.txt", "unfolded.txt")]
assert len(numbers[0]) == len(numbers[1]) and numbers[0] != numbers[1]
assert max(abs(a - b) for a, b in zip(*numbers)) <= 1e-6
PYTHON
bagtag filter --format fasttext plain travel long.txt >lines.txt
bagtag filter --format fasttext model travel long.txt | cmp - lines.txt || fail 'filter: other lines'
bagtag filter --format fasttext --fold plain travel long.txt | cmp - lines.txt || fail 'filter --fold: other lines'
bagtag test --json plain test.txt | grep -oE '"(accuracy|macro_f1)":[^,]*' >figures.txt
[ "$(wc -l <figures.txt)" -eq 2 ] || fail 'test --json: no accuracy'
bagtag test --json model test.txt | grep -oE '"(accuracy|macro_f1)":[^,]*' | cmp - figures.txt || fail 'test: other figures'
bagtag test --json --fold plain test.txt | grep -oE '"(accuracy|macro_f1)":[^,]*' | cmp - figures.txt || fail 'test --fold: other figures'

# An explanation explains the answer that is given.
bagtag classify --format fasttext --score logit model test.txt | cut -f 2 >logits.txt
bagtag explain --output jsonl --format fasttext model test.txt >explained.txt
python3 - <<'PYTHON'
import json
for line, logit in zip(open("explained.txt"), open("logits.txt")):
    record = json.loads(line)
    whole = record["bias"] + sum(token["score"] for token in record["tokens"])
    assert abs(whole - record["logit"]) <= 1e-5 and abs(whole - float(logit)) <= 1e-5, line
PYTHON

# A model with scores replaces one without, and vice versa; nothing of the old one stays.
cp -r model target
bagtag train --no-race -q --dim 15 --epochs 2 -o target train.txt && diff -r target narrow || fail 'narrow is not as it was'
bagtag train --no-race -q --dim 32 --epochs 10 --ngrams 2 --weight gain -o target train.txt && diff -r target model || fail 'model is not as it was'
bagtag pack -o model.bagtag model && bagtag classify --format fasttext --prob -k 0 model.bagtag long.txt | cmp - one.txt || fail 'packed: other bytes'
bagtag pack -o plain.bagtag plain && bagtag classify --format fasttext --prob -k 0 plain.bagtag long.txt | cmp - unfolded.txt || fail 'packed: other bytes'

# Training starts from the embedding, so the new model has scores of its own.
bagtag train --no-race -q --dim 32 --epochs 1 --lr 0.1 --pretrained model -o next train.txt && bagtag inspect --verify next >/dev/null ||
    fail 'a model that was trained on is not sound'

try bagtag classify scoreless test.txt
try bagtag inspect --verify stale
try bagtag pack -o stale.bagtag stale
try_line "bagtag inspect --verify damaged 2>&1 | sed -E 's/[0-9a-f]{32}/CHECKSUM/g'"
try bagtag classify cut test.txt
try bagtag classify turned test.txt
try bagtag classify of-maximum test.txt
try bagtag classify --fold narrow test.txt
try bagtag filter --fold maximum travel test.txt
try bagtag test --fold maximum test.txt
try bagtag test --fold missing test.txt
