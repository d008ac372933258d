"""The intake daemon: takes in requests for medical records and owns them until a decision is made."""
