"""What can go wrong when something is written."""


class WriteError(OSError):
    """A file could not be written; the message is a German sentence that says what to do."""
