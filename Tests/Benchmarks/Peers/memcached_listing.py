"""Lists a Memcached as a script would: the crawler's dump, keys and deadlines kept in a dict. Prints milliseconds and items."""
import socket
import sys
import time
from urllib.parse import unquote_to_bytes

connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
began = time.monotonic()
connection.sendall(b"lru_crawler metadump all\r\n")
found = {}
for line in connection.makefile("rb", 1 << 20):
    if line == b"END\r\n":
        break
    words = line.split(b" ", 2)
    found[unquote_to_bytes(words[0][4:])] = int(words[1][4:])
print(f"{(time.monotonic() - began) * 1000:.1f} {len(found)}")
