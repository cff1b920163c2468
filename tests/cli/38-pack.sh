# 38-pack.sh - a model is one file: a zip archive that every command takes in its place
# SPDX-License-Identifier: MIT
topics
cut -d ' ' -f 2- test.txt >text.txt

try bagtag pack -o topics.bagtag model
python3 - <<'PYTHON'
import json, struct, zipfile
archive = zipfile.ZipFile("topics.bagtag")
print("damaged:", archive.testzip())
whole = open("topics.bagtag", "rb").read()
for info in archive.infolist():
    begin = info.header_offset + 30 + sum(struct.unpack("<HH", whole[info.header_offset + 26:info.header_offset + 30]))
    same = whole[begin:begin + info.file_size] == open("model/" + info.filename, "rb").read()
    print(info.filename, "stored" if info.compress_type == 0 else "compressed", "aligned" if begin % 64 == 0 else begin, info.date_time[:3], same)
    if info.filename == "model.safetensors":  # the arrays are used in place
        size = struct.unpack("<Q", whole[begin:begin + 8])[0]
        tensor = json.loads(whole[begin + 8:begin + 8 + size])["fc.bias"]
        first = begin + 8 + size + tensor["data_offsets"][0]
        print("fc.bias", tensor["shape"], (begin + 8 + size) % 64, all(map(lambda x: x == x, struct.unpack("<8f", whole[first:first + 32]))))
PYTHON
if command -v unzip >/dev/null; then unzip -tqq topics.bagtag; fi

# The same bytes each time, also when a packed model is packed; it gives the folder back.
bagtag pack -o again.bagtag model && cmp topics.bagtag again.bagtag
bagtag pack -o again.bagtag topics.bagtag && cmp topics.bagtag again.bagtag
python3 -m zipfile -e topics.bagtag unpacked
for file in config.json model.safetensors vocab.safetensors scores.safetensors; do cmp model/$file unpacked/$file; done

# Every command opens it.
for command in 'classify --prob -k 3 MODEL text.txt' 'classify --fold MODEL text.txt' 'filter MODEL travel text.txt' 'test MODEL test.txt' \
    'explain MODEL text.txt' 'inspect --json MODEL' 'inspect --vocab MODEL' 'embed MODEL the' 'embed --documents MODEL text.txt' \
    'embed --all --output vec MODEL' 'neighbors MODEL the' 'analogy MODEL the a and' 'tokenize --model MODEL text.txt'; do
    bagtag $(echo "$command" | sed 's/MODEL/model/') >folder.out 2>folder.err
    bagtag $(echo "$command" | sed 's/MODEL/topics.bagtag/') >packed.out 2>packed.err
    [ -s folder.out ] && cmp folder.out packed.out && cmp folder.err packed.err || echo "differs: $command"
done
try bagtag inspect --verify topics.bagtag
bagtag train --quiet --no-race --pretrained topics.bagtag --freeze -o next train.txt
bagtag embed model the >the.tsv
bagtag embed next the | cmp - the.tsv
ln -s topics.bagtag link
bagtag classify link text.txt | head -n 1

# An archive made by zip without compression works, at any position; a compressed one does not.
python3 - <<'PYTHON'
import zipfile
names = ["scores.safetensors", "vocab.safetensors", "model.safetensors", "config.json"]
with zipfile.ZipFile("stored.zip", "w") as archive:
    archive.comment = b"by hand"
    archive.writestr("notes.txt", "odd")
    for name in names:
        archive.write("model/" + name, name)
with zipfile.ZipFile("large.zip", "w") as archive:  # with the zip64 fields for files above 4 GB
    for name in names:
        with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as file:
            file.write(open("model/" + name, "rb").read())
with zipfile.ZipFile("compressed.zip", "w", zipfile.ZIP_DEFLATED) as archive:
    for name in names:
        archive.write("model/" + name, name)
with zipfile.ZipFile("inside.zip", "w") as archive:
    for name in names:
        archive.write("model/" + name)
with zipfile.ZipFile("many.zip", "w") as archive:
    for i in range(40):
        archive.writestr(str(i), "")
with zipfile.ZipFile("empty.zip", "w"):
    pass
PYTHON
bagtag classify --prob model text.txt >folder.out
for file in stored.zip large.zip; do
    bagtag classify --prob $file text.txt | cmp - folder.out
    bagtag inspect --verify $file
    bagtag pack -o again.bagtag $file && cmp topics.bagtag again.bagtag
done

printf '\n## mistakes\n'
for file in compressed.zip inside.zip many.zip empty.zip; do
    try bagtag classify $file text.txt
done
head -c 100000 topics.bagtag >cut.bagtag
try bagtag classify cut.bagtag text.txt
try bagtag inspect --verify cut.bagtag
cp topics.bagtag changed.bagtag
printf 'x' | dd of=changed.bagtag bs=1 seek=60000 conv=notrunc 2>/dev/null
try bagtag inspect --verify changed.bagtag
try bagtag pack -o again.bagtag changed.bagtag
cmp topics.bagtag again.bagtag
try bagtag pack -o text.txt model
try bagtag pack -o model model
try bagtag pack -o x.bagtag text.txt
try bagtag pack -o x.bagtag missing
try bagtag pack -o /dev/full model
try bagtag pack model
try bagtag pack -o x.bagtag
try bagtag train -o topics.bagtag train.txt
(ulimit -f 10 && bagtag pack -o small.bagtag model)
echo "[exit $?]"
ls -A | grep -F small || echo 'nothing is left'
