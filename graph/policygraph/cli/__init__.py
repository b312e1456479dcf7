"""The command line: parse, one library call, render. The only printer and the only exit."""
