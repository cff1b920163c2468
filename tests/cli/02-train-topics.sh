# Training as a newcomer does it: the summary, the log, the options that must not change the model.
cp "$ROOT/data/topics.train.txt" train.txt
cp "$ROOT/data/topics.test.txt" test.txt

try bagtag train --no-race --tokenizer whitespace --epochs 25 --seed 1 -o model train.txt 2>&1 | steady
find model | LC_ALL=C sort
try bagtag train --no-race --epochs 25 --valid test.txt --log log.jsonl -o valid.model train.txt 2>&1 | steady
try bagtag train --no-race --epochs 25 --valid 10% -o share.model train.txt 2>&1 | steady
try bagtag train --no-race --ngrams 2 --min-count 2 --dim 10 -o pairs.model train.txt 2>&1 | steady
{ sed 's/^__label__[a-z]* //' test.txt | head -n 1; printf 'caf\351\n'; cat train.txt; } >mixed.txt
try bagtag train --no-race --epochs 25 -o mixed.model mixed.txt 2>&1 | steady
printf '__label__a one\n__label__b two\n' >two.txt
try bagtag train --log - -o two.model two.txt 2>&1 | steady | sed -n '1,4p;$p'
try bagtag train --no-race --epochs 5 --valid 1% -o two.model two.txt 2>&1 | steady | sed -n '1,3p'
try bagtag train --no-race --layer codes --weight gain -o two.model two.txt 2>&1 | steady | sed -n "1,3p"
printf '__label__a one\n' >one.txt
try bagtag train -o one.model one.txt 2>&1 | steady
{ yes '__label__a the same text' | head -n 30; yes '__label__b another text' | head -n 30; } >equal.txt
try_line 'bagtag train -o equal.model equal.txt 2>&1 | grep "^expect"'

printf '\n## an epoch of the log\n'
[ "$(wc -l <log.jsonl)" -eq 25 ] || fail "the log has $(wc -l <log.jsonl) lines for 25 epochs"
python3 - <<'PYTHON' || exit 1
import json
rows = [json.loads(line) for line in open("log.jsonl")]
print(*rows[0])
assert [row["epoch"] for row in rows] == list(range(1, 26))
assert [row["documents"] for row in rows] == [520 * n for n in range(1, 26)]
assert all(a["lr"] > b["lr"] for a, b in zip(rows, rows[1:])), "the learning rate does not fall"
assert rows[-1]["loss"] < 0.1 < 1 < rows[0]["loss"] and rows[-1]["valid_accuracy"] > 0.8, rows[-1]
PYTHON

printf '\n## --quiet says nothing\n'
try bagtag train --quiet -o quiet.model train.txt

# The same model whatever must not matter: threads, how the text is read, the place, what was there before.
train() { bagtag train --no-race --quiet --epochs 3 --lr 2 "$@" || fail "cannot train: $*"; }
same() {
    for file in config.json model.safetensors vocab.safetensors; do
        cmp "first/$file" "$1/$file" || fail "$1/$file is not the same: $2"
    done
}
train -o first train.txt
gzip -c train.txt >train.txt.gz
zstd -qc train.txt >train.txt.zst
sed 's/$/\r/' train.txt >crlf.txt
printf '\357\273\277' | cat - train.txt >bom.txt
head -n 200 train.txt >head.txt
tail -n +201 train.txt >tail.txt
train -o other --threads 1 train.txt && same other 'threads 1'
train -o other --threads 3 train.txt && same other 'threads 3'
train -o other train.txt.gz && same other gzip
train -o other train.txt.zst && same other zstd
train -o other - <train.txt && same other 'standard input'
train -o other <train.txt.gz - && same other 'gzip on standard input'
train -o other crlf.txt && same other CRLF
train -o other bom.txt && same other 'a byte order mark'
train -o other head.txt tail.txt && same other 'two files'
train -o other head.txt - <tail.txt && same other 'a file and standard input'
cp train.txt bare.txt && truncate -s -1 bare.txt
train -o other bare.txt && same other 'no final newline'
mkdir empty && train -o empty train.txt && same empty 'an empty folder'
ln -s linked-model link && mkdir linked-model && train -o link train.txt && same linked-model 'a symbolic link'
[ -L link ] || fail 'the symbolic link was replaced'
for kernel in base avx2 avx512; do
    BAGTAG_KERNEL=$kernel bagtag --version >/dev/null 2>&1 || continue
    BAGTAG_KERNEL=$kernel bagtag train --no-race --quiet --epochs 3 --lr 2 -o other train.txt && same other "kernel $kernel"
done
train -o other --seed 2 train.txt
! cmp -s first/model.safetensors other/model.safetensors || fail 'another seed, the same model'
[ -z "$(find . -name '.*new-*' -o -name '.*old-*')" ] || fail 'a temporary folder is left'
