/* SPDX-License-Identifier: GPL-2.0-only */
/* build - a frame from words; the words are described in build.c. */
#ifndef NFM_TEST_BUILD_H
#define NFM_TEST_BUILD_H

#include <linux/virtio_net.h>
#include <stddef.h>

#define FRAME_MAX	66000

/* Words that say how to send, not what. */
struct frame_options {
	unsigned long count, gap, gso, linear, truncate, txtime;
	unsigned int mark;
	int cpu, partial, has_truncate, virtio, ufo, bypass;
};

extern unsigned char frame_data[FRAME_MAX];
extern size_t frame_len;
extern struct frame_options frame_opt;

/* The frame, and the options, that the words give; number_of: for a tag. */
void frame_build(char **words, unsigned long number_of);

/* What the device has still to do with it. */
void frame_virtio(struct virtio_net_hdr *h);

/* EtherType of a frame that starts with an IP header, else 0. */
unsigned int frame_protocol(void);

#endif
