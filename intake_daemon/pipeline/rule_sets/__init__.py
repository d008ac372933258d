"""How one set of rules takes the place of another: looked at, checked, recorded, approved, loaded.

The folder is where people write; the store says what is in force. What is in force changes in one transaction with
its audit row, and every node loads it from the store.
"""
