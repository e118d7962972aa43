/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * genl_info_dump() came with Linux 6.7; before, the attributes of a dump were
 * in what genl_dumpit_info() returns.
 */
#ifndef _NFM_COMPAT_NET_GENETLINK_H
#define _NFM_COMPAT_NET_GENETLINK_H

#include_next <net/genetlink.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 7, 0)
#define genl_info_dump(cb)	genl_dumpit_info(cb)
#endif

#endif /* _NFM_COMPAT_NET_GENETLINK_H */
