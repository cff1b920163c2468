# Data that looks wrong: train and tune say so once, before they start, and continue.
# SPDX-License-Identifier: MIT
mkdir said
sed 's/\t/ /; s/^/__label__/' >fine.txt <<'END'
fruit	ripe apple and pear
tool	a steel hammer
fruit	plum juice
tool	saw and pliers
END
sed 's/^__label__\([a-z]*\) /\1\t/' fine.txt >fine.tsv

warned() {
    printf '$ bagtag train -o m %s\n' "$*"
    bagtag train --epochs 5 -o m "$@" 2>&1 | grep -e warning -e '^bagtag'
}
warned fine.txt
warned fine.tsv
{ printf 'label\ttext\n' && cat fine.tsv; } >header.tsv
warned header.tsv
sed 's/\([^\t]*\)\t\(.*\)/\2 &\t\1/; s/\t.*\t/\t/' fine.tsv | awk '{ for (i = 0; i < 10; i++) print i " " $0 }' >swapped.tsv
warned swapped.tsv
tr '\n' '\r' <fine.txt >mac.txt
warned mac.txt
sed 's/^/\xEF\xBB\xBF/' fine.txt >marks.txt
warned marks.txt
grep fruit fine.txt >fruit.txt
warned fruit.txt
{ cat fine.txt && printf '__label__Fruit, banana\n__label__tool,__label__fruit knife\nno label\n'; } >labels.txt
warned labels.txt
sed 's/__label__/__label__old_/' fine.txt >old.txt
warned --valid old.txt fine.txt
{ cat old.txt && head -n 1 fine.txt; } >mixed.txt
warned --valid mixed.txt fine.txt
yes '__label__tool saw' | head -n 20 >tools.txt
warned --valid tools.txt fine.txt
head -n 19 tools.txt >few.txt
warned --valid few.txt fine.txt
{ cat tools.txt && head -n 1 fine.txt; } >both.txt
warned --valid both.txt fine.txt
warned --valid fine.txt fine.txt
warned --valid fine.tsv fine.txt
head -n 2 fine.txt >part.txt
i=0
while [ $i -lt 8 ]; do
    echo "__label__tool new text $i"
    i=$((i + 1))
done >>part.txt
warned --valid part.txt fine.txt
warned --valid - fine.txt <part.txt
try_line 'bagtag train --valid - -o m - <fine.txt'
sed -n 's/ new text/&s/p; 2,$p' part.txt >rare.txt
warned --valid rare.txt fine.txt
bagtag train -q --epochs 5 -o m labels.txt 2>&1 | grep warning && fail '--quiet is not quiet'

# Invalid bytes in many lines are another encoding; in one, they are damage.
sed 's/$/ caf\xE9/' fine.txt >latin1.txt
warned latin1.txt
bagtag train --epochs 5 -q -o m fine.txt
sed 's/^__label__[a-z]* //' latin1.txt >latin1.lines
bagtag classify m latin1.lines >said/out 2>said/err
cat said/err
bagtag test m latin1.txt 2>&1 | grep warning
bagtag embed --documents m latin1.lines 2>&1 | grep warning
head -n 1 latin1.txt | cat - fine.txt >damaged.txt
warned damaged.txt

# Texts with several labels may have none, which is worth learning.
printf '{"text":"%s","label":%s}\n' 'smoke and a wound' '["fire","injury"]' 'quiet night' '[]' smoke '{"fire":1,"injury":0}' 'still quiet' '{"fire":0,"injury":0}' >alarms.jsonl
warned alarms.jsonl

# tune reads files several times but reports once; it refuses files on which it cannot score.
i=0
while [ $i -lt 15 ]; do
    cat labels.txt
    i=$((i + 1))
done >many.txt
bagtag tune --trials 2 -o m many.txt 2>&1 | grep warning
try bagtag tune --trials 2 --valid old.txt -o m many.txt 2>&1

printf '\n## nothing to learn from\n'
try bagtag train --min-count 100 -o m fine.txt
cut -d ' ' -f 1 fine.txt >bare.txt
try bagtag train -o m bare.txt
printf 'text,label\nripe apple,fruit\n' >table
try_line 'bagtag train -o m - <table'
try bagtag train -o m table
