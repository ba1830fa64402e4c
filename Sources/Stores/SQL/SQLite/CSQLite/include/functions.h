// The functions of SQLite 3 that are used: result, name, parameters, arguments. The prototypes are ours, so that
// building needs no header of SQLite's; a test compares them with the real ones.
#define CSQLITE_FUNCTIONS(F) \
    F(int, sqlite3_open_v2, (const char *path, sqlite3 **database, int flags, const char *system), \
      (path, database, flags, system)) \
    F(int, sqlite3_close_v2, (sqlite3 *database), (database)) \
    F(const char *, sqlite3_errmsg, (sqlite3 *database), (database)) \
    F(int, sqlite3_extended_errcode, (sqlite3 *database), (database)) \
    F(const char *, sqlite3_libversion, (void), ()) \
    F(int, sqlite3_busy_timeout, (sqlite3 *database, int milliseconds), (database, milliseconds)) \
    F(void, sqlite3_interrupt, (sqlite3 *database), (database)) \
    F(int, sqlite3_db_readonly, (sqlite3 *database, const char *name), (database, name)) \
    F(int, sqlite3_changes, (sqlite3 *database), (database)) \
    F(void, sqlite3_progress_handler, \
      (sqlite3 *database, int steps, int (*handler)(void *), void *context), (database, steps, handler, context)) \
    F(int, sqlite3_prepare_v2, \
      (sqlite3 *database, const char *text, int size, sqlite3_stmt **statement, const char **rest), \
      (database, text, size, statement, rest)) \
    F(int, sqlite3_step, (sqlite3_stmt *statement), (statement)) \
    F(int, sqlite3_finalize, (sqlite3_stmt *statement), (statement)) \
    F(int, sqlite3_bind_null, (sqlite3_stmt *statement, int index), (statement, index)) \
    F(int, sqlite3_bind_double, (sqlite3_stmt *statement, int index, double value), (statement, index, value)) \
    F(int, sqlite3_bind_int64, (sqlite3_stmt *statement, int index, sqlite3_int64 value), \
      (statement, index, value)) \
    F(int, sqlite3_bind_text, \
      (sqlite3_stmt *statement, int index, const char *text, int size, void (*release)(void *)), \
      (statement, index, text, size, release)) \
    F(int, sqlite3_bind_blob, \
      (sqlite3_stmt *statement, int index, const void *bytes, int size, void (*release)(void *)), \
      (statement, index, bytes, size, release)) \
    F(int, sqlite3_column_count, (sqlite3_stmt *statement), (statement)) \
    F(sqlite3_value *, sqlite3_column_value, (sqlite3_stmt *statement, int column), (statement, column)) \
    F(int, sqlite3_value_type, (sqlite3_value *value), (value)) \
    F(sqlite3_int64, sqlite3_value_int64, (sqlite3_value *value), (value)) \
    F(double, sqlite3_value_double, (sqlite3_value *value), (value)) \
    F(const void *, sqlite3_value_blob, (sqlite3_value *value), (value)) \
    F(int, sqlite3_value_bytes, (sqlite3_value *value), (value))
