"""`python -m annotator` is the command line."""

import sys

from annotator.cli import main

sys.exit(main())
