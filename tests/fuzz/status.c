// SPDX-License-Identifier: Apache-2.0
// What state any object is in: by all rules, and the same each time.
#include "kube/status.h"

#include "value/json.h"

#include "fuzz.h"

enum { NOW = 1700000000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) arena = { 0 };
	struct error err = { .arena = &arena };
	struct value live;
	if (!json_read_integers(&arena, fuzz_text(&arena, data, size), &live, &err))
		return 0;
	for (enum kube_rules rules = KUBE_RULES_PLAIN; rules <= KUBE_RULES_HOOK; rules++) {
		struct kube_status one = kube_status_of(&arena, live, rules, NOW),
				   two = kube_status_of(&arena, live, rules, NOW);
		FUZZ_CHECK(one.state == two.state && str_eq(one.message, two.message));
		FUZZ_CHECK(kube_state_name(one.state).len);
	}
	return 0;
}
