"""Ten tasks that a newcomer does in the real window, told by nothing but the window.

`python -m benchmarks.tasks` does them all and writes `benchmarks/tasks.md` with its pictures; it
fails where the window does not say what comes next.
"""
