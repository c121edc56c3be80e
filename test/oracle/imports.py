"""Makes the files of test/oracle/golden/imports with the tools themselves: the same 12 runs of a grid everywhere.

Make an environment: python3 -m venv oracle && oracle/bin/pip install optuna tensorboard tensorboardX pandas
Run from this folder: oracle/bin/python imports.py

Of the 12 runs (learning rates 1e-3, 1e-2, 1e-1, batch sizes 8 and 16, bf16 and fp8) the eleventh fails without a value and
the last meets NaN at its third step. optuna.db is written by Optuna, tensorboard-hparams.csv is what a running TensorBoard
serves behind "Download data as CSV" of its HParams tab. MLflow did not install where this was made: mlflow.csv is written
by pandas, which `mlflow experiments csv` prints with, in the columns of mlflow.search_runs (its documentation: run_id,
experiment_id, status, artifact_uri, start_time, end_time, then metrics.*, params.*, tags.*). wandb.csv is written by hand: only
the web page of W&B exports it. It has that export's quoting and columns (Name, State, Notes, User, Tags, Created, Runtime,
Sweep, then config and summary by their bare names).
"""

import csv
import json
import math
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

import optuna
import pandas
from tensorboardX import SummaryWriter

FOLDER = pathlib.Path(__file__).parent / "golden/imports"
FAILED, DIVERGED = 10, 11


def runs():
    """(number, learning rate, batch size, precision, losses by step; none where it failed)."""
    grid = [(rate, size, name) for rate in (1e-3, 1e-2, 1e-1) for size in (8, 16) for name in ("bf16", "fp8")]
    for number, (rate, size, name) in enumerate(grid):
        losses = [4.0, 3.0, math.nan if number == DIVERGED else 2 + number / 100]
        yield number, rate, size, name, [] if number == FAILED else losses


def make_optuna():
    target = FOLDER / "optuna.db"
    target.unlink(missing_ok=True)
    optuna.logging.set_verbosity(optuna.logging.CRITICAL)
    grid = {"lr": [1e-3, 1e-2, 1e-1], "batch_size": [8, 16], "precision": ["bf16", "fp8"]}
    sampler = optuna.samplers.GridSampler(grid, seed=0)
    study = optuna.create_study(study_name="grid", storage=f"sqlite:///{target}", sampler=sampler)

    def objective(trial: optuna.Trial) -> float:
        trial.suggest_float("lr", 1e-4, 1, log=True)
        trial.suggest_categorical("batch_size", grid["batch_size"])
        trial.suggest_categorical("precision", grid["precision"])
        if trial.number == FAILED:
            raise ValueError("out of memory")
        losses = [4, 3, float("nan") if trial.number == DIVERGED else 2]
        for step, loss in enumerate(losses):
            trial.report(loss, step)
        return 2.0 if trial.number < FAILED else float("inf")

    study.optimize(objective, n_trials=12, catch=(ValueError,))


def make_tensorboard():
    folder = tempfile.mkdtemp()
    for number, rate, size, name, losses in runs():
        writer = SummaryWriter(f"{folder}/{number}")
        metrics = {"final_loss": losses[-1]} if losses else {"other": 0.0}
        writer.add_hparams({"lr": rate, "batch_size": size, "precision": name, "seed": 0}, metrics, name="run")
        writer.close()
    port = 16123
    binary = pathlib.Path(sys.executable).parent / "tensorboard"
    server = subprocess.Popen([binary, "--logdir", folder, "--port", str(port)], stderr=subprocess.DEVNULL)
    try:
        address = f"http://localhost:{port}/data/plugin/hparams/"
        asked = urllib.parse.urlencode({"request": json.dumps({"experimentName": ""})})
        experiment = {}
        while len(experiment.get("hparamInfos", [])) < 4:
            time.sleep(1)
            try:
                experiment = json.load(urllib.request.urlopen(f"{address}experiment?{asked}"))
            except OSError:
                continue
        columns = len(experiment["hparamInfos"]) + len(experiment["metricInfos"])
        query = urllib.parse.urlencode(
            {
                "format": "csv",
                "columnsVisibility": json.dumps([True] * columns),
                "request": json.dumps(
                    {
                        "experimentName": "",
                        "allowedStatuses": ["STATUS_SUCCESS", "STATUS_FAILURE", "STATUS_RUNNING", "STATUS_UNKNOWN"],
                        "colParams": [
                            *({"hparam": info["name"]} for info in experiment["hparamInfos"]),
                            *({"metric": info["name"]} for info in experiment["metricInfos"]),
                        ],
                        "startIndex": 0,
                        "sliceSize": 100,
                    }
                ),
            }
        )
        table = urllib.request.urlopen(f"{address}download_data?{query}").read()
        (FOLDER / "tensorboard-hparams.csv").write_bytes(table)
    finally:
        server.terminate()


def make_mlflow():
    frame = pandas.DataFrame(
        {
            "run_id": f"{number:032x}",
            "experiment_id": "1",
            "status": "FAILED" if number == FAILED else "FINISHED",
            "artifact_uri": f"mlflow-artifacts:/1/{number:032x}/artifacts",
            "start_time": pandas.Timestamp("2026-05-01 12:00:00.125", tz="UTC") + pandas.Timedelta(minutes=number),
            "end_time": pandas.Timestamp("2026-05-01 12:01:00.5", tz="UTC") + pandas.Timedelta(minutes=number),
            "metrics.train_loss": losses[-1] if losses else None,
            "params.learning_rate": str(rate),
            "params.batch_size": str(size),
            "params.precision": name,
            "params.seed": "0",
            "tags.mlflow.runName": f"run-{number}",
        }
        for number, rate, size, name, losses in runs()
    )
    frame.to_csv(FOLDER / "mlflow.csv", index=False)


def make_wandb():
    head = ["Name", "State", "Notes", "User", "Tags", "Created", "Runtime", "Sweep"]
    with open(FOLDER / "wandb.csv", "w", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow([*head, "batch_size", "lr", "precision", "seed", "_step", "train/loss"])
        for number, rate, size, name, losses in runs():
            state = "crashed" if number == FAILED else "finished"
            about = [f"golden-frog-{number}", state, "-", "someone", "", "2026-05-01T12:00:00.000Z", "42", ""]
            last = [str(len(losses) - 1), "NaN" if number == DIVERGED else losses[-1]] if losses else ["", ""]
            writer.writerow([*about, size, rate, name, 0, *last])


def make_json():
    with open(FOLDER / "runs.jsonl", "w") as file:
        for number, rate, size, name, losses in runs():
            config = {"lr": rate, "batch_size": size, "precision": name, "seed": 0}
            line = {"config": config, "status": "failed" if number == FAILED else "finished", "losses": losses or None}
            file.write(json.dumps(line) + "\n")


make_optuna()
make_tensorboard()
make_mlflow()
make_wandb()
make_json()
