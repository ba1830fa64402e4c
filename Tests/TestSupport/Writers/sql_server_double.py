"""A double of SQL Server for the tests: pysqlbridge speaks the wire, a SQLite file keeps each database, and this file
stands between the two. It knows the statements that the product, its tests and pymssql send, and no others.

usage: sql_server_double.py PORT DIRECTORY      the first line it prints is READY

Users: sa (password Sa-12345) may do everything; reader (password Reader-1) may only read. CREATE DATABASE makes a file
in the directory; a login to a database that is not there fails as the real server's does.

What it keeps of the real server's ways: keys of text are the same whatever their capitals and the blanks at their end;
readers see what was committed last, also inside a transaction; a row that somebody else has changed is waited for as
long as LOCK_TIMEOUT says; text is cast to bytes as UTF-16; REAL has four bytes; text that is too long is an error; a
date has the digits and the offset that its column's type has, and DATEADD takes 32 bits.
What it does not: code pages (varchar keeps any text), types in comparisons, query plans, rights of single columns, and
dates of any language's writing: they are text in the form of ISO 8601 here. Dates with an offset it compares with none.
"""

import contextlib
import datetime
import hashlib
import os
import re
import resource
import sqlite3
import struct
import sys
import time

import pysqlbridge.server
from pysqlbridge.logins import Login, LoginStore
from pysqlbridge.tds.connection import Connection, ConnectionState
from pysqlbridge.tds.result import Column, ColumnType, Float, Integer, NVarChar, QueryError, col_metadata, row
from pysqlbridge.tds.token import DoneStatus, done, error_response

USERS = {"sa": "Sa-12345", "reader": "Reader-1"}
MAX = 2147483647
directory = "."

TYPES = {
    "varchar": 167, "nvarchar": 231, "char": 175, "nchar": 239, "text": 35, "ntext": 99, "varbinary": 165, "image": 34,
    "float": 62, "double precision": 62, "real": 59, "bigint": 127, "int": 56, "decimal": 106,
    "datetime": 61, "smalldatetime": 58, "datetime2": 42, "datetimeoffset": 43,
}
DATES = ("datetimeoffset", "datetime2", "smalldatetime", "datetime")
NAMES = {62: "float"} | {number: name for name, number in TYPES.items() if number != 62}


# The wire


class Blob(ColumnType):
    """varbinary(max), in one piece."""

    def type_info(self):
        return bytes([0xA5, 0xFF, 0xFF])

    def encode(self, value):
        if value is None:
            return b"\xff" * 8
        piece = struct.pack("<I", len(value)) + value if value else b""
        return struct.pack("<Q", len(value)) + piece + struct.pack("<I", 0)


def column_type(cells):
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {int}:
        return Integer(8)
    if kinds and kinds <= {int, float}:
        return Float(8)
    if kinds == {bytes}:
        return Blob()
    return NVarChar(4000 if all(len(cell) <= 4000 for cell in cells if cell is not None) else None)


DONE_PROCEDURE, DONE_IN_PROCEDURE, RETURN_STATUS = 0xFE, 0xFF, 0x79


class Answer:
    """What each statement answered: names and rows, or how many rows it changed.

    A batch's statements end each for itself. Those of a statement with values, which is a call of a procedure, end inside
    it: its own end comes after them and tells no count.
    """

    def __init__(self, is_call):
        self.parts = []
        self.is_call = is_call

    def encode(self, tds_version, server=""):
        wire = b""
        for index, (names, rows, count) in enumerate(self.parts):
            status = DoneStatus.MORE if self.is_call or index + 1 < len(self.parts) else DoneStatus.FINAL
            command = 0
            if names is not None:
                cells = list(zip(*rows)) or [()] * len(names)
                columns = [Column(name, column_type(cells[at])) for at, name in enumerate(names)]
                wire += col_metadata(columns, tds_version) + b"".join(row(columns, one) for one in rows)
                count, command = len(rows), 0xC1
            if count is not None:
                status |= DoneStatus.COUNT
            end = done(status=status, current_command=command, row_count=count or 0, tds_version=tds_version)
            wire += bytes([DONE_IN_PROCEDURE]) + end[1:] if self.is_call else end
        if self.is_call:
            wire += struct.pack("<Bi", RETURN_STATUS, 0) + bytes([DONE_PROCEDURE]) + done(tds_version=tds_version)[1:]
        return wire or done(tds_version=tds_version)


class Client(Connection):
    """A login that looks whether the database is there."""

    def _finish_login(self, responses):
        name = self._login.database or "master"
        if os.path.exists(database_file(name)):
            self._session["database"] = name
            self._session["user"] = self._login.user_name.lower()
            return super()._finish_login(responses)
        words = f'Cannot open database "{name}" requested by the login. The login failed.'
        self._send(responses, error_response(4060, words, severity=11, tds_version=self._tds_version))
        self._state = ConnectionState.FAILED


# The words


def protected(text):
    """The text with each literal replaced by a mark, and the literals."""
    literals = []

    def keep(match):
        literals.append("'" + match[1] + "'")
        return f"\0{len(literals) - 1}\0"

    return re.sub(r"[Nn]?'((?:[^']|'')*)'", keep, text), literals


def casts(text):
    """CAST(a AS b) as tsql_cast(a, 'b'), the inner ones first."""
    start = [match.start() for match in re.finditer(r"\bCAST\s*\(", text, re.I)]
    for at in reversed(start):
        begin = text.index("(", at)
        depth, end = 0, begin
        for end in range(begin, len(text)):
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            if depth == 0:
                break
        value, kind = re.fullmatch(r"(.*)\bAS\b\s*([\w]+(?:\s*\(\s*\w+\s*\))?)\s*", text[begin + 1:end], re.I | re.S).groups()
        text = f"{text[:at]}tsql_cast({value}, '{kind.lower()}'){text[end + 1:]}"
    return text


def conversions(text):
    """CONVERT(a, b, 126) as tsql_cast(b, 'a'): dates are kept as that style writes them."""
    while match := re.search(r"\bCONVERT\s*\(\s*(\w+(?:\s*\(\s*\w+\s*\))?)\s*,", text, re.I):
        depth, end = 1, match.end()
        while depth > 0:
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        value, style = text[match.end():end - 1].rsplit(",", 1)
        if style.strip() != "126":
            raise QueryError(f"The style {style} is not supported.", number=281)
        text = f"{text[:match.start()]}tsql_cast({value}, '{match[1].lower()}'){text[end:]}"
    return text


def column(match):
    """A column of text in CREATE TABLE: compared as the real server's usual collation does, and no longer than it may be."""
    name, kind, size = match[1], match[2], match[3]
    length = MAX if size.lower() == "max" else int(size)
    check = "" if length == MAX else f" CHECK (length({name}) <= {length})"
    exact = match[4] and "_CS_" in match[4].upper()
    collation = "" if "binary" in kind.lower() else " COLLATE tsql_exact" if exact else " COLLATE tsql"
    return f"{name} {kind}({length}){collation}{check}"


def translate(text):
    text, literals = protected(text)
    if re.match(r"\s*CREATE\s+TABLE", text, re.I):
        text = re.sub(r"(\[?\w+\]?)\s+(n?varchar|n?char|varbinary)\s*\(\s*(max|\d+)\s*\)(?:\s+COLLATE\s+(\w+))?",
                      column, text, flags=re.I)
    else:
        text = conversions(casts(text))
    text = re.sub(r"\bWITH\s*\([\w\s,]+\)", "", text, flags=re.I)
    text = re.sub(r"\b(sys|INFORMATION_SCHEMA)\.(\w+)", r"tsql_\2", text, flags=re.I)
    text = re.sub(r"\b(DATEDIFF_BIG|DATEADD)\s*\(\s*(\w+)\s*,", r"tsql_\1('\2',", text, flags=re.I)
    text = re.sub(r"\+ (?=\0)", "|| ", text)
    text = re.sub(r"@@ROWCOUNT", "changes()", text, flags=re.I)
    text = re.sub(r"\b0x([0-9A-F]*)\b", r"x'\1'", text, flags=re.I)
    if top := re.match(r"\s*SELECT\s+TOP\s*\(\s*(\d+)\s*\)", text, re.I):
        text = f"SELECT {text[top.end():]} LIMIT {top[1]}"
    text = re.sub(r"@(\w+)", r":\1", text)
    return re.sub(r"\0(\d+)\0", lambda match: literals[int(match[1])], text)


def statements(text):
    """The statements of a batch, which semicolons part."""
    text, literals = protected(text)
    for part in text.split(";"):
        if part.strip():
            yield re.sub(r"\0(\d+)\0", lambda match: literals[int(match[1])], part.strip())


# The databases


def database_file(name):
    return os.path.join(directory, re.sub(r"\W", "_", name.lower()) + ".db")


SECOND = 10_000_000  # a date is counted in steps of 100 ns
EPOCH = datetime.datetime(1970, 1, 1)


def parsed(text):
    """Steps since 1970 as a clock in its zone shows them, and the offset in minutes; None for none."""
    match = re.fullmatch(
        r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,7}))?)?)?\s*(?:(Z)|([+-])(\d\d):(\d\d))?", text)
    if not match:
        raise QueryError("Conversion failed when converting date and/or time from character string.", number=241)
    moment = datetime.datetime(*(int(part or 0) for part in match.groups()[:6]))
    offset = 0 if match[8] else int(match[9] + "1") * (60 * int(match[10]) + int(match[11])) if match[9] else None
    return (moment - EPOCH) // datetime.timedelta(seconds=1) * SECOND + int((match[7] or "").ljust(7, "0")), offset


def written(steps, digits, offset=None):
    seconds, rest = divmod(steps, SECOND)
    text = (EPOCH + datetime.timedelta(seconds=seconds)).isoformat()
    if digits:
        text += f".{rest:07}"[:digits + 1]
    if offset is not None:
        text += f"{'-' if offset < 0 else '+'}{abs(offset) // 60:02}:{abs(offset) % 60:02}"
    return text


def rounded(steps, to):
    return (steps + to // 2) // to * to


def date(text, kind):
    """Text of a date as one of a type."""
    name, _, digits = kind.partition("(")
    name, digits = name.strip(), int(digits.rstrip(") ") or 7)
    steps, offset = parsed(text)
    if name == "smalldatetime":
        return written(rounded(steps, 60 * SECOND), 0)
    if name == "datetime":
        # Three hundred in a second, of which the milliseconds are shown.
        return written(rounded((steps * 300 + SECOND // 2) // SECOND * SECOND // 300, SECOND // 1000), 3)
    steps = rounded(steps, 10 ** (7 - digits))
    return written(steps, digits, (offset or 0) if name == "datetimeoffset" else None)


def switch_offset(text, offset):
    steps, old = parsed(text) if text is not None else (None, None)
    new = parsed("1970-01-01T00:00" + offset)[1]
    return None if text is None else written(steps + (new - (old or 0)) * 60 * SECOND, 7, new)


def date_difference(part, start, end):
    """How many milliseconds begin between two dates."""
    if start is None or end is None:
        return None
    (first, one), (last, other) = parsed(start), parsed(end)
    if part.lower() != "millisecond" or one is not None or other is not None:
        raise QueryError("DATEDIFF_BIG is known here of milliseconds between dates without an offset.")
    return last // (SECOND // 1000) - first // (SECOND // 1000)


def date_sum(part, number, text):
    if number is None or text is None:
        return None
    if not -(2**31) <= number < 2**31:
        raise QueryError("Arithmetic overflow error converting expression to data type int.", number=8115)
    steps, offset = parsed(text)
    return written(steps + number * {"millisecond": SECOND // 1000, "day": 86400 * SECOND}[part.lower()], 7, offset)


def cast(value, kind):
    if value is None:
        return None
    if kind.split("(")[0].strip() in DATES:
        return date(value, kind)
    kind = kind.split("(")[0]
    if kind == "float":
        return float(value)
    if kind in ("bigint", "int"):
        if not -(2**31) <= int(value) < 2**31 and kind == "int":
            raise QueryError("Arithmetic overflow error converting expression to data type int.", number=8115)
        return int(value)
    if kind == "varbinary":
        return value.encode("utf-16-le") if isinstance(value, str) else value
    return value.decode("utf-16-le") if isinstance(value, bytes) else str(value)


def compare(one, other):
    return compare_exactly(one.casefold(), other.casefold())


def compare_exactly(one, other):
    one, other = one.rstrip(" "), other.rstrip(" ")
    return (one > other) - (one < other)


def declared(kind):
    """What a declared type is, and how many bytes it has."""
    name, _, size = kind.lower().partition("(")
    name = name.strip()
    if not size:
        return TYPES.get(name, 0), 16 if "text" in name else 8
    length = int(size.rstrip(") "))
    if length == MAX:
        return TYPES.get(name, 0), -1
    return TYPES.get(name, 0), length * (2 if name.startswith("n") else 1)


CATALOGUE = """
    CREATE TEMP VIEW tsql_objects AS SELECT name, CASE type WHEN 'table' THEN 'U' ELSE 'V' END AS type,
        rowid AS object_id, 1 AS schema_id FROM sqlite_master WHERE type IN ('table', 'view');
    CREATE TEMP VIEW tsql_columns AS SELECT p.name, p.cid + 1 AS column_id, o.object_id,
        tsql_type(p.type) AS system_type_id, tsql_size(p.type) AS max_length, 'Latin1_General_CI_AS' AS collation_name
        FROM tsql_objects o, pragma_table_info(o.name) p;
    CREATE TEMP VIEW tsql_indexes AS SELECT o.object_id, l.seq + 1 AS index_id, l."unique" AS is_unique,
        l.partial AS has_filter, 0 AS is_disabled, l.name AS index_name FROM tsql_objects o, pragma_index_list(o.name) l;
    CREATE TEMP VIEW tsql_index_columns AS SELECT i.object_id, i.index_id, c.cid + 1 AS column_id,
        0 AS is_included_column FROM tsql_indexes i, pragma_index_info(i.index_name) c;
    CREATE TEMP VIEW tsql_tables AS SELECT name AS table_name, 'dbo' AS table_schema,
        CASE type WHEN 'U' THEN 'BASE TABLE' ELSE 'VIEW' END AS table_type FROM tsql_objects;
"""


class Lite(sqlite3.Connection):
    """The SQLite behind one client."""

    user = "sa"
    is_in_transaction = False  # as the client sees it; SQLite's begins with the first statement that may change a row


def connect(session):
    # Functions may not hold the session, which holds the connection: both have to go, with what they lock, when the
    # client does.
    database, user = session["database"], session["user"]
    lite = sqlite3.connect(
        database_file(database), isolation_level=None, check_same_thread=False, timeout=5, factory=Lite)
    lite.user = user
    lite.create_collation("tsql", compare)
    lite.create_collation("tsql_exact", compare_exactly)
    functions = {
        "tsql_cast": (2, cast),
        "tsql_type": (1, lambda kind: declared(kind)[0]),
        "tsql_size": (1, lambda kind: declared(kind)[1]),
        "tsql_single": (1, lambda value: None if value is None else struct.unpack("f", struct.pack("f", value))[0]),
        "sysutcdatetime": (0, lambda: written(time.time_ns() // 100, 7)),
        "tsql_datediff_big": (3, date_difference),
        "tsql_dateadd": (3, date_sum),
        "switchoffset": (2, switch_offset),
        "type_name": (1, NAMES.get),
        "collationproperty": (2, lambda name, what: 1252),
        "serverproperty": (1, lambda what: "16.0.1000.6"),
        "databasepropertyex": (2, lambda name, what: "READ_WRITE"),
        "db_name": (0, lambda: database),
        "user_name": (0, lambda: user),
        "schema_id": (-1, lambda *name: 1),
        "scope_identity": (0, lambda: None),
        "has_perms_by_name": (3, lambda name, kind, right: int(user != "reader" or right == "SELECT")),
        "datalength": (1, lambda value: None if value is None else len(value)),
        "hashbytes": (2, lambda name, value: None if value is None else hashlib.sha256(value).digest()),
    }
    for name, (count, function) in functions.items():
        lite.create_function(name, count, function)
    lite.executescript(CATALOGUE)

    def first(text, *values):
        # Beside the connection: a function may not use the one that is calling it.
        with contextlib.closing(sqlite3.connect(database_file(database))) as other:
            return (other.execute(text, values).fetchone() or [None])[0]

    lite.create_function("object_id", 1, lambda name: first(
        "SELECT rowid FROM sqlite_master WHERE lower(name) = lower(?)", name.strip("[]")))
    lite.create_function("tsql_rows", 1, lambda name: first(f"SELECT count(*) FROM [{name}] NOT INDEXED"))
    lite.execute("""CREATE TEMP VIEW tsql_partitions AS SELECT object_id, 1 AS index_id, tsql_rows(name) AS rows
        FROM tsql_objects WHERE type = 'U'""")
    return lite


FAILURES = [
    (r"no such table: (?:\w+\.)?(\S+)", 208, "Invalid object name '{}'."),
    (r"no such column: (\S+)", 207, "Invalid column name '{}'."),
    (r"table (\S+) already exists", 2714, "There is already an object named '{}' in the database."),
    (r"UNIQUE constraint failed: (\S+)", 2627, "Violation of PRIMARY KEY constraint. Cannot insert duplicate key {}."),
    (r"NOT NULL constraint failed: (\S+)", 515, "Cannot insert the value NULL into column '{}'."),
    (r"CHECK constraint failed: (.*)", 2628, "String or binary data would be truncated ({})."),
    (r"database (?:\w+ )?is locked", 1222, "Lock request time out period exceeded."),
    (r".*(syntax error|unrecognized token).*", 102, "Incorrect syntax: {}."),
]


def refusal(error, text):
    for pattern, number, words in FAILURES:
        if match := re.match(pattern, str(error)):
            return QueryError(words.format(*match.groups()), number=number)
    return QueryError(f"{error}, in: {text[:200]}")


def execute(lite, text, values):
    wanted = set(re.findall(r":(\w+)", protected(text)[0]))
    try:
        cursor = lite.execute(text, {name: value for name, value in values.items() if name in wanted})
        return cursor, cursor.fetchall() if cursor.description else []
    except sqlite3.Error as error:
        raise refusal(error, text) from None


def round_values(lite, text):
    """Columns of REAL keep what four bytes hold, and those of dates what their type does."""
    table = re.match(r"\s*CREATE\s+TABLE\s+(\w+)", text, re.I)
    kept = re.findall(rf"(\w+)\s+(REAL\b|(?:{'|'.join(DATES)})\b(?:\s*\(\d\))?)", text, re.I) if table else []
    for name, kind in kept:
        value = f"tsql_single(new.{name})" if kind.upper() == "REAL" else f"tsql_cast(new.{name}, '{kind.lower()}')"
        for event in ("INSERT", f"UPDATE OF {name}"):
            lite.execute(
                f"CREATE TRIGGER IF NOT EXISTS [{table[1]} {name} {event[:6]}] AFTER {event} ON {table[1]} BEGIN "
                f"UPDATE {table[1]} SET {name} = {value} WHERE rowid = new.rowid; END")


def run(lite, text, values, answer):
    verb = re.match(r"\s*(\w+)", text)[1].upper()
    if match := re.match(r"SET\s+@(\w+)\s*=\s*(''|0x)\s*$", text, re.I):
        values[match[1]] = "" if match[2] == "''" else b""
    elif match := re.match(r"SET\s+LOCK_TIMEOUT\s+(\d+)", text, re.I):
        lite.execute(f"PRAGMA busy_timeout = {match[1]}")
    elif match := re.match(r"CREATE\s+DATABASE\s+(\w+)", text, re.I):
        make_database(match[1])
    elif re.match(r"BEGIN\s+TRAN", text, re.I):
        lite.is_in_transaction = True
    elif match := re.match(r"(?:IF\s+@@TRANCOUNT\s*>\s*0\s+)?(COMMIT|ROLLBACK)\b", text, re.I):
        if lite.in_transaction:
            execute(lite, match[1], {})
        lite.is_in_transaction = False
    elif verb not in ("SET", "USE"):
        return run_on_rows(lite, verb, text, values, answer)
    answer.parts.append((None, None, None))


def run_on_rows(lite, verb, text, values, answer):
    if lite.user == "reader" and verb != "SELECT":
        raise QueryError(f"The {verb} permission was denied on the object, database, schema 'dbo'.", number=229)
    holds = verb != "SELECT" or "UPDLOCK" in text.upper()
    if lite.is_in_transaction and holds and not lite.in_transaction:
        execute(lite, "BEGIN IMMEDIATE", {})
    cursor, rows = execute(lite, translate(text), values)
    if verb == "CREATE":
        round_values(lite, text)
    if cursor.description:
        answer.parts.append(([name[0] for name in cursor.description], [list(one) for one in rows], None))
    else:
        answer.parts.append((None, None, cursor.rowcount if verb in ("INSERT", "UPDATE", "DELETE") else None))


def handle(query):
    if query.procedure:
        raise QueryError(f"Could not find stored procedure '{query.procedure}'.", number=2812)
    session = query.session
    if "lite" not in session:
        session["lite"] = connect(session)
    values = {name.lstrip("@"): value for name, value in query.parameters.items()}
    answer = Answer(is_call=bool(values))
    for text in statements(query.sql):
        run(session["lite"], text, values, answer)
    return answer


def make_database(name):
    with contextlib.closing(sqlite3.connect(database_file(name))) as fresh:
        fresh.execute("PRAGMA journal_mode = WAL")


if __name__ == "__main__":
    directory = sys.argv[2]
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    make_database("master")
    pysqlbridge.server.Connection = Client
    server = pysqlbridge.server.BridgeServer(
        "127.0.0.1", int(sys.argv[1]), query_handler=handle,
        logins=LoginStore([Login(user, password, False) for user, password in USERS.items()]))
    print("READY", flush=True)
    server.serve_forever()
