// The functions of FreeTDS's db-lib that are used: result, name, parameters. The prototypes are ours, so that building
// needs no header of FreeTDS's; a test compares them with the real ones.
#define CFREETDS_FUNCTIONS(F) \
    F(RETCODE, dbinit, (void)) \
    F(EHANDLEFUNC, dberrhandle, (EHANDLEFUNC handler)) \
    F(MHANDLEFUNC, dbmsghandle, (MHANDLEFUNC handler)) \
    F(RETCODE, dbsetlogintime, (int seconds)) \
    F(LOGINREC *, dblogin, (void)) \
    F(void, dbloginfree, (LOGINREC *login)) \
    F(RETCODE, dbsetlname, (LOGINREC *login, const char *value, int which)) \
    F(RETCODE, dbsetlbool, (LOGINREC *login, int value, int which)) \
    F(RETCODE, dbsetlversion, (LOGINREC *login, BYTE version)) \
    F(DBPROCESS *, tdsdbopen, (LOGINREC *login, const char *server, int like_microsoft)) \
    F(void, dbclose, (DBPROCESS *process)) \
    F(DBBOOL, dbdead, (DBPROCESS *process)) \
    F(int, dbiordesc, (DBPROCESS *process)) \
    F(RETCODE, dbsetopt, (DBPROCESS *process, int option, const char *text, int number)) \
    F(RETCODE, dbcmd, (DBPROCESS *process, const char *text)) \
    F(RETCODE, dbsqlsend, (DBPROCESS *process)) \
    F(RETCODE, dbsqlok, (DBPROCESS *process)) \
    F(RETCODE, dbrpcinit, (DBPROCESS *process, const char *name, DBSMALLINT options)) \
    F(RETCODE, dbrpcparam, \
      (DBPROCESS *process, const char *name, BYTE status, int type, DBINT limit, DBINT size, BYTE *value)) \
    F(RETCODE, dbrpcsend, (DBPROCESS *process)) \
    F(RETCODE, dbresults, (DBPROCESS *process)) \
    F(STATUS, dbnextrow, (DBPROCESS *process)) \
    F(RETCODE, dbcancel, (DBPROCESS *process)) \
    F(int, dbnumcols, (DBPROCESS *process)) \
    F(int, dbcoltype, (DBPROCESS *process, int column)) \
    F(BYTE *, dbdata, (DBPROCESS *process, int column)) \
    F(DBINT, dbdatlen, (DBPROCESS *process, int column))
