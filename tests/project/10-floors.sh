# Includes only go down, each wrapped library is included by one file, and the libraries export only bagtag_*.
cd "$ROOT" || exit 1
bad=0
python3 -B tests/project/floors.py . || bad=1

for library in 'cjson/cJSON.h' 'simde/' 'utf8proc.h' 'zlib.h' 'zstd.h' 'xxhash.h' 'pthread.h'; do
    files=$(grep -lE "^ *# *include *<$library" src/*/*.[ch] src/*/*/*.[ch] | wc -l)
    [ "$files" -eq 1 ] || { echo "<$library is included by $files files, expected 1"; bad=1; }
done

for file in src/*/*.[ch] src/*/*/*.[ch] include/*.h tests/*/*.[ch]; do
    lines=$(wc -l <"$file")
    [ "$lines" -le 600 ] || { echo "$file has $lines lines, over 600"; bad=1; }
done

if command -v nm >/dev/null; then
    foreign=$(nm -g --defined-only "$BUILD/libbagtag.a" | awk 'NF == 3 && $3 !~ /^bagtag_/ { print $3 }')
    [ -z "$foreign" ] || { echo "libbagtag.a exports $foreign"; bad=1; }
    foreign=$(nm -D --defined-only "$BUILD"/libbagtag.so.? | awk '$3 !~ /^bagtag_/ { print $3 }')
    [ -z "$foreign" ] || { echo "libbagtag.so exports $foreign"; bad=1; }
    nm -D --defined-only "$BUILD"/libbagtag.so.? | grep -q bagtag_train || { echo 'libbagtag.so exports nothing'; bad=1; }
    # A library that keeps nothing between calls has no initialised or zeroed data of its own.
    # (Constant tables of pointers lie in .data.rel.ro until they are linked.)
    writable=$(nm -f sysv "$BUILD/libbagtag.a" | awk -F'|' '
        $7 ~ /^ *(\*COM\*|\.(data|bss|tdata|tbss))/ && $7 !~ /^ *\.data\.rel\.ro/ && $1 !~ /^(__|completed|DW\.ref)/ { print $1 }')
    [ -z "$writable" ] || { echo "the library has writable globals: $writable"; bad=1; }
fi
exit $bad
