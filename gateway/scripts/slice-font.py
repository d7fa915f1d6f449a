"""Cuts Droid Sans Fallback into the slices of gateway/assets/fonts, which reports embed where they show Chinese.

Slice 0 has the characters of the rule packs and of the words of the reports; the others have the rest of GB 2312 in its
order, which is by use: 3,755 common characters first. Needs Python with fonttools and brotli, and the font, in Debian the
packages python3-fonttools, python3-brotli and fonts-droid-fallback:

    python3 gateway/scripts/slice-font.py /usr/share/fonts-droid-fallback/truetype/DroidSansFallback.ttf
"""

import json
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "gateway/assets/fonts"
SOURCES = [*ROOT.glob("sdk/packs/**/*.yaml"), *ROOT.glob("gateway/src/**/*.ts")]
COMMON, RARE = 96, 256
SIGNS = "、。《》「」『』【】！（），：；？～￥％"


def gb2312():
    rows = [(high, low) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF)]
    return [bytes(row).decode("gb2312") for row in rows if row < (0xD7, 0xFA) or row > (0xD7, 0xFE)]


def parts(characters, size):
    return [characters[at : at + size] for at in range(0, len(characters), size)]


def cut(font_file, characters, target):
    options = Options(flavor="woff2", layout_features=[], name_IDs=[0, 13, 14], hinting=False, notdef_outline=False)
    font = TTFont(font_file)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[ord(character) for character in characters])
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(target)


def main(font_file):
    known = set(map(chr, TTFont(font_file).getBestCmap()))
    used = {c for path in SOURCES for c in path.read_text("utf-8") if "\u3000" <= c <= "\u9fff" or "\uff00" <= c <= "\uffef"}
    first = sorted((used | set(SIGNS)) & known)
    rest = [c for c in gb2312() if c not in first]
    common = [c for c in rest if c.encode("gb2312") < b"\xd8"]
    slices = [first, *parts(common, COMMON), *parts(rest[len(common) :], RARE)]
    for old in OUT.glob("*.woff2"):
        old.unlink()
    index = []
    for number, characters in enumerate(slices):
        name = f"han-{number:02}.woff2"
        cut(font_file, characters, OUT / name)
        index.append({"file": name, "characters": "".join(characters)})
    (OUT / "index.json").write_text(json.dumps(index, ensure_ascii=False, indent=0) + "\n", "utf-8")


main(sys.argv[1])
