// The structures of Firebird's client library that are used, as its header has them; a test compares them.
#include <stdint.h>

typedef intptr_t ISC_STATUS;
typedef unsigned int isc_db_handle;
typedef unsigned int isc_tr_handle;
typedef unsigned int isc_stmt_handle;
typedef unsigned int isc_blob_handle;

typedef struct {
    int gds_quad_high;
    unsigned int gds_quad_low;
} ISC_QUAD;

typedef struct {
    short sqltype;
    short sqlscale;
    short sqlsubtype;
    short sqllen;
    char *sqldata;
    short *sqlind;
    short sqlname_length;
    char sqlname[32];
    short relname_length;
    char relname[32];
    short ownname_length;
    char ownname[32];
    short aliasname_length;
    char aliasname[32];
} XSQLVAR;

typedef struct {
    short version;
    char sqldaid[8];
    int sqldabc;
    short sqln;
    short sqld;
    XSQLVAR sqlvar[1];
} XSQLDA;
