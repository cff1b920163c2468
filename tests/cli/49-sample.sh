# With many or long documents, the accuracy is estimated on a sample of them, and is lower than it will be.
awk 'BEGIN {
    for (i = 0; i < 4000; i++) words = words sprintf(" %c%c", 97 + i % 26, 65 + int(i / 26) % 26) int(i / 676)
    for (i = 0; i < 1600; i++) printf "__label__%s%s %s\n", i % 2 ? "odd" : "even", words, (i % 2 ? "one" : "two") " n" i }' >long.txt
given='--no-lower --ngrams 1 --chars none --weight none --layer trained --dim 2 --epochs 1 --dropout 0'
try_line "bagtag train $given -o model long.txt 2>&1 | sed -n 's,^expect *[0-9.]*,expect P,p'"
head -n 40 long.txt >few.txt
try_line "bagtag train $given -o few.model few.txt 2>&1 | sed -n 's,^expect *[0-9.]*,expect P,p'"
