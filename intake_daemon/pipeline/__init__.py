"""The stages between a stored arrival and its recorded outcome, in the order in which they run.

take → read → understand → match → judge → act → deliver. Every stage that writes takes a session and does its
rows and its audit rows in that one transaction; nothing here knows the workflow engine.
"""
