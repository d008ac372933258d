"""Changing files of rules so that everything else in them stays as it is, byte for byte.

A value is found by where YAML says it stands and replaced in the text; nothing is written anew from what was
understood. Every change is read again before it is given back. In: texts. Out: texts; nothing here touches a disk.
"""
