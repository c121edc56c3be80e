"""Makes golden/folders/{torch,tensorboardX,tensors} with the writers themselves.

Make an environment: python3 -m venv imports && imports/bin/pip install torch tensorboard tensorboardX
Run from this folder: imports/bin/python tensorboard_folders.py

torch: settings by add_hparams, which writes them into a folder inside the run's. tensorboardX: settings in hparams.json beside the
events, the loss and the validation loss in folders of their own (add_scalars), and one run, interrupted at step 120 and taken up again
from step 80, in two event files. tensors: scalars as TensorFlow 2 stores them, in the folders train and validation of Keras, settings in names.
"""

import json
import shutil
import time

import tensorboardX
import torch.utils.tensorboard
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.plugins.scalar.summary_v2 import scalar_pb
from tensorboard.summary.writer.event_file_writer import EventFileWriter

from truth import FOLDER, runs, write_truth


def make_torch():
    target = FOLDER / "torch"
    shutil.rmtree(target, ignore_errors=True)
    for name, settings, _, losses in runs():
        writer = torch.utils.tensorboard.SummaryWriter(target / name)
        for step, loss in losses:
            writer.add_scalar("train/loss", loss, step)
            writer.add_scalar("train/lr", settings["lr"] * (1 - step / 400), step)
        writer.add_hparams(settings, {"hparam/last": losses[-1][1]}, run_name="hparams")
        writer.close()


RESUMED = "bf16_lr0.01_s0"


def make_tensorboardx():
    target = FOLDER / "tensorboardX"
    shutil.rmtree(target, ignore_errors=True)
    for name, settings, _, losses in runs():
        attempts = [losses]
        if name == RESUMED:
            # What was logged from step 80 on before it was taken up again is not what came of it.
            attempts = [[(step, loss if step < 80 else 2.9) for step, loss in losses if step <= 120], [each for each in losses if each[0] >= 80]]
        for attempt in attempts:
            writer = tensorboardX.SummaryWriter(str(target / name), filename_suffix=f".{len(attempt)}")
            for step, loss in attempt:
                writer.add_scalars("loss", {"train": loss, "val": loss + 0.05}, step)
            writer.close()
            # Files are named by the second.
            time.sleep(1.1 if len(attempts) > 1 else 0)
        (target / name / "hparams.json").write_text(json.dumps(settings))


def make_tensors():
    target = FOLDER / "tensors"
    shutil.rmtree(target, ignore_errors=True)
    for name, settings, _, losses in runs():
        for part, more in (("train", 0), ("validation", 0.05)):
            writer = EventFileWriter(str(target / f"{name}_bs{settings['batch_size']}" / part))
            for step, loss in losses:
                writer.add_event(Event(wall_time=1777636800 + step, step=step, summary=scalar_pb("loss", loss + more)))
            writer.close()


write_truth()
make_torch()
make_tensorboardx()
make_tensors()
