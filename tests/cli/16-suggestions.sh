# The messages for arguments that are not what a command takes.
topics
mkdir models data
cp -R model models/reviews.model
cp -R model models/topics.model
: >vectors.vec
: >state.pt

printf '## a text for a file, or for a model\n'
try bagtag classify model 'I loved it'
try bagtag classify 'I loved it'
try bagtag classify "it's lovely" model
try bagtag filter model travel 'the night train'
try bagtag embed --documents model 'two words'
try bagtag embed model 'two words'
try bagtag tokenize 'two words'
try bagtag classify model 'no such folder/the file'
: >'I loved it'
try bagtag classify model 'I loved it'

printf '\n## a model of nearly that name\n'
try bagtag classify models/review.model
try bagtag classify models/reviews
try bagtag inspect models/topcis.model
try bagtag inspect models/data
try bagtag neighbors modle train
try bagtag classify missing/model
try bagtag inspect ''
for name in models/topics.model.bin models/topics.model.ftz models/topics.bin models/topics.model.zip; do
    try bagtag test $name train.txt
done

printf '\n## a model is a folder\n'
try bagtag train -o - train.txt
try bagtag tune -o - train.txt
try bagtag classify - train.txt
try bagtag tokenize --model -
[ ! -e ./- ] || fail 'a model is called -'

printf '\n## words that begin with a dash\n'
printf -- '-1\tbad awful\n-1\tawful\n+1\tgood fine\n+1\tfine\n' >signs.tsv
bagtag train --no-race -q --epochs 50 --format tsv -o signs signs.tsv || fail 'cannot train'
try_line 'echo bad awful | bagtag filter signs -1'
try_line 'echo bad awful | bagtag filter signs -- -1'
try bagtag filter --format text signs --1
try bagtag neighbors model -x
try bagtag filter -1
try bagtag classify model -1
try bagtag filter model --verbos travel

printf '\n## tables of other kinds\n'
try bagtag convert -o new state.pt
try bagtag convert -o new vectors.vec
try bagtag convert -o new missing.npy

printf '\n## names that other programs have for an option\n'
for option in --wordNgrams -wordNgrams --learning-rate --batch-size=16 --embed-dim --embed_dim --num-epochs --mode --minn --validation; do
    try bagtag train $option -o new train.txt
done
try bagtag classify --top-k 3 model
try bagtag inspect --learning-rate model

printf '\n## options that another command has\n'
try bagtag filter --prob model travel train.txt
try bagtag classify --epochs 5 model
try bagtag test --vocab=5 model train.txt
try bagtag train --none-of-them -o new train.txt

printf '\n## options that are not implemented are not suggested\n'
for option in --class_weight --class-weight --chekpoint --resum --re --ne; do
    try bagtag train $option -o new train.txt
done
try bagtag classify --init model
try bagtag train --class-weights x -o new train.txt

printf "\n## the rate of PyTorch's tutorial is for a batch\n"
for options in '--lr 5 --batch 64' '--lr 5' '--batch 64' '--lr 0.5 --batch 64' '--lr 5 --batch 1'; do
    printf '$ bagtag train %s -o new train.txt\n' "$options"
    bagtag train --no-race --epochs 1 $options -o new train.txt 2>&1 | grep '^bagtag'
done
bagtag train --no-race --epochs 1 --quiet --lr 5 --batch 64 -o new train.txt || fail "status $?"
rm -r new

printf '\n## a share without its sign\n'
try bagtag train --valid 0.1 -o new train.txt
try bagtag train --valid 10 -o new train.txt
try bagtag tune --valid 2.5 -o new train.txt
try bagtag train --valid 10.txt -o new train.txt
try bagtag train --valid 10% -o new missing.txt
[ ! -e new ] || fail 'something was made all the same'

printf '\n## a label to explain\n'
try bagtag explain --label sports model train.txt
try bagtag explain model train.txt --label=sports
try bagtag tokenize --label sports train.txt
for name in label-prefix label-p labe; do
    echo __label__x | bagtag tokenize --$name __label__ >said 2>&1 || fail "no --$name: $(cat said)"
done
try bagtag embed --documents -o vectors.npy model
