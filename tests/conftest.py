"""How every test here runs. `HYPOTHESIS_PROFILE` chooses how hard the random tests look.

`cepat` (quick) draws the same examples each time, so that a red test is red for everybody.
`lama` (long; `make test-all`) draws new and many more ones; a failure prints how to repeat it.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("cepat", max_examples=100, deadline=None, derandomize=True, database=None)
settings.register_profile(
    "lama",
    max_examples=3000,
    deadline=None,
    derandomize=False,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "cepat"))
