"""Cut the web fonts down to what Arabic news needs, so that a first view stays under 120 KB.

Run by hand when a font changes, never at install time; the results are committed:

    cd deploy/fonts && npm ci && uv run --no-project --with "fonttools[woff]==4.68.0" build.py

Each family becomes two files: Arabic, and the digits and punctuation that stand in Arabic text. Latin letters
are left to the reader's system. IBM reserves the name "Plex", so the cut fonts carry names of their own.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
PACKAGES = HERE / "node_modules"
FONTS = HERE.parents[1] / "services" / "gateway" / "static" / "fonts"

ARABIC = (
    *range(0x060C, 0x060D), 0x061B, 0x061F,
    *range(0x0621, 0x063B), *range(0x0640, 0x0656),  # letters, tatweel, tashkeel
    *range(0x0660, 0x066E), *range(0x06F0, 0x06FA),  # both families of eastern digits
    0x0670, 0x0671,
    *map(ord, "پچڤڨڭگژکیہھەۆێڵڕٹڈڑںےۓ۔"),  # Moroccan, Persian, Kurdish, Urdu
    0x200C, 0x200D, 0xFDFA, 0xFDFD,
)  # fmt: skip
FIGURES = tuple(map(ord, " \u00a00123456789!\"#%&'()*+,-./:;<=>?@[]_|«»·×–—‘’“”•…€°"))


@dataclass(frozen=True, slots=True)
class Cut:
    package: str
    file: str
    characters: tuple[int, ...]
    family: str
    target: str


NASKH, SANS = "@fontsource-variable/noto-naskh-arabic", "@fontsource/ibm-plex-sans-arabic"
CUTS = (
    Cut(NASKH, "noto-naskh-arabic-arabic-wght-normal", ARABIC, "Nashra Naskh", "naskh-arabic"),
    Cut(NASKH, "noto-naskh-arabic-latin-wght-normal", FIGURES, "Nashra Naskh", "naskh-figures"),
    Cut(SANS, "ibm-plex-sans-arabic-arabic-400-normal", ARABIC, "Nashra Sans", "sans-arabic-400"),
    Cut(SANS, "ibm-plex-sans-arabic-latin-400-normal", FIGURES, "Nashra Sans", "sans-figures-400"),
    Cut(SANS, "ibm-plex-sans-arabic-arabic-600-normal", ARABIC, "Nashra Sans", "sans-arabic-600"),
    Cut(SANS, "ibm-plex-sans-arabic-latin-600-normal", FIGURES, "Nashra Sans", "sans-figures-600"),
)


def cut(plan: Cut) -> Path:
    """Write one subset with every layout feature and a name of ours."""
    font = TTFont(PACKAGES / plan.package / "files" / f"{plan.file}.woff2")
    options = subset.Options(
        layout_features=["*"], flavor="woff2", hinting=False, name_IDs=[0, 1, 2, 4, 6, 13, 14]
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=plan.characters)
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in {1, 4, 6}:
            record.string = plan.family.replace(" ", "") if record.nameID == 6 else plan.family
    target = FONTS / f"{plan.target}.woff2"
    font.flavor = "woff2"
    font.save(target)
    return target


def main() -> None:
    FONTS.mkdir(parents=True, exist_ok=True)
    for plan in CUTS:
        target = cut(plan)
        sys.stdout.write(f"{target.name}: {target.stat().st_size / 1000:.1f} KB\n")
    for package, licence in ((NASKH, "OFL-noto-naskh-arabic.txt"), (SANS, "OFL-ibm-plex-sans-arabic.txt")):
        shutil.copyfile(PACKAGES / package / "LICENSE", FONTS / licence)


if __name__ == "__main__":
    main()
