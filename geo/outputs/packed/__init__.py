"""Maps of very many features: each once, in parts that the page reads when it needs them.

`batch.Encoder` makes a Batch of some features, in any process; `packing.Packing` takes the
batches in order and writes the parts; geo/outputs/html.py puts the page round them, and
geo/page/src/packed reads it. All numbers are little-endian; each part is deflated without a
header (zlib, ``wbits=-15``).
"""
