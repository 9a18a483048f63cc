"""The file by which a bank moves pay to accounts: its form, who set it, and how it is written."""
