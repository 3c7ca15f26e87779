"""The layer and, for a new one, its settings, written so that neither is ever half there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from geo.staff.importing.fields import language_of
from geo.write import collection_text, write_text

if TYPE_CHECKING:
    from pathlib import Path

    from geo.staff.importing.job import Plan


def write(plan: Plan) -> list[Path]:
    """Write what was planned, and return the files.

    The settings go first: settings without a layer are a warning, a layer of projects without
    its settings would be shown as another kind.
    """
    path = plan.target.path
    text = collection_text(plan.merged.features, members=plan.target.members)
    written = []
    settings = path.with_suffix(".toml")
    if plan.target.collection is None and not settings.exists():
        write_text(settings, _settings(plan))
        written.append(settings)
    collection = plan.target.collection
    # The person may have thought about the preview for long.
    write_text(path, text, instead_of=collection.data if collection else None)
    return [*written, path]


def _settings(plan: Plan) -> str:
    """NAME.toml with the kind and a title to be improved; who to name is not known here."""
    name = plan.table.name.strip() or plan.request.layer
    title = json.dumps(name.encode("utf-8", "replace").decode(), ensure_ascii=False)
    # What TOML doesn't take in a string as JSON does.
    title = title.replace("\x7f", "\\u007f")
    language = language_of(name, plan.target.settings.languages)
    return f'kind = "{plan.target.kind}"\n\n[title]\n{language} = {title}\n'
