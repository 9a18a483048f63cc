"""Work in the background, queued in the same database as everything else.

```python
# praja/people/tasks.py: every app's `tasks` is imported when Django starts
@jobs.task(name="people.import", retry=3)
def run_import(import_id: str) -> None: ...

# in an action, inside its transaction: queued if and only if the transaction is kept
jobs.enqueue(run_import, key=f"people.import:{import_id}", import_id=str(import_id))
```

A job may run twice: its worker can die after the work and before it is marked done. Therefore a job must be
safe to repeat: do its writing in one transaction and look first whether it is still to be done.
"""

from praja.jobs.declare import enqueue, is_wanted, periodic, task
from praja.jobs.lost import Stalled, failed, last_success, rescue, stalled

__all__ = [
    "Stalled",
    "enqueue",
    "failed",
    "is_wanted",
    "last_success",
    "periodic",
    "rescue",
    "stalled",
    "task",
]
