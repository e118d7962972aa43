// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whatever can refuse a copy before there is one.
 */
#include <linux/kernel.h>
#include <linux/random.h>
#include <linux/sched/clock.h>

#include "action.h"
#include "bucket.h"
#include "cutoff.h"
#include "dedup.h"
#include "flow.h"

/* What a CPU may spend beyond its budget before it has to wait, in ns. */
#define NFM_BUDGET_AHEAD	(10 * NSEC_PER_MSEC)

static bool nfm_sample_admit(const struct nfm_shape *shape, struct nfm_pkt *pkt)
{
	if (shape->opt.sample_by == NFM_SAMPLE_PACKET)
		return !reciprocal_scale(get_random_u32(), shape->opt.sample);
	return (u32)nfm_flow(pkt) < shape->sample_below;
}

/*
 * The budget is a bucket of the CPU's own: what a copy took, times 100 / budget, is
 * when the time it took will have been there for it.
 */
static bool nfm_budget_admit(const struct nfm_shape *shape)
{
	return *this_cpu_ptr(shape->spent) <= local_clock() + NFM_BUDGET_AHEAD;
}

/**
 * nfm_action_spent - account for the time that a copy has taken
 * @shape: options, with a budget
 * @start: when it was begun, by the CPU's clock
 *
 * Context: packet path, bottom halves disabled.
 */
void nfm_action_spent(const struct nfm_shape *shape, u64 start)
{
	u64 took = local_clock() - start;
	u64 *spent = this_cpu_ptr(shape->spent);

	*spent = max(*spent, start) + div_u64(took * 100, shape->opt.budget);
}

/* What chooses by the packet comes before what limits the number, so that what is
 * chosen does not depend on the load.
 */
static unsigned int nfm_action_shape(struct nfm_session *s, const struct nfm_shape *shape,
				     struct nfm_pkt *pkt)
{
	if (shape->dedup && !nfm_dedup_admit(shape->dedup, pkt))
		return nfm_not_copied(NFM_REASON_DUPLICATE);
	if (shape->opt.sample > 1 && !nfm_sample_admit(shape, pkt))
		return nfm_not_copied(NFM_REASON_SAMPLED_OUT);
	if (shape->cutoff && !nfm_cutoff_admit(shape->cutoff, pkt))
		return nfm_not_copied(NFM_REASON_CUT_OFF);
	if (shape->rate && !nfm_bucket_take(shape->rate, pkt->bytes))
		return nfm_not_copied(NFM_REASON_RATE_LIMITED);
	if (shape->spent && !nfm_budget_admit(shape)) {
		nfm_session_sheds(s);
		return nfm_not_copied(NFM_REASON_OVER_BUDGET);
	}
	if (shape->opt.count_only)
		return nfm_not_copied(NFM_REASON_COUNT_ONLY);
	return NFM_COPIED;
}

/**
 * nfm_action_special - what a session's tunnels and options say
 * @s: session
 * @pkt: packet
 *
 * Context: packet path, under RCU, bottom halves disabled.
 * Return: NFM_COPIED if the packet may be copied; else the outcome to count
 */
unsigned int nfm_action_special(struct nfm_session *s, struct nfm_pkt *pkt)
{
	const struct nfm_shape *shape = rcu_dereference(s->shape);

	if (READ_ONCE(s->n_tunnels) && nfm_tunnel_is_answer(s->nn, pkt))
		return nfm_not_copied(NFM_REASON_LOOP);
	return shape && shape->refuses ? nfm_action_shape(s, shape, pkt) : NFM_COPIED;
}
