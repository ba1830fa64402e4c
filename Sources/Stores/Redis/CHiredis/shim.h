// hiredis opens the connections; nothing newer than its version 0.14 is used, so that Debian 12's is enough.
#include <hiredis/hiredis.h>
