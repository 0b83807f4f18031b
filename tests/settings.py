"""The settings of the product, with a data folder and key file that belong to this test run alone."""

import os
import tempfile

if "PYTEST_XDIST_WORKER" in os.environ or "MUTUALITY_DATA" not in os.environ:
    os.environ["MUTUALITY_DATA"] = tempfile.mkdtemp(prefix="mutuality-test-")

from mutuality.host.settings import *  # noqa: F403
