#!/usr/bin/env python3
# check_tokenizers.py - the tokenizers unicode, basic-english and bert against the same rules in Python
# SPDX-License-Identifier: MIT
"""Usage: check_tokenizers.py BAGTAG [--model MODEL] [FILE...]

Tokenizes lines with `BAGTAG tokenize` and with the rules written down here, step by step as their authors define them,
based on Python's own str.lower, str.split and unicodedata. The lines are those of the files or, without files, generated
here: every assigned code point, many scripts, known difficult cases, and invalid UTF-8. MODEL is a model whose
tokenizer is unicode of revision 1, like the first models. Prints a line for each tokenizer; the exit status is 1 if a
line differs. Code points that only one of the two Unicode versions assigns are left out.
"""

import functools
import random
import re
import subprocess
import sys
import unicodedata

SCRIPTS = {  # name: ranges of code points
    "Latin": [(0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x24F)],
    "Latin, more": [(0x250, 0x2AF), (0x1E00, 0x1EFF), (0x2C60, 0x2C7F), (0xA720, 0xA7FF), (0xAB30, 0xAB6F)],
    "marks": [(0x61, 0x7A), (0x300, 0x36F), (0x1DC0, 0x1DFF), (0x20D0, 0x20F0)],
    "Greek": [(0x370, 0x3FF), (0x391, 0x3A9), (0x3A3, 0x3A3), (0x3A3, 0x3A3), (0x3C3, 0x3C3)],
    "Greek, polytonic": [(0x1F00, 0x1FFF), (0x3B1, 0x3C9), (0x300, 0x345)],
    "Cyrillic": [(0x400, 0x52F), (0x1C80, 0x1C88), (0x2DE0, 0x2DFF), (0xA640, 0xA69F)],
    "Armenian": [(0x531, 0x58F)],
    "Hebrew": [(0x591, 0x5F4), (0xFB1D, 0xFB4F)],
    "Arabic": [(0x600, 0x6FF), (0x750, 0x77F), (0x8A0, 0x8FF)],
    "Arabic, forms": [(0xFB50, 0xFDFF), (0xFE70, 0xFEFF)],
    "Syriac, Thaana, N'Ko": [(0x700, 0x7FA)],
    "Devanagari": [(0x900, 0x97F), (0xA8E0, 0xA8FF)],
    "Bengali": [(0x980, 0x9FE)],
    "Gurmukhi, Gujarati": [(0xA01, 0xAFF)],
    "Oriya, Tamil": [(0xB01, 0xBFA)],
    "Telugu, Kannada": [(0xC00, 0xCF3)],
    "Malayalam, Sinhala": [(0xD00, 0xDF4)],
    "Thai, Lao": [(0xE01, 0xEDF)],
    "Tibetan": [(0xF00, 0xFDA)],
    "Myanmar": [(0x1000, 0x109F), (0xAA60, 0xAA7F)],
    "Georgian": [(0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2D)],
    "Hangul": [(0xAC00, 0xD7A3)],
    "Hangul, jamo": [(0x1100, 0x11FF), (0x1100, 0x1112), (0x1161, 0x1175), (0x11A8, 0x11C2), (0x3131, 0x318E)],
    "Ethiopic": [(0x1200, 0x139F)],
    "Cherokee": [(0x13A0, 0x13FF), (0xAB70, 0xABBF)],
    "Canadian": [(0x1400, 0x167F)],
    "Khmer, Mongolian": [(0x1780, 0x18AA)],
    "Tai, Buginese, Balinese": [(0x1950, 0x1B7E)],
    "Sundanese, Batak, Lepcha": [(0x1B80, 0x1C7F)],
    "Javanese, Cham": [(0xA980, 0xAA5F)],
    "spacing marks with a class": [(0x302E, 0x302F), (0x1B44, 0x1B44), (0x1BAA, 0x1BAA), (0x1BF2, 0x1BF3), (0xA953, 0xA953),
                                   (0x16FF0, 0x16FF1), (0x1D158, 0x1D172), (0x61, 0x63), (0x300, 0x303), (0x1B05, 0x1B0D)],
    "Han": [(0x4E00, 0x9FFF)],
    "Han, more": [(0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2CEA1), (0x30000, 0x3134A), (0xF900, 0xFAD9),
                  (0x2F800, 0x2FA1D)],
    "Japanese": [(0x3041, 0x30FF), (0x4E00, 0x9FFF), (0x3000, 0x303F), (0xFF66, 0xFF9F)],
    "kana and marks": [(0x3041, 0x309F), (0x3099, 0x309A), (0x30A1, 0x30FF)],
    "Bopomofo, Yi, Lisu": [(0x3105, 0x312F), (0xA000, 0xA4FF)],
    "full width": [(0xFF01, 0xFFEE)],
    "punctuation": [(0x21, 0x40), (0x5B, 0x60), (0x7B, 0x7E), (0xA1, 0xBF), (0x2010, 0x205E), (0x3001, 0x303F)],
    "symbols": [(0x2070, 0x218B), (0x2190, 0x23FF), (0x2460, 0x24FF), (0x338, 0x338), (0x2500, 0x27FF)],
    "white space and controls": [(0x00, 0x09), (0x0B, 0x20), (0x7F, 0xA0), (0x1680, 0x1680), (0x2000, 0x200F),
                                 (0x2028, 0x202F), (0x205F, 0x206F), (0x3000, 0x3000), (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFD),
                                 (0x61, 0x65), (0x41, 0x45), (0x300, 0x302)],
    "emoji": [(0x1F300, 0x1F6FF), (0x1F900, 0x1F9FF), (0x200D, 0x200D), (0xFE0F, 0xFE0F), (0x1F1E6, 0x1F1FF)],
    "what is not seen": [(0x200B, 0x200F), (0xFE00, 0xFE03), (0xFE0E, 0xFE0F), (0xE0100, 0xE0103), (0xAD, 0xAD), (0x34F, 0x34F),
                         (0x180B, 0x180F), (0x3164, 0x3164), (0x61, 0x65), (0x41, 0x45), (0x300, 0x303), (0x323, 0x325),
                         (0x4E00, 0x4E03), (0x2E, 0x2E), (0x1F600, 0x1F603), (0x2060, 0x2064), (0xFFF9, 0xFFFB)],
    "i and dots": [(0x49, 0x49), (0x69, 0x69), (0x69, 0x69), (0x130, 0x131), (0x307, 0x307), (0x307, 0x307), (0x301, 0x301),
                   (0x323, 0x323), (0x315, 0x315), (0x328, 0x328), (0x330, 0x331), (0x345, 0x345), (0x12E, 0x12F),
                   (0x1ECA, 0x1ECB), (0xAD, 0xAD), (0x62, 0x62)],
    "virama and joiners": [(0xD15, 0xD15), (0xD23, 0xD23), (0xD28, 0xD28), (0xD30, 0xD33), (0xD4D, 0xD4D), (0xD4D, 0xD4D),
                           (0x9A4, 0x9A5), (0x9CD, 0x9CD), (0x200C, 0x200D), (0x200D, 0x200D), (0x93C, 0x93C), (0xFE0F, 0xFE0F)],
    "half width": [(0xFF61, 0xFF9F), (0xFF9E, 0xFF9F), (0xFF9E, 0xFF9F), (0xFFA0, 0xFFEE), (0x304B, 0x3050), (0x3099, 0x309A)],
    "mathematical": [(0x1D400, 0x1D7FF), (0x2200, 0x22FF), (0x338, 0x338)],
    "enclosed": [(0x1F100, 0x1F1AD), (0x3A3, 0x3A3), (0x2460, 0x24FF)],
    "Deseret, Osage, Vithkuqi": [(0x10400, 0x104FF), (0x10570, 0x105BC)],
    "old alphabets": [(0x10280, 0x1039F), (0x10800, 0x1091F), (0x10C80, 0x10CFF)],
    "Brahmi, Chakma, Grantha": [(0x11000, 0x1114F), (0x11180, 0x111F4), (0x11300, 0x11374)],
    "Warang Citi, Dives Akuru": [(0x118A0, 0x11959)],
    "cuneiform, hieroglyphs": [(0x12000, 0x123FF), (0x13000, 0x1342E)],
    "Adlam, Medefaidrin": [(0x1E900, 0x1E95F), (0x16E40, 0x16E9A)],
    "private use, unassigned": [(0xE000, 0xF8FF), (0x61, 0x7A), (0xFFFFE, 0x10FFFF)],
}

DIFFICULT = [
    'say "hello" to "him", "a"b "" """ x"', 'x<br />y', '<br />', '<BR /><Br />a', '<"b"r" /">z', '<br/> <br  /> <br', '<' * 70,
    'a<br /', '"' * 200, 'a' + '"' * 100 + 'b', '<' + '"' * 100 + 'br />c', "don't ... (a;b:c)! what?!", "a'b\"c'd",
    "ΟΔΟΣ ΟΔΟΣ. ΟΔΟΣ'Α Σ ΣΣ ΑΣ ΑΣΑ Α\u0301Σ Α\u00ADΣ\u00ADΑ Α:Σ:", "Α\x01Σ Α\x01Σ\x01Α", "ΑΣ\u1B44Α", "ǅΣ ªΣ ⅠΣ ⓐΣ 🄰Σ ʰΣ",
    'İstanbul İ\u0323 I\u0307 I\u0323\u0307', 'e\u0301 e\u200D\u0301 e\x01\x02\u0301 e' + '\x01' * 200 + '\u0301x',
    'e' + '\x01' * 7 + '\u0301', 'a' * 63 + 'e\x01\u0301', 'a' * 63 + 'e\u0301', 'a' * 64 + '\u0301', '=\u0338 <\u0338 >\u0338',
    '\u037E \u0387 \u1FEF \u2260', '가각힣 \u1100\u1161\u11A8 \uAC00\u11A8', '漢\u0301字\u3099 \uF900\U0002F800', 'が か\u3099 ぱ',
    '\u0301\u0302abc', ' \u0301', '.\u0301a', '\u1B44\u0301\u302Eb', 'a\u302E\u1B44\u0301b', 'a\u302E\u200D\u1B44', '\U0001D15E\u1B44a',
    '\u2028a\u2029b\u0085c\u00A0d\u3000e\u001Cf\u001Fg\u000Bh', 'a\tb\rc', '\x00a\x00b\x00', '\uFFFD a\uFFFDb', 'क़ \u0915\u093C',
    'a\u200Bb \u200B\u200B a\u200B\u0301', '\u260E\uFE0F \u260E 1\uFE0F\u20E3 e\uFE0F\u0301 \u845B\U000E0100', '\uFE0F' * 100,
    'a\u200D.b\u200C\u200D c\u200D\u0301 d\u200D\u4E00\u200D \u200De\u200D\u00AD f\u200D', 'a\u200D' + 'b' * 70, 'a\u200D' + '.' * 70,
    '\u0D28\u0D4D\u200D\u0D28\u0D4D\u200D \u0D28\u0D4D\u00AD\u200D \u09A4\u09CD\u200D\u09B8 \u0D28\u0D3C\u0D4D\u200D',
    '\u0130\u0301 i\u0331\u0307 \u012E\u0307\u0307 i\u0315\u0307 i\u0345\u0307 \u1ECB\u0307 \u0131\u0307 i\u00AD\u0307 \u0268\u0307',
    '\uFF28\uFF4F\u0301\uFF01\uFF1C\u0338 \uFF76\uFF9E\uFF8A\uFF9F\uFF70 \u304B\uFF9E a\uFF9E \uFFE3\uFFE6 \uFFA1\uFFC2\uFFA0x',
    '\U0001F469\u200D\U0001F680 \U0001F3F3\uFE0F\u200D\U0001F308 \U0001F3F4\U000E0067\U000E007F\u0301', 'a\u3164b\u2800c\uFFF9d\uFFFAe',
    'See https://t.co/abc. (HTTP://A.B/?q=1&r#x), www.x.org! ftp://f <http://x.y> "http://z/" http://a-,;', '@user_1 a@b @@c @ @5 @é',
    'éhttps://x.de/ü 见https://t.co/x这里 xhttp://a http:// http://. www. www.. wwww.a awww.b @http://c @d@e f.@g/@h http://@i/@j',
    'İhttp://a\u0301 @x\u0307 i@x\u0307 a\u200D@x\u200D ' + 'http://a.b ' * 30 + '@z ' * 50 + 'http://' + 'a' * 200 + '.' * 100, '@' * 200,
    'http:/x http//x Http://1 ſhttp://a httpſ://a \u212Ahttp://a \u00ADwww.a w\u00ADww.a @\u00ADa \x00www.a\x00b\x7F @_ @A9_é',
    'A' * 300 + 'É' * 300 + ' ' * 300 + '.' * 300, '\u0301' * 100, 'a' + '\u0323\u0301' * 60, '', ' ', '\t', 'a', 'É', '\x7F',
]

INVALID = [b"\x80", b"\xBF\xBF", b"\xC0\xAF", b"\xC2", b"\xE0\x80\x80", b"\xE2\x82", b"\xED\xA0\x80", b"\xF0\x9F\x98", b"\xF0\x9F",
           b"\xF4\x90\x80\x80", b"\xF8\x88\x80\x80\x80", b"\xFE", b"\xFF", b"\xE1\xBC\xCE\xA3", b"\xCE\xCE\xA3", b"\xF1\x80A"]


def basic_english(text, lower):
    if lower:
        text = text.lower()
    for pattern, replacement in [("'", " '  "), ('"', ""), (r"\.", " . "), ("<br />", " "), (",", " , "), (r"\(", " ( "),
                                 (r"\)", " ) "), ("!", " ! "), (r"\?", " ? "), (";", " "), (":", " "), (r"\s+", " ")]:
        text = re.sub(pattern, replacement, text)
    return text.split()


@functools.cache
def is_ideograph(c):
    return any(first <= ord(c) <= last for first, last in
               [(0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F),
                (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F)])


@functools.cache
def is_punctuation(c):
    return (any(first <= ord(c) <= last for first, last in [(33, 47), (58, 64), (91, 96), (123, 126)]) or
            unicodedata.category(c).startswith("P"))


def bert(text, lower):
    cleaned = ""
    for c in text:
        if c in "\t\n\r" or unicodedata.category(c) == "Zs":
            cleaned += " "
        elif c not in "\0\uFFFD" and not unicodedata.category(c).startswith("C"):
            cleaned += " " + c + " " if is_ideograph(c) else c
    tokens = []
    for word in unicodedata.normalize("NFC", cleaned).split():
        if lower:
            word = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(c) != "Mn")
        tokens += "".join(f" {c} " if is_punctuation(c) else c for c in word).split()
    return tokens


IDEOGRAPHS = [(0x3005, 0x3007), (0x3041, 0x3096), (0x309D, 0x309F), (0x30A1, 0x30FA), (0x30FC, 0x30FF), (0x31F0, 0x31FF),
              (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFF66, 0xFF9F), (0x1AFF0, 0x1AFFF), (0x1B000, 0x1B16F),
              (0x20000, 0x3FFFD)]
# Default_Ignorable_Code_Point, except those that are Cf
INVISIBLE = [(0x34F, 0x34F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x2065, 0x2065), (0xFE00, 0xFE0F),
             (0xFFF0, 0xFFF8), (0xE0000, 0xE0FFF)]
SEPARATORS = "\u200B\u2800\u3164\uFFF9\uFFFA\uFFFB"
UNITED = {"\u09A4\u09CD\u200D": "\u09CE", "\u0D15\u0D4D\u200D": "\u0D7F", "\u0D23\u0D4D\u200D": "\u0D7A",
          "\u0D28\u0D4D\u200D": "\u0D7B", "\u0D30\u0D4D\u200D": "\u0D7C", "\u0D32\u0D4D\u200D": "\u0D7D",
          "\u0D33\u0D4D\u200D": "\u0D7E"}


def is_in(c, ranges):
    return any(first <= ord(c) <= last for first, last in ranges)


@functools.cache
def unicode_class(c):
    category = unicodedata.category(c)
    if c in "\u200C\u200D":
        return "J"
    if category in ("Lo", "Lm", "Nl") and is_in(c, IDEOGRAPHS):
        return "I"
    if category[0] in "LN" or c == "_":
        return "W"
    return {"M": "M", "P": "S", "S": "S"}.get(category[0], "-" if category == "Cf" else " ")


def words_of(text, class_of):
    """Marks belong to the word or ideograph before them, joiners to words; characters of class '-' are dropped."""
    text = "".join(c for c in text if class_of(c) != "-")
    classes = "".join(class_of(c) for c in text)
    return [text[match.start():match.end()] for match in re.finditer("[WM][WMJ]*|I[MJ]*|S", classes)]


def unicode_1(text, lower):
    text = unicodedata.normalize("NFC", text.casefold() if lower else text)
    return [word.replace("\u200C", "").replace("\u200D", "") if unicode_class(word[0]) == "I" else word
            for word in words_of(text, unicode_class)]


@functools.cache
def usual_width(c):
    parts = unicodedata.decomposition(c).split()
    return chr(int(parts[1], 16)) if parts and parts[0] in ("<wide>", "<narrow>") and c >= "\uFF00" else c


@functools.cache
def is_taken_out(c):
    return (unicodedata.category(c) == "Cf" or is_in(c, INVISIBLE)) and c not in SEPARATORS + "\u200C\u200D"


def without_dots(text):
    """Removes the combining dot above after an i, unless another mark above is between them."""
    kept, follows_i = "", False
    for c in unicodedata.normalize("NFD", text):
        if c == "\u0307" and follows_i:
            continue
        follows_i = c == "i" or (follows_i and unicodedata.combining(c) not in (0, 230))
        kept += c
    return kept


def unicode_2(text, lower):
    text = "".join(c for c in map(usual_width, text) if not is_taken_out(c))
    text = unicodedata.normalize("NFC", without_dots(text.casefold()) if lower else text)
    for sequence, letter in UNITED.items():
        text = text.replace(sequence, letter)
    words = words_of(text, lambda c: " " if c in SEPARATORS else unicode_class(c))
    return [re.sub("[\u200C\u200D]+$", "", word) if unicode_class(word[0]) != "I" else
            word.replace("\u200C", "").replace("\u200D", "") for word in words]


LINK = re.compile(r"(?<![a-z0-9_])(?:(?:https?|ftp)://|www\.)(?=[a-z0-9])[!#-;=?-~]*[a-z0-9_/#&=%+\-$@]"
                  r"|(?<![a-z0-9_])@(?=[a-z_])[a-z0-9_]+", re.ASCII | re.IGNORECASE)


def unicode_3(text, lower):
    return unicode_2(LINK.sub(lambda link: " @ " if link[0][0] == "@" else " \U0001F517 ", text), lower)


def version_of(text):
    return tuple(int(part) for part in text.split("."))


def assigned_in_both(bagtag):
    """The code points that lines may contain. Private ones count, as their category does not change."""
    mine = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF and (unicodedata.category(chr(c)) != "Cn")]
    told = subprocess.run([bagtag, "--version"], capture_output=True, check=True, text=True).stdout
    theirs = re.search(r"Unicode (\d+\.\d+\.\d+)", told)
    if theirs and version_of(theirs[1]) >= version_of(unicodedata.unidata_version):
        return set(mine)
    # bagtag's tables are older: bert removes code points that they do not assign.
    lines = "".join(f"a{chr(c)}b\n" if c != 10 else "a b\n" for c in mine).encode()
    cut = run(bagtag, ["--tokenizer", "bert", "--no-lower"], lines)
    return {c for c, line in zip(mine, cut) if line != b"ab" or unicodedata.category(chr(c)).startswith("C")}


def made_lines(assigned):
    chance = random.Random(4)
    lines = [text.encode() for text in DIFFICULT]
    codes = sorted(assigned - {10})
    for first in range(0, len(codes), 64):  # each code point after a letter, before one, and alone
        lines.append(" ".join(f"a{chr(c)}B {chr(c)}" for c in codes[first:first + 64]).encode())
    for ranges in SCRIPTS.values():
        letters = [c for first, last in ranges for c in range(first, last + 1) if c in assigned and c != 10]
        for _ in range(50):
            text = ""
            for _ in range(chance.randint(1, 20)):
                text += "".join(chr(chance.choice(letters)) for _ in range(chance.randint(1, 12)))
                text += chance.choice([" ", " ", " ", "", ". ", ", ", '"', "\u0301", "Σ", " and so on and so on ", "<br />", "\x01", "@",
                                       "http://", "www.a"])
            lines.append(text.encode())
    for _ in range(300):
        lines.append("".join(chr(chance.choice(codes)) for _ in range(chance.randint(1, 60))).encode())
    made = list(lines)
    for _ in range(200):  # invalid: inserted bytes, and characters that are truncated
        line = chance.choice(made)[:400]
        at = chance.randint(0, len(line))
        lines.append(line[:at] + chance.choice(INVALID) + line[at + chance.randint(0, 2):])
    return lines


def run(bagtag, options, data):
    done = subprocess.run([bagtag, "tokenize"] + options, input=data, capture_output=True, check=False)
    if done.returncode != 0:
        sys.exit(f"bagtag tokenize {' '.join(options)}: exit {done.returncode}: {done.stderr.decode()}")
    return done.stdout.split(b"\n")[:-1]


def compare(bagtag, options, rules, lower, lines):
    options = options + ([] if lower else ["--no-lower"])
    found = run(bagtag, options, b"".join(line + b"\n" for line in lines))
    differing = abs(len(found) - len(lines))
    if differing:
        print(f"{len(lines)} lines in, {len(found)} out")
    for line, got in zip(lines, found):
        expected = " ".join(rules(line.decode("utf-8", "replace"), lower)).encode()
        if expected != got:
            differing += 1
            if differing <= 5:
                at = next((i for i, (a, b) in enumerate(zip(expected, got)) if a != b), min(len(expected), len(got)))
                around = slice(max(0, at - 30), at + 30)
                print(f"{' '.join(options)}: {line[:200]!r}\n  expected at byte {at}: {expected[around]!r}\n"
                      f"  found               {got[around]!r}")
    return differing


def is_invalid(line):
    try:
        line.decode()
        return False
    except UnicodeDecodeError:
        return True


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    bagtag, files = sys.argv[1], sys.argv[2:]
    comparisons = [(f"{name}{'' if lower else ' --no-lower'}", ["--tokenizer", name], rules, lower)
                   for name, rules in (("unicode", unicode_3), ("basic-english", basic_english), ("bert", bert))
                   for lower in (True, False)]
    if files[:1] == ["--model"]:
        comparisons.append(("unicode, revision 1", files[:2], unicode_1, True))
        files = files[2:]
    assigned = assigned_in_both(bagtag)
    lines = made_lines(assigned) if not files else []
    for path in files:
        with open(path, "rb") as file:
            lines += [line for line in file.read().split(b"\n")
                      if all(ord(c) in assigned for c in line.decode("utf-8", "replace"))]
    n_invalid = sum(map(is_invalid, lines))
    total = 0
    for said, options, rules, lower in comparisons:
        differing = compare(bagtag, options, rules, lower, lines)
        total += differing
        print(f"{said}: {len(lines)} lines, {n_invalid} of them invalid, {differing} differ")
    sys.exit(total > 0)


if __name__ == "__main__":
    main()
