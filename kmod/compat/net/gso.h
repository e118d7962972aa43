/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * <net/gso.h> was cut out of <linux/netdevice.h> with Linux 6.6.
 */
#ifndef _NFM_COMPAT_NET_GSO_H
#define _NFM_COMPAT_NET_GSO_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
#include <linux/netdevice.h>
#else
#include_next <net/gso.h>
#endif

#endif /* _NFM_COMPAT_NET_GSO_H */
