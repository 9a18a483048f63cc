"""The goals of units, programmes, and who carries what."""
