#include "CLinux.h"

#include <malloc.h>

void clinux_return_large_blocks(int size) {
#ifdef M_MMAP_THRESHOLD
    mallopt(M_MMAP_THRESHOLD, size);
#else
    (void)size;
#endif
}
