"""Tests of one part of the screens."""
