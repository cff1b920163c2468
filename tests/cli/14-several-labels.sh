# Texts with several labels: a race detects them, and a threshold decides how many labels a text gets.
awk 'BEGIN {
    split("red green blue", colour); split("apple pear plum", fruit); split("one some many", number)
    for (i = 0; i < 300; i++) {
        c = 1 + i % 3; f = 1 + int(i / 3) % 3; n = 1 + int(i / 7) % 3
        if (i % 2) printf "__label__%s ", colour[c]
        printf "__label__%s %s %s w%d", fruit[f], number[n], fruit[f], i % 11
        if (i % 2) printf " %s", colour[c]
        printf "\n"
    } }' >basket.txt
try bagtag train -o model basket.txt 2>&1 | steady

printf 'a red apple\nsome plum\nxyzzy\n\n' >text.txt
try bagtag classify --threshold auto model text.txt
try bagtag classify --threshold auto -k 1 --prob model text.txt
try bagtag classify --threshold auto --output jsonl model text.txt
try bagtag classify --prob -k 2 model text.txt
try_line 'bagtag test --threshold auto --rows 3 model basket.txt'

printf '\n## labels that share a probability of 1 are not said to be calibrated\n'
try_line 'bagtag train --loss softmax -o softmax.model basket.txt 2>&1 | grep ^confidence'
cut -d ' ' -f 1,3- basket.txt | grep -v 'red\|blue' >single.txt
try_line 'bagtag train --threshold 0.3 -o softmax.model single.txt 2>&1 | grep ^confidence'
grep -o '^__label__plum .*' single.txt >plum.txt
try_line 'bagtag train -o softmax.model plum.txt 2>&1 | grep -e ^expect -e ^confidence'

printf '\n## a threshold that is not there\n'
cut -d ' ' -f 1,3- basket.txt | grep -v 'red\|blue' >single.txt
try bagtag train --no-race --epochs 2 -o single.model single.txt 2>&1 | steady
try bagtag classify --threshold auto single.model text.txt
try bagtag test --threshold auto single.model basket.txt
try bagtag test --threshold often single.model basket.txt

printf '\n## given\n'
try_line 'bagtag train --no-race --loss ova --bias prior --threshold 0.3 --temperature 1.5 -o given.model basket.txt 2>&1 | head -n 3'
try bagtag classify --threshold auto given.model text.txt
try_line 'bagtag inspect --json given.model | tr -d " \t\n" | grep -o "\"loss\":\"ova\",\"threshold\":[0-9.]*\|\"temperature\":[0-9.]*\|\"bias\":\"prior\""'
