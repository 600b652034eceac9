"""`make bench`: run every measurement and print one table."""

from bench import gate, review
from bench.figure import HEADING

print(HEADING)
for measure in (review.rows, gate.rows):
    for row in measure():
        print(row)
