"""15-jsonl.py - generated records, good and damaged, are read as Python's json module reads them

Usage: 15-jsonl.py MODEL. Writes generated.jsonl into the current folder and compares bagtag's answers with those expected.
"""
import json
import random
import subprocess
import sys

model = sys.argv[1]
random.seed(13)
WORDS = "guitar chord goal keeper dough oven é 東京 \u2028 \U0001f600 \ud83d\ude00 \ufffd \" \\ / \n \t \r \x00 \x1f \x7f".split(" ")


def scalar():
    kind = random.randrange(8)
    if kind == 0:
        return None
    if kind == 1:
        return random.random() < 0.5
    if kind == 2:
        return random.choice([0, -1, 7, 10**20, -(2**63)])
    if kind == 3:
        return random.choice([0.5, -1e-300, 1e300, 3.14159, -0.0])
    return " ".join(random.choices(WORDS, k=random.randrange(8)))


def value(depth):
    if depth > 0 and random.random() < 0.2:
        return [value(depth - 1) for _ in range(random.randrange(4))]
    if depth > 0 and random.random() < 0.2:
        return {key(): value(depth - 1) for _ in range(random.randrange(4))}
    return scalar()


def key():
    return random.choice(["text", "id", "label", "meta", "tex", "textt", "", "a", "bc", "Text", "té", "a.b", "\n"])


def record():
    members = {}
    for _ in range(random.randrange(8)):
        members[key() + random.choice(["", "", "x"])] = value(3)
    if random.random() < 0.9:
        members["text"] = " ".join(random.choices(WORDS, k=random.randrange(20)))
    if random.random() < 0.1:
        members["text"] = random.choice([None, 1, True, ["a"], {"a": 1}])
    if isinstance(members.get("label"), (list, dict)) or random.random() < 0.5:
        members["label"] = random.choice(["x", 1, None, ["x", "y"], {"x": 1, "y": 0}])
    items = list(members.items())
    random.shuffle(items)
    return dict(items)


def half_pairs(line):
    """Inserts escapes of half surrogate pairs, single or in the wrong order, at random places."""
    return line.replace("guitar", random.choice(["\\ud83d", "\\ude00", "\\ud83d\\u0041", "\\ude00\\ud83d", "\\uD83D\\ude00"]))


def written():
    spaced = random.choice([(", ", ": "), (",", ":"), (" ,\t", "\t: ")])
    line = json.dumps(record(), ensure_ascii=random.random() < 0.5, separators=spaced)
    line = half_pairs(line) if random.random() < 0.1 else line
    if random.random() < 0.1:
        line = line.replace("/", "\\/")
    if random.random() < 0.1:
        line = random.choice([" ", "\t", ""]) + line + random.choice([" ", "\r", "\t "])
    return line.encode("utf-8", "surrogatepass")


def damaged(line):
    line = bytearray(line)
    for _ in range(random.choice([1, 1, 1, 2, 5])):
        at = random.randrange(len(line) + 1)
        new = random.choice(b'{}[]",:\\\\0123456789.-+eEutfn \t\r\x00\x0b\xff\xc3\xe2')
        what = random.randrange(4)
        if what == 0:
            line.insert(at, new)
        elif what == 1 and at < len(line):
            line[at] = new
        elif what == 2 and at < len(line):
            del line[at]
        else:
            del line[at:]
    return bytes(line)


class Refused(Exception):
    pass


class Doubled(Exception):
    """A relevant member occurs twice, first with an invalid value; not compared, as Python ignores the first."""


def pairs(members):
    found = dict(members)
    if len(found) < len(members):
        for name, value in members:
            if name == "text" and not isinstance(value, (str, type(None))) and value is not found[name]:
                raise Doubled
    return found


def refuse(_):
    raise Refused


def read(line):
    """What Python reads: (text or None, id as JSON or None); raises Refused if it is invalid."""
    try:
        found = json.loads(line.decode("utf-8", "replace"), parse_constant=refuse, object_pairs_hook=pairs)
    except (ValueError, RecursionError):
        raise Refused from None
    if not isinstance(found, dict) or not isinstance(found.get("text"), (str, type(None))):
        raise Refused
    return found


def plain(text):
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text or "")


def run(*arguments):
    result = subprocess.run(["bagtag", *arguments], capture_output=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout


lines, expected = [], []
for i in range(20000):
    line = written()
    if i % 2:
        line = damaged(line)
    if not line.strip(b" \t\r"):
        continue
    try:
        found = read(line)
    except Refused:
        found = None
    except Doubled:
        continue
    lines.append(line)
    if found is not None:
        expected.append((line, found))
with open("generated.jsonl", "wb") as file:
    file.write(b"\n".join(lines) + b"\n")
good, bad = len(expected), len(lines) - len(expected)
assert good > 8000 and bad > 4000, (good, bad)

answers = run("classify", "--skip-bad", "--output", "jsonl", "--with-text", model, "generated.jsonl").splitlines()
for (line, found), answer in zip(expected, answers):
    answer = json.loads(answer.decode("utf-8", "replace"))
    assert answer["text"] == plain(found.get("text")), (line, answer)
    assert ("id" in answer) == ("id" in found), (line, answer)
    if "id" in found:
        assert plain(json.dumps(answer["id"])) == plain(json.dumps(found["id"])), (line, answer)
assert len(answers) == good, (len(answers), good)

output = run("classify", "--skip-bad", "--add", "the answer", model, "generated.jsonl")
for threads in ("1", "2", "8"):
    same = run("classify", "--skip-bad", "--add", "the answer", "--threads", threads, model, "generated.jsonl")
    assert same == output, threads
for (line, found), answer in zip(expected, output.split(b"\n")):
    begin = answer.rindex(b'"the answer":{')
    end = answer.index(b"}", begin) + 1
    begin -= found != {}
    assert answer[:begin] + answer[end:] == line, (line, answer)
    assert list(json.loads(answer.decode("utf-8", "replace")))[-1] == "the answer"
assert output.count(b"\n") == good

passed = run("filter", "--skip-bad", "--threshold", "0", model, "music", "generated.jsonl")
assert passed == b"".join(line + b"\n" for line, _ in expected)
