"""Pages of the exchange with e-Kinerja of BKN."""
