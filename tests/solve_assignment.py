#!/usr/bin/env python3
"""An independent second opinion on an assignment: reads an instance as JSON, builds its own programs, prints the optimum.

Usage: solve_assignment.py INSTANCE.json    ("-" reads standard input)
Prints {"state": "done", "total": int, "best": float, "basis": str, "worst": float} or {"state": "no_solution"}.
Exit 3 when neither scipy nor highspy is installed, 2 when the instance cannot be read.

The rules, written down anew and not taken from the service: every seat filled; loads within the cap and above the least;
one seat an employer and enquiry; roles; forced and forbidden experts; no enquiry below 97 % of what the worst-off could get
a seat (max-min by linear programming; the exact figure for whole people where that bound cannot be kept).
"""
import json
import math
import sys

SHARE = 0.97

try:
    import numpy as np
    from scipy.optimize import LinearConstraint, Bounds, milp
    from scipy.sparse import coo_matrix
    ENGINE = "scipy"
except ImportError:
    try:
        import highspy
        ENGINE = "highspy"
    except ImportError:
        print("neither scipy nor highspy is installed: pip install scipy", file=sys.stderr)
        sys.exit(3)


class Rows:
    """Rows of a program: (lower, upper, {column: coefficient})."""

    def __init__(self):
        self.rows = []

    def add(self, lower, upper, entries):
        self.rows.append((lower, upper, entries))

    def plus(self, others):
        both = Rows()
        both.rows = self.rows + others
        return both


def maximise(gain, upper, whole, rows):
    """The objective and values, or None when there is no solution."""
    if ENGINE == "scipy":
        i, j, v, low, high = [], [], [], [], []
        for r, (lower, up, entries) in enumerate(rows.rows):
            low.append(lower)
            high.append(up)
            for column, value in entries.items():
                i.append(r)
                j.append(column)
                v.append(value)
        matrix = coo_matrix((v, (i, j)), shape=(len(rows.rows), len(gain))).tocsr()
        found = milp(-np.array(gain, float), integrality=np.array(whole, int), bounds=Bounds(0, np.array(upper, float)),
                     constraints=LinearConstraint(matrix, low, high), options={"mip_rel_gap": 0})
        if found.status == 2:
            return None
        if found.status != 0:
            raise RuntimeError(found.message)
        return -found.fun, found.x
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    model.setOptionValue("mip_rel_gap", 0.0)
    for column, up in enumerate(upper):
        model.addVar(0, up)
        model.changeColCost(column, -gain[column])
        if whole[column]:
            model.changeColIntegrality(column, highspy.HighsVarType.kInteger)
    for lower, up, entries in rows.rows:
        model.addRow(lower, up, len(entries), list(entries), list(map(float, entries.values())))
    model.run()
    status = model.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    if status != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError(model.modelStatusToString(status))
    return -model.getInfo().objective_function_value, list(model.getSolution().col_value)


def main(instance):
    experts = {e["id"]: e for e in instance["experts"]}
    enquiries = {q["id"]: q for q in instance["enquiries"]}
    pairs = [p for p in instance["pairs"] if p["expertId"] not in (enquiries[p["enquiryId"]].get("forbidden") or [])]
    scores = [p["score"] for p in pairs]
    panel = {q: [] for q in enquiries}
    work = {e: [] for e in experts}
    for column, p in enumerate(pairs):
        panel[p["enquiryId"]].append(column)
        work[p["expertId"]].append(column)

    def of(column):
        return experts[pairs[column]["expertId"]]

    rules = Rows()
    for q, enquiry in enquiries.items():
        rules.add(enquiry["size"], enquiry["size"], {c: 1 for c in panel[q]})
        for role in enquiry["roles"]:
            rules.add(role["atLeast"], math.inf, {c: 1 for c in panel[q] if role["type"] in of(c)["types"]})
        for employer in {of(c)["employer"] for c in panel[q]} - {None}:
            rules.add(-math.inf, 1, {c: 1 for c in panel[q] if of(c)["employer"] == employer})
        for forced in enquiry.get("forced") or []:
            rules.add(1, math.inf, {c: 1 for c in panel[q] if of(c)["id"] == forced})
    for e, expert in experts.items():
        rules.add(max(0, expert.get("minLoad", 0) - expert["load"]), max(0, expert["cap"] - expert["load"]), {c: 1 for c in work[e]})

    n = len(pairs)
    shares = [(0, math.inf, {**{c: scores[c] for c in panel[q]}, n: -enquiry["size"]}) for q, enquiry in enquiries.items()]

    def worst_off(whole):
        return maximise([0] * n + [1], [1] * n + [1000], [whole] * n + [0], rules.plus(shares))

    def above(best):
        floors = [(math.ceil(SHARE * best * enquiry["size"] - 1e-6), math.inf, {c: scores[c] for c in panel[q]}) for q, enquiry in enquiries.items()]
        return maximise(scores, [1] * n, [1] * n, rules.plus(floors))

    bound = worst_off(0)
    if bound is None:
        return {"state": "no_solution"}
    best, basis, found = bound[0], "relaxation", above(bound[0])
    if found is None:
        exact = worst_off(1)
        if exact is None:
            return {"state": "no_solution"}
        best, basis, found = exact[0], "integer", above(exact[0])
    worst = min(sum(scores[c] for c in panel[q] if found[1][c] > 0.5) / enquiry["size"] for q, enquiry in enquiries.items())
    return {"state": "done", "engine": ENGINE, "total": round(found[0]), "best": best, "basis": basis, "worst": worst}


if __name__ == "__main__":
    try:
        with (sys.stdin if sys.argv[1] == "-" else open(sys.argv[1], encoding="utf-8")) as file:
            read = json.load(file)
    except (IndexError, OSError, ValueError) as error:
        print(f"{__doc__}\n{error}", file=sys.stderr)
        sys.exit(2)
    print(json.dumps(main(read)))
