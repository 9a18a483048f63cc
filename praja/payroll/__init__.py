"""The pay month: facts as known, runs of the law over them, slips, and what leaves the office."""
