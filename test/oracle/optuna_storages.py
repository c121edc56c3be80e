"""Makes storages of Optuna in every schema and kind that an import has to read: the same 12 trials in each.

Make an environment: python3 -m venv oracle && oracle/bin/pip install optuna
Run from this folder: oracle/bin/python optuna_storages.py

Of the 12 trials (learning rates 1e-3, 1e-2, 1e-1, batch sizes 8 and 16, bf16 and fp8) the ninth is pruned after its first step with
its loss above that of its start, the tenth is pruned after its first step, the eleventh fails and the last reports NaN.
Schemas are made by Optuna's own migrations (storages/_rdb/alembic): the oldest is filled with the rows of a storage of today, the
others are what its migrations make of that one. From 2.4 until 3.0, a reported NaN could not be stored.
"""

import logging
import math
import pathlib
import shutil
import sqlite3
import sys
import tempfile

import optuna
from alembic import command
from optuna.storages import JournalStorage, RDBStorage
from optuna.storages.journal import JournalFileBackend

FOLDER = pathlib.Path(__file__).parent / "golden/imports"
RISEN, PRUNED, FAILED, DIVERGED = 8, 9, 10, 11
GRID = [(rate, size, name) for rate in (1e-3, 1e-2, 1e-1) for size in (8, 16) for name in ("bf16", "fp8")]
# Schema by the version of Optuna that first wrote it.
SCHEMAS = {"2.0": "v1.3.0.a", "2.4": "v2.4.0.a", "2.6": "v2.6.0.a", "3.0": "v3.0.0.d", "3.2": "v3.2.0.a"}


def losses_of(number):
    if number == RISEN:
        return [4.0, 4.5]
    if number == PRUNED:
        return [4.0, 3.5]
    return [4.0, 3.0, math.nan if number == DIVERGED else 2 + number / 100]


def fill(study, sign=1, objectives=lambda loss: loss, attributes=lambda trial, loss: None, report=True):
    for number, (rate, size, name) in enumerate(GRID):
        study.enqueue_trial({"lr": rate, "batch_size": size, "precision": name})
        trial = study.ask()
        trial.suggest_float("lr", 1e-4, 1, log=True)
        trial.suggest_categorical("batch_size", [8, 16])
        trial.suggest_categorical("precision", ["bf16", "fp8"])
        trial.set_user_attr("seed", 7)
        losses = losses_of(number)
        if report:
            for step, loss in enumerate(losses):
                trial.report(sign * loss, 10 * step)
        attributes(trial, losses[-1])
        if number in (RISEN, PRUNED) and report:
            study.tell(trial, state=optuna.trial.TrialState.PRUNED)
        elif number in (FAILED, DIVERGED):
            study.tell(trial, state=optuna.trial.TrialState.FAIL)
        else:
            study.tell(trial, objectives(sign * losses[-1]))


def database(name):
    """An empty SQLite file with small pages; its SQLAlchemy address."""
    target = FOLDER / name
    target.unlink(missing_ok=True)
    with sqlite3.connect(target) as connection:
        connection.execute("PRAGMA page_size = 512")
        connection.execute("VACUUM")
    return target, f"sqlite:///{target}"


def vacuum(target):
    connection = sqlite3.connect(target)
    connection.execute("VACUUM")
    connection.close()


def make_schemas():
    today, address = database("today.db")
    storage = RDBStorage(address)
    fill(optuna.create_study(study_name="grid", storage=storage, direction="minimize"))
    config = storage._version_manager._create_alembic_config()
    storage.engine.dispose()
    for version, revision in SCHEMAS.items():
        target, address = database(f"optuna-{version}.db")
        config.set_main_option("sqlalchemy.url", address)
        command.upgrade(config, "v1.3.0.a")
        connection = sqlite3.connect(target)
        connection.execute("ATTACH ? AS today", (str(today),))
        connection.executescript(OLDEST)
        if version != "2.0":
            connection.execute("DELETE FROM trial_values WHERE value IS NULL")
            connection.commit()
            command.upgrade(config, revision)
        if version in ("3.0", "3.2"):
            columns = "trial_id, step, intermediate_value_type"
            connection.execute(
                f"""INSERT INTO main.trial_intermediate_values ({columns})
                SELECT {columns} FROM today.trial_intermediate_values WHERE intermediate_value IS NULL"""
            )
            connection.commit()
        connection.close()
        vacuum(target)
    today.unlink()


OLDEST = """
INSERT INTO studies SELECT s.study_id, s.study_name, d.direction
  FROM today.studies s JOIN today.study_directions d USING (study_id);
INSERT INTO trials (trial_id, number, study_id, state, value, datetime_start, datetime_complete)
  SELECT t.trial_id, t.number, t.study_id, t.state, v.value, t.datetime_start, t.datetime_complete
  FROM today.trials t LEFT JOIN today.trial_values v USING (trial_id);
INSERT INTO trial_params SELECT param_id, trial_id, param_name, param_value, distribution_json FROM today.trial_params;
INSERT INTO trial_values SELECT trial_intermediate_value_id, trial_id, step, intermediate_value
  FROM today.trial_intermediate_values;
INSERT INTO trial_user_attributes SELECT * FROM today.trial_user_attributes;
INSERT OR REPLACE INTO version_info VALUES (1, 9, '2.3.0');
"""


def make_kinds():
    target, address = database("optuna-maximize.db")
    fill(optuna.create_study(study_name="grid", storage=address, direction="maximize"), sign=-1)
    vacuum(target)
    target, address = database("optuna-accuracy.db")
    fill(
        optuna.create_study(study_name="grid", storage=address, direction="maximize"),
        objectives=lambda loss: math.exp(-loss),
        attributes=lambda trial, loss: trial.set_user_attr("train_loss", loss),
        report=False,
    )
    vacuum(target)
    target, address = database("optuna-studies.db")
    for name in ("first", "second"):
        fill(optuna.create_study(study_name=name, storage=address, direction="minimize"))
    vacuum(target)
    target, address = database("optuna-objectives.db")
    study = optuna.create_study(study_name="grid", storage=address, directions=["maximize", "minimize"])
    study.set_metric_names(["throughput", "loss"])
    fill(study, objectives=lambda loss: (1000.0, loss), report=False)
    vacuum(target)
    journal = FOLDER / "optuna-journal.log"
    journal.unlink(missing_ok=True)
    fill(optuna.create_study(study_name="grid", storage=JournalStorage(JournalFileBackend(str(journal)))))


def make_wal():
    """A database whose last trials are in its -wal alone: copied while its writer holds it open."""
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "live.db"
        with sqlite3.connect(source) as connection:
            connection.execute("PRAGMA page_size = 512")
            connection.execute("VACUUM")
            connection.execute("PRAGMA journal_mode = WAL")
        storage = RDBStorage(f"sqlite:///{source}")
        study = optuna.create_study(study_name="grid", storage=storage)
        with sqlite3.connect(source) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        # A reader that stays keeps the log from being merged.
        reader = sqlite3.connect(source)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM trials").fetchone()
        fill(study)
        for ending in ("", "-wal"):
            shutil.copy(f"{source}{ending}", FOLDER / f"optuna-live.db{ending}")
        reader.close()


optuna.logging.set_verbosity(optuna.logging.CRITICAL)
logging.disable(logging.WARNING)
print("Optuna", optuna.__version__, "Python", sys.version.split()[0])
make_schemas()
make_kinds()
make_wal()
