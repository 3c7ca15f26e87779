"""The attribute forms: which widget a column has, what it may hold, what it is called."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from geo.catalogue import FACT_COLUMNS
from geo.qml.expressions import fresh_slug, matches
from geo.qml.xml import child, option, shown
from geo.schema import (
    FACT_KEYS,
    PARTIAL_DATE,
    REQUIRED_TEXTS,
    SLUG,
    TEXTS,
    UNITS,
    Certainty,
    Precision,
    Role,
    Sector,
    Status,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from xml.etree.ElementTree import Element

    from geo.catalogue import Catalogue
    from geo.staff.qgis.views import View
    from geo.staff.qgis.words import Words

#: A plain number, a range of two, or a date of any precision.
_VALUE = r"^-?[0-9]+(\.[0-9]+)?(/-?[0-9]+(\.[0-9]+)?)?$|" + PARTIAL_DATE
_LOCATOR = "^(paragraph|item|page|table|section|row) [0-9]+$"
_ADDRESS = "^https?://[^ ]+$"
_LABEL_OF_SOURCE = "shown"
_NOT_NULL, _UNIQUE, _EXPRESSION = 1, 2, 4
_HARD, _SOFT = 1, 2


@dataclass(frozen=True, slots=True)
class Column:
    """How a column is filled in.

    ``required`` must hold something; ``firm`` says that the form can't be saved otherwise.
    ``rule`` is an expression that must hold.
    """

    name: str
    widget: str = "TextEdit"
    config: Mapping[str, Any] = field(default_factory=dict)
    required: bool = False
    firm: bool = True
    unique: bool = False
    rule: str = ""
    editable: bool = True
    default: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """The columns of a layer, and the tabs that they stand in."""

    columns: tuple[Column, ...]
    tabs: tuple[tuple[str, tuple[str, ...]], ...] = ()
    related: str = ""


class Forms:
    """Makes the forms of one map in one language."""

    def __init__(self, catalogue: Catalogue, words: Words, sources: View | None) -> None:
        self.catalogue = catalogue
        self.languages = catalogue.settings.languages
        self.words = words
        self.sources = sources

    def projects(self, view: View, layers: Sequence[str], related: str) -> Form:
        """The form of a projects layer; ``layers`` are all that hold projects."""
        codes = self.languages
        latin = [f"name_{c}" for c in ("en", *codes) if f"name_{c}" in view.columns]
        slug = fresh_slug(list(dict.fromkeys(latin)), layers)
        columns = [
            self._column("id", required=True, unique=True, editable=False, default=slug),
            *(self._text(name, code) for name in TEXTS for code in codes),
            self._choice("sector", Sector, "sector"),
            self._choice("status", Status, "status"),
            self._date("status_date", required=True),
            self._source("source", required=True),
            self._rule("locator", _LOCATOR, firm=False),
            self._choice("location_precision", Precision, "precision"),
            self._choice("line_precision", Precision, "precision", required=False),
            self._choice("role", Role, "role", required=False),
            self._choice("certainty", Certainty, "certainty", required=False),
            self._source("location_source", required=False),
        ]
        texts = {name: tuple(f"{name}_{code}" for code in codes) for name in TEXTS}
        main = ("status", "status_date", "source", "locator", "sector", "role", "certainty")
        place = ("location_precision", "line_precision", "location_source")
        tabs = [
            ("main", ("id", *texts["name"], *main)),
            ("texts", texts["summary"] + texts["note"]),
            ("place", (*place, *texts["place"], *texts["location_note"])),
        ]
        known = {name for _, names in tabs for name in names}
        other = tuple(name for name in view.columns if name not in known)
        return Form(tuple(columns), tuple(tabs) + ((("other", other),) if other else ()), related)

    def facts(self, projects: Iterable[tuple[str, str]]) -> Form:
        """The form of facts.csv; ``projects`` are ids with names."""
        own = self.catalogue.settings.facts
        keys = [(key, self.words.interface(f"fact.{key}")) for key in FACT_KEYS]
        keys += [(key, self.words.chosen(label.words, key)) for key, label in own.items()]
        units = [(unit, unit) for unit in UNITS]
        stated = [(c, self.words.interface(f"certainty.{c}")) for c in Certainty]
        names = [(key, f"{label} ({key})") for key, label in projects]
        columns = (
            self._map("project", names, required=True),
            self._map("key", keys, required=True),
            Column("value", required=True, firm=False, rule=matches("value", _VALUE, empty=True)),
            self._map("unit", units, required=True, firm=False),
            self._date("as_of", required=False),
            self._source("source", required=True),
            self._rule("locator", _LOCATOR, firm=False),
            self._map("certainty", stated, required=False),
            Column("note"),
            *(self._text("note", code) for code in self.languages),
        )
        return Form(
            columns,
            (
                ("main", (*FACT_COLUMNS[:7], "certainty")),
                ("texts", tuple(c.name for c in columns if c.name.startswith("note"))),
            ),
        )

    def table_of_sources(self) -> Form:
        """The form of sources.csv."""
        slug = self.words.help("slug")
        rule = matches("id", SLUG, empty=False)
        return Form(
            (
                Column("id", required=True, unique=True, rule=rule, help=slug),
                Column("title", required=True, firm=False),
                Column("publisher"),
                self._date("date", required=False),
                Column("language"),
                self._rule("url", _ADDRESS, firm=False),
                *(Column(f"title_{code}") for code in self.languages),
                Column("licence"),
            )
        )

    def _column(self, name: str, **more: Any) -> Column:
        return Column(name, help=self.words.help(name), **more)

    def _text(self, name: str, code: str) -> Column:
        config = {"IsMultiline": name not in {"name", "place"}, "UseHtml": False}
        required = name in REQUIRED_TEXTS
        help_ = self.words.help(name)
        return Column(f"{name}_{code}", config=config, required=required, firm=False, help=help_)

    def _rule(self, name: str, pattern: str, *, firm: bool) -> Column:
        return self._column(name, rule=matches(name, pattern, empty=True), firm=firm)

    def _date(self, name: str, *, required: bool) -> Column:
        rule = matches(name, PARTIAL_DATE, empty=True)
        return self._column(name, required=required, rule=rule)

    def _choice(self, name: str, values: Any, words: str, *, required: bool = True) -> Column:
        choices = [(str(v), self.words.interface(f"{words}.{v}")) for v in values]
        return self._map(name, choices, required=required)

    def _map(
        self, name: str, choices: Iterable[tuple[str, str]], *, required: bool, firm: bool = True
    ) -> Column:
        """A drop-down; one that need not be filled has an empty choice."""
        pairs = [] if required else [("", "")]
        listed: list[Any] = [{shown(label): key} for key, label in (*pairs, *choices)]
        return self._column(
            name, widget="ValueMap", config={"map": listed}, required=required, firm=firm
        )

    def _source(self, name: str, *, required: bool) -> Column:
        if self.sources is None:
            return self._column(name, required=required)
        config = {
            "Layer": self.sources.id,
            "LayerName": self.sources.title,
            "LayerProviderName": "ogr",
            "LayerSource": self.sources.source,
            "Key": "id",
            "Value": _LABEL_OF_SOURCE,
            # Without an empty choice a new project would have the first source.
            "AllowNull": True,
            "AllowMulti": False,
            "OrderByValue": True,
            "UseCompleter": False,
            "NofColumns": 1,
            "FilterExpression": "",
        }
        return self._column(name, widget="ValueRelation", config=config, required=required)


def write_form(layer: Element, form: Form, words: Words) -> None:
    """Put a form into the element of a layer."""
    _fields(layer, form, words)
    _constraints(layer, form, words)
    if form.tabs:
        child(layer, "editorlayout", "tablayout")
        _tabs(child(layer, "attributeEditorForm"), form, words)
    else:
        child(layer, "editorlayout", "generatedlayout")
    editable = child(layer, "editable")
    on_top = child(layer, "labelOnTop")
    for column in form.columns:
        child(editable, "field", name=column.name, editable=int(column.editable))
        child(on_top, "field", name=column.name, labelOnTop=0)


def _fields(layer: Element, form: Form, words: Words) -> None:
    fields = child(layer, "fieldConfiguration")
    aliases, defaults = child(layer, "aliases"), child(layer, "defaults")
    for index, column in enumerate(form.columns):
        field_ = child(fields, "field", name=column.name, configurationFlags="None")
        widget = child(field_, "editWidget", type=column.widget)
        option(child(widget, "config"), dict(column.config))
        child(aliases, "alias", index=index, field=column.name, name=words.field(column.name))
        child(defaults, "default", field=column.name, expression=column.default, applyOnUpdate=0)


def _constraints(layer: Element, form: Form, words: Words) -> None:
    constraints = child(layer, "constraints")
    expressions = child(layer, "constraintExpressions")
    for column in form.columns:
        strength = _HARD if column.firm else _SOFT
        kinds = _NOT_NULL * column.required | _UNIQUE * column.unique
        child(
            constraints,
            "constraint",
            field=column.name,
            constraints=kinds | _EXPRESSION * bool(column.rule),
            notnull_strength=strength * column.required,
            unique_strength=strength * column.unique,
            exp_strength=strength * bool(column.rule),
        )
        help_ = column.help or words.help(column.name)
        child(expressions, "constraint", field=column.name, exp=column.rule, desc=help_)


def _tabs(form_element: Element, form: Form, words: Words) -> None:
    for tab, names in form.tabs:
        own = _tab(form_element, words.say("tab", tab))
        for name in names:
            child(own, "attributeEditorField", name=name, index=-1, showLabel=1)
        html = _help(names, words)
        if html:
            child(own, "attributeEditorHtmlElement", html, name="help", showLabel=0)
    if form.related:
        own = _tab(form_element, words.say("tab", "facts"))
        editor = child(
            own,
            "attributeEditorRelation",
            name=form.related,
            relation=form.related,
            relationWidgetTypeId="relation_editor",
            label="",
            showLabel=0,
            nmRelationId="",
            forceSuppressFormPopup=0,
        )
        buttons = {"buttons": "AllButtons", "show_first_feature": True}
        settings = child(editor, "editor_configuration", type="Map")
        for name, value in buttons.items():
            option(settings, value, name)


def _help(names: Sequence[str], words: Words) -> str:
    """What to know about the columns of a tab. QGIS has no other place for it in a form."""
    said: dict[str, str] = {}
    for name in names:
        text = words.help(name)
        if text:
            said.setdefault(text, words.field(name).split(" · ")[0])
    lines = [f"<p><b>{escape(label)}</b>: {escape(text)}</p>" for text, label in said.items()]
    style = "<style>body{font:12px sans-serif;color:#444}p{margin:0 0 4px}</style>"
    return style + "".join(lines) if lines else ""


def _tab(parent: Element, title: str) -> Element:
    return child(
        parent,
        "attributeEditorContainer",
        name=title,
        columnCount=1,
        groupBox=0,
        showLabel=1,
        visibilityExpressionEnabled=0,
        visibilityExpression="",
    )
