"""The shipped rules with some more of a clinic's own, for tests of what is done with what they lay down."""

from dataclasses import replace

import rules
from intake_daemon.pipeline.services import Services


def laying_down(what: str) -> str:
    """The text of a rule that lays something down for every request, but those under a court order."""
    return f"""
- id: terms-of-a-test
  title: Something is laid down
  why: "House policy: for a test"
  when: kind != "court_order"
  then: set
  {what}
  examples:
    applies: [{{kind: third_party_authorization}}]
    leaves: [{{kind: court_order}}]
"""


def asking_for_the_purpose(words: str) -> str:
    """The text of a rule that asks for the purpose in words of its own."""
    return f"""
- id: purpose-in-our-words
  title: The purpose is named
  why: "House policy: in words of our own"
  kinds: [third_party_authorization]
  require: {{field: authorization.purpose}}
  then: ask
  ask: {words}
  examples:
    pass: [{{authorization.purpose: insurance}}]
    fail: [{{authorization.purpose: absent}}]
"""


def use_rules(services: Services, *texts: str, **figures: object) -> None:
    """Decide by the shipped rules and some more from now on.

    Args:
        figures: values of policy.yaml that shall be otherwise.
    """
    files, _ = rules.read_texts(rules.SHIPPED)
    more = {"extra/more.yaml": "".join(texts)} if texts else {}
    loaded = rules.load_texts({**files, **more})
    changed = replace(loaded, policy=loaded.policy.model_copy(update=figures))
    services.change_policy(replace(services.policy, rules=changed))
