"""Scripts that print figures. Run them by hand or by `make bench`; no test looks at a clock."""
