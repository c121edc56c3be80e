"""Makes test/oracle/golden/imports/optuna.db with Optuna itself (pip install optuna): 12 trials of a grid, of which the
eleventh fails without a value and the last meets NaN at its third step."""

import pathlib

import optuna

target = pathlib.Path(__file__).parent / "golden/imports/optuna.db"
target.unlink(missing_ok=True)
optuna.logging.set_verbosity(optuna.logging.WARNING)
grid = {"lr": [1e-3, 1e-2, 1e-1], "batch_size": [8, 16], "precision": ["bf16", "fp8"]}
study = optuna.create_study(study_name="grid", storage=f"sqlite:///{target}", sampler=optuna.samplers.GridSampler(grid, seed=0))


def objective(trial: optuna.Trial) -> float:
    trial.suggest_float("lr", 1e-4, 1, log=True)
    trial.suggest_categorical("batch_size", grid["batch_size"])
    trial.suggest_categorical("precision", grid["precision"])
    if trial.number == 10:
        raise ValueError("out of memory")
    losses = [4, 3, float("nan") if trial.number == 11 else 2]
    for step, loss in enumerate(losses):
        trial.report(loss, step)
    return 2.0 if trial.number < 11 else float("inf")


study.optimize(objective, n_trials=12, catch=(ValueError,))
