# Rows of fields, some of them quoted: read by every command that reads text.
topics
cat >few.csv <<'CSV'
id,text,label
1,The goalkeeper saved two penalties.,sports
2,"bake the dough
in the oven ""slowly"", please",cooking

3,,
CSV
printf '## every command reads them\n'
try_line 'bagtag classify --output jsonl --with-text model few.csv'
try_line 'bagtag classify --output text model few.csv'
try_line 'bagtag filter -c model cooking,sports few.csv'
try_line 'bagtag test --rows 0 model few.csv | head -n 2'
try_line 'bagtag tokenize few.csv'
try_line 'bagtag embed --documents --output tsv --with-text model few.csv | cut -f 17'
try_line 'bagtag classify --format csv --output text model - <few.csv | head -n 1'
try_line 'bagtag classify --format text model few.csv | wc -l'

printf '## rows come back with the label added, and nothing else of them changes\n'
cat >new.csv <<'CSV'
id,text,topic
1,The goalkeeper saved two penalties.,sports
2,"bake the dough
in the oven ""slowly"", please",cooking

3,,
CSV
try_line 'bagtag classify model new.csv'
try_line 'bagtag classify --prob -k 2 --label-score music --explain 3 model new.csv'
try_line 'bagtag classify --threshold 0.99 --none "none, or many" --unknown "no \"idea\"" --add answer model new.csv'
for threshold in 1 0.5 0.3 0.01; do
    try_line "bagtag classify --threshold $threshold model new.csv | head -n 1"
done
try_line 'bagtag classify --prob -k 3 --threshold 0.5 model new.csv | head -n 2'
try_line 'bagtag classify --labels music,money --keep-scale --threshold 0.3 model new.csv | tail -n 1'
try_line "bagtag train --no-race --quiet --loss ova -o any train.txt && bagtag classify --threshold 0.5 any new.csv | head -n 1"
try_line 'bagtag classify --score logit --no-header --text-column 2 model new.csv | head -n 3'
try_line 'bagtag classify model new.csv new.csv | cat -A | tail -n 7'
try_line 'bagtag filter model cooking,music few.csv'
try_line 'bagtag filter --threshold 0.999 model cooking few.csv'
try_line "printf 'text,n\r\n\"guitar\"' | bagtag classify --format csv model | cat -A"
try_line "printf 'text,n' | bagtag classify --format csv model"
try_line "printf 'topic\ttext\na\tguitar\n' | bagtag classify --format csv --delimiter tab model"
try_line "printf '\357\273\277text,n\nguitar,1\n' | bagtag filter --format csv model music | cat -A"
try_line "printf '\357\273\277guitar,1\ngoal,2\n' | bagtag filter --no-header --text-column 1 --format csv model music | cat -A"
try_line "printf 'text,prob\nguitar,1\n' | bagtag classify --format csv --prob model"
printf 'text,other\nguitar,1\n' >second.csv
try bagtag classify model new.csv second.csv
try bagtag classify --output text model new.csv second.csv
try bagtag classify model few.csv
try_line 'bagtag classify --prob --add answer model few.csv | head -n 2'
try bagtag classify --skip-bad --add label model few.csv
try_line 'bagtag classify --score logit -k 2 model new.csv | head -n 1'
printf '## columns and delimiters\n'
printf 'url;title;topic;body\nu1;a penalty;sports;"goal; goal"\nu2;guitar;music;chords\n' >other.csv
try_line "bagtag test --delimiter ';' --text-column title,body --label-column topic --rows 0 model other.csv | head -n 2"
try_line "bagtag tokenize --delimiter ';' --text-column 2,body other.csv"
try_line "tail -n 2 other.csv | bagtag tokenize --format csv --delimiter ';' --no-header --text-column 4"
try_line "tr ';' '\t' <other.csv | bagtag tokenize --format csv --delimiter tab --text-column title"

printf '## what cannot be read\n'
try bagtag classify model other.csv
for delimiter in '\t' '|'; do
    tr ';' "$delimiter" <other.csv >others.csv
    try bagtag classify model others.csv
    try bagtag classify --no-header --text-column 2 model others.csv
done
try_line "bagtag train -o new --delimiter ';' --text-column body other.csv"
try_line "bagtag test --delimiter ';' --text-column 2,topic --label-column topic model other.csv"
try bagtag tokenize --no-header few.csv
try bagtag tokenize --delimiter '' few.csv
try bagtag tokenize --delimiter ';;' few.csv
try bagtag tokenize --delimiter '"' few.csv
try bagtag train -o new --delimiter é few.csv
try bagtag tokenize --text-column '' few.csv
printf 'text,label\na goal,sports\n"an\nunclosed" one,"sports\nthe dough,cooking\n' >unclosed.csv
printf 'text,label\na goal,sports\ndough, with a comma,cooking\nchords,music\n' >ragged.csv
printf 'text,label\na goal,\n' >none.csv
try bagtag train -o new unclosed.csv
try bagtag test model ragged.csv
try bagtag test --skip-bad --rows 0 model ragged.csv
printf '## a quote that is not closed spoils its own line only, and skipped lines are counted\n'
awk 'BEGIN { print "id,text,label"; for (i = 1; i <= 1000; i++) print i (i == 9 ? ",\"the goal,sports" : ",a guitar,music") }' >open.csv
try bagtag filter -c --skip-bad model music open.csv
try_line 'bagtag classify --skip-bad --threads 2 --output text --format csv model - <open.csv | wc -l'
try_line 'bagtag train --no-race --skip-bad -o new open.csv 2>&1 | head -n 2'
try_line 'bagtag test --skip-bad --rows 0 model open.csv | head -n 1'
try bagtag filter -c model music open.csv
printf 'text,n\n"a\n""b""",1\n"c\nd","e\nguitar,2\n' >late.csv
try bagtag classify --skip-bad model late.csv
printf 'text,label\n"a\nb\n",1,2\nguitar,music\nx\n' >lines.csv
try bagtag tokenize --skip-bad lines.csv
try_line 'bagtag train --no-race --skip-bad -o new lines.csv 2>&1 | head -n 1'
rm -r new
printf '## rows may end in carriage returns\n'
printf 'text,label\ra goal,sports\r"the\rguitar",music\rthe dough,cooking\r' >returns.csv
try_line 'bagtag train --no-race -o new returns.csv 2>&1 | head -n 1'
try_line 'bagtag test --rows 0 new returns.csv | head -n 1'
try_line 'bagtag classify --add answer new returns.csv | cat -A'
rm -r new
printf '## a quote that is closed far below is warned of\n'
printf 'text,n\n"the goal,1\na guitar,2\nhe said "hello",3\n"a ""b"""\"\"c,4\n"a\nb" ,5\n' >torn.csv
try bagtag filter -c --threshold 0 model music torn.csv
printf 'text,n\n"a goal" ,0\n"unclosed,1\na guitar,a 12" pipe,2\n' >blank.csv
try bagtag filter -c --threshold 0 model music blank.csv
printf 'text,n\n"a\nb"\t,1\n"a\nb"\302\240,2\n"a\nb" \t ,3\n' >spaces.csv
try bagtag filter -c --threshold 0 model music spaces.csv
try_line "sed 's/text,n/text,label/' torn.csv | bagtag train --no-race -o new --format csv - 2>&1 | head -n 1"
try_line "sed 's/text,n/text,label/' torn.csv | bagtag test --format csv --rows 0 model - | head -n 1"
rm -r new
try bagtag train -o new none.csv
try bagtag test model none.csv

printf '## the same texts and labels make the same model, whatever they are read from\n'
python3 - <<'PYTHON' || exit 1
import csv, gzip
with open("train.txt", encoding="utf-8") as lines, gzip.open("same.csv.gz", "wt", encoding="utf-8", newline="") as out, \
        open("same.txt", "w", encoding="utf-8") as plain:
    rows = csv.writer(out, quoting=csv.QUOTE_ALL)
    rows.writerow(["n", "label", "text"])
    for n, line in enumerate(lines):
        words = line.rstrip("\n").split(" ")
        label = next(word[9:] for word in words if word.startswith("__label__"))
        text = " ".join(word for word in words if not word.startswith("__label__"))
        rows.writerow([n, label, text])
        print("__label__" + label, text, file=plain)
PYTHON
bagtag train --quiet --no-race -o from_text same.txt && bagtag train --quiet --no-race --threads 2 -o from_rows same.csv.gz ||
    fail 'cannot train'
diff -r from_text from_rows || fail 'the models differ'

printf '## a name that differs only in case, or in blanks at its ends, is asked for\n'
printf 'Title,Review Text ,label,\302\240Body\nA penalty,goal,sports,kick\n' >cased.csv
for name in title 'Review Text' TITLE,body none; do
    try bagtag classify --text-column "$name" model cased.csv
done
try bagtag train --text-column Title --label-column ' Label' -o new cased.csv

python3 "$ROOT/tests/cli/15-csv.py" model || fail 'not as Python reads them'
