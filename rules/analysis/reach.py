"""Rules that never apply, always apply, or can never find anything; each claim is proven for every case."""

from collections.abc import Iterator

import z3  # type: ignore[import-untyped]  # ships neither stubs nor a py.typed marker

from rules.analysis.conduct import Conduct
from rules.analysis.remark import Remark
from rules.conditions.syntax import Call, Node, place_of
from rules.policy import Need
from rules.schema import Then


def remarks(conduct: Conduct) -> Iterator[Remark]:
    """What is wrong with the reach of one rule by itself."""
    world = conduct.world
    if conduct.rule.when:
        if world.never(conduct.applies):
            yield _unreachable(conduct)
            return
        if world.never(conduct.meant, z3.Not(conduct.when)):
            yield Remark(
                conduct.rule.id, "when", f"this always holds{_for_its_kinds(conduct)}; leave it out."
            )
    yield from _kinds_left_out(conduct)
    yield from _check(conduct)
    yield from _dead_parts(conduct)


def _unreachable(conduct: Conduct) -> Remark:
    """Say why, as closely as it can be told."""
    rule = conduct.rule.id
    if not conduct.world.never(conduct.when):
        reason = _by_policy(conduct) or f"this never holds{_for_its_kinds(conduct)}"
        return Remark(rule, "when", f"{reason}; the rule can never apply.")
    tree = conduct.trees[conduct.rule.when] if conduct.rule.when else None
    parts = list(_conjuncts(tree)) if tree else []
    for part in parts:
        if conduct.world.never(conduct.truth_of(part)):
            return Remark(rule, "when", "this can never hold, so the rule can never apply.", place_of(part))
    for last, part in enumerate(parts):
        for other in parts[:last]:
            if conduct.world.never(conduct.truth_of(part), conduct.truth_of(other)):
                message = "this and what stands before it exclude each other; the rule can never apply."
                return Remark(rule, "when", message, place_of(part))
    return Remark(rule, "when", "the parts of this condition exclude each other; the rule can never apply.")


def _by_policy(conduct: Conduct) -> str | None:
    """The commonest reason: for these kinds no authorization is ever needed."""
    kinds = conduct.rule.text.kinds
    treated = conduct.world.rules.policy.kinds
    never = [kind.value for kind in kinds if treated[kind].authorization is Need.NEVER]
    needed = conduct.rule.when is not None and "authorization_needed" in conduct.rule.when.names
    if not needed or len(never) < len(kinds):
        return None
    return f"authorization_needed never holds for {_listed(never)} (policy.yaml: authorization: never)"


def _kinds_left_out(conduct: Conduct) -> Iterator[Remark]:
    """Kinds that are named though the rule never applies to them."""
    kinds, world = conduct.rule.text.kinds, conduct.world
    if not conduct.rule.when or len(kinds) < 2:
        return
    dead = [kind for kind in kinds if world.never(world.is_kind([kind]), conduct.when)]
    for kind in dead:
        message = f"the rule's when never holds for {kind.value}; take the kind out, or mend the condition."
        yield Remark(conduct.rule.id, f"kinds.{kinds.index(kind)}", message)


def _check(conduct: Conduct) -> Iterator[Remark]:
    rule, world = conduct.rule, conduct.world
    if not rule.finds:
        return
    key = next(name for name in ("require", "check", "forbid") if getattr(rule.text, name))
    if world.never(conduct.applies, conduct.fails):
        yield Remark(rule.id, key, "this can never go wrong, so the rule never finds anything.")
    elif rule.text.then is Then.ASK and world.never(conduct.applies, conduct.passes):
        message = "no paper can satisfy this: whoever it is for would be asked in vain, again and again."
        yield Remark(rule.id, key, message)


def _dead_parts(conduct: Conduct) -> Iterator[Remark]:
    """Sides of an `||` that never come true."""
    for condition, tree in conduct.trees.items():
        key = conduct.key_of(condition)
        if key == "require":
            continue  # its limits are written in keys of their own
        within = conduct.meant if key == "when" else conduct.applies
        for part in _alternatives(tree):
            if conduct.world.never(within, conduct.truth_of(part)):
                message = "this part can never hold; take it out, or mend it."
                yield Remark(conduct.rule.id, key, message, place_of(part))


def _conjuncts(node: Node) -> Iterator[Node]:
    if isinstance(node, Call) and node.function == "_&&_":
        for argument in node.arguments:
            yield from _conjuncts(argument)
    else:
        yield node


def _alternatives(node: Node) -> Iterator[Node]:
    """The innermost sides of every `||`; not inside a macro, whose items may have any name."""
    if not isinstance(node, Call):
        return
    for part in node.arguments:
        if _is_or(node) and not _is_or(part):
            yield part
        yield from _alternatives(part)


def _is_or(node: Node) -> bool:
    return isinstance(node, Call) and node.function == "_||_"


def _for_its_kinds(conduct: Conduct) -> str:
    kinds = conduct.rule.text.kinds
    return f" for {_listed([kind.value for kind in kinds])}" if kinds else ""


def _listed(words: list[str]) -> str:
    return ", ".join(words[:-1]) + " or " + words[-1] if len(words) > 1 else words[0]
