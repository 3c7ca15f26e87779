"""Features from elsewhere into a layer, in steps that each leave a plain value to the next.

`source` opens a file or an archive as tables; `crs` and `datum` bring coordinates to WGS 84;
`fields` and `values` fit the columns to the layer; `merge` makes the new layer beside the old;
`preview` tells all of it; `job` runs them in turn.
"""
