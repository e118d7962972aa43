/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The head of a device's tc egress filters has been called tcx_egress since
 * Linux 6.6.
 */
#ifndef _NFM_COMPAT_LINUX_NETDEVICE_H
#define _NFM_COMPAT_LINUX_NETDEVICE_H

#include_next <linux/netdevice.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
#define tcx_egress	miniq_egress
#endif

#endif /* _NFM_COMPAT_LINUX_NETDEVICE_H */
