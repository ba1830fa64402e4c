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

// Those that read a server's binary log; libraries before 3.3.5 have not all of them, and are used without.
#define CMARIADB_LOG_FUNCTIONS(F) \
    F(MARIADB_RPL *, mariadb_rpl_init_ex, (MYSQL *connection, unsigned int version)) \
    F(int, mariadb_rpl_optionsv, (MARIADB_RPL *log, enum mariadb_rpl_option option, ...)) \
    F(int, mariadb_rpl_open, (MARIADB_RPL *log)) \
    F(MARIADB_RPL_EVENT *, mariadb_rpl_fetch, (MARIADB_RPL *log, MARIADB_RPL_EVENT *event)) \
    F(void, mariadb_free_rpl_event, (MARIADB_RPL_EVENT *event)) \
    F(void, mariadb_rpl_close, (MARIADB_RPL *log)) \
    F(const char *, mariadb_rpl_error, (MARIADB_RPL *log)) \
    F(uint32_t, mariadb_rpl_errno, (MARIADB_RPL *log))
