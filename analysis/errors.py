"""The one error of our own."""


class InputError(ValueError):
    """The user's input is at fault; the message says what, where and what next, a line a fault."""
