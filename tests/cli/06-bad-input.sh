# Bad input of every kind: one sentence, the right exit status, nothing left behind.
topics
cp -R model original

# Runs a command that must fail with STATUS: shows it, and compares the files present before and after.
refused() {
    expected=$1
    shift
    list >before
    printf '$ %s\n' "$*"
    "$@" >said.out 2>said.err
    status=$?
    sed -E 's/stream \([^)]*\)$/stream (REASON)/; s/of this machine \([^)]*\)/of this machine (NAMES)/' said.err
    [ $status -eq "$expected" ] || fail "exit $status instead of $expected"
    [ -s said.err ] || fail 'no sentence'
    [ "$(wc -l <said.err)" -le 3 ] || fail 'more than three lines'
    ! grep -qv '^bagtag' said.err || fail 'a line does not say who speaks'
    list >after
    diff before after || fail 'something was left behind'
}
touch said.out said.err before after

printf '## texts\n'
: >empty
printf '\177ELF\002\001\001\000\000\377\376\000\001\002\t\000\001\n\377\377\n' >binary
mkdir folder
printf 'no labels here\nnor here\n' >unlabelled
gzip -c train.txt | head -c 9000 >cut.gz
zstd -qc train.txt | head -c 9000 >cut.zst
gzip -c train.txt | head -c 4 >stump.gz
gzip -c train.txt | python3 -c 'import sys; b = bytearray(sys.stdin.buffer.read()); b[-6] ^= 1; sys.stdout.buffer.write(b)' >flipped.gz
zstd -qc --check train.txt | python3 -c 'import sys; b = bytearray(sys.stdin.buffer.read()); b[-1] ^= 1; sys.stdout.buffer.write(b)' >flipped.zst
{ gzip -c train.txt && printf 'and more'; } >more.gz
printf 'BZh91AY&SY' >text.bz2
printf '\3757zXZ\000\000' >text.xz
printf 'PK\003\004\024\000' >text.zip
tar cf archive.tar train.txt
tar czf archive.tgz train.txt
tar cf - train.txt | zstd -qc >archive.tar.zst
printf '\377\376_\000_\000l\000a\000b\000' >utf16.txt
printf '\000f\000r\000u\000i\000t\000\011\000a\000\012' >'utf16 be.tsv'
gzip -c utf16.txt >utf16.gz
printf 'class,text\nfruit,"ripe apple, sweet"\n' >table.csv
for file in empty binary folder unlabelled cut.gz cut.zst stump.gz flipped.gz flipped.zst more.gz text.bz2 text.xz text.zip archive.tar archive.tgz archive.tar.zst utf16.txt 'utf16 be.tsv' utf16.gz table.csv missing; do
    refused 1 bagtag train -o new "$file"
done
cp utf16.txt table-16.csv
cp text.xz table.jsonl.xz
cp text.bz2 TABLE.TSV.BZ2
gzip -c utf16.txt >table-16.ndjson.gz
for file in table-16.csv table.jsonl.xz TABLE.TSV.BZ2 table-16.ndjson.gz; do
    refused 1 bagtag train -o new $file
done
refused 1 bagtag train --format csv -o new table-16.csv
refused 1 bagtag classify model table-16.csv
refused 1 bagtag classify model TABLE.TSV.BZ2
refused 1 bagtag train -o new train.txt missing
refused 1 bagtag train -o new --valid missing train.txt
refused 1 bagtag train -o new --valid unlabelled train.txt
for file in empty folder unlabelled cut.gz cut.zst missing; do
    refused 1 bagtag test model $file
done
for file in folder cut.gz cut.zst flipped.gz text.xz missing; do
    refused 1 bagtag classify model $file
done

printf '\n## places for a model\n'
mkdir other && : >other/notes.txt
refused 1 bagtag train -o other train.txt
refused 1 bagtag train -o other/notes.txt train.txt
refused 1 bagtag train -o no/where train.txt
refused 1 bagtag train -o train.txt train.txt
refused 1 bagtag train -o /dev/null/model train.txt
cp -R model mixed && : >mixed/notes.txt
refused 1 bagtag train -o mixed train.txt
mkdir bert && echo '{"model_type": "bert"}' >bert/config.json && : >bert/model.safetensors && : >bert/vocab.safetensors
refused 1 bagtag train -o bert train.txt
grep -q '"bert"' bert/config.json || fail "another program's model was replaced"
refused 1 bagtag train -o new --log no/where train.txt
refused 1 bagtag train -o new --log folder train.txt

printf '\n## settings\n'
refused 2 bagtag train --no-race --dim abc -o new train.txt
refused 2 bagtag train --no-race --lr 5000 -o new train.txt
refused 2 bagtag train --no-race --batch 1025 -o new train.txt
refused 2 bagtag train --no-race --bag max --weight idf -o new train.txt
refused 2 bagtag tune --bag max --weight gain -o new train.txt
refused 2 bagtag train --label-prefix '' -o new train.txt
refused 2 bagtag train --label-prefix 'a b' -o new train.txt
refused 1 bagtag train --valid 99.99% -o new train.txt
refused 2 bagtag train --no-race --patience 3 -o new train.txt
head -n 3 train.txt >few.txt
refused 2 bagtag train --no-race --patience 3 --valid 1% -o new few.txt
for options in '--freeze' '--pretrained-all' '--layer identity --dim 3' '--layer identity --pretrained v.vec' '--layer codes --pretrained v.vec' '--layer codes --dim 31' '--bag sum --dropout 0.5' \
    '--recipe fasttext --weight idf' '--recipe fasttext --pretrained-all' '--race --recipe fasttext' '--race --features fasttext' '--features fasttext'; do
    refused 2 bagtag train $options -o new train.txt
done
refused 2 bagtag tune --freeze -o new train.txt
refused 2 bagtag tune --deliver scored -o new train.txt
refused 2 bagtag tune --metric best -o new train.txt
refused 2 bagtag tune -o new -
for command in classify test explain 'filter --count' 'embed --documents' 'embed --sequence' tokenize; do
    refused 2 bagtag $command --delimiter ab model travel test.txt
done
refused 2 bagtag classify --none 'a
b' model test.txt
refused 2 bagtag classify --labels travel --label-score money model test.txt
refused 1 env BAGTAG_KERNEL=frobnicate bagtag train -o new train.txt
refused 1 env BAGTAG_KERNEL=frobnicate bagtag classify model test.txt

printf '\n## models\n'
for command in classify test; do
    refused 1 bagtag $command missing test.txt
    refused 1 bagtag $command test.txt model
    refused 1 bagtag $command folder test.txt
    refused 1 bagtag $command model/config.json test.txt
done
for command in inspect 'inspect --verify' neighbors; do
    refused 1 bagtag $command missing
    refused 1 bagtag $command train.txt
    refused 1 bagtag $command folder
    refused 1 bagtag $command other
done
refused 1 bagtag tokenize --model missing test.txt
refused 1 bagtag convert -o converted missing.bin
refused 2 bagtag tokenize --model '' test.txt

# Changes something in a fresh copy of the model, which every command must then refuse.
damaged() {
    rm -rf damaged
    cp -R original damaged
    sh -c "cd damaged && $1" || fail "cannot do $1"
    printf '# %s\n' "$1"
    refused 1 bagtag classify damaged test.txt
    refused 1 bagtag test damaged test.txt >/dev/null
    refused 1 bagtag inspect damaged >/dev/null
    refused 1 bagtag inspect --verify damaged >/dev/null
}
for file in config.json model.safetensors vocab.safetensors; do
    damaged "rm $file"
    damaged ": >$file"
    damaged "truncate -s 100 $file"
    damaged "printf 'more' >>$file"
    damaged "rm $file && mkdir $file"
done
damaged 'truncate -s -1 model.safetensors'
damaged 'truncate -s -1 vocab.safetensors'
damaged 'mv model.safetensors x; mv vocab.safetensors model.safetensors; mv x vocab.safetensors'
damaged "sed -i 's/\"version\":[^,]*,/\"version\":3,/' config.json"
damaged "sed -i 's/\"version\":[^,]*,/\"version\":\"1\",/' config.json"
damaged "sed -i 's/\"version\":[^,]*,//' config.json"
damaged "sed -i 's/\"format\":[^,]*,/\"format\":\"other\",/' config.json"
damaged "sed -i 's/\"tokenizer\":[^,]*,/\"tokenizer\":\"mecab\",/' config.json"
damaged "sed -i 's/\"dim\":[^,]*,/\"dim\":17,/' config.json"
damaged "sed -i 's/\"dim\":[^,]*,/\"dim\":-1,/' config.json"
damaged "sed -i 's/\"health\"/\"travel\"/' config.json"
damaged "sed -i 's/\"health\"/12/' config.json"

# Any single flipped bit in a header of the binary files: refused with an error, never a crash.
python3 - "$(is_sanitized && echo 29 || echo 3)" <<'PYTHON' || exit 1
import shutil, struct, subprocess, sys

stride = int(sys.argv[1])
shutil.rmtree("damaged")
shutil.copytree("original", "damaged")
for name in ("model.safetensors", "vocab.safetensors"):
    whole = open("original/" + name, "rb").read()
    end = 8 + struct.unpack("<Q", whole[:8])[0]
    for at in range(0, end, stride):
        data = bytearray(whole)
        data[at] ^= 1 << at // stride % 8
        open("damaged/" + name, "wb").write(data)
        run = subprocess.run(["bagtag", "inspect", "damaged"], capture_output=True)
        assert run.returncode == 1 and run.stderr.startswith(b"bagtag: damaged/" + name.encode()), (name, at, run)
    open("damaged/" + name, "wb").write(whole)
PYTHON

for file in config.json model.safetensors vocab.safetensors; do
    cmp model/$file original/$file || fail 'the model changed'
done
# What was refused as a model may still be replaced by one.
rm -rf damaged && cp -R original damaged && truncate -s 100 damaged/vocab.safetensors
{ bagtag train --quiet -o damaged train.txt && bagtag inspect --verify damaged >/dev/null; } || fail 'a damaged model is not replaced'
