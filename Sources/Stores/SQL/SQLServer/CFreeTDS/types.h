#ifndef CFREETDS_TYPES_H
#define CFREETDS_TYPES_H

// What FreeTDS's own header names, as far as the functions need it.

typedef int RETCODE;
typedef int STATUS;
typedef unsigned char BYTE;
typedef unsigned char DBBOOL;
typedef short DBSMALLINT;
typedef int DBINT;
typedef struct tds_dblib_loginrec LOGINREC;
typedef struct tds_dblib_dbprocess DBPROCESS;
typedef int (*EHANDLEFUNC)(
    DBPROCESS *process, int severity, int number, int systemNumber, char *words, char *systemWords);
typedef int (*MHANDLEFUNC)(
    DBPROCESS *process, DBINT number, int state, int severity, char *words, char *server, char *procedure, int line);

#endif
