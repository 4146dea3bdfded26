// SPDX-License-Identifier: Apache-2.0
#include "rows.h"

#include <time.h>

#include "kube/status.h"
#include "value/json.h"
#include "value/member.h"

static enum kube_rules rules_of(struct str name)
{
	return str_is(name, "hook") ? KUBE_RULES_HOOK : str_is(name, "jobs") ? KUBE_RULES_JOBS : KUBE_RULES_PLAIN;
}

static void run_status(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct error err = { .arena = arena };
	struct value live;
	(void)count;
	assert_true(json_read_integers(arena, args[1], &live, &err));
	struct kube_status status = kube_status_of(arena, live, rules_of(args[0]), (int64_t)time(NULL));
	strbuf_printf(out, "%.*s: %.*s", STR_FMT(kube_state_name(status.state)), STR_FMT(status.message));
}

static void run_pods(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct error err = { .arena = arena };
	struct value live, list;
	(void)count;
	assert_true(json_read_integers(arena, args[0], &live, &err) && json_read_integers(arena, args[1], &list, &err));
	struct kube_status own = kube_status_of(arena, live, KUBE_RULES_PLAIN, (int64_t)time(NULL));
	struct kube_status status = kube_status_with_pods(arena, live, own, member(list, "items"), (int64_t)time(NULL));
	strbuf_printf(out, "%.*s: %.*s", STR_FMT(kube_state_name(status.state)), STR_FMT(status.message));
}

int main(int argc, char **argv)
{
	static const struct row_op ops[] = { { "status", run_status }, { "pods", run_pods }, { NULL, NULL } };
	return rows_main(argc, argv, TEST_DATA "/kube/status.tsv", ops);
}
