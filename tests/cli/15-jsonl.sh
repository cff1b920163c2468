# JSON objects, one per line: read by every command that reads text, and passed on unchanged.
topics
cat >few.jsonl <<'JSON'
{"id":1,"label":"sports","text":"The goalkeeper saved two penalties."}
{"text": "bake the dough\nin the \u006fven \"slowly\"", "label": ["cooking"], "id": "two" }

{"title":"ünknown","text":"xyzzy","label":{"music":0.9,"sports":0}}
{"id":[4],"text":null}
{}
JSON
printf '## the record comes back with the labels added, and nothing else of it changes\n'
try bagtag classify model few.jsonl
try_line 'bagtag classify -k 2 model few.jsonl 2>/dev/null'
try_line 'bagtag classify --add topic --threshold 0.9 --none other --unknown "no idea" model few.jsonl 2>/dev/null'
try_line 'bagtag classify --threshold 0.99 --score prob model few.jsonl 2>/dev/null | head -n 2'
try_line 'bagtag classify --score logit -k 2 model few.jsonl 2>/dev/null | head -n 1'
try_line 'bagtag classify --output text --with-text model few.jsonl 2>/dev/null'
try_line 'bagtag classify --output jsonl --with-text model few.jsonl 2>/dev/null'
try_line 'bagtag classify model - <few.jsonl 2>/dev/null | head -n 1'
try_line 'bagtag classify --format text model few.jsonl 2>/dev/null | wc -l'
try_line "printf '{\"text\":\"guitar\"}' | bagtag classify model few.jsonl - 2>/dev/null | tail -n 2"
try_line "printf 'guitar chords\n{\"text\":\"guitar\"}\n' | bagtag classify model"
try_line "printf '{\"bagtag\":1,\"text\":\"guitar\"}\n' | bagtag classify model"
try_line "printf '{\"id\":1,\"text\":\"guitar\"}\n' | bagtag classify --add text model"
try_line "printf '{\"id\":1,\"text\":\"guitar\"}\n' | bagtag classify --add id model"
# A name that is taken in the first object is a mistake of the command, which --skip-bad does not skip.
printf 'no\n{"lang":"en","text":"guitar"}\n{"text":"guitar"}\n' >taken.jsonl
try bagtag classify --skip-bad --add lang model taken.jsonl
printf '{"lang":"en","text":"cut\n{"text":"guitar"}\n' >cut.jsonl
try_line 'bagtag classify --skip-bad --add lang model cut.jsonl taken.jsonl 2>&1 | head -n 3'
try_line 'tac taken.jsonl | bagtag classify --skip-bad --add lang model'

try_line "printf '{\"label\":{\"odd\":\"one\"},\"text\":\"guitar\"}\n' | bagtag classify model"

printf '## every command reads them\n'
try_line 'bagtag filter model sports few.jsonl 2>/dev/null'
try_line 'bagtag filter -c model cooking,sports few.jsonl'
try_line 'bagtag test --rows 0 model few.jsonl | head -n 2'
try_line 'bagtag tokenize --output jsonl few.jsonl 2>/dev/null'
try_line 'bagtag tokenize few.jsonl 2>/dev/null'
try_line 'bagtag embed --documents --output jsonl model few.jsonl 2>/dev/null | cut -c 1-24'
try_line 'bagtag embed --documents --output tsv --with-text model few.jsonl 2>/dev/null | cut -f 17'

printf '## fields of other names\n'
cat >other.ndjson <<'JSON'
{"meta":{"content":"a penalty goal","topic":"sports"},"url":"u1"}
{"meta":{"content":"guitar chords"},"meta.topic":"music","url":"u2"}
JSON
try_line 'bagtag test --text-field meta.content --label-field meta.topic --rows 0 model other.ndjson | head -n 2'
try_line 'bagtag classify --text-field meta.content --id-field url --output jsonl model other.ndjson'
try_line "printf '{\"body\":\"guitar\",\"title\":\"A penalty\"}\n' | bagtag tokenize --text-field title,body"
try bagtag tokenize --text-field title,,body other.ndjson
try bagtag classify --text-field '' model other.ndjson
try bagtag train -o new --text-field meta.content other.ndjson
try bagtag train -o new --text-field '' other.ndjson
try bagtag train -o new --text-field meta.content,meta.topic --label-field meta.topic other.ndjson

printf '## what cannot be read\n'
printf '{"text":"goal"}\n{"text":"ü",}\n{"text":"dough"}\n{"text":5}\n["goal"]\n{"text":"goal"\n' >bad.jsonl
try bagtag classify model bad.jsonl
try_line "tail -n 1 bad.jsonl | bagtag classify model"
for line in 4 5 6; do
    try_line "sed -n ${line}p bad.jsonl | bagtag classify --format jsonl model"
done
printf '[{"text":"goal"},\n{"text":"dough"}]\n' >array.json
printf '[\n  {\n    "text": "goal"\n  }\n]\n' >array_in_lines.json
printf '{\n  "text": "goal"\n}\n' >object_in_lines.json
for file in array.json array_in_lines.json object_in_lines.json; do
    try bagtag classify model $file
    try bagtag train -o new $file
    try_line "bagtag classify --format text model $file | sort -u | wc -l"
done
try bagtag classify --skip-bad model bad.jsonl
try bagtag filter --skip-bad -c model sports bad.jsonl
printf '{"text":"a","label":"x"}\n{"text":"b",label:"x"}\n{"text":"b","label":"y"}\n{"label":"y"}\n' >train.jsonl
try bagtag train -o new train.jsonl
try_line 'bagtag train --no-race --skip-bad -o new train.jsonl 2>&1 | head -n 2'
try_line 'bagtag test --skip-bad --rows 0 new train.jsonl 2>&1 | head -n 3'
printf '{"text":"a"}\n' >none.jsonl
try bagtag train -o none none.jsonl
try bagtag test new none.jsonl
printf '{"text":"a","label":null}\n{"text":"b","label":[]}\n' >none.jsonl
try bagtag train -o none none.jsonl
try bagtag test new none.jsonl
printf '{"text":"a","my\\"label":1}\n' >none.jsonl
try bagtag train -o none none.jsonl
printf '{"text":"a","my\\"label":1," Label":"b"}\n' >none.jsonl
try bagtag train -o none none.jsonl
try bagtag train --label-field 'My\"Label' -o none none.jsonl
yes '{"id":1,"Text":"a"}' | head -n 100 >cased.jsonl
try_line 'bagtag classify model cased.jsonl | tail -n 1'
printf 'no tab\nx\tthe text\n' >bad.tsv
try bagtag filter --format tsv --skip-bad --threshold 0 new x bad.tsv

printf '## the same texts and labels make the same model, whatever they are read from\n'
python3 - <<'PYTHON' || exit 1
import gzip, json
with open("train.txt", encoding="utf-8") as lines, gzip.open("same.jsonl.gz", "wt", encoding="utf-8") as out:
    for line in lines:
        words = line.rstrip("\n").split(" ")
        labels = [word[9:] for word in words if word.startswith("__label__")]
        text = " ".join(word for word in words if not word.startswith("__label__"))
        print(json.dumps({"n": 1, "text": text, "label": labels if len(labels) > 1 else labels[0]}), file=out)
PYTHON
bagtag train --quiet --no-race -o from_text train.txt && bagtag train --quiet --no-race --threads 2 -o from_objects same.jsonl.gz ||
    fail 'cannot train'
diff -r from_text from_objects || fail 'the models differ'

# A record into a pipe that stays open is answered at once.
python3 - "$(is_sanitized && echo 2 || echo 0.05)" <<'PYTHON' || exit 1
import subprocess, sys, time
for threads in ("1", "2"):
    run = subprocess.Popen(["bagtag", "classify", "--threads", threads, "model"], stdin=subprocess.PIPE,
                           stdout=subprocess.PIPE, bufsize=0)
    best = 1e9
    for n in range(10):
        begin = time.monotonic()
        run.stdin.write(b'\n{"text":"guitar chords"}\n')
        answer = run.stdout.readline()
        assert answer.startswith(b'{"text":"guitar chords","bagtag":{"label":"music"'), answer
        best = min(best, time.monotonic() - begin)
    run.stdin.close()
    assert run.stdout.read() == b""
    assert run.wait() == 0 and best < float(sys.argv[1]), best
PYTHON

python3 "$ROOT/tests/cli/15-jsonl.py" model || fail 'not as Python reads them'
