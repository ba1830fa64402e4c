// The functions of Firebird's client library that are used: result, name, parameters. The prototypes are ours, so that
// building needs no header of Firebird's; a test compares them with the real ones.
#define CFIREBIRD_FUNCTIONS(F) \
    F(ISC_STATUS, isc_attach_database, \
      (ISC_STATUS *status, short size, const char *name, isc_db_handle *database, short room, const char *parameters)) \
    F(ISC_STATUS, isc_detach_database, (ISC_STATUS *status, isc_db_handle *database)) \
    F(ISC_STATUS, isc_start_multiple, (ISC_STATUS *status, isc_tr_handle *transaction, short count, void *parts)) \
    F(ISC_STATUS, isc_commit_transaction, (ISC_STATUS *status, isc_tr_handle *transaction)) \
    F(ISC_STATUS, isc_rollback_transaction, (ISC_STATUS *status, isc_tr_handle *transaction)) \
    F(ISC_STATUS, isc_dsql_allocate_statement, \
      (ISC_STATUS *status, isc_db_handle *database, isc_stmt_handle *statement)) \
    F(ISC_STATUS, isc_dsql_prepare, \
      (ISC_STATUS *status, isc_tr_handle *transaction, isc_stmt_handle *statement, unsigned short size, \
       const char *text, unsigned short dialect, XSQLDA *cells)) \
    F(ISC_STATUS, isc_dsql_describe, \
      (ISC_STATUS *status, isc_stmt_handle *statement, unsigned short version, XSQLDA *cells)) \
    F(ISC_STATUS, isc_dsql_describe_bind, \
      (ISC_STATUS *status, isc_stmt_handle *statement, unsigned short version, XSQLDA *values)) \
    F(ISC_STATUS, isc_dsql_execute, \
      (ISC_STATUS *status, isc_tr_handle *transaction, isc_stmt_handle *statement, unsigned short version, \
       const XSQLDA *values)) \
    F(ISC_STATUS, isc_dsql_fetch, \
      (ISC_STATUS *status, isc_stmt_handle *statement, unsigned short version, const XSQLDA *cells)) \
    F(ISC_STATUS, isc_dsql_sql_info, \
      (ISC_STATUS *status, isc_stmt_handle *statement, short count, const char *items, short room, char *answer)) \
    F(ISC_STATUS, isc_dsql_free_statement, (ISC_STATUS *status, isc_stmt_handle *statement, unsigned short how)) \
    F(ISC_STATUS, isc_open_blob2, \
      (ISC_STATUS *status, isc_db_handle *database, isc_tr_handle *transaction, isc_blob_handle *blob, ISC_QUAD *id, \
       unsigned short size, const unsigned char *parameters)) \
    F(ISC_STATUS, isc_get_segment, \
      (ISC_STATUS *status, isc_blob_handle *blob, unsigned short *size, unsigned short room, char *bytes)) \
    F(ISC_STATUS, isc_create_blob2, \
      (ISC_STATUS *status, isc_db_handle *database, isc_tr_handle *transaction, isc_blob_handle *blob, ISC_QUAD *id, \
       short size, const char *parameters)) \
    F(ISC_STATUS, isc_put_segment, \
      (ISC_STATUS *status, isc_blob_handle *blob, unsigned short size, const char *bytes)) \
    F(ISC_STATUS, isc_close_blob, (ISC_STATUS *status, isc_blob_handle *blob)) \
    F(ISC_STATUS, fb_cancel_operation, (ISC_STATUS *status, isc_db_handle *database, unsigned short how)) \
    F(ISC_STATUS, isc_que_events, \
      (ISC_STATUS *status, isc_db_handle *database, int *id, short size, const unsigned char *events, \
       void (*callback)(void *context, unsigned short size, const unsigned char *events), void *context)) \
    F(ISC_STATUS, isc_cancel_events, (ISC_STATUS *status, isc_db_handle *database, int *id)) \
    F(int, fb_interpret, (char *text, unsigned int room, const ISC_STATUS **status))
