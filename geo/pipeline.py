"""A folder of layers as a MapModel: read, check, compose."""

from __future__ import annotations

from pathlib import Path

from geo.catalogue import load_catalogue
from geo.check import problems_of
from geo.compose import compose
from geo.errors import LayersError, Problem, UsageError
from geo.model import MapModel
from geo.read import read_collection


def load_map(layers: str | Path = "layers", *, language: str | None = None) -> MapModel:
    """The model of a folder of layers, in which no error was found.

    ``language`` is the one that the map opens in, else what _map.toml says.

    Raises LayersError with all problems where there is an error among them, MapError where
    the folder can't be read.
    """
    return load_checked(layers, language=language)[0]


def load_checked(
    layers: str | Path, *, language: str | None = None
) -> tuple[MapModel, list[Problem]]:
    """As `load_map`, with the warnings."""
    catalogue = load_catalogue(Path(layers))
    if language is not None and language not in catalogue.settings.languages:
        known = ", ".join(catalogue.settings.languages)
        message = f"--lang {language}: the map has no such language; it has {known}"
        raise UsageError(message)
    collections = [read_collection(layer.path) for layer in catalogue.layers]
    context = [read_collection(layer.path) for layer in catalogue.context]
    problems = problems_of(catalogue, collections, context)
    if any(problem.is_error for problem in problems):
        raise LayersError(problems)
    return compose(catalogue, collections, context, language=language), problems
