"""Makes golden/folders/torchtitan in the layout of torchtitan, which did not install where this was made, with the writer that it uses.

Make an environment: python3 -m venv imports && imports/bin/pip install torch tensorboard
Run from this folder: imports/bin/python torchtitan_folders.py

Layout and tags: torchtitan/components/metrics.py (dump folder / save_tb_folder / date / rank), torchtitan/config/job_config.py (saved as
config.json, sections and names). One run was interrupted at step 100 and taken up again, into a folder of its own date; one logged on two ranks.
"""

import json
import shutil

import torch.utils.tensorboard

from truth import BATCH, FOLDER, STEPS, VOCABULARY, runs

RESUMED, RANKS = "bf16_lr0.01_s1", "fp8_lr0.001_s0"


def write(folder, settings, losses):
    writer = torch.utils.tensorboard.SummaryWriter(folder, max_queue=1000)
    for step, loss in losses:
        writer.add_scalar("loss_metrics/global_avg_loss", loss, step)
        writer.add_scalar("loss_metrics/global_max_loss", loss + 0.2, step)
        writer.add_scalar("grad_norm", 1.0, step)
        writer.add_scalar("lr", settings["lr"] * min(1, step / 100), step)
    writer.close()


def make():
    target = FOLDER / "torchtitan"
    shutil.rmtree(target, ignore_errors=True)
    for number, (name, settings, _, losses) in enumerate(runs()):
        dump = target / f"outputs-{number}"
        if name == RESUMED:
            write(dump / "tb/20260501-1200", settings, losses[:5])
            write(dump / "tb/20260501-1300", settings, losses[5:])
        elif name == RANKS:
            for rank in (0, 1):
                write(dump / f"tb/20260501-1200/rank_{rank}", settings, losses)
        else:
            write(dump / "tb/20260501-1200", settings, losses)
        fp8 = ["quantize.linear.float8"] if settings["precision"] == "fp8" else []
        config = {
            "model": {"name": "llama3", "flavor": "debugmodel", "vocab_size": VOCABULARY, "converters": fp8},
            "optimizer": {"name": "AdamW", "lr": settings["lr"]},
            "lr_scheduler": {"warmup_steps": 100},
            "training": {
                "local_batch_size": 8,
                "global_batch_size": BATCH,
                "steps": STEPS,
                "seed": settings["seed"],
                "dtype": "float32",
                "mixed_precision_param": "bfloat16",
            },
        }
        (dump / "config.json").write_text(json.dumps(config, indent=1))


make()
