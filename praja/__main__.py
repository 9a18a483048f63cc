"""`python -m praja` is the command `praja`."""

import sys

from praja.cli import main

sys.exit(main())
