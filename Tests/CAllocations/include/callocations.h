#ifndef CALLOCATIONS_H
#define CALLOCATIONS_H

/// Begins to count what this thread allocates; what it holds already counts as nothing.
void callocations_begin(void);

/// The most bytes this thread has held at once since it began to count.
long callocations_peak(void);

#endif
