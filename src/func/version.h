/* SPDX-License-Identifier: Apache-2.0
 *
 * *semver.Version as a value: an object of type TYPE_SEMVER, made by `semver`.
 */
#ifndef PINTLE_FUNC_VERSION_H
#define PINTLE_FUNC_VERSION_H

#include "text/semver.h"
#include "value/object.h"

struct version_object {
	struct object object;
	struct semver version;
};

struct value version_value(struct arena *arena, const struct semver *version);

#endif
