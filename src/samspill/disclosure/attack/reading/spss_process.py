"""A program of its own that reads an SPSS file: its library is in C, and a damaged file can bring the whole process down.

It writes the columns as JSON, codes as their labels, and fails where the file has more cells than it is told to read.
"""

from __future__ import annotations

import json
import sys


def main(path: str, most_cells: int) -> None:
    """Write the columns of a file, by name, to standard output."""
    import pyreadstat

    meta = pyreadstat.read_sav(path, metadataonly=True)[1]
    if (meta.number_rows or 0) * len(meta.column_names) > most_cells:
        sys.exit("too many cells")
    data, meta = pyreadstat.read_sav(path, output_format="dict", user_missing=True)
    labels = meta.variable_value_labels
    said = {name: [labels.get(name, {}).get(cell, cell) for cell in cells] for name, cells in data.items()}
    sys.stdout.buffer.write(json.dumps(said, default=str).encode())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
