"""Mutuality: a place for peer support among equals."""

__version__ = "0.1.0"
