# The commands of fastText, also under its name: their arguments, what they print, what they exit with.
needs python3
python3 -B "$ROOT/tests/support/fasttext_model.py" weather.bin
ln -s "$(command -v bagtag)" fasttext

printf 'sun\nrain rain\n\n__label__dry rain\nnever seen' >lines
printf '__label__dry sun\n__label__wet rain\n__label__wet sun\n__label__snow sun\nsun\n' >labelled
try bagtag fasttext predict weather.bin lines
try ./fasttext predict-prob weather.bin lines -1
try bagtag fasttext predict-prob weather.bin lines 2 0.6
try_line 'printf sun | ./fasttext predict-prob weather.bin -'
try bagtag fasttext test weather.bin labelled
try bagtag fasttext test weather.bin labelled -1 0.6
try_line 'echo sun | bagtag fasttext test weather.bin -'
printf '\n## a model of our own\n'
topics
try_line 'printf "night train\n" | bagtag fasttext predict model - 2'
printf '\n## a line is answered before the next one comes\n'
mkfifo answers
(
    echo sun
    read -r answer <answers
    echo rain
    echo "first: $answer" >&2
) 2>told | bagtag fasttext predict weather.bin - | (
    read -r line
    echo "$line" >answers
    cat
)
cat told
printf '\n## what is wrong\n'
try bagtag fasttext
try bagtag fasttext predict weather.bin
try bagtag fasttext predict weather.bin lines 0
try bagtag fasttext predict weather.bin lines 1 high
try bagtag fasttext predict weather.bin lines 1 1.5
try bagtag fasttext predict missing.bin lines
try bagtag fasttext predict weather.bin missing
try bagtag fasttext test weather.bin missing
printf '\n## its other commands\n'
try bagtag fasttext supervised -input train.txt -output new -epoch 5
try ./fasttext quantize -output new
try bagtag fasttext nn weather.bin 5
try bagtag fasttext unheard-of
