"""XML as QGIS writes it: elements, trees of options, and text that stays text."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def child(parent: Element, tag: str, text: str = "", /, **attributes: str | float) -> Element:
    """Append an element; a name that Python keeps for itself ends in an underscore."""
    own = {key.rstrip("_"): legal(str(value)) for key, value in attributes.items()}
    element = SubElement(parent, tag, own)
    if text:
        element.text = legal(text)
    return element


def option(parent: Element, value: Any, name: str | None = None) -> Element:
    """Append a value as QGIS keeps its settings: maps, lists, texts, numbers, yes and no."""
    named = {} if name is None else {"name": name}
    if isinstance(value, dict):
        element = child(parent, "Option", type="Map", **named)
        for key, item in value.items():
            option(element, item, key)
        return element
    if isinstance(value, list):
        element = child(parent, "Option", type="List", **named)
        for item in value:
            option(element, item)
        return element
    if isinstance(value, bool):
        return child(parent, "Option", type="bool", value=str(value).lower(), **named)
    kind = "int" if isinstance(value, int) else "QString"
    return child(parent, "Option", type=kind, value=str(value), **named)


def legal(text: str) -> str:
    """The text without what XML can't hold."""
    return _NO_XML.sub("", text)


def shown(text: str) -> str:
    """A title or label from the data, safe wherever QGIS shows it.

    Some places take it as rich text, some look for expressions in it: ``<`` and ``[%``
    begin those, and look-alikes don't.
    """
    flat = legal(" ".join(text.split()))
    return flat.replace("<", "‹").replace(">", "›").replace("[%", "[ %").replace("%]", "% ]")


def document(root: Element) -> str:
    """The text of the whole file."""
    indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"
