/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Per-CPU counters. Each packet is counted once, under its outcome; what has been
 * seen is their sum.
 */
#ifndef _NFM_STATS_H
#define _NFM_STATS_H

#include <linux/jiffies.h>
#include <linux/percpu.h>
#include <linux/u64_stats_sync.h>
#include <linux/nf_mirror.h>

/**
 * enum nfm_outcome - what became of a packet
 * @NFM_COPIED: copied to a target
 * @NFM_SKIPPED: a rule, or the lack of one, says not to mirror it
 * @NFM_NOT_COPIED: this and more: not copied by reason outcome - NFM_NOT_COPIED
 */
enum nfm_outcome {
	NFM_COPIED,
	NFM_SKIPPED,
	NFM_NOT_COPIED,
};

#define NFM_REASONS		NFM_REASON_ANY
#define NFM_OUTCOMES		(NFM_NOT_COPIED + NFM_REASONS)
#define NFM_OUTCOME_LAST	(NFM_OUTCOMES - 1)

static inline unsigned int nfm_not_copied(enum nfm_reason reason)
{
	return NFM_NOT_COPIED + reason;
}

struct nfm_count {
	u64_stats_t packets;
	u64_stats_t bytes;
};

/**
 * struct nfm_stats - the counters of one CPU
 * @syncp: for readers on 32-bit machines
 * @used: jiffies of the last packet
 * @outcome: by enum nfm_outcome; then, where all outcomes are told apart, by
 *	enum nfm_extra
 */
struct nfm_stats {
	struct u64_stats_sync syncp;
	unsigned long used;
	struct nfm_count outcome[];
};

struct nfm_sum {
	u64 packets;
	u64 bytes;
};

/**
 * enum nfm_extra - what else is counted of copies that were shaped
 * @NFM_SENT: frames and bytes handed on, less those of the originals: what was
 *	sent is this and what was copied
 * @NFM_TRUNCATED: frames that were cut, and the bytes cut off
 */
enum nfm_extra {
	NFM_SENT,
	NFM_TRUNCATED,
	NFM_EXTRAS,
};

/* All CPUs' counters, added up; where fewer outcomes are told apart, without the rest. */
struct nfm_totals {
	unsigned long used;
	struct nfm_sum seen;
	struct nfm_sum extra[NFM_EXTRAS];
	struct nfm_sum outcome[NFM_OUTCOMES];
};

/**
 * struct nfm_counters - the counters of an object
 * @cpu: per-CPU counters; they only grow
 * @base: what they were at the last reset; %NULL: 0. Who resets and reads holds
 *	the lock that guards the object.
 * @last: the last outcome in @cpu, with which later ones are counted: a million
 *	rules cannot afford each reason
 */
struct nfm_counters {
	struct nfm_stats __percpu *cpu;
	struct nfm_totals *base;
	u8 last;
};

int nfm_counters_init(struct nfm_counters *c, unsigned int last);
void nfm_counters_clean(struct nfm_counters *c);
int nfm_counters_reset_prepare(struct nfm_counters *c);
int nfm_counters_reset(struct nfm_counters *c);
void nfm_counters_read(const struct nfm_counters *c, struct nfm_totals *sum);

/* Where all outcomes are told apart: all counters but those of rules. */
static inline void nfm_count_at(const struct nfm_counters *c, unsigned int outcome,
				unsigned int bytes)
{
	struct nfm_stats *s = this_cpu_ptr(c->cpu);
	struct nfm_count *count = &s->outcome[outcome];

	u64_stats_update_begin(&s->syncp);
	u64_stats_inc(&count->packets);
	u64_stats_add(&count->bytes, bytes);
	WRITE_ONCE(s->used, jiffies);
	u64_stats_update_end(&s->syncp);
}

/**
 * nfm_count - count a packet
 * @c: counters
 * @outcome: enum nfm_outcome, with a reason added
 * @bytes: length of the frame
 *
 * Context: packet path, bottom halves disabled.
 */
static inline void nfm_count(const struct nfm_counters *c, unsigned int outcome,
			     unsigned int bytes)
{
	nfm_count_at(c, min_t(unsigned int, outcome, c->last), bytes);
}

/* u64_stats_add() takes a long for unsigned, which matters where that has 32 bits. */
static inline void nfm_stats_add(u64_stats_t *p, s64 n)
{
	if (IS_ENABLED(CONFIG_64BIT))
		u64_stats_add(p, n);
	else
		u64_stats_set(p, u64_stats_read(p) + n);
}

/**
 * nfm_count_extra - count something else of a copy
 * @c: counters of a session or target
 * @extra: what
 * @packets: how many; may be less than 0
 * @bytes: of how many bytes; may be less than 0
 *
 * Context: packet path, bottom halves disabled.
 */
static inline void nfm_count_extra(const struct nfm_counters *c, enum nfm_extra extra,
				   s64 packets, s64 bytes)
{
	struct nfm_stats *s = this_cpu_ptr(c->cpu);
	struct nfm_count *count = &s->outcome[NFM_OUTCOMES + extra];

	u64_stats_update_begin(&s->syncp);
	nfm_stats_add(&count->packets, packets);
	nfm_stats_add(&count->bytes, bytes);
	u64_stats_update_end(&s->syncp);
}

#endif /* _NFM_STATS_H */
