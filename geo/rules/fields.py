"""Rules for the properties of a projects layer."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from geo.errors import Problem, Severity
from geo.rules.hints import command
from geo.schema import (
    CHOICES,
    DAY,
    OPTIONAL_TEXTS,
    REQUIRED_TEXTS,
    Precision,
    Project,
)
from geo.suggest import did_you_mean, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.catalogue import Catalogue
    from geo.read import Collection, Feature

_FORMS = {
    "id": "a slug: small Latin letters, digits, '-' and '_', such as 'usharal-airport'",
    "source": "the id of a row of sources.csv",
    "location_source": "the id of a row of sources.csv",
    "status_date": "a date: 2025, 2025-08 or 2025-08-14",
    "locator": "a text, such as 'paragraph 3'",
}


def field_problems(
    collection: Collection, feature: Feature, catalogue: Catalogue
) -> Iterator[Problem]:
    """What is wrong with the properties of one feature of a projects layer."""
    return _Fields(collection, feature, catalogue).problems()


class _Fields:
    def __init__(self, collection: Collection, feature: Feature, catalogue: Catalogue) -> None:
        self.collection = collection
        self.feature = feature
        self.catalogue = catalogue
        self.said = feature.properties
        self.languages = catalogue.settings.languages
        self.texts = {
            f"{text}_{code}" for text in REQUIRED_TEXTS + OPTIONAL_TEXTS for code in self.languages
        }

    def problems(self) -> Iterator[Problem]:
        own = {
            key.encode("utf-8", "backslashreplace").decode(): value
            for key, value in self.said.items()
            if key not in self.texts and value is not None and value != ""
        }
        try:
            Project.model_validate(own)
        except ValidationError as error:
            for detail in error.errors(include_url=False, include_context=False):
                yield self._translated(str(detail["loc"][0]), detail["type"])
        yield from self._text_problems()
        yield from self._id_problems()
        yield from self._reference_problems()
        yield from self._date_problems()
        yield from self._place_problems()

    def _say(
        self,
        code: str,
        key: str,
        message: str,
        hint: str = "",
        severity: Severity = Severity.ERROR,
    ) -> Problem:
        path = ("properties", key) if key in self.said else ("properties",)
        line, column = self.collection.position(self.feature, *path)
        name = str(self.feature.id or self.said.get("id") or "")
        return Problem(severity, code, self.collection.path, line, column, name, message, hint)

    def _translated(self, key: str, kind: str) -> Problem:
        """Pydantic's finding in the words of the field."""
        value = self.said.get(key)
        if kind == "extra_forbidden":
            known = [*Project.model_fields, *sorted(self.texts)]
            hint = f"{did_you_mean(key, known)} Or remove it"
            return self._say("unknown-field", key, f"the field {key!r} is not known", hint)
        if kind == "missing":
            hint = "add it: " + self._form(key)
            return self._say("missing-field", key, f"the field {key!r} is missing or empty", hint)
        if key in CHOICES:
            hint = did_you_mean(value, CHOICES[key])
            return self._say("bad-value", key, f"{key}: {shown(value)} is not allowed", hint)
        hint = self._form(key)
        return self._say("bad-value", key, f"{key}: {shown(value)} is not allowed", hint)

    @staticmethod
    def _form(key: str) -> str:
        choices = CHOICES.get(key)
        return f"one of {', '.join(choices)}" if choices else _FORMS.get(key, "a text")

    def _text_problems(self) -> Iterator[Problem]:
        for text in REQUIRED_TEXTS + OPTIONAL_TEXTS:
            required = text in REQUIRED_TEXTS
            keys = [f"{text}_{code}" for code in self.languages]
            for key in keys:
                value = self.said.get(key)
                if value is not None and not isinstance(value, str):
                    message = f"{key}: {shown(value)} is no text"
                    yield self._say("bad-value", key, message, "put it in double quotes")
            empty = [key for key in keys if not self.said.get(key)]
            if len(empty) == len(keys):
                if required:
                    message = f"the {text} is missing in every language"
                    yield self._say("missing-field", keys[0], message, f"add {', '.join(keys)}")
                continue
            for key in empty:
                message = f"the text {key!r} is missing; another language stands in for it"
                yield self._say("missing-text", key, message, severity=Severity.WARNING)

    def _id_problems(self) -> Iterator[Problem]:
        own, other = self.feature.id, self.said.get("id")
        if own is None and other is not None:
            message = "the feature has no id of its own, only the property"
            hint = f"put it there: {command('format', self.collection.path)}"
            yield self._say("missing-id", "id", message, hint, Severity.WARNING)
        elif own is not None and other is not None and own != other:
            message = f"the feature's id {shown(own)} and its property id {shown(other)} differ"
            yield self._say("id-mismatch", "id", message, "give both the same id")

    def _reference_problems(self) -> Iterator[Problem]:
        for key in ("source", "location_source"):
            value = self.said.get(key)
            if isinstance(value, str) and value and value not in self.catalogue.sources:
                hint = did_you_mean(value, self.catalogue.sources)
                message = f"{key}: there is no source {shown(value)} in sources.csv"
                yield self._say("unknown-source", key, message, hint)

    def _date_problems(self) -> Iterator[Problem]:
        value = self.said.get("status_date")
        if isinstance(value, str) and re.fullmatch(DAY, value) and not is_day(value):
            message = f"status_date: there is no day {value!r}"
            yield self._say("bad-value", "status_date", message, _FORMS["status_date"])

    def _place_problems(self) -> Iterator[Problem]:
        precision, geometry = (
            self.said.get("location_precision"),
            self.feature.frame.get("geometry"),
        )
        if precision == Precision.REGION and geometry is not None:
            message = "location_precision is 'region', yet the feature has a geometry"
            hint = "make the geometry null, or say how precise it is"
            yield self._say("precision", "location_precision", message, hint, Severity.WARNING)
        if geometry is None and precision in [*Precision] and precision != Precision.REGION:
            message = f"location_precision is {precision!r}, yet the feature has no geometry"
            hint = "draw it, or say 'region'"
            yield self._say("precision", "location_precision", message, hint, Severity.WARNING)


def is_day(text: Any) -> bool:
    """Whether a text is a day of the calendar, as YYYY-MM-DD."""
    try:
        dt.date.fromisoformat(text)
    except (TypeError, ValueError):
        return False
    return True
