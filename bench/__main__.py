"""`make bench`: run every measurement and print one table."""

from itertools import chain

from bench import burst, card, clicks, contention, gate, history, memory, review
from bench.figure import HEADING

print(HEADING)
for measure in (review.rows, gate.rows, history.rows, card.rows):
    for row in measure():
        print(row)
print()
for line in chain(memory.lines(), contention.rows(), clicks.rows(), burst.rows()):
    print(line)
