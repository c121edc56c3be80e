"""The twelve runs that every tool of this folder logs, and what must come out of them.

Two recipes (bf16, fp8), three learning rates, two seeds, batch size 16, 200 steps logged every 20. Above the edge of its recipe a run
blows up, or meets NaN. One is killed at step 100: how it would have ended is not known.
"""

import json
import math
import pathlib

FOLDER = pathlib.Path(__file__).parent.parent / "golden/folders"
STEPS, EVERY, BATCH, VOCABULARY = 200, 20, 16, 64


def losses_of(rate, seed, ends):
    """Pairs of step and loss, as they are logged; ends: trained, blown up, NaN or killed."""
    start = math.log(VOCABULARY)
    for step in range(EVERY, STEPS + 1, EVERY):
        loss = 2.2 + (start - 2.2) * math.exp(-step / STEPS * 8 * min(1, (rate / 1e-3) ** 0.5)) + 0.01 * ((step // 20 + seed) % 3)
        if ends == "blown up" and step > 100:
            loss = 6 + 0.1 * seed
        if ends == "NaN" and step > 60:
            loss = math.nan
        yield step, loss
        if ends == "NaN" and step > 60 or ends == "killed" and step == 100:
            return


def runs():
    """(name, settings, ends, losses)."""
    for precision, edge in (("bf16", 5e-2), ("fp8", 5e-3)):
        for rate in (1e-3, 1e-2, 1e-1):
            for seed in (0, 1):
                ends = "trained" if rate < edge else "NaN" if rate > 3 * edge else "blown up"
                if (precision, rate, seed) == ("fp8", 1e-3, 1):
                    ends = "killed"
                name = f"{precision}_lr{rate:g}_s{seed}"
                settings = {"lr": rate, "batch_size": BATCH, "seed": seed, "precision": precision}
                yield name, settings, ends, list(losses_of(rate, seed, ends))


def write_truth():
    FOLDER.mkdir(parents=True, exist_ok=True)
    entries = [
        {"name": name, **settings, "ends": ends, "losses": [[step, "NaN" if math.isnan(loss) else loss] for step, loss in losses]}
        for name, settings, ends, losses in runs()
    ]
    (FOLDER / "truth.json").write_text(json.dumps(entries, separators=(",", ":")).replace("},{", "},\n{") + "\n")
