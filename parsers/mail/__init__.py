"""Mails taken apart: the envelope, the new text, the quoted text, the attachments."""
