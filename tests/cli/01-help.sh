# Help, the version, and the messages after typing mistakes.
try bagtag
try bagtag --help
try bagtag help
try bagtag -h >short
try bagtag --help >long
sed 1d short >a
sed 1d long >b
cmp a b || fail '-h and --help differ'

for command in $(bagtag --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
    try bagtag help "$command"
    bagtag help "$command" >by-help
    bagtag "$command" --help >by-option || fail "$command --help fails"
    cmp by-help by-option || fail "two ways to ask for help on $command, and they differ"
    awk 'length > 80 { print FILENAME ": longer than 80 columns: " $0; bad = 1 } END { exit bad }' by-help || exit 1

    # In short: the same options, in fewer lines.
    bagtag "$command" -h nonsense >in-short || fail "$command -h fails"
    for help in by-help in-short; do
        sed '/^Not implemented yet/,$d' $help | grep -oE '^ {2,6}(-., )?--[a-z-]+' >$help.options
    done
    cmp by-help.options in-short.options || fail "$command -h names other options than --help"
    [ "$(wc -l <in-short)" -lt "$(wc -l <by-help)" ] || fail "$command -h is no shorter than --help"
    awk 'length > 80 { print FILENAME ": longer than 80 columns: " $0; bad = 1 } END { exit bad }' in-short || exit 1
done

try bagtag completion -h
bagtag --help train >by-help && bagtag help train | cmp - by-help || fail 'help on a command, asked of bagtag'
bagtag -h train >in-short && bagtag train -h | cmp - in-short || fail 'short help on a command, asked of bagtag'

printf '\n## version\n'
try bagtag --version | steady
try bagtag -V | steady

printf '\n## slips\n'
try bagtag trian
try bagtag clasify
try bagtag tset
try bagtag frobnicate
try bagtag ''
try bagtag --hlep
try bagtag -x
try bagtag -h --nonsense
try bagtag --version --nonsense
try bagtag -V --help --hlep
try bagtag --version train
try bagtag --help trian
try bagtag --help train --nonsense
try bagtag train -h --dmi 4
try bagtag fasttext --help --nonsense
try bagtag help trian
try bagtag help frobnicate
try bagtag help recipes
try bagtag help train test
try bagtag train
try bagtag train --dimm 4
try bagtag train --d 4
try bagtag train --frobnicate
try bagtag train -z
try bagtag train --quiet=yes
try bagtag train --no-race --dim
try bagtag train text.txt
try bagtag train -o model
try bagtag train -o '' text.txt
try bagtag train -o model ''
try bagtag train -o model text.txt ''
try bagtag train --log '' -o model text.txt
try bagtag train --valid '' -o model text.txt
try bagtag train --valid 0% -o model text.txt
try bagtag train --valid 100% -o model text.txt
try bagtag classify
try bagtag test model
try bagtag inspect model more

printf '\n## values\n'
try bagtag train --no-race --dim abc -o model text.txt
try bagtag train --no-race --dim 0 -o model text.txt
try bagtag train --no-race --dim 4097 -o model text.txt
try bagtag train --no-race --dim 16x -o model text.txt
try bagtag train --no-race --dim=-1 -o model text.txt
try bagtag train --no-race --lr 0 -o model text.txt
try bagtag train --no-race --lr nan -o model text.txt
try bagtag train --no-race --lr 0x1 -o model text.txt
try bagtag train --no-race --lr 5000 -o model text.txt
try bagtag train --seed 18446744073709551616 -o model text.txt
try bagtag train --no-race --bag weird -o model text.txt
try bagtag train --no-race --decay 2 -o model text.txt
try bagtag train --race --recipe fasttext -o model text.txt
try bagtag classify -k -1 model
try bagtag classify --threshold 1.5 model
try bagtag neighbors -k -1 model word

printf '\n## named, not built yet\n'
try bagtag train --format xml -o model text.txt
try bagtag train --checkpoint x -o model text.txt
try bagtag train --resume -o model text.txt
try bagtag train --no-race --loss hs -o model text.txt

printf '\n## the habits of fastText\n'
try bagtag supervised -input reviews.txt -output 'my model' -lr 0.5 -epoch 25 -wordNgrams 2 -dim 50
try bagtag supervised -input reviews.txt -saveOutput -epoch 25 -qout -output model
try bagtag train -input reviews.txt -output model
try bagtag predict-prob model.bin text.txt 3
try bagtag predict model.bin -
try bagtag train -dim 50 -o model text.txt
try bagtag train -epoch 5 -o model text.txt

[ ! -e model ] || fail 'something was trained'
