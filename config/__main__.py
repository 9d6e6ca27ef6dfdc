"""`python -m config` is `saraban`."""

import sys

from config.cli import main

sys.exit(main())
