"""`make bench`: run every measurement and print one table."""

from bench import contention, gate, review
from bench.figure import HEADING

print(HEADING)
for measure in (review.rows, gate.rows):
    for row in measure():
        print(row)
print()
for line in contention.rows():
    print(line)
