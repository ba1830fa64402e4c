#include "csqlvalue.h"

_Static_assert(sizeof(long long) == 8 && sizeof(double) == 8, "a number of a table has eight bytes");
