"""How fast cases are judged by the whole shipped library: `python -m benchmarks.rules [--rules DIR]`.

Cases are drawn in the proportions in which requests come. The clock is the processor time of one process; the peers
take turns with us in the same rounds. First whole verdicts: ours, and the same made in Google's runtime rule by rule,
condition by condition, whose verdicts must be equal. Then bare conditions, without a verdict: those of the library
that public rule engines can say too, each condition on each case.
"""

import gc
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median, quantiles

import click

import rules
from benchmarks.rule_cases import Sample, samples
from benchmarks.rule_peers import ENGINES, Engine, comparable
from intake_daemon.model import Case
from rules.conditions.bindings import Bindings


def timed(work: Callable[[], object]) -> float:
    """Processor seconds of one run."""
    gc.collect()
    begun = time.process_time()
    work()
    return time.process_time() - begun


def judged(rule_set: rules.RuleSet, drawn: Sequence[Sample]) -> Callable[[], object]:
    """A round: every case once."""
    return lambda: [rules.judge(rule_set, sample.case) for sample in drawn]


def singly(rule_set: rules.RuleSet, drawn: Sequence[Sample], rounds: int) -> list[float]:
    """Processor seconds of each judgement by itself: its quickest round, since others only take from it."""
    return [
        min(times) for times in zip(*(list(_one_by_one(rule_set, drawn)) for _ in range(rounds)), strict=True)
    ]


def _one_by_one(rule_set: rules.RuleSet, drawn: Sequence[Sample]) -> Iterator[float]:
    for sample in drawn:
        begun = time.thread_time()
        rules.judge(rule_set, sample.case)
        yield time.thread_time() - begun


def report_verdicts(rule_set: rules.RuleSet, drawn: Sequence[Sample], rounds: int) -> None:
    """Verdicts a second: ours and the runtime's, in turns."""
    plain = replace(rule_set, plainly=True)
    differing = sum(rules.judge(plain, one.case) != rules.judge(rule_set, one.case) for one in drawn)
    pairs = [(timed(judged(rule_set, drawn)), timed(judged(plain, drawn))) for _ in range(rounds)]
    ours, theirs = (median(seconds) for seconds in zip(*pairs, strict=True))
    click.echo(f"verdicts a second, ours                 {len(drawn) / ours:10,.0f}")
    click.echo(f"verdicts a second, every rule in runtime {len(drawn) / theirs:9,.0f}")
    click.echo(f"ratio, median of rounds                 {median(b / a for a, b in pairs):10.1f}")
    click.echo(f"verdicts that differ                    {differing:10}")


def report_single(rule_set: rules.RuleSet, drawn: Sequence[Sample], rounds: int) -> None:
    """How long one case takes, by what it is an example of and by kind of request."""
    groups = defaultdict(list)
    for sample, seconds in zip(drawn, singly(rule_set, drawn, rounds), strict=True):
        for name in ("all cases", sample.about, sample.case.kind.value):
            groups[name].append(seconds)
    click.echo(f"a second, each in its quickest round    {len(drawn) / sum(groups['all cases']):10,.0f}")
    click.echo("\nmicroseconds a case           cases   median      99 %")
    for name, times in groups.items():
        tail = quantiles(times, n=100)[98] if len(times) > 1 else times[0]
        click.echo(f"{name:28}{len(times):7}{median(times) * 1e6:9.0f}{tail * 1e6:10.0f}")


def report_conditions(rule_set: rules.RuleSet, drawn: Sequence[Sample], rounds: int) -> None:
    """Bare conditions on bare cases, against public rule engines."""
    conditions = comparable(rule_set)
    engines: list[Engine] = [make(conditions) for make in ENGINES]
    cases = [sample.case for sample in drawn]
    told = {engine.name: asked(engine, rule_set, cases) for engine in engines}
    spent: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        for engine in engines:
            spent[engine.name].append(timed(partial(asked, engine, rule_set, cases)))
    everything = len(conditions) * len(cases)
    click.echo(
        f"\n{len(conditions)} conditions that every engine can say: microseconds each, times ours, otherwise"
    )
    for name, seconds in spent.items():
        ratio = median(theirs / ours for theirs, ours in zip(seconds, spent["ours"], strict=True))
        otherwise = sum(a != b for a, b in zip(told[name], told["ours"], strict=True) if None not in (a, b))
        click.echo(f"{name:24}{median(seconds) / everything * 1e6:10.2f}{ratio:10.1f}{otherwise:8}")


def asked(engine: Engine, rule_set: rules.RuleSet, cases: Sequence[Case]) -> list[bool | None]:
    """What an engine says of every case; nothing is kept from one round to the next."""
    every = (engine.answers(Bindings(case, rule_set.policy)) for case in cases)
    return [answer for answers in every for answer in answers]


def report_loading(folder: Path, rounds: int) -> None:
    """What it takes to have a folder of rules ready, its examples run."""
    loading = median(timed(partial(rules.load, folder)) for _ in range(rounds))
    rule_set = rules.load(folder)
    first = timed(partial(rules.judging.judge, rule_set, samples(1, 0)[0].case))
    examples = median(timed(partial(rules.run_examples, rule_set)) for _ in range(rounds))
    conditions = [condition for rule in rule_set.rules for condition in rule.conditions]
    quick = sum(condition.reader is not None for condition in conditions)
    click.echo(f"{len(rule_set.rules)} rules, {len(conditions)} conditions, {quick} of them with a quick way")
    click.echo(f"milliseconds to load the folder         {loading * 1e3:10.0f}")
    click.echo(f"milliseconds for the first judgement    {first * 1e3:10.1f}")
    click.echo(f"milliseconds to run all examples        {examples * 1e3:10.0f}\n")


@click.command(help=__doc__)
@click.option(
    "--rules", "folder", type=click.Path(path_type=Path), default=rules.SHIPPED, help="Folder of rules."
)
@click.option("--cases", default=2000, show_default=True)
@click.option("--rounds", default=7, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(folder: Path, cases: int, rounds: int, seed: int) -> None:
    """Print the figures."""
    drawn = samples(cases, seed)
    report_loading(folder, rounds)
    rule_set = rules.load(folder)
    report_verdicts(rule_set, drawn, rounds)
    report_single(rule_set, drawn, rounds)
    report_conditions(rule_set, drawn[: cases // 4], rounds)


if __name__ == "__main__":
    main()
