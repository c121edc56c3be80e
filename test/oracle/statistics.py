"""Golden data for test/analysis/statistics.test.ts: beta and t quantiles and the exact McNemar test by scipy, isotonic fits by
scikit-learn.

Make an environment: python3 -m venv oracle && oracle/bin/pip install scipy scikit-learn
Run from this folder: oracle/bin/python statistics.py    writes golden/statistics.json
"""
import sys

# Run from here, this folder comes first on the path, and this file would hide the library's own "statistics".
sys.path.pop(0)

import json
import pathlib

import scipy
import sklearn
from scipy import stats
from sklearn.isotonic import IsotonicRegression

SHAPES = [(0.5, 0.5), (0.5, 3.5), (3.5, 0.5), (2.5, 2.5), (0.5, 4.5), (1.5, 30.5), (120.5, 80.5), (0.5, 1000.5), (7, 1)]
PROBABILITIES = [1e-6, 0.001, 0.025, 0.3, 0.5, 0.975, 0.9999]
DISCORDANT = [(4, 0), (0, 3), (2, 1), (9, 3), (17, 31), (40, 12), (300, 220)]
# Unstable runs and runs of each cell of a row.
ROWS = [
    ([1, 3, 1, 2], [4, 4, 4, 2]),
    ([0, 0, 2, 1, 3, 2, 3], [3, 3, 3, 3, 3, 3, 3]),
    ([5, 1, 0, 4, 2, 8], [8, 2, 5, 8, 3, 8]),
]


def isotonic(ks, ns):
    fit = IsotonicRegression().fit(range(len(ks)), [k / n for k, n in zip(ks, ns)], sample_weight=ns)
    return list(fit.predict(range(len(ks))))


golden = {
    "versions": {"scipy": scipy.__version__, "sklearn": sklearn.__version__},
    "cumulative": [[x, a, b, stats.beta.cdf(x, a, b)] for a, b in SHAPES for x in (0.001, 0.2, 0.5, 0.9)],
    "quantiles": [[p, a, b, stats.beta.ppf(p, a, b)] for a, b in SHAPES for p in PROBABILITIES],
    "mcnemar": [[b, c, stats.binomtest(b, b + c).pvalue] for b, c in DISCORDANT],
    "t": [[p, n, stats.t.ppf(p, n)] for p in (0.6, 0.95, 0.975, 0.9995) for n in (1, 2, 3, 8, 30, 10000)],
    "isotonic": [[ks, ns, isotonic(ks, ns)] for ks, ns in ROWS],
}
out = pathlib.Path(__file__).parent / "golden" / "statistics.json"
out.write_text(json.dumps(golden, indent=1) + "\n")
