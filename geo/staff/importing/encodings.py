"""Which code page bytes are in, where nothing or something wrong says it.

Texts of this field in Kazakhstan come as UTF-8, Windows-1251, its Kazakh cousin KZ-1048, or the
DOS page 866. Which of them is told by the letters that come out.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Letters of Kazakh that Windows-1251 doesn't have.
KAZAKH = "ӘәҒғҚқҢңӨөҰұҮүҺһ"
#: Letters of other languages that stand in Windows-1251 where KZ-1048 has the Kazakh ones.
_FOREIGN = set("ЂѓЃЉЊЌЋЏђљњќћџЈјЅѕЄє")
_CYRILLIC = re.compile(r"[А-яЁёІі" + KAZAKH + "]")
#: What UTF-8 looks like when it was read as a Windows code page.
_MOJIBAKE = re.compile(
    r"(?:[РСТ][\u0080-\u00bf‘-™°±²³ґµ¶·Ѐ-Џё-џ]){2}|[À-ÿ]{4}|(?:[ÐÑ][\u0080-\u00bf]){2}"
)
#: Of the letters of a text in UTF-8, so many may be broken; in another code page nearly all are.
_BROKEN = 0.2
#: The byte 29 of a DBF file that names its code page, as far as it is met here.
LDID = {
    0x00: "",
    0x03: "cp1252",
    0x26: "cp866",
    0x57: "",  # "the system's own": whatever the writer's Windows had
    0x65: "cp866",
    0x64: "cp852",
    0xC8: "cp1250",
    0xC9: "cp1251",
}


def known(name: str) -> str:
    """The Python name of a code page as people and .cpg files write it, "" for none."""
    text = name.strip().strip('"').lower()
    text = re.sub(r"^(?:ansi|windows|win|dos|oem|ibm|code ?page)[ _-]*(?=\d)", "cp", text)
    text = f"cp{text}" if re.fullmatch(r"\d{3,4}", text) else text
    text = {"cp65001": "utf-8", "cp88591": "latin-1", "system": ""}.get(text, text)
    if re.fullmatch(r"cp8859-?1|iso ?8859-?1", text):
        text = "latin-1"
    try:
        found = codecs.lookup(text).name if text else ""
    except (LookupError, ValueError):
        return ""
    # Python also knows codecs that are no code pages, such as zip and rot13.
    return found if _is_text(found) else ""


def decodes(data: bytes, encoding: str) -> bool:
    """Whether all bytes are letters of the code page."""
    try:
        data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def fits(data: bytes, encoding: str) -> bool:
    """Whether the bytes are of the code page, but for a letter of UTF-8 broken here and there."""
    if decodes(data, encoding):
        return True
    text = data.decode("utf-8", "replace")
    above = sum(char > "\x7f" for char in text)
    return encoding == "utf-8" and text.count("\ufffd") < above * _BROKEN


def guessed(data: bytes) -> str:
    """The likeliest code page of a text: UTF-8 where it can be, else by the letters."""
    if decodes(data, "utf-8"):
        return "utf-8"
    return max(("cp1251", "kz1048", "cp866"), key=lambda name: _score(data, name))


def guessed_name(data: bytes) -> str:
    """The likeliest code page of the file names of an archive, where DOS letters are usual."""
    if decodes(data, "utf-8"):
        return "utf-8"
    return max(("cp866", "cp1251", "kz1048"), key=lambda name: _score(data, name))


def better_than(encoding: str, data: bytes) -> str:
    """Another code page in which the bytes are clearly words while in this one they are not."""
    if not any(byte > 0x7F for byte in data):  # noqa: PLR2004 - the end of ASCII
        return ""
    if not fits(data, encoding):
        return guessed(data)
    if encoding == "utf-8":
        return ""
    if decodes(data, "utf-8"):
        return "utf-8"
    other = guessed(data)
    better = _score(data, other) > _score(data, encoding) + 0.2
    return other if other != encoding and better else ""


def looks_garbled(text: str) -> bool:
    """Whether a text was once decoded in the wrong code page, as in ÐÐ»Ð° or РђР»Рј."""
    return bool(_MOJIBAKE.search(text))


def lost_letters(text: str) -> bool:
    """Whether a word has question marks inside where letters were lost."""
    return bool(re.search(r"[^\W\d_]\?+[^\W\d_]|\?{3,}|�", text))


def said_of(texts: Iterable[str]) -> list[str]:
    """What to say of texts in which letters were lost or garbled before they came here."""
    lost = garbled = 0
    for text in texts:
        if not text.isascii() or "?" in text:
            lost += lost_letters(text)
            garbled += looks_garbled(text)
    found = []
    if lost:
        found.append(
            f"question marks where letters were, in {lost} of the texts: Windows-1251 has no "
            f"{' '.join(KAZAKH[1::2])}; ask for the file in UTF-8, or as a GeoPackage"
        )
    if garbled:
        found.append(
            f"garbled letters (Р°Р±, Ð°Ð±) in {garbled} of the texts; try another --encoding, "
            "or ask for a new file"
        )
    return found


def _score(data: bytes, encoding: str) -> float:
    """How much of what is no ASCII reads as Kazakh or Russian words, 0 to 1 and below."""
    text = data.decode(encoding, "replace")
    above = [char for char in text if ord(char) > 0x7F]  # noqa: PLR2004 - the end of ASCII
    if not above:
        return 0.0
    good = sum(1 for char in above if _CYRILLIC.match(char))
    bad = sum(1 for char in above if char in _FOREIGN or char == "�" or "─" <= char <= "▟")
    # A capital between small letters is a sign of the wrong page.
    odd = len(re.findall(r"[а-яё][А-ЯЁ]", text))
    return (good - 2 * bad - odd) / len(above)


def _is_text(name: str) -> bool:
    try:
        return isinstance(b"a".decode(name), str)
    except (LookupError, UnicodeError, ValueError, AssertionError):
        return False
