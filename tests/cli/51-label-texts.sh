# 51-label-texts.sh - names of rare labels are learned if texts use their words, or as an option says
# SPDX-License-Identifier: MIT
awk 'BEGIN {
    split("bread_rolls green-tea fruit.cake 42", names, " ")
    split("crust flour oven,pot leaves steep,sugar raisins tin,answer question", words, ",")
    split("bread rolls,green tea,fruit cake,", own, ",")
    for (i = 0; i < 80; i++)
        printf "%s\t%s %s %d\n", names[i % 4 + 1], i % 3 ? own[i % 4 + 1] : "", words[i % 4 + 1], i
}' >named.tsv
awk -F '\t' '{ print "code" NR % 4 FS $2 }' named.tsv >codes.tsv

train() {
    printf '$ bagtag train -o model %s\n' "$*"
    bagtag train -o model "$@" 2>said || { cat said; fail 'cannot train'; }
    grep '^read\|^settings' said
    grep -o '"label_texts.*' model/config.json || echo 'no label_texts'
}

printf '## texts use the words of names\n'
train named.tsv
bagtag inspect --labels -k 5 model
train --no-label-texts named.tsv
train --no-race named.tsv
train --no-race --label-texts named.tsv

printf '\n## names are codes\n'
train codes.tsv
train --label-texts codes.tsv
