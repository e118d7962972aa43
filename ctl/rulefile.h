/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MIRRORCTL_RULEFILE_H
#define MIRRORCTL_RULEFILE_H

#include <stddef.h>

/* Makes the rules of a session those of the file, in one message. */
int rulefile_replace(const char *session, const char *file);
/* The whole of a file ("-": standard input), ended by a NUL; NULL after the error. */
char *file_read(const char *file, size_t *len);

#endif
