"""Tests of the rule rewards."""
