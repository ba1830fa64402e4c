// The functions of libmongoc and libbson that are used: result, name, parameters, arguments. The prototypes are ours, so
// that building needs no header of theirs; a test compares them with the real ones.
#define CMONGO_FUNCTIONS(F) \
    F(bool, bson_init_static, (bson_t * document, const uint8_t *data, size_t length), (document, data, length)) \
    F(void, bson_init, (bson_t * document), (document)) \
    F(const uint8_t *, bson_get_data, (const bson_t *document), (document)) \
    F(bool, bson_append_int32, (bson_t * document, const char *name, int length, int32_t value), \
      (document, name, length, value)) \
    F(void, bson_destroy, (bson_t * document), (document)) \
    F(void, mongoc_init, (void), ()) \
    F(void, mongoc_log_set_handler, (mongoc_log_func_t handler, void *context), (handler, context)) \
    F(mongoc_uri_t *, mongoc_uri_new_with_error, (const char *text, bson_error_t *error), (text, error)) \
    F(bool, mongoc_uri_has_option, (const mongoc_uri_t *uri, const char *name), (uri, name)) \
    F(bool, mongoc_uri_set_option_as_int32, (mongoc_uri_t * uri, const char *name, int32_t value), \
      (uri, name, value)) \
    F(bool, mongoc_uri_set_option_as_bool, (mongoc_uri_t * uri, const char *name, bool value), (uri, name, value)) \
    F(bool, mongoc_uri_set_appname, (mongoc_uri_t * uri, const char *name), (uri, name)) \
    F(void, mongoc_uri_destroy, (mongoc_uri_t * uri), (uri)) \
    F(mongoc_client_t *, mongoc_client_new_from_uri, (const mongoc_uri_t *uri), (uri)) \
    F(bool, mongoc_client_set_error_api, (mongoc_client_t * client, int32_t version), (client, version)) \
    F(void, mongoc_client_destroy, (mongoc_client_t * client), (client)) \
    F(bool, mongoc_client_read_command_with_opts, \
      (mongoc_client_t * client, const char *database, const bson_t *command, const mongoc_read_prefs_t *preference, \
       const bson_t *options, bson_t *reply, bson_error_t *error), \
      (client, database, command, preference, options, reply, error)) \
    F(bool, mongoc_client_write_command_with_opts, \
      (mongoc_client_t * client, const char *database, const bson_t *command, const bson_t *options, bson_t *reply, \
       bson_error_t *error), \
      (client, database, command, options, reply, error)) \
    F(bool, mongoc_client_read_write_command_with_opts, \
      (mongoc_client_t * client, const char *database, const bson_t *command, const mongoc_read_prefs_t *preference, \
       const bson_t *options, bson_t *reply, bson_error_t *error), \
      (client, database, command, preference, options, reply, error)) \
    F(mongoc_read_prefs_t *, mongoc_read_prefs_new, (mongoc_read_mode_t mode), (mode)) \
    F(void, mongoc_read_prefs_destroy, (mongoc_read_prefs_t * preference), (preference)) \
    F(mongoc_collection_t *, mongoc_client_get_collection, \
      (mongoc_client_t * client, const char *database, const char *name), (client, database, name)) \
    F(void, mongoc_collection_destroy, (mongoc_collection_t * collection), (collection)) \
    F(const mongoc_read_prefs_t *, mongoc_client_get_read_prefs, (const mongoc_client_t *client), (client)) \
    F(mongoc_server_description_t *, mongoc_client_select_server, \
      (mongoc_client_t * client, bool writes, const mongoc_read_prefs_t *preference, bson_error_t *error), \
      (client, writes, preference, error)) \
    F(uint32_t, mongoc_server_description_id, (const mongoc_server_description_t *server), (server)) \
    F(void, mongoc_server_description_destroy, (mongoc_server_description_t * server), (server)) \
    F(mongoc_change_stream_t *, mongoc_collection_watch, \
      (const mongoc_collection_t *collection, const bson_t *pipeline, const bson_t *options), \
      (collection, pipeline, options)) \
    F(bool, mongoc_change_stream_next, (mongoc_change_stream_t * stream, const bson_t **change), (stream, change)) \
    F(bool, mongoc_change_stream_error_document, \
      (const mongoc_change_stream_t *stream, bson_error_t *error, const bson_t **reply), (stream, error, reply)) \
    F(const bson_t *, mongoc_change_stream_get_resume_token, (mongoc_change_stream_t * stream), (stream)) \
    F(void, mongoc_change_stream_destroy, (mongoc_change_stream_t * stream), (stream)) \
    F(mongoc_client_session_t *, mongoc_client_start_session, \
      (mongoc_client_t * client, const mongoc_session_opt_t *options, bson_error_t *error), (client, options, error)) \
    F(bool, mongoc_client_session_append, \
      (const mongoc_client_session_t *session, bson_t *options, bson_error_t *error), (session, options, error)) \
    F(bool, mongoc_client_session_start_transaction, \
      (mongoc_client_session_t * session, const mongoc_transaction_opt_t *options, bson_error_t *error), \
      (session, options, error)) \
    F(bool, mongoc_client_session_commit_transaction, \
      (mongoc_client_session_t * session, bson_t * reply, bson_error_t *error), (session, reply, error)) \
    F(bool, mongoc_client_session_abort_transaction, (mongoc_client_session_t * session, bson_error_t *error), \
      (session, error)) \
    F(void, mongoc_client_session_destroy, (mongoc_client_session_t * session), (session))
