/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a copy is made into before it leaves.
 */
#ifndef _NFM_FRAME_H
#define _NFM_FRAME_H

#include <linux/skbuff.h>

#include "segment.h"

struct nfm_shape;
struct net;
struct net_device;

/**
 * struct nfm_form - how a target's copies are to look
 * @shape: the session's options
 * @net: namespace
 * @tunnel: they go through one
 * @wire: as on a wire
 * @limit: bytes of a frame that the target takes
 * @room: bytes that are put in front of it, or may be
 * @peer: the other end of a veth, if they may go there directly; else %NULL
 */
struct nfm_form {
	const struct nfm_shape *shape;
	struct net *net;
	bool tunnel;
	bool wire;
	unsigned int limit;
	unsigned int room;
	struct net_device *peer;
};

/**
 * struct nfm_frames - the frames that a copy becomes
 * @list: those that are made
 * @segments: or what they are made of
 */
struct nfm_frames {
	struct sk_buff *list;
	struct nfm_segments segments;
};

bool nfm_frames_start(struct nfm_frames *frames, const struct nfm_form *form,
		      struct sk_buff *copy, unsigned int *outcome);
struct sk_buff *nfm_frames_next(struct nfm_frames *frames);
struct sk_buff *nfm_frame_finish(const struct nfm_form *form, struct sk_buff *frame,
				 unsigned int *cut, unsigned int *outcome);

#endif /* _NFM_FRAME_H */
