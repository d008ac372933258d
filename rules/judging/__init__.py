"""From a case and a set of rules to a verdict, and to the reasons for it."""
