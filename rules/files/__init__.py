"""From the files of a rules folder to a checked set of rules, or to every mistake with its place."""
