"""The Django project: settings, addresses, and the order of the apps."""
