"""``python -m policygraph``: the command line."""

from policygraph.cli.entry import main

if __name__ == "__main__":
    main()
