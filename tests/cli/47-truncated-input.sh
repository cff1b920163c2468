# A truncated compressed file: the whole lines before the cut are answered, then an error follows, and the status is 1.
# SPDX-License-Identifier: MIT
needs gzip zstd python3
topics
python3 - <<'PYTHON' || exit 1
import csv, hashlib, json
texts = [line.split(" ", 1)[1] for line in open("test.txt", encoding="utf-8").read().splitlines()]
lines = [f"{text} {hashlib.sha256(b'%d' % i).hexdigest()}" for i, text in enumerate(texts * 60)]  # hardly compressible
open("lines.txt", "w", encoding="utf-8").write("\n".join(lines) + "\n")
with open("lines.jsonl", "w", encoding="utf-8") as objects, open("lines.csv", "w", encoding="utf-8", newline="") as table:
    rows = csv.writer(table, lineterminator="\n")
    rows.writerow(["id", "text"])
    for i, line in enumerate(lines):
        print(json.dumps({"id": i, "text": line}), file=objects)
        rows.writerow([i, line + ("\nand more" if i % 3 == 0 else "")])
PYTHON

# The contents before the cut, by other means; for CSV, whole rows.
cut() {
    size=$(wc -c <"$1.$2")
    head -c $((size / 2)) "$1.$2" >"cut.$1.$2"
    case $2 in
    gz) gzip -dc "cut.$1.gz" 2>/dev/null ;;
    zst) zstd -qdc "cut.$1.zst" 2>/dev/null ;;
    esac >all
    python3 - "$1" <<'PYTHON' || exit 1
import re, sys
text = open("all", "rb").read()
end = text.rfind(b"\n") + 1
if sys.argv[1].endswith(".csv"):
    while text.count(b'"', 0, end) % 2:
        end = text.rfind(b"\n", 0, end - 1) + 1
open("whole." + sys.argv[1], "wb").write(text[:end])
PYTHON
    [ -s "whole.$1" ] || fail "$1.$2: the cut leaves nothing"
}

# The command, which gets FILE, prints for the cut file what it prints for the whole lines before the cut.
same() {
    file=$1
    kind=$2
    shift 2
    "$@" "whole.$file" >wanted 2>/dev/null || fail "$*: status $?"
    "$@" "cut.$file.$kind" >got 2>said && fail "$* cut.$file.$kind: status 0"
    cmp wanted got || fail "$* cut.$file.$kind prints something else"
    case $kind in gz) name=gzip ;; zst) name=zstd ;; esac
    [ "$(cat said)" = "bagtag: cut.$file.$kind: truncated $name stream" ] || fail "$*: $(cat said)"
}

for file in lines.txt lines.jsonl lines.csv; do
    gzip -k $file
    zstd -q $file
    for kind in gz zst; do
        cut $file $kind
        for threads in 1 2; do
            same $file $kind bagtag classify --threads $threads model
        done
        same $file $kind bagtag filter model sports
        same $file $kind bagtag tokenize
        same $file $kind bagtag embed --documents model
    done
done
gzip -dc cut.lines.txt.gz 2>/dev/null | sed '$d' | bagtag classify model >wanted
bagtag classify model - <cut.lines.txt.gz >got 2>said && fail 'standard input: status 0'
cmp wanted got || fail 'standard input'
[ "$(cat said)" = 'bagtag: standard input: truncated gzip stream' ] || fail "standard input: $(cat said)"

# Labelled lines from a part of a file are not used for training, testing or counting.
for kind in gzip zstd; do
    $kind -qc train.txt | head -c 9000 >train.$kind
    bagtag train -q -o new train.$kind >got 2>said && fail "train, $kind: status 0"
    bagtag test model train.$kind >>got 2>>said && fail "test, $kind: status 0"
    bagtag filter -c model sports train.$kind >>got 2>>said && fail "filter -c, $kind: status 0"
    bagtag filter --keep-top 3 model sports train.$kind >>got 2>>said && fail "filter --keep-top, $kind: status 0"
    [ ! -s got ] || fail "$kind: $(cat got)"
    [ "$(grep -c "^bagtag: train.$kind: truncated $kind stream\$" said)" -eq 4 ] || fail "$kind: $(cat said)"
    [ ! -e new ] || fail "$kind: a model was written"
done
