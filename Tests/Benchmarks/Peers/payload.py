"""Reads the payload on standard input with the json module; prints nanoseconds a record."""
import json
import sys
import time

text = sys.stdin.buffer.read().decode()
best = []
for _ in range(5):
    began = time.perf_counter_ns()
    for _ in range(20000):
        json.loads(text)
    best.append((time.perf_counter_ns() - began) / 20000)
print(sorted(best)[2])
