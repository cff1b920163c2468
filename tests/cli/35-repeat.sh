# The command that `bagtag train` shows after a race: pasted into a shell it gives the same model, byte for byte.
awk 'NR % 3 == 1' "$ROOT/data/topics.train.txt" >train.txt
head -n 100 "$ROOT/data/topics.test.txt" >"it's held out.txt"
head -n 30 train.txt >few.txt
sed 's/__label__/#/' train.txt >'marked $1.txt'
sed 's/^__label__\([a-z]*\) /\1\t/' train.txt >train.tsv
awk 'NR % 3 == 0 { sub(/ /, " __label__third ") } { print }' train.txt >several.txt

race_and_repeat() {
    bagtag train "$@" 2>said || { cat said; fail "cannot train $*"; }
    grep '^repeat' said | sed -E 's/ --(temperature|threshold) [0-9.]+//g' # these are fitted
    repeat_said "$model"
}
model=model
race_and_repeat -o model train.txt
race_and_repeat -o model few.txt
race_and_repeat -o model several.txt
race_and_repeat -o model --seed 18446744073709551615 train.tsv few.txt
race_and_repeat -o model --race --temperature 10 --threshold 0.123456789 several.txt
race_and_repeat -o model --race --temperature 0.3333333333333333 --decay 0.00001 --dim 10 several.txt
race_and_repeat -o model --race --tokenizer whitespace --lower --min-count 2 --buckets 5000 --batch 3 train.txt
race_and_repeat -o model --race --tokenizer bert --no-lower --bag sum --schedule constant --chars none train.txt
race_and_repeat -o model --race --valid 12.5% --patience 2 train.txt
race_and_repeat -o model --valid "it's held out.txt" --threads 2 --log log.jsonl train.txt
race_and_repeat -o model --label-prefix '#' --format fasttext 'marked $1.txt'
model="a model's"
race_and_repeat -o "$model" few.txt
cp few.txt ./-few.txt
model=./-model
race_and_repeat -o ./-model -- -few.txt

printf '\n## what a race need not choose is as --no-race has it\n'
bagtag train --quiet --no-race -o plain few.txt || fail 'cannot train plainly'
bagtag train --no-race --quiet --epochs 10 -o given few.txt || fail 'cannot train with an option'
diff -r plain given && echo 'the same as with a default given'
bagtag train --quiet --race --no-race -o last few.txt || fail 'cannot train with both'
diff -r plain last && echo 'the last of both counts'
try bagtag train --race --recipe fasttext -o model few.txt
bagtag train --quiet --no-race --recipe fasttext -o recipe few.txt || fail 'cannot train by a recipe'
bagtag train --no-race --quiet --lr 0.1 --epochs 5 --dim 100 --tokenizer whitespace --features fasttext --bias none -o spelled few.txt || fail 'cannot train as it is spelled out'
diff -r recipe spelled && echo 'a recipe is its settings'

# A name with a line break or another byte that messages escape: the command is still one line, and works.
if command -v bash >/dev/null; then
    odd=$(printf 'odd\nit\\s \377')
    cp train.txt "$odd"
    bagtag train -o "$odd.model" "$odd" 2>said || fail 'an odd name'
    [ "$(grep -c '^repeat ' said)" -eq 1 ] || fail "an odd name: $(cat said)"
    sed -n 's/^repeat     //p' said >command
    mv "$odd.model" wanted.odd
    bash ./command 2>said || fail "cannot repeat: $(cat command said)"
    diff -r wanted.odd "$odd.model" || fail 'another model by an odd name'
fi
