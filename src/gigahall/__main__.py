"""`gigahall` and `python -m gigahall`."""

from typing import NoReturn

from gigahall import interrupt


def main() -> NoReturn:
    """Runs the command line, which Ctrl-C may end from its first moment on.

    All is written when it returns: taking the libraries apart would only take time, in which Ctrl-C meets no Python any more.
    """
    interrupt.watch()
    from gigahall import cli

    interrupt.end(cli.main())


if __name__ == "__main__":
    main()
