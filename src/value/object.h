/* SPDX-License-Identifier: Apache-2.0
 *
 * object: the few Go structs that charts touch (Capabilities, Files, semver, time, certificate). A class tells the
 * names of fields and methods; the template engine calls them as Go would by reflection.
 *
 *     static const struct object_class semver_class = {
 *             .type_name = "*semver.Version", .kind_name = "ptr", .get = semver_get, .methods = semver_methods, … };
 */
#ifndef PINTLE_VALUE_OBJECT_H
#define PINTLE_VALUE_OBJECT_H

#include "base/error.h"
#include "base/strbuf.h"
#include "value/value.h"

struct tmpl_func;

struct object_class {
	const char *type_name; /* as %T: "*common.Capabilities" */
	const char *kind_name; /* reflect.Kind: "ptr", "struct", "map", "slice" */

	/* An exported field; false if there is no such field. */
	bool (*field)(struct arena *arena, const struct object *self, struct str name, struct value *ret);

	/* Methods: an array that ends with a NULL name. The signature does not count the receiver; args[0] of the call
	 * is the receiver. */
	const struct tmpl_func *methods;

	/* The String and GoString methods, which fmt asks under the verbs of texts and %#v; NULL: there is none. */
	void (*string)(struct strbuf *out, const struct object *self);
	void (*go_string)(struct strbuf *out, const struct object *self);

	/* The struct's fields in their order, those that are not exported too: for fmt. NULL for a pointer: it is nil.
	 */
	struct map *(*fields)(struct arena *arena, const struct object *self);

	/* The same as an interface {} holds it. Methods of *T are found on a T that can be addressed, as a field of a
	 * struct behind a pointer is, but not on the copy in an interface. NULL: no difference. */
	const struct object *(*boxed)(const struct object *self);

	/* The encoders write the text of its MarshalText (or MarshalJSON) method; NULL: there is none, they write the
	 * exported fields. */
	bool (*marshal_text)(struct arena *arena, const struct object *self, struct str *ret, struct error *err);

	/* The fields under the names that JSON has for them; NULL: they are the same. */
	struct map *(*json_fields)(struct arena *arena, const struct object *self);

	/* What deepCopy makes of it: what is not exported stays behind. NULL: itself. */
	const struct object *(*copy)(struct arena *arena, const struct object *self);

	/* reflect.DeepEqual; NULL: the fields are compared, or the addresses if there are none. */
	bool (*equal)(const struct object *a, const struct object *b);

	/* Length as len() sees it; -1 or NULL: no length. */
	int64_t (*len)(const struct object *self);

	/* For range and index over map-like classes (Files): entries as a map; NULL: not a map. */
	struct map *(*as_map)(struct arena *arena, const struct object *self);
};

/* Its fields but for those that are not exported: a map in their order. */
struct map *object_exported(struct arena *arena, const struct object *object);

/* The value as an interface {} holds it. */
static inline struct value value_boxed(struct value v)
{
	if (v.type == TYPE_NO_ERROR)
		return value_null();
	if (v.kind == VALUE_OBJECT && v.object->class->boxed)
		v.object = v.object->class->boxed(v.object);
	return v;
}

#endif
