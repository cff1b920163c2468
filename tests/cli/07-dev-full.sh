# Standard output that accepts nothing: an error and status 1 from every command that prints.
[ -c /dev/full ] || skip 'there is no /dev/full'
topics
for line in 'bagtag --help' 'bagtag --version' 'bagtag help train' 'bagtag train --help' \
    'bagtag classify model test.txt' 'bagtag classify --output jsonl -k 0 model test.txt' \
    'bagtag test model test.txt' 'bagtag test --json model test.txt' \
    'bagtag inspect model' 'bagtag inspect --json model' 'bagtag inspect --verify model' \
    'bagtag train --quiet --log - -o new train.txt'; do
    try_line "$line >/dev/full"
done
try bagtag train --quiet --log /dev/full -o new train.txt
[ ! -e new ] || fail 'train could not write its log, and left a model'

printf '\n## closed\n'
try_line 'bagtag classify model test.txt >&-'
try_line 'bagtag test model test.txt >&-'
try_line 'bagtag inspect model >&-'
try_line 'bagtag classify model <&-'
try_line 'bagtag train --quiet -o new - <&-'
# A message or an answer must not end up in a file that got the number of the closed descriptor.
try_line 'bagtag train -o closed train.txt >&- 2>&- <&-'
try bagtag inspect --verify closed
bagtag train -o open train.txt 2>/dev/null
for file in config.json model.safetensors vocab.safetensors; do
    cmp closed/$file open/$file || fail "$file is another one when the standard descriptors are closed"
done
[ -z "$(find . -name '.?*')" ] || fail 'a temporary folder is left'
