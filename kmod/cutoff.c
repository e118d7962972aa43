// SPDX-License-Identifier: GPL-2.0-only
/*
 * The first of each flow, and no more.
 *
 * Flows are kept in sets of eight, each with a lock of its own, and known by their
 * 64-bit hash alone: one full table in 8 billion has two flows with the same one. A
 * new flow takes the place of one that has ended or is idle, or else of the one
 * that has been quiet for longest, which counts as evicted: its next packet makes
 * it a new flow.
 */
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/tcp.h>
#include <linux/nf_mirror.h>

#include "cutoff.h"
#include "flow.h"

#define NFM_CUTOFF_WAYS		8
#define NFM_CUTOFF_SETS		(NFM_CUTOFF_FLOWS / NFM_CUTOFF_WAYS)

/* Bits of nfm_cutoff_flow.fins: each direction's end, or both at once (RST); a SYN
 * has come, and nothing since that has none.
 */
#define NFM_FIN_UP		BIT(0)
#define NFM_FIN_DOWN		BIT(1)
#define NFM_FIN_BOTH		(NFM_FIN_UP | NFM_FIN_DOWN)
#define NFM_FIN_OPENING		BIT(2)

/* @used 0: the place is free. */
struct nfm_cutoff_flow {
	u64 id;
	u64 used;
	u32 seen;
	u8 fins;
};

struct nfm_cutoff_set {
	spinlock_t lock; /* guards the set */
	u32 evicted;
	struct nfm_cutoff_flow flow[NFM_CUTOFF_WAYS];
};

struct nfm_cutoff {
	refcount_t ref;
	u8 unit;
	u32 idle;
	u64 limit;
	struct nfm_cutoff_set set[NFM_CUTOFF_SETS];
};

/**
 * nfm_cutoff_alloc - make an empty table
 * @limit: packets or bytes of a flow
 * @unit: enum nfm_cutoff_unit
 * @idle: jiffies without a packet after which a flow is over
 *
 * Context: process.
 * Return: table or %NULL
 */
struct nfm_cutoff *nfm_cutoff_alloc(u64 limit, u8 unit, u32 idle)
{
	struct nfm_cutoff *c = kvzalloc(sizeof(*c), GFP_KERNEL_ACCOUNT);
	int i;

	if (!c)
		return NULL;
	refcount_set(&c->ref, 1);
	c->limit = limit;
	c->unit = unit;
	c->idle = idle;
	for (i = 0; i < NFM_CUTOFF_SETS; i++)
		spin_lock_init(&c->set[i].lock);
	return c;
}

struct nfm_cutoff *nfm_cutoff_hold(struct nfm_cutoff *c)
{
	refcount_inc(&c->ref);
	return c;
}

void nfm_cutoff_put(struct nfm_cutoff *c)
{
	if (c && refcount_dec_and_test(&c->ref))
		kvfree(c);
}

static bool nfm_cutoff_is_over(const struct nfm_cutoff_flow *flow, u32 now, u32 idle)
{
	return !flow->used || flow->fins == NFM_FIN_BOTH || now - flow->seen > idle;
}

/* Where a flow is, or else is to be: a free place, or that of the longest quiet. */
static struct nfm_cutoff_flow *nfm_cutoff_place(struct nfm_cutoff_set *set, u64 id, u32 now,
						u32 idle)
{
	struct nfm_cutoff_flow *best = NULL, *flow;
	bool over, best_over = false;

	for (flow = set->flow; flow < set->flow + NFM_CUTOFF_WAYS; flow++) {
		if (flow->used && flow->id == id)
			return flow;
		over = nfm_cutoff_is_over(flow, now, idle);
		if (!best || over > best_over ||
		    (over == best_over && now - flow->seen > now - best->seen)) {
			best = flow;
			best_over = over;
		}
	}
	if (!best_over)
		set->evicted++;
	*best = (struct nfm_cutoff_flow){ .id = id, .seen = now };
	return best;
}

static void nfm_cutoff_tcp(struct nfm_cutoff_flow *flow, const struct nfm_pkt *pkt)
{
	u16 flags = ntohs(pkt->key.tcp_flags);

	/* Flags of RFC 9293: FIN 1, SYN 2, RST 4, ACK 16. The answer to a SYN is of the
	 * same flow; where only answers are seen, it begins with them.
	 */
	if (!(flags & 2))
		flow->fins &= ~NFM_FIN_OPENING;
	else if (!(flags & 16) || !(flow->fins & NFM_FIN_OPENING))
		*flow = (struct nfm_cutoff_flow){
			.id = flow->id, .seen = flow->seen, .fins = NFM_FIN_OPENING,
		};
	if (flags & 4)
		flow->fins = NFM_FIN_BOTH;
	else if (flags & 1)
		flow->fins |= pkt->reversed ? NFM_FIN_DOWN : NFM_FIN_UP;
}

/**
 * nfm_cutoff_admit - has a packet's flow had its share yet
 * @c: table
 * @pkt: packet
 *
 * Context: packet path, bottom halves disabled.
 * Return: true if the packet is to be copied; it is a part of the share then
 */
bool nfm_cutoff_admit(struct nfm_cutoff *c, struct nfm_pkt *pkt)
{
	struct nfm_cutoff_flow *flow;
	struct nfm_cutoff_set *set;
	u64 id = nfm_flow(pkt);
	bool admit;
	u32 now;

	nfm_key_extract(pkt, NFM_NEED_FLOW | BIT(NFM_F_TCP_FLAGS));
	set = &c->set[id % NFM_CUTOFF_SETS];
	spin_lock(&set->lock);
	/* Not before the time that another CPU has left there. */
	now = (u32)jiffies;
	flow = nfm_cutoff_place(set, id, now, c->idle);
	if (now - flow->seen > c->idle)
		*flow = (struct nfm_cutoff_flow){ .id = id };
	flow->seen = now;
	if (pkt->key.have & BIT(NFM_F_TCP_FLAGS))
		nfm_cutoff_tcp(flow, pkt);
	admit = flow->used < c->limit;
	if (admit)
		flow->used += c->unit == NFM_CUTOFF_PACKETS ? 1 : pkt->bytes;
	spin_unlock(&set->lock);
	return admit;
}

/**
 * nfm_cutoff_flows - how many flows a table keeps
 * @c: table
 * @evicted: is set to how many have lost their place before they were idle
 *
 * Context: process.
 */
u32 nfm_cutoff_flows(const struct nfm_cutoff *c, u64 *evicted)
{
	u32 flows = 0;
	int i, j;

	*evicted = 0;
	for (i = 0; i < NFM_CUTOFF_SETS; i++) {
		const struct nfm_cutoff_set *set = &c->set[i];

		/* What the next packet may change is not worth the lock. */
		*evicted += data_race(set->evicted);
		for (j = 0; j < NFM_CUTOFF_WAYS; j++)
			/* Nor is this. */
			flows += data_race(set->flow[j].used) > 0;
	}
	return flows;
}
