# A fastText model file wherever a model is expected, and files that are not.
needs python3
python3 -B "$ROOT/tests/support/fasttext_model.py" weather.bin

printf 'sun\nrain rain\n\nsun </s> rain\n__label__dry rain\nnever seen\n' >lines
try bagtag classify --prob -k 0 weather.bin lines
try_line 'printf sun | bagtag classify --prob weather.bin'
try_line 'printf unseen | bagtag classify --prob --none nothing weather.bin'
try bagtag classify --output jsonl weather.bin lines
try bagtag filter weather.bin wet lines
printf '__label__dry sun\n__label__wet rain\n__label__wet sun\n' >labelled
try bagtag test weather.bin labelled
try bagtag embed weather.bin sun café moon
try bagtag neighbors -k 2 weather.bin sun
try bagtag tokenize --model weather.bin --output jsonl lines
try bagtag inspect weather.bin
try bagtag inspect --labels weather.bin
try bagtag inspect --json weather.bin
try bagtag inspect --verify weather.bin

# The folder made from it: every command answers as with the file.
try bagtag convert -o weather.model weather.bin
try_line 'bagtag inspect weather.model | sed 1d'
try bagtag inspect --verify weather.model
same() {
    command=$1
    shift
    bagtag "$command" "$@" >of-file 2>&1 || fail "bagtag $command $*"
    for argument; do
        shift
        [ "$argument" = weather.bin ] && argument=weather.model
        set -- "$@" "$argument"
    done
    bagtag "$command" "$@" 2>&1 | sed 's/weather\.model/weather.bin/' | cmp - of-file || fail "$command $* differs from the file"
}
same classify --prob -k 0 weather.bin lines
same filter weather.bin wet lines
same test --json weather.bin labelled
same embed weather.bin sun café
same embed --documents weather.bin lines
same embed --all --output vec weather.bin
same neighbors weather.bin sun
same analogy weather.bin sun rain café
same tokenize --model weather.bin --output jsonl lines
same explain weather.bin lines
same inspect --vocab weather.bin
same inspect --labels weather.bin
bagtag convert --to fasttext -o back.bin weather.model && cmp back.bin weather.bin || fail 'another file comes back'
try bagtag convert --to fasttext -o lines/back.bin weather.model
try bagtag convert -o again.model weather.model
try bagtag convert -o again.model --bag sum weather.bin
try bagtag convert -o lines weather.bin

head -c 150 weather.bin >cut.bin
try bagtag classify cut.bin lines
printf 'no model' >other.bin
try bagtag classify other.bin lines
try_line 'bagtag classify /dev/null lines'
