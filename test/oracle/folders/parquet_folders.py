"""Makes golden/folders/parquet, and of golden/imports those with frames: runs.parquet, history.parquet, wandb-api.csv.

Make an environment: python3 -m venv imports && imports/bin/pip install pandas pyarrow numpy
Run from this folder: imports/bin/python parquet_folders.py

parquet: a file a run, settings in its name, by every compression and page version that pyarrow writes and Node reads. NaN is NaN there, since the
table is made by pyarrow: pandas writes it as a missing value. runs.parquet: a row a run, its settings a struct and its curve a list. history.parquet:
a row a step, in row groups of 50 with checksums of pages. wandb-api.csv: the frame of dictionaries by which the documentation of W&B
exports a project (docs.wandb.ai, "Export data from W&B"), with what programs put into settings.
"""

import math
import pathlib
import shutil

import numpy
import pandas
import pyarrow
import pyarrow.parquet

from truth import FOLDER, STEPS, runs

IMPORTS = FOLDER.parent / "imports"
WAYS = [
    {"compression": "snappy"},
    {"compression": "gzip", "data_page_version": "2.0"},
    {"compression": "zstd", "use_dictionary": False},
    {"compression": "brotli"},
    {"compression": "none", "write_page_checksum": True},
    {"compression": "zstd", "data_page_version": "2.0", "column_encoding": {"loss": "BYTE_STREAM_SPLIT", "step": "DELTA_BINARY_PACKED"}, "use_dictionary": False},
]


def make_folder():
    target = FOLDER / "parquet"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for number, (name, settings, _, losses) in enumerate(runs()):
        steps, values = zip(*losses)
        table = pyarrow.table({"step": pyarrow.array(steps, pyarrow.int64()), "loss": pyarrow.array(values, pyarrow.float64())})
        pyarrow.parquet.write_table(table, target / f"{name}_bs{settings['batch_size']}.parquet", **WAYS[number % len(WAYS)])


def make_tables():
    entries = list(runs())
    frame = pyarrow.table(
        {
            "name": [name for name, *_ in entries],
            "config": [{"optim": {"lr": settings["lr"]}, "batch_size": settings["batch_size"], "seed": settings["seed"], "precision": settings["precision"]} for _, settings, *_ in entries],
            "losses": [[[float(step), loss] for step, loss in losses] for *_, losses in entries],
            "max_steps": [STEPS for _ in entries],
            "created": pandas.to_datetime(["2026-01-02T03:04:05"] * len(entries)),
        }
    )
    pyarrow.parquet.write_table(frame, IMPORTS / "runs.parquet")
    rows = [{"run": name, **settings, "step": step, "loss": loss} for name, settings, _, losses in entries for step, loss in losses]
    columns = {key: [row[key] for row in rows] for key in rows[0]}
    pyarrow.parquet.write_table(pyarrow.table(columns), IMPORTS / "history.parquet", row_group_size=50, write_page_checksum=True, compression="none")
    configs, summaries = [], []
    for name, settings, ends, losses in entries:
        step, loss = losses[-1]
        configs.append(
            {
                "lr": numpy.float64(settings["lr"]),
                "batch_size": settings["batch_size"],
                "seed": numpy.int64(settings["seed"]),
                "precision": settings["precision"],
                "max_steps": STEPS,
                "note": "it's \"quoted\", {so}\n",
                "betas": (0.9, 0.95),
                "resume": None,
                "compile": True,
                "path": pathlib.PurePosixPath("/data/x"),
                "dtype": numpy.dtype("float32"),
            }
        )
        summaries.append({"_step": step, "_wandb": {"runtime": 12}, "loss": loss, "start_loss": math.log(64), "grad_norm": float("inf") if ends == "NaN" else 0.5})
    pandas.DataFrame({"summary": summaries, "config": configs, "name": [name for name, *_ in entries]}).to_csv(IMPORTS / "wandb-api.csv")


if __name__ == "__main__":
    make_folder()
    make_tables()
