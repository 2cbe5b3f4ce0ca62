"""alerts.v1, headlines.v1 → alert-matches.v1 → signed webhooks, alert-deliveries.v1.

What matches is written down before anybody is told of it; each telling has one id, however often it is tried.
"""
