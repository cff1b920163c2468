# Every example of every manual page runs, and prints what the page shows.
needs mandoc python3 bash pkg-config
ln -s "$ROOT/data" data
python3 -B "$ROOT/tests/support/fasttext_model.py" lid.176.ftz
printf "sun\n" >comments.txt

# What the pages assume: the library installed where pkg-config finds it, a compiler, a Python with NumPy.
mkdir bin lib
ln -s "$BUILD/libbagtag.so.0" lib/libbagtag.so.0
ln -s libbagtag.so.0 lib/libbagtag.so
printf '%s\n' 'Name: bagtag' 'Description: the one in the build folder' 'Version: 0' "Cflags: -I$ROOT/include" \
    "Libs: -L$PWD/lib -lbagtag" >lib/bagtag.pc
compiler=$(sed 's/ -.*//' "$BUILD/flags" 2>/dev/null)
compiler=${compiler:-cc}
program=$(command -v "${compiler%% *}") || skip 'there is no compiler'
runtime=$(tr ' ' '\n' <"$BUILD/flags" 2>/dev/null | grep -e '^-fsanitize' -e '^--coverage' | sort -u | tr '\n' ' ')
printf '#!/bin/sh\nexec %s -std=c11 -Wall -Wextra -Wpedantic -Werror %s "$@"\n' "$program${compiler#"${compiler%% *}"}" "$runtime" >bin/cc
for python in python3 /usr/bin/python3; do
    if "$python" -c 'import numpy' 2>/dev/null && { "$python" -c 'import torch' 2>/dev/null || [ "$python" = /usr/bin/python3 ]; }; then
        printf '#!/bin/sh\nexec %s -B "$@"\n' "$(command -v "$python")" >bin/python3
        break
    fi
done
if [ ! -e bin/python3 ]; then ln -s "$(command -v python3)" bin/python3; fi
chmod +x bin/*
export PATH="$PWD/bin:$PATH" PKG_CONFIG_PATH="$PWD/lib" LD_LIBRARY_PATH="$PWD/lib"

python3 "$ROOT/tests/cli/31-manuals.py" "$ROOT"/man/*.[1-9] || exit 1
