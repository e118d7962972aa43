/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * <linux/skbuff_ref.h> was cut out of <linux/skbuff.h> with Linux 6.10.
 */
#ifndef _NFM_COMPAT_LINUX_SKBUFF_REF_H
#define _NFM_COMPAT_LINUX_SKBUFF_REF_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 10, 0)
#include <linux/skbuff.h>
#else
#include_next <linux/skbuff_ref.h>
#endif

#endif /* _NFM_COMPAT_LINUX_SKBUFF_REF_H */
