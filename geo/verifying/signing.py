"""Signatures, checked by the tools that make them: minisign and OpenSSH's ssh-keygen.

Keys are the office's own: none is made, stored or sent here.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from geo.errors import MapError, UsageError
from geo.verifying.judging import Finding

#: What ``ssh-keygen -Y sign -n file`` signs for, so that no other signature will do.
_NAMESPACE = "file"
_SSH, _MINISIGN = b"-----BEGIN SSH SIGNATURE-----", b"untrusted comment:"
_SSH_KEY = re.compile(r"^(?:ssh-|ecdsa-|sk-)\S+ \S+")
_ABOUT = "signature"
_SIGNER = "signer"


def signature(page: Path, signature: Path, key: Path) -> Finding:
    """Whether the signature is of the bytes of this file by this key.

    Raises UsageError where a file is missing or of no known kind, MapError where the tool is.
    """
    start, keys = _read(signature), _read(key)
    if start.startswith(_SSH):
        return _ssh(page, signature, keys)
    if start.startswith(_MINISIGN):
        return _minisign(page, signature, key)
    message = f"{signature}: neither a signature of minisign nor one of ssh-keygen -Y sign"
    raise UsageError(message)


def _ssh(page: Path, made: Path, keys: bytes) -> Finding:
    tool = _tool("ssh-keygen", "OpenSSH")
    text = keys.decode(errors="replace").strip()
    with tempfile.TemporaryDirectory() as folder:
        allowed = Path(folder) / "allowed_signers"
        if _SSH_KEY.match(text):
            # A bare public key, as in id_ed25519.pub.
            text = f'{_SIGNER} namespaces="{_NAMESPACE}" {text}'
        allowed.write_text(f"{text}\n", encoding="utf-8")
        files = ["-s", str(made.resolve()), "-f", str(allowed)]
        named = _run([tool, "-Y", "find-principals", *files], page)
        signer = named.stdout.decode(errors="replace").splitlines()
        if named.returncode or not signer:
            message = "no: it is of a key that is not the one given"
            return Finding(_ABOUT, good=False, said=message)
        checked = ["-Y", "verify", *files, "-I", signer[0], "-n", _NAMESPACE]
        done = _run([tool, *checked], page)
    by = "" if signer[0] == _SIGNER else f" of {signer[0]}"
    return _finding(by, good=done.returncode == 0)


def _minisign(page: Path, made: Path, key: Path) -> Finding:
    tool = _tool("minisign", "minisign")
    files = ["-m", str(page.resolve()), "-x", str(made.resolve()), "-p", str(key.resolve())]
    done = _run([tool, "-V", "-q", *files], page)
    return _finding("", good=done.returncode == 0)


def _finding(by: str, *, good: bool) -> Finding:
    if good:
        return Finding(_ABOUT, good=True, said=f"good: by the key given{by}, of this very file")
    return Finding(_ABOUT, good=False, said="no: it is not a signature of this file by that key")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"{path}: can't be read: {error.strerror or error}"
        raise UsageError(message) from error


def _tool(name: str, package: str) -> str:
    path = shutil.which(name)
    if path is None:
        message = f"{name} is needed to check this signature; install {package}"
        raise MapError(message)
    return path


def _run(command: list[str], page: Path) -> subprocess.CompletedProcess[bytes]:
    """Run a tool with the file as its standard input."""
    with page.open("rb") as file:
        return subprocess.run(command, stdin=file, capture_output=True, check=False)  # noqa: S603 - the tool by its whole path, files by theirs
