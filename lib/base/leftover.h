/* Files that are there only until they are renamed. When a signal ends the process (Ctrl-C, a time-out, the machine going down), they go
 * with it: half a lot is of no use to anybody, and holds patients' data.
 *
 * SIGHUP, SIGINT and SIGTERM are caught for that from the first file on, unless they are ignored or caught already, and end the process
 * as they would have. To be called from the first thread alone. */
#ifndef BASE_LEFTOVER_H
#define BASE_LEFTOVER_H

/* Notes PATH, which is copied: a file, or a folder that holds only files noted after it. */
void leftover_add(const char *path);

/* Forgets PATH: it was removed, or has its own name now. A folder's files are forgotten with it. */
void leftover_drop(const char *path);

#endif
