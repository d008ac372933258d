"""Outlook's own ways to write a mail: .msg files and winmail.dat bundles, turned into the mail they stand for."""
