/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The segments of a TCP super-packet, one at a time.
 */
#ifndef _NFM_SEGMENT_H
#define _NFM_SEGMENT_H

#include <linux/skbuff.h>

/**
 * struct nfm_segments - a super-packet and how far it has been cut up
 * @skb: the super-packet; %NULL: none
 * @room: bytes to leave in front of each segment
 * @l4: where its TCP header is
 * @head: bytes of its headers
 * @size: bytes of payload of a segment
 * @sum: of its TCP header and the pseudo-header, but for the length
 * @pos: bytes of payload that are in segments
 * @n: segments made
 * @frag: the fragment where the next segment starts
 * @off: and where in it
 */
struct nfm_segments {
	struct sk_buff *skb;
	unsigned int room;
	unsigned int l4;
	unsigned int head;
	unsigned int size;
	__wsum sum;
	unsigned int pos;
	unsigned int n;
	unsigned int frag;
	unsigned int off;
};

bool nfm_segments_start(struct nfm_segments *seg, struct sk_buff *skb, unsigned int room);
struct sk_buff *nfm_segments_next(struct nfm_segments *seg);

#endif /* _NFM_SEGMENT_H */
