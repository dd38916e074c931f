/* Where lots may be sent to: health data and passwords travel over HTTPS, over plain HTTP only inside this machine. */
#ifndef TISS_ENDPOINT_H
#define TISS_ENDPOINT_H

#include <stdbool.h>

/* What is wrong with URL as an operator's address, in Portuguese ("esperado …", static); NULL when nothing is.
 * It must be https://, or http:// to loopback (localhost, 127.0.0.0/8, [::1]), without user, password or fragment.
 * BASE: services' names will be put behind it, so that it has no query either. */
const char *endpoint_wrong(const char *url, bool base);

#endif
