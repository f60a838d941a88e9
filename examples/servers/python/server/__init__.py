"""A server for some of the services of `proto/`, over code that protoward generated."""

import sys
from pathlib import Path

# Generated modules import each other by their full names, from the top of `gen`.
sys.path.insert(0, str(Path(__file__).parent.parent / "gen"))
