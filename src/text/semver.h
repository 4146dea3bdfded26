/* SPDX-License-Identifier: Apache-2.0
 *
 * Semantic versions and constraints as Masterminds/semver v3 has them.
 */
#ifndef PINTLE_TEXT_SEMVER_H
#define PINTLE_TEXT_SEMVER_H

#include <stdint.h>

#include "base/error.h"

struct semver {
	uint64_t major, minor, patch;
	struct str prerelease; /* without '-' */
	struct str metadata;   /* without '+' */
	struct str original;
};

/* semver.NewVersion (lenient: "v1", "1.2"); texts borrow from `text`. Errors are the library's. */
bool semver_parse(struct str text, struct semver *ret, struct error *err);
/* semver.StrictNewVersion. */
bool semver_parse_strict(struct str text, struct semver *ret, struct error *err);

/* Version.String(): without "v", all three numbers. */
struct str semver_format(struct arena *arena, const struct semver *version);

/* Version.Compare: metadata does not count. */
int semver_compare(const struct semver *a, const struct semver *b);

struct semver_constraint;

/* semver.NewConstraint. */
struct semver_constraint *semver_constraint_parse(struct arena *arena, struct str text, struct error *err);
bool semver_constraint_check(const struct semver_constraint *constraint, const struct semver *version);

#endif
