/* SPDX-License-Identifier: GPL-2.0-only */
/* corpus - datagrams that are kept: in files, and to be sent again with changes; described in corpus.c. */
#ifndef NFM_FUZZ_CORPUS_H
#define NFM_FUZZ_CORPUS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define DATAGRAM_MAX	120000

struct datagram {
	size_t len;
	unsigned char data[DATAGRAM_MAX + 4];
};

/* A file has one a line, as hex; a line that begins with # is a comment. 0: there is no more. */
int datagram_read(FILE *f, struct datagram *d);
void datagram_write(FILE *f, const struct datagram *d);

/* What is in it, from *@at on, as the kernel sees it; NULL: no more. */
struct nlmsghdr *datagram_next(struct datagram *d, size_t *at);

/* Make each of its messages one to @family that is to be answered, numbered from @seq on. Returns how many. */
unsigned int datagram_stamp(struct datagram *d, int family, uint32_t seq);

void corpus_keep(const struct datagram *d);
unsigned int corpus_size(void);
/* One of those that are kept, changed in a place or two. */
void corpus_mutate(struct datagram *d);

#endif
