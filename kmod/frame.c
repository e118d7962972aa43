// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a copy is made into before it leaves.
 *
 * A copy shares its data, and what is behind it, with the original. Whatever is
 * written here is made the copy's own first.
 */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <net/flow_dissector.h>
#include <net/gso.h>

#include "frame.h"
#include "shape.h"
#include "stats.h"

/* An ARP packet of Ethernet and IPv4: a header, and nothing behind it. */
#define NFM_ARP_LEN	(sizeof(struct arphdr) + 2 * (ETH_ALEN + sizeof(__be32)))

/* A sender in a guest may ask for segments of a byte each. 512 KiB in segments of 536
 * bytes are fewer than this.
 */
#define NFM_SEGMENTS_MAX	1024

static unsigned int nfm_failed(int err)
{
	return nfm_not_copied(err == -ENOMEM ? NFM_REASON_NO_MEMORY : NFM_REASON_TARGET_REFUSED);
}

static int nfm_frame_vlan(const struct nfm_options *opt, struct sk_buff *copy)
{
	switch (opt->vlan_op) {
	case NFM_VLAN_PUSH:
		return skb_vlan_push(copy, htons(opt->vlan_proto), opt->vlan_id);
	case NFM_VLAN_STRIP:
		return skb_vlan_pop(copy);
	default:
		return 0;
	}
}

/* A super-packet goes through a tunnel whole if its segments will fit the path. If not,
 * it is made into frames here, each of which can be cut.
 */
static bool nfm_frame_stays_gso(const struct nfm_form *form, const struct sk_buff *copy)
{
	unsigned int tag = skb_vlan_tag_present(copy) ? VLAN_HLEN : 0;

	if (form->wire)
		return false;
	return !form->tunnel || (form->limit > tag &&
				 skb_gso_validate_mac_len(copy, form->limit - tag));
}

/**
 * nfm_frames_start - begin to make a copy into frames
 * @frames: set up for nfm_frames_next()
 * @form: how they are to look
 * @copy: copy; taken
 * @outcome: set to what to count if it fails
 *
 * Context: packet path.
 * Return: whether it could be done
 */
bool nfm_frames_start(struct nfm_frames *frames, const struct nfm_form *form,
		      struct sk_buff *copy, unsigned int *outcome)
{
	int err = nfm_frame_vlan(&form->shape->opt, copy);

	if (err) {
		*outcome = nfm_failed(err);
		goto err;
	}
	frames->list = copy;
	frames->segments.skb = NULL;
	if (!skb_is_gso(copy) || nfm_frame_stays_gso(form, copy))
		return true;
	if (copy->len > NFM_SEGMENTS_MAX * skb_shinfo(copy)->gso_size) {
		*outcome = nfm_not_copied(NFM_REASON_OVERSIZE);
		goto err;
	}
	if (nfm_segments_start(&frames->segments, copy, form->room))
		return true;
	/* All that a device could do for it is done here, checksums too. */
	frames->list = __skb_gso_segment(copy, NETIF_F_SG, false);
	if (IS_ERR(frames->list)) {
		*outcome = nfm_failed(PTR_ERR(frames->list));
		goto err;
	}
	if (frames->list)
		consume_skb(copy);
	else
		frames->list = copy;
	return true;

err:
	kfree_skb(copy);
	return false;
}

/**
 * nfm_frames_next - the next frame
 * @frames: frames
 *
 * Context: packet path, bottom halves disabled.
 * Return: frame; %NULL after the last one; or an error pointer, after which there is
 *	none either: -ENOMEM
 */
struct sk_buff *nfm_frames_next(struct nfm_frames *frames)
{
	struct sk_buff *frame;

	if (frames->segments.skb) {
		frame = nfm_segments_next(&frames->segments);
		if (!IS_ERR_OR_NULL(frame))
			return frame;
		consume_skb(frames->segments.skb);
		frames->segments.skb = NULL;
		frames->list = NULL;
		return frame;
	}
	frame = frames->list;
	if (frame) {
		frames->list = frame->next;
		skb_mark_not_on_list(frame);
	}
	return frame;
}

/* Length of the L4 header. */
static unsigned int nfm_frame_l4_len(const struct sk_buff *frame,
				     const struct flow_keys_basic *keys)
{
	u8 room, *doff;

	switch (keys->basic.ip_proto) {
	case IPPROTO_TCP:
		doff = skb_header_pointer(frame, keys->control.thoff + 12, sizeof(room), &room);
		return doff ? max_t(unsigned int, *doff >> 4, 5) * 4 : 0;
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return 8;
	case IPPROTO_SCTP:
	case IPPROTO_DCCP:
		return 12;
	default:
		return 0;
	}
}

/* Offset behind the L4 header, or the last header there is. */
static unsigned int nfm_frame_l4_end(const struct nfm_form *form, const struct sk_buff *frame)
{
	const struct ethhdr *eth = (const struct ethhdr *)frame->data;
	struct flow_keys_basic keys;

	if (skb_headlen(frame) < ETH_HLEN)
		return frame->len;
	memset(&keys, 0, sizeof(keys));
	__skb_flow_dissect(form->net, frame, &flow_keys_basic_dissector, &keys, frame->data,
			   eth->h_proto, ETH_HLEN, skb_headlen(frame),
			   FLOW_DISSECTOR_F_STOP_AT_ENCAP);
	if (keys.basic.n_proto == htons(ETH_P_ARP))
		return keys.control.thoff + NFM_ARP_LEN;
	if ((keys.control.flags & FLOW_DIS_IS_FRAGMENT) &&
	    !(keys.control.flags & FLOW_DIS_FIRST_FRAG))
		return keys.control.thoff;
	return keys.control.thoff + nfm_frame_l4_len(frame, &keys);
}

/* How much of the data is kept; a tag beside it, of @tag bytes, is a part of the frame. */
static unsigned int nfm_frame_snap(const struct nfm_form *form, const struct sk_buff *frame,
				   unsigned int tag)
{
	const struct nfm_options *opt = &form->shape->opt;
	unsigned int len = frame->len;

	if (opt->snaplen_from == NFM_SNAPLEN_L4)
		len = min(len, nfm_frame_l4_end(form, frame) + opt->snaplen);
	else if (opt->snaplen)
		len = min(len, opt->snaplen - tag);
	return len;
}

/* To @len bytes, which is less than it has. Its checksums are not of this any more. */
static int nfm_frame_cut(struct sk_buff *frame, unsigned int len)
{
	/* What makes it a GSO packet is behind the data, which is shared. */
	if (skb_is_gso(frame)) {
		if (skb_unclone(frame, GFP_ATOMIC))
			return -ENOMEM;
		skb_gso_reset(frame);
	}
	frame->ip_summed = CHECKSUM_NONE;
	return pskb_trim(frame, len);
}

static struct sk_buff *nfm_frame_wire(struct sk_buff *frame, unsigned int *outcome)
{
	/* A sum of the whole would lack what is put into it below. */
	skb_forward_csum(frame);
	if (frame->ip_summed == CHECKSUM_PARTIAL && skb_csum_hwoffload_help(frame, 0)) {
		kfree_skb(frame);
		goto err_memory;
	}
	if (skb_vlan_tag_present(frame)) {
		frame = __vlan_hwaccel_push_inside(frame);
		if (!frame)
			goto err_memory;
	}
	/* Frees it if it fails. */
	if (skb_put_padto(frame, ETH_ZLEN))
		goto err_memory;
	return frame;

err_memory:
	*outcome = nfm_not_copied(NFM_REASON_NO_MEMORY);
	return NULL;
}

/**
 * nfm_frame_finish - what is done to each frame
 * @form: how it is to look
 * @frame: frame; taken
 * @cut: set to the bytes that are cut off
 * @outcome: set to what to count if it fails
 *
 * Context: packet path.
 * Return: frame, or %NULL
 */
struct sk_buff *nfm_frame_finish(const struct nfm_form *form, struct sk_buff *frame,
				 unsigned int *cut, unsigned int *outcome)
{
	unsigned int tag, len, limit;

	*cut = 0;
	if (form->wire) {
		frame = nfm_frame_wire(frame, outcome);
		if (!frame)
			return NULL;
	}
	tag = skb_vlan_tag_present(frame) ? VLAN_HLEN : 0;
	limit = form->limit + (nfm_frame_is_tagged(frame) ? form->tag_room : 0);
	len = nfm_frame_snap(form, frame, tag);
	if (len + tag > limit && !(skb_is_gso(frame) && len == frame->len)) {
		if (form->shape->opt.oversize != NFM_OVERSIZE_TRUNCATE || limit < ETH_ZLEN) {
			*outcome = nfm_not_copied(NFM_REASON_OVERSIZE);
			kfree_skb(frame);
			return NULL;
		}
		len = limit - tag;
	}
	if (len == frame->len)
		return frame;
	*cut = frame->len - len;
	if (nfm_frame_cut(frame, len)) {
		*outcome = nfm_not_copied(NFM_REASON_NO_MEMORY);
		kfree_skb(frame);
		return NULL;
	}
	return frame;
}
