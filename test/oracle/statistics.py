"""Golden data for test/analysis/statistics.test.ts: beta and t quantiles and Fisher's exact test by scipy, corrections for many
tests by scipy and statsmodels, isotonic fits by scikit-learn.

Make an environment: python3 -m venv oracle && oracle/bin/pip install scipy statsmodels scikit-learn
Run from this folder: oracle/bin/python statistics.py    writes golden/statistics.json
"""
import sys

# Run from here, this folder comes first on the path, and this file would hide the library's own "statistics".
sys.path.pop(0)

import json
import pathlib

import scipy
import sklearn
import statsmodels
from scipy import stats
from sklearn.isotonic import IsotonicRegression
from statsmodels.stats.multitest import multipletests

SHAPES = [(0.5, 0.5), (0.5, 3.5), (3.5, 0.5), (2.5, 2.5), (0.5, 4.5), (1.5, 30.5), (120.5, 80.5), (0.5, 1000.5), (7, 1)]
PROBABILITIES = [1e-6, 0.001, 0.025, 0.3, 0.5, 0.975, 0.9999]
TABLES = [(4, 4, 0, 4), (3, 3, 0, 3), (2, 4, 1, 3), (0, 5, 0, 5), (9, 10, 3, 12), (0, 3, 5, 5), (17, 40, 31, 38)]
PS = [0.029, 0.0001, 0.4, 0.03, 0.011, 1.0]
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
    "versions": {"scipy": scipy.__version__, "statsmodels": statsmodels.__version__, "sklearn": sklearn.__version__},
    "cumulative": [[x, a, b, stats.beta.cdf(x, a, b)] for a, b in SHAPES for x in (0.001, 0.2, 0.5, 0.9)],
    "quantiles": [[p, a, b, stats.beta.ppf(p, a, b)] for a, b in SHAPES for p in PROBABILITIES],
    "fisher": [[*t, stats.fisher_exact([[t[0], t[1] - t[0]], [t[2], t[3] - t[2]]]).pvalue] for t in TABLES],
    "t": [[p, n, stats.t.ppf(p, n)] for p in (0.6, 0.95, 0.975, 0.9995) for n in (1, 2, 3, 8, 30, 10000)],
    "isotonic": [[ks, ns, isotonic(ks, ns)] for ks, ns in ROWS],
    "ps": PS,
    "holm": list(multipletests(PS, method="holm")[1]),
    "benjamini-hochberg": list(stats.false_discovery_control(PS)),
}
out = pathlib.Path(__file__).parent / "golden" / "statistics.json"
out.write_text(json.dumps(golden, indent=1) + "\n")
