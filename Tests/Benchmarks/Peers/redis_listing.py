"""Lists a Redis as a script would: SCAN, and a pipeline of PTTL for each page. Prints milliseconds, keys, the parser."""
import sys
import time

import redis

client = redis.Redis(port=int(sys.argv[1]))
client.ping()
began = time.monotonic()
cursor, sessions = 0, {}
while True:
    cursor, keys = client.scan(cursor, match="tina4:session:*", count=1000)
    pipeline = client.pipeline(transaction=False)
    for key in keys:
        pipeline.pttl(key)
    for key, left in zip(keys, pipeline.execute()):
        sessions[key] = left
    if cursor == 0:
        break
connection = client.connection_pool.get_connection()
print(f"{(time.monotonic() - began) * 1000:.1f} {len(sessions)} {type(connection._parser).__name__}")
