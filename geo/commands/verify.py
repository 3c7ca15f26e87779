"""``verify``: what a finished page can be believed to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.commands.common import DONE, PROBLEMS, a_path
from geo.errors import UsageError
from geo.report import printable

if TYPE_CHECKING:
    import argparse

    from geo.verifying.judging import Finding

SUMMARY = "say whether a page is unaltered, of which layers it is made, and what it can reach"
_VERDICTS = {True: "ok", False: "NO", None: "note"}
_WIDTH = 11


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the operand and options of the command."""
    parser.add_argument("page", type=a_path, metavar="FILE", help="the page, such as map.html")
    parser.add_argument(
        "--layers", type=a_path, metavar="DIR", help="the layers that it shall be made from"
    )
    parser.add_argument(
        "--signature",
        type=a_path,
        metavar="FILE",
        help="a signature of it, by minisign or by ssh-keygen -Y sign -n file",
    )
    parser.add_argument(
        "--public-key",
        type=a_path,
        metavar="FILE",
        help="whose it shall be: a public key, or allowed_signers of OpenSSH",
    )


def run(options: argparse.Namespace) -> int:
    """Print what was found, a line each."""
    if (options.signature is None) != (options.public_key is None):
        message = "--signature and --public-key go together: a signature is by somebody"
        raise UsageError(message)
    from geo.verifying.judging import alone, beside
    from geo.verifying.reading import read_page

    page = read_page(options.page)
    found = [*alone(page, options.page)]
    if options.layers is not None:
        found.append(beside(page, options.page, options.layers))
    if options.signature is not None:
        from geo.verifying.signing import signature

        found.append(signature(options.page, options.signature, options.public_key))
    print(printable(str(options.page)))
    for finding in found:
        print(f"  {finding.about:{_WIDTH}}{_VERDICTS[finding.good]:5}{printable(finding.said)}")
    print(_verdict(found, proved=_is_proved(found)))
    return PROBLEMS if any(finding.good is False for finding in found) else DONE


def _is_proved(found: list[Finding]) -> bool:
    """Whether something that a forger can't write into the file speaks for it."""
    return any(finding.good and finding.about in {"layers", "signature"} for finding in found)


def _verdict(found: list[Finding], *, proved: bool) -> str:
    if any(finding.good is False for finding in found):
        return "Do not trust this file without asking where it comes from."
    if proved:
        return "This file is what it says it is."
    return (
        "This file agrees with itself. Who forges a page can forge its manifest too: "
        "--layers DIR, or --signature and --public-key, prove where it comes from."
    )
