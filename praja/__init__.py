"""Praja: manage the ASN of an Indonesian government employer, with every rupiah explained."""

__version__ = "0.1.0"
