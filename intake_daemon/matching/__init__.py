"""Recognise what was asked before: the same request again, or a new one for a known patient.

Everything here is pure. The store keeps the hashed keys of every request and hands candidates in;
`judge.match` compares an incoming record with them and gives one of three answers. A page's picture
never votes: two patients' copies of one form look alike, and the same page faxed twice does not.
"""
