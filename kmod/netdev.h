/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Devices that come, go and change.
 */
#ifndef _NFM_NETDEV_H
#define _NFM_NETDEV_H

int nfm_netdev_init(void);
void nfm_netdev_exit(void);

#endif /* _NFM_NETDEV_H */
