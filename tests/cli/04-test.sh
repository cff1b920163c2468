# How well a model does: the table, the JSON, the status for scripts.
topics
try bagtag test model test.txt
try bagtag test -k 3 --rows 2 model test.txt
try bagtag test -k 3 --threshold 0.3 --rows 0 model test.txt
try bagtag test --threshold 0.3 --rows 0 model test.txt
bagtag test --threshold 0.3 model test.txt >table
bagtag test -k 0 --threshold 0.3 model test.txt | cmp - table || fail '-k 0 is not all labels'
try_line 'bagtag test -k 0 --rows 0 model test.txt | head -n 5'
sed 's/^__label__music /__label__noise /; 1,3s/^__label__[a-z]* //' test.txt >strange.txt
try bagtag test --rows 3 model strange.txt
printf '__label__unheard guitar\n__label__unseen train\n' >foreign.txt
try_line 'bagtag test --rows 0 model foreign.txt | head -n 8'
yes '__label__Travel train' | head -n 20 >other.txt
try_line 'bagtag test model other.txt 2>&1 >table'
try_line 'bagtag test --json model foreign.txt | grep -o "\"loss\":[^,]*"'

printf '\n## all of one label\n'
yes '__label__travel train' | head -n 20 >same.txt
try bagtag test --rows 0 model same.txt
try_line "bagtag test --json model same.txt 2>&1 >same.json"
head -n 19 same.txt | cat - foreign.txt >two.txt
try_line "bagtag test model two.txt 2>&1 >table"
try_line "head -n 19 same.txt | bagtag test model - 2>&1 >table"

printf '\n## one right of five: F1 is the accuracy to the last bit, and printed with it\n'
{ echo '__label__travel train'; yes '__label__music train' | head -n 4; } >fifth.txt
try_line "bagtag test --rows 0 model fifth.txt | sed -n '2,3p'"
try_line "bagtag test --json model fifth.txt | grep -o '\"f1\":[^,]*' | head -n 1"

printf '\n## for scripts\n'
try_line 'bagtag test --fail-under 0.5 model test.txt >table'
try_line 'bagtag test --fail-under 0.99 model test.txt >failed-table'
cmp table failed-table || fail '--fail-under changes what is printed'
try_line 'bagtag test --fail-under 1 model train.txt | head -n 2'
bagtag test model - <test.txt | cmp - table || fail 'standard input changes the answer'
gzip -c test.txt | bagtag test model - | cmp - table || fail 'gzip changes the answer'
for threads in 1 2 8; do
    bagtag test --threads $threads model test.txt | cmp - table || fail "threads $threads change the answer"
done

printf '\n## JSON\n'
bagtag test --json model strange.txt >report.json || fail "status $?"
bagtag classify -k 1 --format fasttext model strange.txt >answers
bagtag test --json -k 2 model test.txt >two.json || fail "status $?"
python3 - <<'PYTHON' || exit 1
import json

report = json.load(open("report.json"))
print(*report)
print(*report["labels"][0])
lines = [line.split() for line in open("strange.txt")]
answers = [line.rstrip("\n") for line in open("answers")]
pairs = [(words[0][9:], answer) for words, answer in zip(lines, answers) if words[0].startswith("__label__")]
names = [label["label"] for label in report["labels"]]
assert report["documents"] == len(pairs) and report["skipped"] == 3, report
assert abs(report["accuracy"] - sum(a == b for a, b in pairs) / len(pairs)) < 1e-12
assert len(names) == 9 and names[-1] == "noise", names
assert len(report["confusion"]) == 9 and all(len(row) == 9 for row in report["confusion"])
for i, truth in enumerate(names):
    for j, guess in enumerate(names):
        assert report["confusion"][i][j] == pairs.count((truth, guess)), (truth, guess)
f1s = []
for label in report["labels"]:
    name = label["label"]
    support = sum(a == name for a, _ in pairs)
    predicted = sum(b == name for _, b in pairs)
    hits = sum(a == b == name for a, b in pairs)
    precision = hits / predicted if predicted else 0
    recall = hits / support if support else 0
    f1 = 2 * precision * recall / (precision + recall) if hits else 0
    assert label["support"] == support, label
    for key, value in (("precision", precision), ("recall", recall), ("f1", f1)):
        assert abs(label[key] - value) < 1e-12, (label, key, value)
    if support or predicted:
        f1s.append(f1)
assert abs(report["macro_f1"] - sum(f1s) / len(f1s)) < 1e-12
for key in ("precision", "recall", "f1"): # with one label and one answer per text, all are equal
    assert abs(report[key] - report["accuracy"]) < 1e-12, key
two = json.load(open("two.json"))
assert abs(two["precision"] - two["recall"] / 2) < 1e-12 and two["recall"] > two["accuracy"]
assert 0 < two["loss"] < 1 and 0 < two["ece"] < 0.5
PYTHON

printf '\n## several labels in a line\n'
printf '__label__sports __label__music the goalkeeper plays the guitar\n__label__arts guitar chords\n' >several.txt
try bagtag test --rows 3 -k 2 model several.txt

printf '\n## long labels widen the first column, up to 64\n'
long=balance_not_updated_after_cheque_or_cash_deposit
longer=$long-$long
{ yes "__label__$long guitar" | head -n 5; yes '__label__other train' | head -n 5; } >long.txt
sed "s/$long/$longer/" long.txt >longer.txt
for file in long.txt longer.txt; do
    bagtag train --no-race --quiet --dim 4 --epochs 20 -o long "$file" || fail 'cannot train'
    try_line "bagtag test long $file | tail -n 3"
done
