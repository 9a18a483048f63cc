"""An invented government for trying things out: people, posts, a month of attendance, and some mistakes.

Everybody here is made up by a seed, so that every machine makes the same people. Posts and their numbers
follow what such offices have; amounts of TPP, wages and private deductions are examples, no regulation.
"""
