# One line of labels for every line of text: what is printed, and where text may come from.
topics
printf 'The goalkeeper saved two penalties.\n\nbake the dough\r\nxyzzy\nguitar chords' >text.txt

try bagtag classify model text.txt
try bagtag classify --prob model text.txt
try bagtag classify -k 3 model text.txt
try bagtag classify -k 2 --prob model text.txt
try_line "bagtag classify -k 0 model text.txt | head -n 1"
try_line "bagtag classify --top=100 --prob model text.txt | head -n 1"
try bagtag classify --output jsonl model text.txt
try bagtag classify --output jsonl -k 2 --with-text model text.txt
try_line "bagtag classify --with-text --prob model text.txt | cat -A"
printf 'bake\t"the"\\dough \001 caf\303\251 caf\351\n' >odd.txt
try bagtag classify --output jsonl --with-text model odd.txt
try_line "bagtag classify --with-text model odd.txt 2>&1 | cat -A"

printf '\n## a threshold\n'
try bagtag classify --threshold 0.9 model text.txt
try bagtag classify --threshold 0.9 --none 'not sure' model text.txt
try bagtag classify --threshold 0.9 --none '' --prob -k 0 model text.txt
try bagtag classify --threshold 0.1 --prob -k 0 model text.txt
try bagtag classify --threshold 0.9 --none 'not sure' --with-text model text.txt
try bagtag classify --threshold 0.9 --none 'not sure' --output jsonl model text.txt

printf '\n## where text may come from\n'
try_line 'bagtag classify model <text.txt'
try_line 'bagtag classify model - <text.txt'
try_line 'printf "guitar chords" | bagtag classify model - text.txt'
try_line 'bagtag classify model </dev/null'
: >empty.txt
try bagtag classify model empty.txt
try bagtag classify model text.txt -k 2 odd.txt
gzip -k text.txt
zstd -q text.txt
try_line 'bagtag classify model text.txt.gz text.txt.zst | sort | uniq -c'
try_line 'bagtag classify model <text.txt.gz'
try_line 'bagtag classify model <text.txt.zst'
gzip -k test.txt
try_line 'cat test.txt.gz test.txt.gz | bagtag classify --format fasttext model | wc -l'
try_line 'bagtag classify -- model text.txt | tail -n 1'

printf '\n## labelled text\n'
printf '__label__sports the goalkeeper\nthe guitar __label__music chords __label__arts\n' >labelled.txt
printf 'sports\tthe goalkeeper\nmusic\tthe guitar\tchords\n' >labelled.tsv
try bagtag classify --prob --format fasttext model labelled.txt
try bagtag classify --prob --format tsv --with-text model labelled.tsv
printf 'the goalkeeper\nthe guitar chords\n' | bagtag classify --prob model >bare
bagtag classify --prob --format fasttext model labelled.txt | cmp - bare || fail 'labels in the line change the answer'
bagtag classify --prob --format tsv model labelled.tsv | cmp - bare || fail 'the column of labels changes the answer'
sed 's/__label__/#/g' labelled.txt | bagtag classify --prob --format fasttext --label-prefix '#' model | cmp - bare ||
    fail '--label-prefix changes the answer'

# A last line without a newline ends with its file: the next file begins a new line.
[ "$(bagtag classify --with-text model text.txt text.txt | sed -n 6p)" = "$(bagtag classify --with-text model text.txt | head -n 1)" ] ||
    fail 'two files run into each other'
# The text of a file begins after its byte order mark.
printf '\357\273\277guitar chords\n' | bagtag classify --with-text model | grep -q '	guitar chords$' ||
    fail 'a byte order mark is part of the text'
# All probabilities of a line: one per label, descending, adding up to 1.
bagtag classify --format fasttext --prob -k 0 model test.txt | awk -F '\t' '
    NF != 16 { print "line " NR " has " NF " columns"; exit 1 }
    { sum = 0; for (i = 2; i <= NF; i += 2) { sum += $i; if (i > 2 && $i > $(i - 2)) { print "line " NR " is not sorted"; exit 1 } } }
    sum < 0.99999 || sum > 1.00001 { print "line " NR " adds up to " sum; exit 1 }' || exit 1
