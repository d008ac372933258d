"""An examiner of the matcher: labelled sets of requests, drawn by rules that know nothing of the matcher.

Only the two tables of names are shared with it. A set is JSON lines, one request each, with the answer
beside it: who the patient is, which stored request it repeats, and whether a careful clerk could tell.

    python -m benchmarks.requests --seed 7 --out set.jsonl
"""
