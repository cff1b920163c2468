# data/read_model.py, which uses no code of bagtag, gives the answers of classify: for default models, and for each setting.
python=
for candidate in python3 /usr/bin/python3; do
    "$candidate" -c 'import numpy, xxhash' 2>/dev/null && python=$candidate && break
done
[ -n "$python" ] || skip 'numpy or xxhash for Python is not installed'

# It needs only NumPy; for word n-grams also xxhash.
mkdir missing missing/xxhash
echo 'raise ImportError("not installed")' | tee missing/torch.py >missing/xxhash/xxhash.py

cat "$ROOT"/data/*.test.txt "$ROOT"/data/*.train.txt | sed 's/^__label__[a-z]* //' | awk 'NR % 5 == 0' >lines.txt
printf '%s\n' '' ' ' 'nothing known: xyzzy' 'the the The THE' 'tab	and   spaces, (marks)!' 'x_1 ﬁne İstanbul e\303\251 ＦＵＬＬ ｶﾞｷ' >>lines.txt
printf 'a\342\200\213b \342\230\216\357\270\217 \342\230\216 x\342\200\215 y\342\200\214z e\314\201 \346\227\245\346\234\254 \377\n' >>lines.txt

printf '%s\n' 'See https://t.co/a. (www.x.org), @user and joe@x.org' 'The train http://a/b?c @ @a@b xhttp://c #tag' >>lines.txt

printf '%s\n' '夜行列車は何時に出ますか' '猫が窓の外を見ている' 'がく カタカナ ー 々' '火车什么时候开' '我的猫在睡觉' 'すごーーい Aー 1ー2 ーー' >>lines.txt

compare() {
    bagtag classify --prob "$1" lines.txt >answers 2>warnings || fail "cannot classify with $1: $(cat warnings)"
    path=$PWD/missing
    grep -q '"ngrams":[[:space:]]*1,' "$1/config.json" && path=$path:$PWD/missing/xxhash
    PYTHONPATH=$path "$python" -B "$ROOT/data/read_model.py" "$1" <lines.txt >read || fail "cannot read $1"
    paste answers read | awk -F '\t' '
        { n++; d = $2 - $4; if ($1 != $3 || d > 1e-5 || d < -1e-5) { print "classify and read_model.py: " $0; bad = 1 } }
        END { exit bad || n < 200 }' || fail "$1 is read otherwise"
}

# Without xxhash, a model of word n-grams gets a sentence that says what is missing.
bagtag train --no-race --quiet --ngrams 2 -o pairs.model "$ROOT/data/topics.train.txt" || fail 'cannot train'
PYTHONPATH=$PWD/missing/xxhash "$python" -B "$ROOT/data/read_model.py" pairs.model <lines.txt >read 2>said && fail 'xxhash is not needed'
[ "$(wc -l <said)" -eq 1 ] || fail "not one line: $(cat said)"
grep -q 'pairs.model .* python3-xxhash' said || fail "it does not say what is missing: $(cat said)"

for set in topics sentiment languages; do
    bagtag train --quiet -o $set.model "$ROOT/data/$set.train.txt" || fail "cannot train on $set"
    compare $set.model
done
{
    printf '__label__travel %s\n' '夜行列車は朝に出ます' 'レールの列車、時々' '次の列車は何時ですか' '火车几点开' '坐火车去北京'
    printf '__label__cats %s\n' '猫が寝ている' '白い猫と黒い猫' 'ニャーー 1ー2' '猫在窗外' '我有两只猫'
} >unspaced.txt
bagtag train --no-race --quiet --chars 1-4 --weight gain --epochs 40 -o unspaced.model unspaced.txt || fail 'cannot train on unspaced text'
compare unspaced.model
n=0
for settings in '--ngrams 3 --no-lower' '--chars 1-4 --weight idf --ngrams 2' '--loss ova --weight gain' '--bag sum --lr 0.05' \
    '--bag max --lr 0.1' '--chars 3-3 --buckets 500 --min-count 2'; do
    n=$((n + 1))
    # shellcheck disable=SC2086 # a list of words
    bagtag train --no-race --quiet $settings --dim 12 -o given$n.model "$ROOT/data/topics.train.txt" || fail "cannot train: $settings"
    compare given$n.model
done
