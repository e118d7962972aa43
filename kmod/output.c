// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a decision to copies.
 *
 * A copy carries a mark in skb->tc_index, which clones, queues, tunnels and
 * changes of the namespace leave alone: the namespace that made it, and through
 * how many it has come. No session of that namespace copies it again, and after
 * NFM_MARK_HOPS_MAX namespaces none does; so what no refusal could foresee makes
 * one more copy at most. Ids are drawn at random: a tc classifier on the way writes
 * its own tc_index, also one of somebody who would rather not be copied. For the
 * same reason what is synchronous is bounded by a depth as well.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/jhash.h>
#include <linux/rculist.h>
#include <linux/sched/clock.h>

#include "action.h"
#include "copy.h"
#include "flow.h"
#include "frame.h"
#include "key.h"
#include "output.h"
#include "session.h"
#include "shape.h"
#include "target.h"
#include "trace.h"

DEFINE_PER_CPU(unsigned int, nfm_depth);
u16 nfm_mark_last;

/* Who makes segments of a clone writes into what the original has too: checksums that the
 * packet has no part of yet, or all of (UDP to be fragmented), and there also a header in
 * between. Not so where the checksum is left to the device and the segments are complete
 * packets, which is what most senders and GRO make.
 */
static bool nfm_copy_segments_share(const struct sk_buff *copy)
{
	return !skb_is_gso(copy) ||
	       (copy->ip_summed == CHECKSUM_PARTIAL &&
		!(skb_shinfo(copy)->gso_type & (SKB_GSO_UDP | SKB_GSO_FRAGLIST)));
}

/**
 * nfm_copy_own_head - give a copy headers of its own, if need be
 * @pkt: packet
 * @copy: copy, all of it shared with the packet
 *
 * Who writes to a copy is to make it its own first. Not all do: segmentation, and queues
 * that mark congestion. Drivers note in the part that is shared that a timestamp is to
 * come. And what is forwarded has had its headers copied before we see it: its
 * neighbour's address is written where the copy has the sender's.
 *
 * Context: packet path.
 * Return: 0 or -ENOMEM
 */
int nfm_copy_own_head(const struct nfm_pkt *pkt, struct sk_buff *copy)
{
	bool stamped = skb_shinfo(copy)->tx_flags & SKBTX_ANY_TSTAMP;
	bool forwarded = pkt->start < 0 && nfm_point_forwards(pkt->point);

	/* With a tag in the frame, where its IP header is depends on who looks. */
	if (!stamped && !forwarded && nfm_copy_segments_share(copy) &&
	    !eth_type_vlan(copy->protocol) && !nfm_copy_is_ect(copy, copy->protocol))
		return 0;
	if (skb_unclone(copy, GFP_ATOMIC))
		return -ENOMEM;
	skb_shinfo(copy)->tx_flags &= ~SKBTX_ANY_TSTAMP;
	return 0;
}

/**
 * nfm_copy_make_mac - put an Ethernet header in front of a copy that has none
 * @copy: copy
 * @dev: device it is for
 *
 * Return: 0 or -ENOMEM
 */
int nfm_copy_make_mac(struct sk_buff *copy, const struct net_device *dev)
{
	if (skb_cow_head(copy, LL_RESERVED_SPACE(dev) + ETH_HLEN))
		return -ENOMEM;
	skb_postpush_rcsum(copy, nfm_push_mac(copy), ETH_HLEN);
	return 0;
}

/**
 * nfm_copy_with_room - as nfm_copy(), with room for headers in front
 * @nn: namespace
 * @pkt: packet
 * @dev: device it is for
 * @room: bytes
 *
 * Whoever puts a header in front of a clone has to copy all that is linear first:
 * a packet that has nothing else is copied at once, into no more than it needs.
 *
 * Context: packet path.
 * Return: copy, or %NULL without memory
 */
static struct sk_buff *nfm_copy_with_room(const struct nfm_net *nn, const struct nfm_pkt *pkt,
					  const struct net_device *dev, unsigned int room)
{
	if (skb_is_nonlinear(pkt->skb))
		return nfm_copy(nn, pkt, dev);
	/* Room in front of the frame, of which the packet's data may be a part. */
	room += max(-pkt->start, 0);
	return nfm_copy_finish(nn, pkt, dev, skb_copy_expand(pkt->skb, room, 0, GFP_ATOMIC));
}

/* Frame by frame: each may fail by itself, and then the packet is not copied. */
static unsigned int nfm_output_frames(struct nfm_target *t, const struct nfm_form *form,
				      struct net_device *dev, struct nfm_pkt *pkt,
				      struct nfm_frames *frames)
{
	unsigned int result = NFM_COPIED, outcome = NFM_COPIED, cut, len;
	s64 sent = 0, sent_bytes = 0, truncated = 0, cut_bytes = 0;
	struct sk_buff *frame;

	while ((frame = nfm_frames_next(frames))) {
		if (IS_ERR(frame)) {
			result = nfm_not_copied(NFM_REASON_NO_MEMORY);
			break;
		}
		frame = nfm_frame_finish(form, frame, &cut, &outcome);
		if (frame) {
			len = frame->len + (skb_vlan_tag_present(frame) ? VLAN_HLEN : 0);
			outcome = t->tunnel ? nfm_tunnel_send(t, dev, pkt, frame, cut) :
					      nfm_dev_send(t, dev, form, frame);
		}
		if (outcome != NFM_COPIED) {
			result = outcome;
			continue;
		}
		sent++;
		sent_bytes += len;
		truncated += !!cut;
		cut_bytes += cut;
	}
	if (result == NFM_COPIED) {
		sent--;
		sent_bytes -= pkt->bytes;
	}
	nfm_count_extra(&t->counters, NFM_SENT, sent, sent_bytes);
	nfm_count_extra(&t->session->counters, NFM_SENT, sent, sent_bytes);
	nfm_count_extra(&t->counters, NFM_TRUNCATED, truncated, cut_bytes);
	nfm_count_extra(&t->session->counters, NFM_TRUNCATED, truncated, cut_bytes);
	return result;
}

/**
 * nfm_output_shaped - copy a packet to a target as the session's options say
 * @t: target
 * @shape: options
 * @pkt: packet
 *
 * Context: packet path, under RCU, bottom halves disabled.
 * Return: the outcome to count
 */
unsigned int nfm_output_shaped(struct nfm_target *t, const struct nfm_shape *shape,
			       struct nfm_pkt *pkt)
{
	struct nfm_form form = {
		.shape = shape,
		.net = t->session->nn->net,
		.tunnel = t->tunnel,
		.wire = shape->opt.wire == NFM_WIRE_ON ||
			(shape->opt.wire == NFM_WIRE_AUTO && t->tunnel),
	};
	struct nfm_frames frames;
	struct net_device *dev;
	unsigned int outcome;
	struct sk_buff *copy;

	outcome = t->tunnel ? nfm_tunnel_ready(t, &dev, &form) : nfm_dev_ready(t, &dev, &form);
	if (outcome != NFM_COPIED)
		return outcome;
	copy = t->tunnel ? nfm_copy_with_room(t->session->nn, pkt, dev, form.room) :
			   nfm_copy(t->session->nn, pkt, dev);
	if (!copy)
		return nfm_not_copied(NFM_REASON_NO_MEMORY);
	/* What the host sends itself may not have one yet: who makes segments asks it what
	 * it can do.
	 */
	copy->dev = dev;
	if (!nfm_frames_start(&frames, &form, copy, &outcome))
		return outcome;
	return nfm_output_frames(t, &form, dev, pkt, &frames);
}

static unsigned int nfm_output_target(struct nfm_session *s, struct nfm_target *t,
				      const struct nfm_shape *shape, struct nfm_pkt *pkt)
{
	if (!shape && !t->tunnel)
		return nfm_output_count(s, t, pkt, nfm_output_dev(t, pkt));
	return nfm_output_count(s, t, pkt, nfm_output_shaped(t, shape ?: &nfm_shape_none, pkt));
}

static unsigned int nfm_output_all(struct nfm_session *s, const struct nfm_shape *shape,
				   struct nfm_pkt *pkt)
{
	unsigned int result = nfm_not_copied(NFM_REASON_NO_TARGET);
	struct nfm_target *t;

	list_for_each_entry_rcu(t, &s->targets, list)
		result = nfm_output_result(s, pkt, result, nfm_output_target(s, t, shape, pkt));
	return result;
}

/* The flow's next target: of all that are not @below or above it in the flow's own
 * order of them, the first. Each flow has another order, so that those of a target
 * that goes are spread, and no others move.
 */
static struct nfm_target *nfm_fanout_next(const struct nfm_session *s, u32 flow,
					  const struct nfm_target *below)
{
	struct nfm_target *t, *best = NULL;
	u64 rank, best_rank = 0, below_rank = U64_MAX;

	if (below)
		below_rank = (u64)jhash_2words(flow, below->hash, 0) << 32 | below->hash;
	list_for_each_entry_rcu(t, &s->targets, list) {
		rank = (u64)jhash_2words(flow, t->hash, 0) << 32 | t->hash;
		if (rank < below_rank && rank >= best_rank) {
			best = t;
			best_rank = rank;
		}
	}
	return best;
}

static unsigned int nfm_output_hash(struct nfm_session *s, const struct nfm_shape *shape,
				    struct nfm_pkt *pkt)
{
	struct nfm_target *last = NULL, *t = NULL;
	u32 flow = nfm_flow_hash(pkt);

	while ((t = nfm_fanout_next(s, flow, t))) {
		if (nfm_target_is_up(t))
			return nfm_output_target(s, t, shape, pkt);
		last = t;
	}
	return last ? nfm_output_target(s, last, shape, pkt) :
		      nfm_not_copied(NFM_REASON_NO_TARGET);
}

static unsigned int nfm_output_failover(struct nfm_session *s, const struct nfm_shape *shape,
					struct nfm_pkt *pkt)
{
	struct nfm_target *last = NULL, *t;

	list_for_each_entry_rcu(t, &s->targets, list) {
		if (nfm_target_is_up(t))
			return nfm_output_target(s, t, shape, pkt);
		last = t;
	}
	return last ? nfm_output_target(s, last, shape, pkt) :
		      nfm_not_copied(NFM_REASON_NO_TARGET);
}

/**
 * nfm_output_special - copy a packet as a session's tunnels, options and fanout say
 * @s: session
 * @pkt: packet
 *
 * Context: packet path, under RCU, bottom halves disabled.
 * Return: as of nfm_output()
 */
unsigned int nfm_output_special(struct nfm_session *s, struct nfm_pkt *pkt)
{
	const struct nfm_shape *shape = rcu_dereference(s->shape);
	u64 start = shape && shape->spent ? local_clock() : 0;
	unsigned int result;

	switch (READ_ONCE(s->fanout)) {
	case NFM_FANOUT_HASH:
		result = nfm_output_hash(s, shape, pkt);
		break;
	case NFM_FANOUT_FAILOVER:
		result = nfm_output_failover(s, shape, pkt);
		break;
	default:
		result = nfm_output_all(s, shape, pkt);
	}
	if (start)
		nfm_action_spent(shape, start);
	return result;
}
