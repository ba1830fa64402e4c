#ifndef CSQLVALUE_H
#define CSQLVALUE_H

#include <stddef.h>

enum csql_kind {
    csql_null = 0,
    csql_integer = 1,
    csql_fraction = 2,
    csql_text = 3,
    csql_blob = 4,
};

/// A value that is bound to a statement, or a cell of the row at hand. It does not own its bytes.
typedef struct {
    int kind;
    long long integer;
    double fraction;
    const void *bytes;
    size_t size;
} csql_value;

#endif
