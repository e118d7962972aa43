// SPDX-License-Identifier: GPL-2.0-only
/*
 * A rule's filter: a classic BPF program, and the text it was made from.
 *
 * A program expects a frame: its first byte is the Ethernet header's, and VLAN
 * tags are in it. Most originals are that, or become it for the time of a run
 * by moving the start of their data. Of the others, and of those that somebody
 * else may be reading, a temporary copy is made, which all filters of a look-up
 * share.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/slab.h>
#include <linux/nf_mirror.h>

#include "filter.h"
#include "key.h"
#include "output.h"

/* Instructions that fit a netlink message of the usual size with all else. */
#define NFM_FILTER_SHORT	128

static atomic_t nfm_filters_long = ATOMIC_INIT(0);

/* Is there a filter, of any session, that is too long for a usual message? */
bool nfm_filter_any_long(void)
{
	return atomic_read(&nfm_filters_long);
}

static int nfm_filter_check(const struct nlattr *insns, const struct nlattr *text,
			    struct netlink_ext_ack *extack)
{
	if (!text) {
		NL_SET_ERR_MSG_ATTR(extack, insns, "a filter needs the text it was made from");
		return -EINVAL;
	}
	if (!insns) {
		NL_SET_ERR_MSG_ATTR(extack, text, "a filter's text needs its program");
		return -EINVAL;
	}
	if (!nla_len(insns) || nla_len(insns) % sizeof(struct sock_filter) ||
	    nla_len(insns) > NFM_FILTER_MAX * sizeof(struct sock_filter)) {
		NL_SET_ERR_MSG_ATTR(extack, insns,
				    "a filter has 1 to 4096 instructions of 8 bytes");
		return -EINVAL;
	}
	return 0;
}

/**
 * nfm_filter_parse - check and take in a filter
 * @insns: attribute NFM_RULE_FILTER or %NULL
 * @text: attribute NFM_RULE_FILTER_TEXT, a string; or %NULL
 * @extack: says what was wrong
 *
 * Context: process.
 * Return: filter; %NULL if there is none; or an error pointer: -EINVAL, -ENOMEM
 */
struct nfm_filter *nfm_filter_parse(const struct nlattr *insns, const struct nlattr *text,
				    struct netlink_ext_ack *extack)
{
	struct sock_fprog_kern fprog;
	struct nfm_filter *f;
	size_t len;
	int err;

	if (!insns && !text)
		return NULL;
	err = nfm_filter_check(insns, text, extack);
	if (err)
		return ERR_PTR(err);
	fprog.len = nla_len(insns) / sizeof(*fprog.filter);
	len = strlen(nla_data(text)) + 1;
	f = kmalloc(struct_size(f, insns, fprog.len) + len, GFP_KERNEL_ACCOUNT);
	if (!f)
		return ERR_PTR(-ENOMEM);
	f->n = fprog.len;
	f->text = (char *)(f->insns + f->n);
	memcpy(f->insns, nla_data(insns), nla_len(insns));
	memcpy(f->text, nla_data(text), len);
	fprog.filter = f->insns;
	err = bpf_prog_create(&f->prog, &fprog);
	if (!err) {
		if (f->n > NFM_FILTER_SHORT)
			atomic_inc(&nfm_filters_long);
		return f;
	}
	if (err == -EINVAL)
		NL_SET_ERR_MSG_ATTR(extack, insns, "the filter is not a valid program");
	/* No errno of user space's: the machine code of all users' filters has a limit. */
	if (err == -ENOTSUPP) {
		NL_SET_ERR_MSG_ATTR(extack, insns,
				    "no room for the filter's machine code: see net.core.bpf_jit_limit");
		err = -ENOMEM;
	}
	kfree(f);
	return ERR_PTR(err);
}

/* No reader any more. */
void nfm_filter_free(struct nfm_filter *f)
{
	if (!f)
		return;
	if (f->n > NFM_FILTER_SHORT)
		atomic_dec(&nfm_filters_long);
	bpf_prog_destroy(f->prog);
	kfree(f);
}

/* Filters are known by their text; %NULL is the lack of one. */
bool nfm_filter_is(const struct nfm_filter *f, const char *text)
{
	return f && text ? !strcmp(f->text, text) : !f && !text;
}

/* The packet's data moved to the start of the frame. */
static int nfm_filter_start(struct sk_buff *skb, const struct nfm_pkt *pkt)
{
	if (pkt->start > 0)
		__skb_pull(skb, pkt->start);
	else
		__skb_push(skb, -pkt->start);
	if (pkt->has_mac)
		return 0;
	if (skb_cow_head(skb, ETH_HLEN))
		return -ENOMEM;
	nfm_push_mac(skb);
	return 0;
}

/* A frame of our own, tags inside. Without memory: %NULL. */
static struct sk_buff *nfm_filter_frame(const struct nfm_pkt *pkt)
{
	struct sk_buff *skb = skb_clone(pkt->skb, GFP_ATOMIC);

	if (!skb)
		return NULL;
	if (nfm_filter_start(skb, pkt))
		goto err;
	skb_reset_mac_header(skb);
	/* A header that is cut off has no place for a tag. */
	if (!skb_vlan_tag_present(skb) || skb->len < ETH_HLEN)
		return skb;
	if (pskb_may_pull(skb, ETH_HLEN))
		return __vlan_hwaccel_push_inside(skb);
err:
	kfree_skb(skb);
	return NULL;
}

/* May nobody else look at the packet while the start of its data is moved? */
static bool nfm_filter_in_place(const struct nfm_pkt *pkt)
{
	return pkt->has_mac && !skb_vlan_tag_present(pkt->skb) &&
	       (!pkt->start || !skb_shared(pkt->skb));
}

/**
 * nfm_filter_fits - does a packet fit a filter
 * @f: filter
 * @pkt: packet
 * @frame: %NULL at first; the packet's temporary copy, if it needed one; the
 *	caller frees it
 *
 * Context: packet path, under RCU, bottom halves disabled.
 * Return: 1 if it does, 0 if it does not, -ENOMEM
 */
int nfm_filter_fits(const struct nfm_filter *f, const struct nfm_pkt *pkt, struct sk_buff **frame)
{
	struct sk_buff *skb = pkt->skb;
	u32 said;

	if (!*frame && nfm_filter_in_place(pkt)) {
		__skb_push(skb, -pkt->start);
		said = bpf_prog_run(f->prog, skb);
		__skb_pull(skb, -pkt->start);
		return !!said;
	}
	if (!*frame)
		*frame = nfm_filter_frame(pkt);
	if (!*frame)
		return -ENOMEM;
	return !!bpf_prog_run(f->prog, *frame);
}
