"""Reading what devices say: one module a protocol or kind of file. Nothing here knows the site."""
