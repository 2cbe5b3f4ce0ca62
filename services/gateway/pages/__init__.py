"""What the reader pages show: pure functions from stored articles, results and headlines to view models.

Templates print what these modules prepare and decide nothing; `routers/pages.py` fetches and renders.
"""
