"""`make bench`: run every measurement and print one table."""

from bench import contention, gate, history, memory, review
from bench.figure import HEADING

print(HEADING)
for measure in (review.rows, gate.rows, history.rows):
    for row in measure():
        print(row)
print()
for line in (*memory.lines(), *contention.rows()):
    print(line)
