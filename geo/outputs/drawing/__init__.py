"""Parts of the drawn map, put together by geo.outputs.svg."""
