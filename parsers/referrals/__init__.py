"""What referrals say: their papers, their labels and their sentences.

Asked of messages that refer a patient, and of nothing else.
"""
