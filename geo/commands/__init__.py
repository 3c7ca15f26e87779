"""The commands, one module each: ``SUMMARY``, ``add_arguments(parser)``, ``run(options)``.

A module imports what its command needs when the command runs, so that none pays for another.
"""

from __future__ import annotations

#: The commands in the order of the help, each with its module.
COMMANDS = {
    "build": "geo.commands.build",
    "check": "geo.commands.check",
    "context": "geo.commands.context",
    "diff": "geo.commands.diff",
    "export": "geo.commands.export",
    "format": "geo.commands.format",
    "import": "geo.commands.import_",
    "merge": "geo.commands.merge",
    "schema": "geo.commands.schema",
    "serve": "geo.commands.serve",
    "qgis": "geo.commands.qgis",
    "verify": "geo.commands.verify",
}
