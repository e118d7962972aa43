/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a copy is made into before it leaves.
 */
#ifndef _NFM_FRAME_H
#define _NFM_FRAME_H

#include <linux/if_vlan.h>
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
 * @tag_room: bytes that it takes beyond if the frame has a VLAN tag
 * @room: bytes that are put in front of it, or may be
 * @peer: the other end of a veth, if they may go there directly; else %NULL
 */
struct nfm_form {
	const struct nfm_shape *shape;
	struct net *net;
	bool tunnel;
	bool wire;
	unsigned int limit;
	unsigned int tag_room;
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

/* Beside its data or in them. */
static inline bool nfm_frame_is_tagged(const struct sk_buff *frame)
{
	return skb_vlan_tag_present(frame) || eth_type_vlan(frame->protocol);
}

bool nfm_frames_start(struct nfm_frames *frames, const struct nfm_form *form,
		      struct sk_buff *copy, unsigned int *outcome);
struct sk_buff *nfm_frames_next(struct nfm_frames *frames);
struct sk_buff *nfm_frame_finish(const struct nfm_form *form, struct sk_buff *frame,
				 unsigned int *cut, unsigned int *outcome);

#endif /* _NFM_FRAME_H */
