"""`make bench`: run every measurement and print one table."""

from bench import gate, review

print(f"{'what':<44} {'median':>12} {'compared with':>16} {'ratio':>7}")
for measure in (review.rows, gate.rows):
    for row in measure():
        print(row)
