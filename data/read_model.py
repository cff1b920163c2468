# read_model.py - a bagtag model read with NumPy: prints the best label of each line and its probability
# SPDX-License-Identifier: MIT
#
# Usage: python3 read_model.py MODEL < lines.txt
#
# It needs NumPy, and for models with word n-grams xxhash (Debian: python3-numpy and python3-xxhash).
#
# For models with the tokenizer `unicode`: weights, word n-grams, character n-grams, both losses, any bag.
# bagtag-model(5) explains each step.
import json, re, sys, unicodedata
import numpy

def arrays(path):
    data = open(path, "rb").read()
    begin, kinds = 8 + int.from_bytes(data[:8], "little"), {"F32": "<f4", "I32": "<i4", "I64": "<i8", "U8": "u1"}
    return {name: numpy.frombuffer(data[begin:][slice(*about["data_offsets"])], kinds[about["dtype"]]).reshape(about["shape"])
            for name, about in json.loads(data[8:begin]).items() if name != "__metadata__"}

config = json.load(open(sys.argv[1] + "/config.json", encoding="utf-8"))
assert config["format"] == "bagtag" and config["version"] == 1 and config["tokenizer"] == "unicode"
assert config.get("tokenizer_revision", 1) in (2, 3)
net, words = arrays(sys.argv[1] + "/model.safetensors"), arrays(sys.argv[1] + "/vocab.safetensors")
spelled, ends = words["vocab.bytes"].tobytes(), words["vocab.offsets"].tolist()
row_of = {spelled[a:b]: row for row, (a, b) in enumerate(zip(ends, ends[1:]))}
for kind, ids in ("words", words.get("ngram.ids", [])), ("chars", words.get("char.ids", [])):
    row_of.update({(kind, bucket): row for row, bucket in enumerate(map(int, ids), len(row_of))})
MASK = (1 << 64) - 1
if config["ngrams"] > 1:
    try:
        import xxhash
    except ImportError:
        sys.exit("read_model.py: %s has word n-grams, which need the Python module xxhash (Debian: python3-xxhash)" % sys.argv[1])

def bucket(h):
    return ((((h ^ h >> 29) * 0xBF58476D1CE4E5B9 & MASK) >> 32) * config["buckets"]) >> 32

def kind(c):
    """word, mark, joiner, ideograph, symbol or space; None if the character is ignored"""
    if c in "\u200b\u2800\u3164\ufff9\ufffa\ufffb":
        return "space"
    if c in "\u200c\u200d":
        return "joiner"
    if unicodedata.category(c) == "Cf" or "\ufe00" <= c <= "\ufe0f" or "\U000e0000" <= c <= "\U000e0fff" or c == "\u034f":
        return None
    if unicodedata.name(c, "").startswith(("CJK UNIFIED", "CJK COMPATIBILITY IDEO", "HIRAGANA LETTER", "KATAKANA LETTER")):
        return "ideograph"
    if c in "\u3005\u3006\u3007\u309d\u309e\u309f\u30fc\u30fd\u30fe\u30ff":
        return "ideograph"
    category = "L" if c == "_" else unicodedata.category(c)[0]
    return {"L": "word", "N": "word", "M": "mark", "P": "symbol", "S": "symbol"}.get(category, "space")

link = re.compile(r"(?<![a-z0-9_])(?:(?:https?|ftp)://|www\.)(?=[a-z0-9])[!#-;=?-~]*[a-z0-9_/#&=%+\-$@]"
                  r"|(?<![a-z0-9_])@(?=[a-z_])[a-z0-9_]+", re.ASCII | re.IGNORECASE)

def tokens(text):
    """the tokenizer unicode, revision 2 or 3, except for a few rare characters: see bagtag-model(5)"""
    if config["tokenizer_revision"] == 3:
        text = link.sub(lambda found: " @ " if found[0][0] == "@" else " \U0001f517 ", text)
    text = "".join(unicodedata.normalize("NFKC", c) if "\uff01" <= c <= "\uffee" else c for c in text if kind(c))
    if config["lower"]:
        text = unicodedata.normalize("NFC", text.casefold()).replace("i\u0307", "i")
    found, last, joiners = [], "space", ""
    for c in unicodedata.normalize("NFC", text):
        now = kind(c)
        if now == "joiner":
            joiners += c if last == "word" else ""
        elif now == "word" and last == "word" or now == "mark" and last in ("word", "ideograph"):
            found[-1] += joiners + c
            joiners = ""
        else:
            found += [c] if now != "space" else []
            last, joiners = "word" if now == "mark" else now, ""
    return found

def rows(text):
    cut = tokens(text)
    hashes = [xxhash.xxh3_64_intdigest(token.encode()) for token in cut] if config["ngrams"] > 1 else []
    for i, token in enumerate(cut):
        yield token.encode()
        codes = [0x110000, *map(ord, token[:1024]), 0x110001]
        chars = config.get("chars", {"min": 1, "max": 0})
        for a in range(len(codes) if len(token) > 1 or kind(token) not in ("symbol", "ideograph") else 0):
            h = 0
            for n, code in enumerate(codes[a:a + chars["max"]], 1):
                h = (h ^ code) * 0x9E3779B97F4A7C15 & MASK
                h ^= h >> 32
                if n >= chars["min"] and n < len(codes) and not (n == 1 and code >= 0x110000):
                    yield "chars", bucket(h)
        h, *others = hashes[i:i + config["ngrams"]] or [0]
        for other in others:
            h = (h * 0x9E3779B97F4A7C15 + other) & MASK
            yield "words", bucket(h)

# EmbeddingBag and Linear: torch.nn.ModuleDict({"embedding": EmbeddingBag(V, D), "fc": Linear(D, C)}) loads the same arrays.
E, W, b = net["embedding.weight"], net["fc.weight"], net["fc.bias"]
for line in sys.stdin.buffer:
    found = [row_of[row] for row in rows(line.rstrip(b"\n").decode("utf-8", "replace")) if row in row_of]
    if config["weight"] != "none":
        found, times = numpy.unique(numpy.array(found, int), return_counts=True)
        weights = (1 + numpy.log(times)) * words["idf"][found]
        bag = weights @ E[found] / (numpy.sqrt((weights ** 2).sum()) or 1)
    else:
        bag = getattr(E[found], config["bag"])(axis=0) if found else numpy.zeros(E.shape[1])  # mean, sum or max
    z = W @ bag.astype(float) + b
    p = 1 / (1 + numpy.exp(-z)) if config["loss"] == "ova" else numpy.exp(z - z.max()) / numpy.exp(z - z.max()).sum()
    print("%s\t%.6f" % (config["labels"][p.argmax()], p.max()))
