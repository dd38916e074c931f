/* Where tests kill the program (make check-faults). In a build with -DTISS_FAULTS, $TISS_FAULT_AT=N kills the process, as kill -9 does, when
 * it comes to the Nth point of its run; otherwise a point is nothing. */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#ifdef TISS_FAULTS
void fault_point(void);
#else
#define fault_point() ((void)0)
#endif

#endif
