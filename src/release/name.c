// SPDX-License-Identifier: Apache-2.0
#include "release/release.h"
#include "text/dns.h"
#include "text/strconv.h"

bool release_name_check(struct str name, struct error *err)
{
	enum { MAX_NAME = 53 }; // Helm: maxReleaseNameLen
	if (name.len <= MAX_NAME && dns_is_subdomain(name))
		return true;
	struct str shown = quoted(err->arena, name);
	if (name.len == 0)
		return fail(err, NOWHERE, "release name %.*s: no name provided", STR_FMT(shown));
	return fail(err, NOWHERE,
	            "release name %.*s: invalid release name, must match regex "
	            "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$ and the length must not be "
	            "longer than %d",
	            STR_FMT(shown), MAX_NAME);
}
