"""Makes golden/imports/packed-*.parquet: the twelve runs of runs.parquet, a row a run with its curve as a list, once by every way that
pyarrow packs.

Make an environment: python3 -m venv imports && imports/bin/pip install pyarrow
Run from this folder: imports/bin/python parquet_packings.py
"""

import pathlib

import pyarrow.parquet

IMPORTS = pathlib.Path(__file__).parent / "golden/imports"


def main():
    table = pyarrow.parquet.read_table(IMPORTS / "runs.parquet")
    for way in ["snappy", "gzip", "brotli", "zstd", "lz4"]:
        for version in ["1.0", "2.0"]:
            file = IMPORTS / f"packed-{way}-{version[0]}.parquet"
            pyarrow.parquet.write_table(table, file, compression=way, data_page_version=version)
            # By text: NaN is not NaN.
            assert str(pyarrow.parquet.read_table(file).to_pylist()) == str(table.to_pylist())


main()
