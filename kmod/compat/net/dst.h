/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * References to a dst are counted by a rcuref since Linux 6.4.
 */
#ifndef _NFM_COMPAT_NET_DST_H
#define _NFM_COMPAT_NET_DST_H

#include_next <net/dst.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
#define __rcuref		__refcnt
#define rcuref_read(ref)	((unsigned int)atomic_read(ref))
#endif

#endif /* _NFM_COMPAT_NET_DST_H */
