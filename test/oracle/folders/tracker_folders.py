"""Makes golden/folders/wandb with W&B itself, offline, and golden/folders/{mlflow,mlflow-db} in the layouts of MLflow.

Make an environment: python3 -m venv imports && imports/bin/pip install wandb
Run from this folder: imports/bin/python tracker_folders.py

wandb: what lies in offline-run-*/ but logs; wandb_stand_ins.py takes the place of packages that did not install.
MLflow did not install where this was made. mlflow follows mlflow/store/tracking/file_store.py: meta.yaml, one file a parameter and a metric.
mlflow-db follows the tables of mlflow/store/tracking/dbmodels/models.py; a metric that is NaN is 0 there, with is_nan.
Both call the run that was killed KILLED, and have a run that was deleted; W&B has it as failed.
"""

import math
import os
import pathlib
import shutil
import sqlite3
import tempfile
import time

import wandb_stand_ins  # noqa: F401

os.environ.update(WANDB_MODE="offline", WANDB_ERROR_REPORTING="false", WANDB_SILENT="true", WANDB_DISABLE_CODE="true")
import wandb  # noqa: E402

from truth import FOLDER, runs  # noqa: E402


def empty(name):
    target = FOLDER / name
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    return target


RESUMED = "bf16_lr0.01_s0"


def make_wandb():
    target = empty("wandb")
    with tempfile.TemporaryDirectory() as place:
        for number, (name, settings, ends, losses) in enumerate(runs()):
            options = wandb.Settings(x_disable_stats=True, x_disable_meta=True, console="off", x_save_requirements=False)
            config = {"optim": {"lr": settings["lr"]}, **{key: value for key, value in settings.items() if key != "lr"}}
            attempts = [losses]
            if name == RESUMED:
                # What was logged from step 80 on before it was taken up again is not what came of it.
                attempts = [[(step, loss if step < 80 else 2.9) for step, loss in losses if step <= 120], [each for each in losses if each[0] >= 80]]
            for part, attempt in enumerate(attempts):
                own = pathlib.Path(place) / f"{number:02}{part}"
                own.mkdir()
                run = wandb.init(project="grid", name=name, id=f"abcdef{number:02}", resume="allow", dir=own, config=config, settings=options)
                for step, loss in attempt:
                    run.log({"train/loss": loss, "train/lr": settings["lr"] * (1 - step / 400)}, step=step)
                    run.log({"eval": {"loss": loss + 0.05}}, step=step)
                run.finish(exit_code=1 if ends == "killed" or part < len(attempts) - 1 else 0)
                # A folder is named by the second.
                time.sleep(1.1 if len(attempts) > 1 else 0)
        # Only then is all of it on the disk.
        wandb.teardown()
        for file in pathlib.Path(place).rglob("*.wandb"):
            # Named by the number of the run and not by the time at which it was made.
            part = file.relative_to(place).parts[0]
            copy = target / f"offline-run-20260501_120{part}-{file.stem[4:]}" / file.name
            copy.parent.mkdir()
            shutil.copyfile(file, copy)


STATUS = {"trained": "FINISHED", "blown up": "FINISHED", "NaN": "FINISHED", "killed": "KILLED"}
NUMBERS = {"FINISHED": 3, "KILLED": 5}


def stored():
    """(id, name, settings, status, stage, losses); the last was deleted."""
    every = list(runs())
    for number, (name, settings, ends, losses) in enumerate(every):
        yield f"{number:032x}", name, settings, STATUS[ends], "active", losses
    yield f"{len(every):032x}", "bf16_lr1_s0", {**every[0][1], "lr": 1.0}, "FINISHED", "deleted", every[0][3]


def make_mlflow():
    target = empty("mlflow")
    experiment = target / "1"
    experiment.mkdir()
    (experiment / "meta.yaml").write_text("artifact_location: mlflow-artifacts:/1\nexperiment_id: '1'\nlifecycle_stage: active\nname: grid\n")
    for identity, name, settings, status, stage, losses in stored():
        folder = experiment / identity
        for kind in ("metrics/train", "params", "tags", "artifacts"):
            (folder / kind).mkdir(parents=True)
        (folder / "meta.yaml").write_text(
            f"artifact_uri: mlflow-artifacts:/1/{identity}/artifacts\nend_time: 1777636860000\nentry_point_name: ''\nexperiment_id: '1'\n"
            f"lifecycle_stage: {stage}\nrun_id: {identity}\nrun_name: {name}\nrun_uuid: {identity}\nsource_name: ''\nsource_type: 4\n"
            f"source_version: ''\nstart_time: 1777636800000\nstatus: {NUMBERS[status]}\ntags: []\nuser_id: someone\n"
        )
        for key, value in settings.items():
            (folder / "params" / key).write_text(str(value))
        (folder / "tags/mlflow.runName").write_text(name)
        lines = [f"{1777636800000 + step} {loss} {step}\n" for step, loss in losses]
        (folder / "metrics/train/loss").write_text("".join(lines))
        (folder / "artifacts/.keep").write_text("")


def make_mlflow_database():
    target = empty("mlflow-db")
    database = sqlite3.connect(target / "mlflow.db")
    database.executescript(
        """
        CREATE TABLE runs (run_uuid VARCHAR(32) PRIMARY KEY, name VARCHAR(250), source_type VARCHAR(20), status VARCHAR(9),
          start_time BIGINT, end_time BIGINT, lifecycle_stage VARCHAR(20), artifact_uri VARCHAR(200), experiment_id INTEGER);
        CREATE TABLE metrics (key VARCHAR(250), value FLOAT NOT NULL, timestamp BIGINT NOT NULL, run_uuid VARCHAR(32) NOT NULL,
          step BIGINT DEFAULT '0' NOT NULL, is_nan BOOLEAN DEFAULT '0' NOT NULL,
          PRIMARY KEY (key, timestamp, step, run_uuid, value, is_nan));
        CREATE TABLE params (key VARCHAR(250), value VARCHAR(8000) NOT NULL, run_uuid VARCHAR(32), PRIMARY KEY (key, run_uuid));
        """
    )
    for identity, name, settings, status, stage, losses in stored():
        database.execute("INSERT INTO runs VALUES (?, ?, 'LOCAL', ?, 1777636800000, 1777636860000, ?, '', 1)", (identity, name, status, stage))
        database.executemany("INSERT INTO params VALUES (?, ?, ?)", [(key, str(value), identity) for key, value in settings.items()])
        database.executemany(
            "INSERT INTO metrics VALUES ('train/loss', ?, ?, ?, ?, ?)",
            [(0 if math.isnan(loss) else loss, 1777636800000 + step, identity, step, math.isnan(loss)) for step, loss in losses],
        )
    database.commit()
    database.close()


if __name__ == "__main__":
    make_mlflow()
    make_mlflow_database()
    make_wandb()
