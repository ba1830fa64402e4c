"""Lists a MongoDB as a script would: a cursor over ids and deadlines, kept in a dict. Prints milliseconds and documents."""
import sys
import time

import pymongo

client = pymongo.MongoClient(f"mongodb://127.0.0.1:{sys.argv[1]}")
sessions = client["tina4"]["sessions"]
client.admin.command("ping")
began = time.monotonic()
found = {}
for document in sessions.find({}, {"expires_at": 1}):
    found[document["_id"]] = document["expires_at"]
print(f"{(time.monotonic() - began) * 1000:.1f} {len(found)} {pymongo.version} {pymongo.has_c()}")
