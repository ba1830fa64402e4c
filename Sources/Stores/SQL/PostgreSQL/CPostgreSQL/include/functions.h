// The functions of libpq that are used: result, name, parameters, arguments. The prototypes are ours, so that building
// needs no header of PostgreSQL's; a test compares them with the real ones.
#define CPOSTGRESQL_FUNCTIONS(F) \
    F(PGconn *, PQconnectdbParams, (const char *const *keywords, const char *const *values, int expands), \
      (keywords, values, expands)) \
    F(void, PQfinish, (PGconn *connection), (connection)) \
    F(ConnStatusType, PQstatus, (const PGconn *connection), (connection)) \
    F(char *, PQerrorMessage, (const PGconn *connection), (connection)) \
    F(int, PQsocket, (const PGconn *connection), (connection)) \
    F(PQnoticeProcessor, PQsetNoticeProcessor, \
      (PGconn *connection, PQnoticeProcessor processor, void *context), (connection, processor, context)) \
    F(int, PQsendQueryParams, \
      (PGconn *connection, const char *text, int count, const Oid *types, const char *const *values, \
       const int *lengths, const int *formats, int resultFormat), \
      (connection, text, count, types, values, lengths, formats, resultFormat)) \
    F(int, PQconsumeInput, (PGconn *connection), (connection)) \
    F(int, PQisBusy, (PGconn *connection), (connection)) \
    F(PGresult *, PQgetResult, (PGconn *connection), (connection)) \
    F(ExecStatusType, PQresultStatus, (const PGresult *result), (result)) \
    F(char *, PQresultErrorField, (const PGresult *result, int field), (result, field)) \
    F(char *, PQcmdTuples, (PGresult *result), (result)) \
    F(int, PQntuples, (const PGresult *result), (result)) \
    F(int, PQnfields, (const PGresult *result), (result)) \
    F(Oid, PQftype, (const PGresult *result, int column), (result, column)) \
    F(int, PQgetisnull, (const PGresult *result, int row, int column), (result, row, column)) \
    F(int, PQgetlength, (const PGresult *result, int row, int column), (result, row, column)) \
    F(char *, PQgetvalue, (const PGresult *result, int row, int column), (result, row, column)) \
    F(void, PQclear, (PGresult *result), (result)) \
    F(int, PQgetCopyData, (PGconn *connection, char **buffer, int atOnce), (connection, buffer, atOnce)) \
    F(PGnotify *, PQnotifies, (PGconn *connection), (connection)) \
    F(void, PQfreemem, (void *memory), (memory))
