# Where one label is very frequent, the accuracy comes with that of always guessing it.
# SPDX-License-Identifier: MIT
i=0
while [ $i -lt 80 ]; do
    i=$((i + 1))
    word=$(printf '%s' $i | tr 0-9 a-j)
    if [ $((i % 8)) -eq 0 ]; then printf 'spam\tprize %s\n' "$word"; else printf 'other\tminutes %s\n' "$word"; fi
done >mails.tsv
sed 's/^/not a very short name for a label, as labels go, and /' mails.tsv >long.tsv
expected() {
    printf '$ bagtag %s\n' "$*"
    bagtag "$@" 2>&1 | sed -n 's,^expect *[0-9.]*,expect P,p; s/^chosen.*held-out/chosen ... held-out/p'
}
expected train --chars none -o model mails.tsv
expected train --chars none -o long long.tsv
expected tune --trials 2 -o tuned mails.tsv
expected tune --trials 2 --metric f1:spam -o tuned mails.tsv
# the documents of --valid may have other labels than those of training
expected tune --trials 2 --valid mails.tsv -o tuned mails.tsv
sed 's/.*other/other/' long.tsv | awk '{ print NR % 2 "\t" $0 }' >balanced.tsv
expected train --chars none -o even balanced.tsv
try_line 'bagtag test --rows 0 model mails.tsv | sed -n 2p'
try_line 'bagtag test --rows 0 --labels spam model mails.tsv | sed -n 2p'
try_line 'bagtag test --rows 0 long long.tsv | sed -n 2p'
try_line 'bagtag test --rows 0 even balanced.tsv | sed -n 2p'
printf '{"label":["a","b"],"text":"x"}\n{"label":["a"],"text":"y"}\n{"label":"other","text":"z"}\n' >several.jsonl
try_line 'bagtag test --rows 0 model several.jsonl 2>/dev/null | sed -n 2p'
