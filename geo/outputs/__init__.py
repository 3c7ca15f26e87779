"""One module for one output; each sees nothing but a MapModel.

An output has ``render(model) -> {file name: bytes}``.
"""

#: The outputs by the name that ``--to`` takes, each imported only when it is asked for.
FORMATS = {
    "html": "geo.outputs.html",
    "svg": "geo.outputs.svg",
}
