"""The fields of a projects layer and the words that they may hold."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

#: A slug: the id of a feature, a source or a layer.
SLUG = r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$"
#: A year from 1000 on with a month, and with a day.
_MONTH = r"[1-9][0-9]{3}-(?:0[1-9]|1[0-2])"
DAY = rf"^{_MONTH}-(?:0[1-9]|[12][0-9]|3[01])$"
#: A day, a month or a year, from 1000 on.
PARTIAL_DATE = rf"^(?:[1-9][0-9]{{3}}|{_MONTH}(?:-(?:0[1-9]|[12][0-9]|3[01]))?)$"


class Status(StrEnum):
    """How far a project is."""

    PLANNED = "planned"
    DESIGN = "design"
    UNDER_CONSTRUCTION = "under_construction"
    COMPLETED = "completed"
    SUSPENDED = "suspended"


class Sector(StrEnum):
    """What a project is for."""

    ROADS = "roads"
    RAILWAYS = "railways"
    AVIATION = "aviation"
    ENERGY = "energy"
    GAS = "gas"
    UTILITIES = "utilities"
    WATER = "water"
    TELECOM = "telecom"
    MINING = "mining"
    INDUSTRY = "industry"
    AGRICULTURE = "agriculture"
    TOURISM = "tourism"
    SOCIAL = "social"
    INVESTMENT = "investment"


class Precision(StrEnum):
    """How well the place is known."""

    EXACT = "exact"
    APPROXIMATE = "approximate"
    SCHEMATIC = "schematic"
    SETTLEMENT = "settlement"
    DISTRICT = "district"
    REGION = "region"


class Certainty(StrEnum):
    """How sure it is that a statement holds: read in a source, inferred, or general knowledge."""

    STATED = "stated"
    INFERRED = "inferred"
    GENERAL = "general"


class Role(StrEnum):
    """Whether a feature is a project, or context that helps to read the map."""

    PROJECT = "project"
    CONTEXT = "context"


Slug = Annotated[str, Field(pattern=SLUG)]
PartialDate = Annotated[str, Field(pattern=PARTIAL_DATE)]
Words = Annotated[str, Field(min_length=1)]


class Project(BaseModel):
    """The properties of a feature in a layer of kind ``projects``.

    Texts in several languages stand in columns of their own, ``name_kk`` and so on;
    `TEXTS` names them and the catalogue says which languages there are.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: Slug = Field(description="unique over all layers; also the feature's own id")
    sector: Annotated[Sector, Field(strict=False)] = Field(description="what the project is for")
    status: Annotated[Status, Field(strict=False)] = Field(description="how far it is")
    status_date: PartialDate = Field(description="the day, month or year of the statement")
    source: Slug = Field(description="id in sources.csv of who states the status")
    location_precision: Annotated[Precision, Field(strict=False)] = Field(
        description="how well the drawn place is known"
    )
    locator: str | None = Field(None, description="where in the source, such as 'paragraph 3'")
    role: Annotated[Role, Field(strict=False)] = Field(
        Role.PROJECT, description="context is drawn quieter and not counted"
    )
    certainty: Annotated[Certainty, Field(strict=False)] = Field(
        Certainty.STATED, description="how sure it is that this is what the source means"
    )
    location_source: Slug | None = Field(None, description="id in sources.csv of the coordinates")
    line_precision: Annotated[Precision, Field(strict=False)] | None = Field(
        None, description="precision of the lines of a collection, where it differs"
    )


#: The fields that hold one of a few words.
CHOICES: dict[str, list[str]] = {
    "sector": [*Sector],
    "status": [*Status],
    "location_precision": [*Precision],
    "line_precision": [*Precision],
    "certainty": [*Certainty],
    "role": [*Role],
}
#: Texts that every project has, and those that it may have; each ends in _kk, _ru, ….
REQUIRED_TEXTS = ("name", "summary")
OPTIONAL_TEXTS = ("note", "place", "location_note")
TEXTS = REQUIRED_TEXTS + OPTIONAL_TEXTS
#: The order in which a feature tells its fields; a text stands for its languages.
_ORDER = (
    "id",
    "name",
    "sector",
    "status",
    "status_date",
    "source",
    "locator",
    "location_precision",
    "summary",
    "role",
    "certainty",
    "note",
    "place",
    "location_note",
    "location_source",
    "line_precision",
)


def field_order(languages: tuple[str, ...]) -> tuple[str, ...]:
    """The properties of a project in canonical order, the texts in each of the languages."""
    return tuple(
        key
        for field in _ORDER
        for key in ([f"{field}_{code}" for code in languages] if field in TEXTS else [field])
    )


class UnitKind(StrEnum):
    """How the value of a fact is read and shown."""

    MONEY = "money"
    NUMBER = "number"
    DATE = "date"


#: Units of facts.csv. ``cldr`` names the unit in CLDR; where it is empty, the wording
#: stands in the locale files under [unit].
UNITS: dict[str, tuple[UnitKind, str]] = {
    "KZT": (UnitKind.MONEY, ""),
    "USD": (UnitKind.MONEY, ""),
    "EUR": (UnitKind.MONEY, ""),
    "CNY": (UnitKind.MONEY, ""),
    "RUB": (UnitKind.MONEY, ""),
    "%": (UnitKind.NUMBER, "concentr-percent"),
    "km": (UnitKind.NUMBER, "length-kilometer"),
    "m": (UnitKind.NUMBER, "length-meter"),
    "km2": (UnitKind.NUMBER, "area-square-kilometer"),
    "ha": (UnitKind.NUMBER, "area-hectare"),
    "t": (UnitKind.NUMBER, ""),
    "MW": (UnitKind.NUMBER, "power-megawatt"),
    "GW": (UnitKind.NUMBER, "power-gigawatt"),
    "kV": (UnitKind.NUMBER, ""),
    "t_per_year": (UnitKind.NUMBER, ""),
    "t_per_day": (UnitKind.NUMBER, ""),
    "t_per_season": (UnitKind.NUMBER, ""),
    "passengers_per_hour": (UnitKind.NUMBER, ""),
    "people": (UnitKind.NUMBER, ""),
    "count": (UnitKind.NUMBER, ""),
    "jobs": (UnitKind.NUMBER, ""),
    "visitors": (UnitKind.NUMBER, ""),
    "rooms": (UnitKind.NUMBER, ""),
    "date": (UnitKind.DATE, ""),
    "year": (UnitKind.DATE, ""),
}

#: Keys of facts.csv that the program has words for, in the order in which a card shows them.
FACT_KEYS = (
    "cost",
    "investment",
    "investment_growth",
    "projects",
    "jobs",
    "length",
    "width",
    "area",
    "depth",
    "elevation",
    "capacity",
    "output",
    "harvest",
    "population",
    "settlements",
    "visitors",
    "rooms",
    "start",
    "planned_finish",
    "actual_finish",
    "opened",
)
#: Facts that the timeline is drawn from.
DATE_KEYS = ("start", "planned_finish", "actual_finish", "opened")
