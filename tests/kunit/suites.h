/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The suites, in the order in which they run.
 */
#ifndef _NFM_TEST_SUITES_H
#define _NFM_TEST_SUITES_H

#include <kunit/test.h>

extern struct kunit_suite nfm_key_suite;
extern struct kunit_suite nfm_dissect_suite;
extern struct kunit_suite nfm_match_suite;
extern struct kunit_suite nfm_mask_suite;
extern struct kunit_suite nfm_table_suite;
extern struct kunit_suite nfm_cache_suite;
extern struct kunit_suite nfm_stats_suite;
extern struct kunit_suite nfm_flow_suite;
extern struct kunit_suite nfm_bucket_suite;
extern struct kunit_suite nfm_cutoff_suite;
extern struct kunit_suite nfm_dedup_suite;
extern struct kunit_suite nfm_copy_suite;
extern struct kunit_suite nfm_action_suite;
extern struct kunit_suite nfm_policy_suite;

#endif /* _NFM_TEST_SUITES_H */
