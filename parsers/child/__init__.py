"""The processes in which documents are read: one parent that is kept ready, one forked child a document."""
