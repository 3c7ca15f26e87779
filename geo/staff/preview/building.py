"""What a preview shows: the last page without errors, and what is wrong now."""

from __future__ import annotations

import hashlib
import re
import traceback
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from geo.catalogue import load_catalogue
from geo.errors import LayersError, MapError, Problem, Severity, UsageError
from geo.large import load_large
from geo.outputs.html import packed_page, render
from geo.outputs.packed.choice import chosen
from geo.outputs.packed.spool import Spool
from geo.pipeline import load_checked
from geo.report import printable
from geo.streaming.survey import survey

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

#: So many problems reach the page, errors first; the rest are counted.
MOST_PROBLEMS = 200

_HEAD = b"<head>\n"
#: The page's own policy, which comes before anything that stands in its data.
_POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy" content="([^"]*)">\n')
#: Nothing is painted before it has run, so that one build takes the place of another at once.
_CLIENT = b'<script type="module" blocking="render" src="preview.js" data-build="%s"></script>\n'


@dataclass(frozen=True, slots=True)
class Page:
    """A built page. ``name`` is made of its bytes, ``policy`` is its own, taken out of it."""

    html: bytes
    name: str
    policy: str
    ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class State:
    """What the preview shows now. ``page`` is None until the layers were once without errors."""

    page: Page | None = None
    problems: tuple[Problem, ...] = ()
    building: bool = False

    @property
    def is_wrong(self) -> bool:
        """Whether there is an error, so that ``page`` is of an earlier state of the layers."""
        return any(problem.is_error for problem in self.problems)


class Builder:
    """Builds the page of a folder of layers, again and again."""

    def __init__(self, folder: Path, language: str | None = None) -> None:
        self._folder = folder
        self._language = language
        self.state = State()

    def first(self) -> State:
        """As `build`, but what the user asked for wrongly is raised.

        Raises UsageError where the map has no such language, MapError where there is no folder.
        """
        if not self._folder.is_dir():
            load_catalogue(self._folder)
        return self._built(raises=UsageError)

    def build(self) -> State:
        """The state of the layers as they are now. Never raises for what stands in them."""
        return self._built()

    def _built(self, raises: type[MapError] | tuple[()] = ()) -> State:
        try:
            self.state = self._read()
        except raises:
            raise
        except LayersError as error:
            self.state = replace(self.state, problems=tuple(error.problems))
        except MapError as error:
            self._say(str(error))
        except Exception as error:  # noqa: BLE001 - a defect of ours must not end the preview
            traceback.print_exc()
            self._say(f"the program failed ({type(error).__name__}); the terminal shows where")
        return self.state

    def _read(self) -> State:
        """The state of layers without errors; what `build` would pack is packed here too."""
        catalogue = load_catalogue(self._folder)
        found = survey(catalogue)
        if not chosen(
            catalogue.settings.layout.html,
            found.features,
            found.bytes,
            tiled=catalogue.is_tiled,
        ):
            model, problems = load_checked(self._folder, language=self._language)
            (html,) = render(model).values()
            ids = [*(item.id for item in model.projects), *(item.id for item in model.features)]
            return State(_page(html, ids), tuple(problems))
        with Spool() as spool:
            large = load_large(catalogue, spool, language=self._language)
            html = b"".join(packed_page(large.model, large.packing).pieces())
            # Those of all features would be too many; the page knows which of these it has.
            ids = [problem.feature for problem in large.problems]
            return State(_page(html, ids), tuple(large.problems))

    def _say(self, message: str) -> None:
        problem = Problem(Severity.ERROR, "layers", self._folder, 0, 0, "", message)
        self.state = replace(self.state, problems=(problem,))


def described(state: State, folder: Path) -> dict[str, Any]:
    """The state as the page hears of it.

    Files are named from the folder on; where that lies is nothing to the page.
    """
    order = sorted(state.problems, key=lambda problem: not problem.is_error)
    errors = sum(problem.is_error for problem in state.problems)
    ids = state.page.ids if state.page else frozenset()
    return {
        "build": state.page.name if state.page else "",
        "building": state.building,
        "errors": errors,
        "warnings": len(state.problems) - errors,
        "more": max(0, len(order) - MOST_PROBLEMS),
        "problems": [
            {
                "file": printable(_name(problem.path, folder)),
                "line": problem.line,
                "column": problem.column,
                "severity": problem.severity.value,
                "feature": printable(problem.feature),
                "opens": problem.feature if problem.feature in ids else "",
                "message": printable(problem.message),
                "hint": printable(problem.hint),
                "code": problem.code,
            }
            for problem in order[:MOST_PROBLEMS]
        ],
    }


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name


def _page(html: bytes, ids: Iterable[str]) -> Page:
    """The page as ``build`` makes it, with the preview's script, which runs at its end.

    Its policy goes into the answer's header, where the preview's own files are let in: were it
    left in the page too, both would hold.
    """
    name = hashlib.sha256(html).hexdigest()[:16]
    before, head, rest = html.partition(_HEAD)
    stated = _POLICY.search(rest)
    if stated is None:
        message = "the page has no policy"
        raise AssertionError(message)
    rest = rest[: stated.start()] + rest[stated.end() :]
    return Page(
        before + head + _CLIENT % name.encode() + rest,
        name,
        stated[1].decode(),
        frozenset(ids),
    )
