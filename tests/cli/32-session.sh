# A first session as a person would have it, from a small file to neighbours: every step and what it prints.
cp "$ROOT/data/topics.train.txt" "$ROOT/data/topics.test.txt" .
try_line "sed 's/^__label__//; s/ /\t/' topics.train.txt > topics.tsv"
try_line 'head -n 3 topics.tsv'
try_line 'bagtag train -o topics.model topics.tsv' | steady
try_line "echo 'When does the night train leave?' | bagtag classify topics.model"
try_line "echo 'When does the night train leave?' | bagtag classify --prob -k 2 topics.model"
try_line 'bagtag clasify topics.model'
try_line 'bagtag test topics.model topics.test.txt'
try_line 'bagtag inspect --labels -k 6 topics.model'
try_line 'bagtag neighbors -k 5 topics.model piano'
try_line 'bagtag neighbors -k 5 topics.model pianoo'
try_line 'bagtag analogy -k 3 topics.model oven bread guitar'
try_line 'bagtag filter --threshold 0.9 topics.model cooking topics.test.txt | cut -d " " -f 2- | head -n 3'
try_line 'echo "Für Elise, on 2 pianos" | bagtag tokenize -m topics.model'
try_line 'bagtag embed topics.model piano | cut -f 1-4'
try_line 'bagtag inspect --verify topics.model'
