"""What we owe people: texts, messages, and the rules of when one may leave.

`render` turns facts into a text, `message` a text into bytes, `smtp` hands bytes to the mail server;
`trust` and `safety` say whether any of it may happen without a person.
"""
