/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tracepoints: nf_mirror:nfm_copy for each copy that a target took, and
 * nf_mirror:nfm_not_copied for each packet that was to be mirrored and was not.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM nf_mirror

#if !defined(_NFM_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _NFM_TRACE_H

#include <linux/tracepoint.h>
#include <linux/nf_mirror.h>

#include "key.h"
#include "session.h"
#include "target.h"

TRACE_DEFINE_ENUM(NFM_REASON_NO_TARGET);
TRACE_DEFINE_ENUM(NFM_REASON_TARGET_WAITING);
TRACE_DEFINE_ENUM(NFM_REASON_TARGET_DOWN);
TRACE_DEFINE_ENUM(NFM_REASON_OVERSIZE);
TRACE_DEFINE_ENUM(NFM_REASON_NO_MEMORY);
TRACE_DEFINE_ENUM(NFM_REASON_LOOP);
TRACE_DEFINE_ENUM(NFM_REASON_TARGET_REFUSED);
TRACE_DEFINE_ENUM(NFM_REASON_UNREACHABLE);
TRACE_DEFINE_ENUM(NFM_REASON_SAMPLED_OUT);
TRACE_DEFINE_ENUM(NFM_REASON_RATE_LIMITED);
TRACE_DEFINE_ENUM(NFM_REASON_OVER_BUDGET);
TRACE_DEFINE_ENUM(NFM_REASON_CUT_OFF);
TRACE_DEFINE_ENUM(NFM_REASON_DUPLICATE);
TRACE_DEFINE_ENUM(NFM_REASON_COUNT_ONLY);

#define nfm_show_reason(reason)						\
	__print_symbolic(reason,					\
		{ NFM_REASON_NO_TARGET,		"no-target" },		\
		{ NFM_REASON_TARGET_WAITING,	"target-waiting" },	\
		{ NFM_REASON_TARGET_DOWN,	"target-down" },	\
		{ NFM_REASON_OVERSIZE,		"oversize" },		\
		{ NFM_REASON_NO_MEMORY,		"no-memory" },		\
		{ NFM_REASON_LOOP,		"loop" },		\
		{ NFM_REASON_TARGET_REFUSED,	"target-refused" },	\
		{ NFM_REASON_UNREACHABLE,	"target-unreachable" },	\
		{ NFM_REASON_SAMPLED_OUT,	"sampled-out" },	\
		{ NFM_REASON_RATE_LIMITED,	"rate-limited" },	\
		{ NFM_REASON_OVER_BUDGET,	"over-budget" },	\
		{ NFM_REASON_CUT_OFF,		"cut-off" },		\
		{ NFM_REASON_DUPLICATE,		"duplicate" },		\
		{ NFM_REASON_COUNT_ONLY,	"count-only" })

TRACE_EVENT(nfm_copy,

	TP_PROTO(const struct nfm_session *s, const struct nfm_target *t,
		 const struct nfm_pkt *pkt),

	TP_ARGS(s, t, pkt),

	TP_STRUCT__entry(
		__array(char, session, NFM_NAME_MAX + 1)
		__array(char, target, IFNAMSIZ)
		__field(const void *, skbaddr)
		/* Long, lest the entry end with bytes that nobody writes. */
		__field(unsigned long, bytes)
	),

	TP_fast_assign(
		memcpy(__entry->session, s->name, sizeof(__entry->session));
		memcpy(__entry->target, t->name, sizeof(__entry->target));
		__entry->skbaddr = pkt->skb;
		__entry->bytes = pkt->bytes;
	),

	TP_printk("session=%s target=%s skbaddr=%p bytes=%lu", __entry->session,
		  __entry->target, __entry->skbaddr, __entry->bytes)
);

TRACE_EVENT(nfm_not_copied,

	TP_PROTO(const struct nfm_session *s, const struct nfm_pkt *pkt, unsigned int reason),

	TP_ARGS(s, pkt, reason),

	TP_STRUCT__entry(
		__array(char, session, NFM_NAME_MAX + 1)
		__field(const void *, skbaddr)
		__field(unsigned int, bytes)
		__field(unsigned int, reason)
	),

	TP_fast_assign(
		memcpy(__entry->session, s->name, sizeof(__entry->session));
		__entry->skbaddr = pkt->skb;
		__entry->bytes = pkt->bytes;
		__entry->reason = reason;
	),

	TP_printk("session=%s skbaddr=%p bytes=%u reason=%s", __entry->session,
		  __entry->skbaddr, __entry->bytes, nfm_show_reason(__entry->reason))
);

#endif /* _NFM_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
