/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * skb_is_decrypted() came with Linux 6.11, skb_frags_readable() with 6.12.
 */
#ifndef _NFM_COMPAT_LINUX_SKBUFF_H
#define _NFM_COMPAT_LINUX_SKBUFF_H

#include_next <linux/skbuff.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 11, 0)
static inline bool skb_is_decrypted(const struct sk_buff *skb)
{
#ifdef CONFIG_TLS_DEVICE
	return skb->decrypted;
#else
	return false;
#endif
}
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
static inline bool skb_frags_readable(const struct sk_buff *skb)
{
	return true;
}
#endif

#endif /* _NFM_COMPAT_LINUX_SKBUFF_H */
