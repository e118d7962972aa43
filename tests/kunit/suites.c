// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs the suites: whenever 1 is written to the module's parameter "run".
 *
 * KUnit would run them by itself as the module comes, which is before it has its
 * parameters, and before it is initialised.
 */
#include <linux/module.h>

#include "suites.h"

static struct kunit_suite * const nfm_suites[] = {
	&nfm_key_suite,
	&nfm_dissect_suite,
	&nfm_match_suite,
	&nfm_mask_suite,
	&nfm_table_suite,
	&nfm_cache_suite,
	&nfm_stats_suite,
	&nfm_flow_suite,
	&nfm_bucket_suite,
	&nfm_cutoff_suite,
	&nfm_dedup_suite,
	&nfm_copy_suite,
	&nfm_action_suite,
	&nfm_policy_suite,
};

static char *suite = "";
module_param(suite, charp, 0444);
MODULE_PARM_DESC(suite, "run those whose name has this in it");

static int nfm_run(const char *value, const struct kernel_param *param)
{
	unsigned int i;

	/* Not yet, if it is among the parameters that the module comes with. */
	if (THIS_MODULE->state != MODULE_STATE_LIVE)
		return -EBUSY;
	for (i = 0; i < ARRAY_SIZE(nfm_suites); i++)
		if (strstr(nfm_suites[i]->name, suite))
			__kunit_test_suites_init((void *)&nfm_suites[i], 1);
	__kunit_test_suites_exit((void *)nfm_suites, ARRAY_SIZE(nfm_suites));
	return 0;
}

static const struct kernel_param_ops nfm_run_ops = {
	.set = nfm_run,
};

module_param_cb(run, &nfm_run_ops, NULL, 0200);
MODULE_PARM_DESC(run, "write 1 to run the tests");
