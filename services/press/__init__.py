"""A small press of our own on loopback: demo, fixture and documentation at once.

Its newspapers, events and people are invented; every text was written for this project, under its licence.
"""
