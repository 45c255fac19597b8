"""Reference values for the tests of package archiver.statistics, computed by SciPy.

    pip install scipy==1.16.3 && python3 reference.py > reference.csv

One case a line: kind;inputs...;results... Lists are separated by commas.
"""
import itertools
import math
import random

import numpy as np
from scipy import stats

random.seed(6)


def show(values):
    return ",".join(repr(float(v)) for v in values)


def row(kind, *fields):
    print(";".join([kind, *fields]))


def group(n, shift, ties):
    values = [random.gauss(100 + shift, 5) for _ in range(n)]
    return [float(round(v / 3)) for v in values] if ties else values


for n1, n2 in [(1, 1), (1, 6), (3, 3), (4, 5), (5, 5), (7, 7), (9, 8), (10, 10), (3, 17)]:
    for shift in (0, 4, 30):
        x, y = group(n1, 0, False), group(n2, shift, False)
        r = stats.mannwhitneyu(y, x, method="exact", alternative="two-sided")
        row("mann-whitney", show(x), show(y), repr(float(r.statistic)), repr(float(r.pvalue)))

# with ties, SciPy counts permutations by permutation_test (all of them)
for n1, n2 in [(3, 3), (5, 5), (4, 7), (7, 7), (8, 6)]:
    for shift in (0, 6, 15):
        x, y = group(n1, 0, True), group(n2, shift, True)

        def u(a, b):
            return stats.mannwhitneyu(a, b, method="asymptotic").statistic

        r = stats.permutation_test((y, x), u, n_resamples=np.inf, permutation_type="independent")
        row("mann-whitney", show(x), show(y), repr(float(u(y, x))), repr(float(r.pvalue)))

for n1, n2 in [(11, 10), (21, 5), (30, 40), (100, 80)]:
    for shift, ties in itertools.product((0, 2, 5), (False, True)):
        x, y = group(n1, 0, ties), group(n2, shift, ties)
        r = stats.mannwhitneyu(y, x, method="asymptotic", use_continuity=True)
        row("mann-whitney", show(x), show(y), repr(float(r.statistic)), repr(float(r.pvalue)))

# the interval by its definition: invert the exact (or approximate) test over the differences
for n1, n2, alpha in [(5, 5, 0.05), (5, 5, 0.01), (7, 7, 0.01), (3, 3, 0.01), (8, 7, 0.1), (15, 20, 0.01)]:
    x, y = group(n1, 0, False), group(n2, 7, False)
    d = np.sort([b - a for a in x for b in y])
    q = np.sort([b / a - 1 for a in x for b in y])
    if n1 + n2 <= 20:
        def tail(k):
            # P(U <= k) through the p-value of a sample with that statistic
            return sum(1 for c in itertools.combinations(range(1, n1 + n2 + 1), n2)
                       if sum(c) - n2 * (n2 + 1) // 2 <= k) / math.comb(n1 + n2, n2)
        k = 0
        while tail(k) <= alpha / 2:
            k += 1
    else:
        k = int(n1 * n2 / 2 - stats.norm.isf(alpha / 2) * (n1 * n2 * (n1 + n2 + 1) / 12) ** 0.5)
    low, high = (float("-inf"), float("inf")) if k < 1 else (d[k - 1], d[len(d) - k])
    rlow, rhigh = (float("-inf"), float("inf")) if k < 1 else (q[k - 1], q[len(q) - k])
    shift, ratio = [np.median(d), low, high], [np.median(q), rlow, rhigh]
    row("hodges-lehmann", show(x), show(y), repr(alpha), show(shift), show(ratio))

for n in (1, 2, 5, 12, 40):
    p = [random.random() ** 4 for _ in range(n)]
    if n == 5:
        p[3] = p[1]
    row("benjamini-hochberg", show(p), show(stats.false_discovery_control(p)))

for z in (0, 0.1, 1, 1.96, 2.5758, 2.999, 3, 3.001, 5, 8, 20, 37):
    row("normal", repr(float(z)), repr(float(stats.norm.sf(z))))

for df in (1, 2, 3, 5, 10, 28, 58, 200, 1000):
    for t in (0, 0.01, 0.5, 1, 1.7, 2.5, 4, 10, 60):
        row("student", repr(float(t)), repr(float(df)), repr(float(2 * stats.t.sf(t, df))))

for n1, n2 in [(1, 1), (3, 3), (5, 5), (7, 7), (10, 12), (60, 60)]:
    row("smallest-p", repr(n1), repr(n2), repr(min(1.0, 2 / math.comb(n1 + n2, n1))))
