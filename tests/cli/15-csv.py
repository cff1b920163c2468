"""15-csv.py - generated CSV files are read as Python's csv module reads them

Usage: 15-csv.py MODEL. Writes files into the current folder and compares bagtag's answers with those expected.
"""
import csv
import io
import json
import random
import re
import subprocess
import sys

model = sys.argv[1]
random.seed(15)
csv.field_size_limit(1 << 30)
PIECES = ["guitar", "goal", "dough", "é", "東京", " ", ",", ";", "\t", "\n", "\r", "\r\n", '"', '""', "'", "\\", "", "\x00", "#"]


def value():
    return "".join(random.choices(PIECES, k=random.choice([0, 0, 1, 2, 5, 12])))


def by_hand(delimiter):
    """A field that no program would write: quotes in the middle, and text after the closing one."""
    plain = value().replace("\n", "").replace("\r", "").replace(delimiter, "").lstrip('"')
    return random.choice(["x" + plain, '"%s"%s' % (value().replace('"', '""'), "x" + plain), '""', '""x"' + plain])


def row(values, delimiter):
    """A row whose fields are quoted where necessary, and some others too."""
    special = set(delimiter + '"\r\n')
    quoted = ['"%s"' % v.replace('"', '""') if special & set(v) or random.random() < 0.3 else v for v in values]
    return delimiter.join(quoted)


def table(n_rows, delimiter):
    """The bytes of a table with the columns a, text and b, and whether its last quote is closed."""
    out = io.StringIO(newline="")
    end = random.choice(["\n", "\r\n", "\n", "\r\n", "\r"])
    out.write(row(["a", "text", "b"], delimiter) + end)
    for _ in range(n_rows):
        kind = random.random()
        if kind < 0.2:
            out.write(delimiter.join(by_hand(delimiter) for _ in range(3)) + end)
        elif kind < 0.25:
            out.write(end)
        else:
            out.write(row([value(), value(), value()], delimiter) + end)
    text = out.getvalue()
    if random.random() < 0.2:
        text = text.rstrip("\r\n") if n_rows == 0 else text + "x" + delimiter * 2 + "x"
    is_closed = random.random() < 0.9
    if not is_closed:
        text += end + delimiter + '"' + value().replace('"', '""') + end
    mark = "\ufeff" if random.random() < 0.1 else ""
    return text, mark + text, is_closed


def run(*arguments):
    return subprocess.run(["bagtag", *arguments], capture_output=True, check=False)


def rows_of(text, delimiter):
    return [row for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter) if row]


def check_rows(name, text, delimiter, options):
    """Checks that classify returns the rows with one more field, and filter returns them unchanged."""
    rows = rows_of(text, delimiter)
    for threads in ("1", "8"):
        result = run("classify", *options, "--threads", threads, model, name)
        answered = result.stdout.decode()
        found = rows_of(answered, delimiter)
        assert [row[:-1] for row in found] == rows and found[0][-1] == "label", (name, result.stderr)
        result = run("filter", *options, "--threads", threads, "--threshold", "0", model, "music", name)
        assert rows_of(result.stdout.decode(), delimiter) == rows, (name, result.stderr)
    fields = {found[i][-1] for i in range(1, len(found))}
    assert fields <= {"music", "sports", "cooking", "computing"}, fields
    pieces = re.split("[%s](?:label|music|sports|cooking|computing)(?=[\r\n])" % re.escape(delimiter), answered)
    whole = text if text.endswith(("\r", "\n")) else text + "\n"
    assert "".join(pieces).replace("\r", "\n").replace("\n", "") == whole.replace("\r", "\n").replace("\n", ""), name


def compare(name, n_rows):
    delimiter = random.choice([",", ",", ";", "\t", " ", "|"])
    text, with_mark, is_closed = table(n_rows, delimiter)
    with open(name, "w", encoding="utf-8", newline="") as file:
        file.write(with_mark)
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row][1:]
    assert all(len(row) == 3 for row in rows[:-1])
    options = ["--delimiter", "tab" if delimiter == "\t" else delimiter, "--output", "jsonl", "--with-text"]
    answers = []
    for columns, threads in (("text", "1"), ("b,1", "2"), ("text", "8")):
        result = run("classify", *options, "--text-column", columns, "--threads", threads, model, name)
        texts = [json.loads(line)["text"] for line in result.stdout.splitlines()]
        expected = [row[1] if columns == "text" else row[2] + " " + row[0] for row in (rows if is_closed else rows[:-1])]
        assert texts == expected, (name, texts, expected)
        assert (result.returncode == 0) == is_closed, (name, result.stderr)
        if not is_closed:
            assert b"expected a closing quote" in result.stderr, result.stderr
        answers.append(result.stdout)
    assert answers[0] == answers[2], name
    if is_closed:
        check_rows(name, with_mark, delimiter, options[:2])
    return len(rows), is_closed


found = [compare("generated.csv", random.randrange(12)) for _ in range(300)]
assert sum(rows for rows, _ in found) > 1000 and 10 < sum(not is_closed for _, is_closed in found) < 60
assert compare("large.csv", 40000)[0] > 30000

# A field of 10 MB, with line ends and quotes in it.
large = 'goal "again"\r\n' * 750000
with open("field.csv", "w", encoding="utf-8", newline="") as file:
    csv.writer(file).writerows([["text", "n"], ["goal", 1], [large, 2], ["dough", 3]])
result = run("classify", "--output", "jsonl", "--with-text", model, "field.csv")
assert [json.loads(line)["text"] for line in result.stdout.splitlines()] == ["goal", large, "dough"], result.stderr
