# 45-links.sh - an address, a mention or an emoji after a text does not change its label
# SPDX-License-Identifier: MIT
bagtag train -q -o languages.model "$ROOT/data/languages.train.txt" || fail "train"
test=$ROOT/data/languages.test.txt
for noise in 'https://t.co/abc123 @user 😀 #tag' 'www.example.com/this-is-the-page?utm_medium=email @thebestuser 🎉'; do
    sed "s|\$| $noise|" "$test" >noisy.txt
    bagtag test languages.model noisy.txt | grep -q '^accuracy *1\.0000' || fail "after $noise"
done

# If such texts differ, the model may use them: the link is one word, and its parts are not.
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
    printf '__label__linked word%d and word%d http://site%d.example/page%d\n' $i $((i + 1)) $i $i
    printf '__label__plain word%d and word%d\n' $i $((i + 1))
done >links.txt
bagtag train --no-race -q --epochs 200 --lr 0.5 -o links.model links.txt || fail "train"
printf 'word3 and word5 https://other.example/x\nword3 and word5\n' | bagtag classify links.model >said
printf 'linked\nplain\n' | cmp - said || fail "the link says nothing: $(cat said)"
bagtag inspect --vocab links.model >vocab
grep -q '🔗' vocab && ! grep -q site vocab || fail "the vocabulary is $(cat vocab)"
