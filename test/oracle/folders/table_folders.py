"""Makes golden/folders/{csv,jsonl,lightning,ray}: a table a run.

Make an environment: python3 -m venv imports && imports/bin/pip install torch lightning "ray[tune]"
Run from this folder: imports/bin/python table_folders.py

csv: a file a run, settings in its name, a rate that is logged and decays; NaN as an empty cell is not among them: a file says "nan".
jsonl: a folder a run, settings in config.toml, config.yaml, .hydra/config.yaml or config.json, one line a step, as json.dumps writes it.
lightning: CSVLogger and its hparams.yaml. ray: Tune, which writes params.json, result.json, progress.csv and events for every trial.
"""

import json
import pathlib
import shutil
import tempfile

from lightning.pytorch.loggers import CSVLogger

from truth import FOLDER, runs


def empty(name):
    target = FOLDER / name
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    return target


def make_csv():
    target = empty("csv")
    for name, settings, _, losses in runs():
        rows = [f"{step},{loss},{settings['lr'] * (1 - step / 400)}" for step, loss in losses]
        (target / f"{name}_bs{settings['batch_size']}.csv").write_text("\n".join(["step,loss,lr", *rows]) + "\n")


def make_jsonl():
    target = empty("jsonl")
    for number, (name, settings, _, losses) in enumerate(runs()):
        folder = target / f"run-{number}"
        (folder / ".hydra").mkdir(parents=True)
        kind = number % 4
        pairs = settings.items()
        if kind == 0:
            text = "".join(f"{key} = {json.dumps(value)}\n" for key, value in pairs)
            (folder / "config.toml").write_text(f"[train]\n{text}")
        elif kind == 3:
            (folder / "config.json").write_text(json.dumps({"train": settings}))
        else:
            text = "".join(f"  {key}: {value}\n" for key, value in pairs)
            place = folder / (".hydra/config.yaml" if kind == 1 else "config.yaml")
            place.write_text(f"train:\n{text}")
        lines = [json.dumps({"step": step, "loss": loss, "tokens": step * 1024}) for step, loss in losses]
        (folder / "log.jsonl").write_text("\n".join(lines) + "\n")


def make_lightning():
    target = empty("lightning")
    for _, settings, _, losses in runs():
        logger = CSVLogger(target, name="lightning_logs")
        logger.log_hyperparams(settings)
        for step, loss in losses:
            logger.log_metrics({"train_loss": loss, "epoch": 0}, step)
            logger.log_metrics({"val_loss": loss + 0.05, "epoch": 0}, step)
        logger.save()


def make_ray():
    import ray
    from ray import tune

    every = list(runs())

    def train(config):
        from ray import tune

        _, _, ends, losses = every[config["number"]]
        for step, loss in losses:
            tune.report({"step": step, "loss": loss})
        if ends == "killed":
            raise RuntimeError("the machine went away")

    target = empty("ray")
    ray.init(num_cpus=2, include_dashboard=False, object_store_memory=10**8)

    def of(key):
        return tune.sample_from(lambda spec: every[spec.config.number][1][key])

    space = {"number": tune.grid_search(list(range(len(every)))), "optim": {"lr": of("lr")}, **{key: of(key) for key in ("batch_size", "seed", "precision")}}
    with tempfile.TemporaryDirectory() as place:
        tune.Tuner(train, param_space=space, run_config=tune.RunConfig(storage_path=place, name="grid", verbose=0)).fit()
        for trial in sorted(pathlib.Path(place, "grid").glob("train_*")):
            copy = target / trial.name.split("_2026")[0][:60]
            copy.mkdir()
            for name in ("params.json", "progress.csv", "result.json", "error.txt"):
                if (trial / name).exists():
                    shutil.copyfile(trial / name, copy / name)
            print(sorted(file.name for file in trial.iterdir()))
    ray.shutdown()


if __name__ == "__main__":
    make_csv()
    make_jsonl()
    make_lightning()
    make_ray()
