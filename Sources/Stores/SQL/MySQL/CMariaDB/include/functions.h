// The functions of MariaDB's client library that are used: result, name, parameters. The prototypes are ours, so that
// building needs no header of MariaDB's; a test compares them with the real ones.
#define CMARIADB_FUNCTIONS(F) \
    F(MYSQL *, mysql_init, (MYSQL *connection)) \
    F(int, mysql_options, (MYSQL *connection, enum mysql_option option, const void *value)) \
    F(MYSQL *, mysql_real_connect, \
      (MYSQL *connection, const char *host, const char *user, const char *password, const char *database, \
       unsigned int port, const char *socket, unsigned long flags)) \
    F(void, mysql_close, (MYSQL *connection)) \
    F(unsigned int, mysql_errno, (MYSQL *connection)) \
    F(const char *, mysql_error, (MYSQL *connection)) \
    F(my_socket, mysql_get_socket, (MYSQL *connection)) \
    F(int, mysql_real_query, (MYSQL *connection, const char *text, unsigned long size)) \
    F(MYSQL_STMT *, mysql_stmt_init, (MYSQL *connection)) \
    F(int, mysql_stmt_prepare, (MYSQL_STMT *statement, const char *text, unsigned long size)) \
    F(my_bool, mysql_stmt_bind_param, (MYSQL_STMT *statement, MYSQL_BIND *values)) \
    F(int, mysql_stmt_execute, (MYSQL_STMT *statement)) \
    F(MYSQL_RES *, mysql_stmt_result_metadata, (MYSQL_STMT *statement)) \
    F(unsigned int, mysql_num_fields, (MYSQL_RES *result)) \
    F(MYSQL_FIELD *, mysql_fetch_field_direct, (MYSQL_RES *result, unsigned int column)) \
    F(void, mysql_free_result, (MYSQL_RES *result)) \
    F(my_bool, mysql_stmt_bind_result, (MYSQL_STMT *statement, MYSQL_BIND *cells)) \
    F(int, mysql_stmt_store_result, (MYSQL_STMT *statement)) \
    F(int, mysql_stmt_fetch, (MYSQL_STMT *statement)) \
    F(int, mysql_stmt_fetch_column, \
      (MYSQL_STMT *statement, MYSQL_BIND *cell, unsigned int column, unsigned long offset)) \
    F(unsigned long long, mysql_stmt_affected_rows, (MYSQL_STMT *statement)) \
    F(unsigned int, mysql_stmt_errno, (MYSQL_STMT *statement)) \
    F(const char *, mysql_stmt_error, (MYSQL_STMT *statement)) \
    F(my_bool, mysql_stmt_close, (MYSQL_STMT *statement))
