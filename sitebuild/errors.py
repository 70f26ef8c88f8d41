"""A failure we can explain: what went wrong and what to do about it."""


class BuildError(Exception):
    """An expected failure. The command line prints it without a traceback.

    Attributes:
        cause: What went wrong, one sentence or the failing tool's own last words.
        cure: What to do about it, ideally a line to type.

    >>> print(BuildError("npm ci failed.", "Check the network, then run this again."))
    npm ci failed.
      cure: Check the network, then run this again.
    """

    def __init__(self, cause: str, cure: str) -> None:
        super().__init__(cause, cure)
        self.cause = cause
        self.cure = cure

    def __str__(self) -> str:
        return f"{self.cause}\n  cure: {self.cure}"


def last_words(output: str, lines: int = 8) -> str:
    r"""Return the last non-empty lines of a tool's output, indented, to stand below a cause.

    >>> last_words("fetching\n\nE404 not found\n", lines=1)
    '    E404 not found'
    """
    said = [line.rstrip() for line in output.splitlines() if line.strip()]
    return "\n".join(f"    {line}" for line in said[-lines:])
