/* SPDX-License-Identifier: Apache-2.0
 *
 * What must hold for any text: if yaml_skim takes it, the real reader takes it, too, and both give the same for what is
 * asked.
 */
#ifndef PINTLE_TESTS_SKIM_CHECK_H
#define PINTLE_TESTS_SKIM_CHECK_H

#include <strings.h>

#include "value/yaml.h"
#include "value/yaml_skim.h"

static const struct decode_field skim_inner_fields[] = {
	{ "name", "Name", DECODE_STRING, 0, NULL, 0 },
	{ "annotations", "Annotations", DECODE_STRING_MAP, 0, NULL, 0 },
};
static const struct decode_class skim_inner = { .fields = skim_inner_fields, .len = ARRAY_LEN(skim_inner_fields) };
static const struct decode_field skim_fields[] = {
	{ "kind", "Kind", DECODE_STRING, 0, NULL, 0 },
	{ "metadata", "Metadata", DECODE_STRUCT, 0, &skim_inner, 0 },
};
static const struct decode_class skim_class = { .fields = skim_fields, .len = ARRAY_LEN(skim_fields) };

static inline const struct decode_field *skim_field(const struct decode_class *class, struct str key)
{
	for (size_t i = 0; i < class->len; i++)
		if (strlen(class->fields[i].key) == key.len &&
		    strncasecmp(class->fields[i].key, key.data, key.len) == 0)
			return &class->fields[i];
	return NULL;
}

static inline bool skim_same(const struct decode_class *class, const struct map *skimmed, const struct map *whole)
{
	size_t wanted = 0;
	for (size_t i = 0; i < whole->len; i++) {
		const struct decode_field *field = skim_field(class, whole->entries[i].key);
		const struct value *found = map_get(skimmed, whole->entries[i].key);
		struct value expected = whole->entries[i].value;
		if (!field)
			continue;
		wanted++;
		if (!found)
			return false;
		bool is_struct = field->of && expected.kind == VALUE_MAP && found->kind == VALUE_MAP;
		if (is_struct && expected.map && found->map ? !skim_same(field->of, found->map, expected.map)
		                                            : !value_deep_equal(*found, expected))
			return false;
	}
	return wanted == skimmed->len;
}

static inline bool skim_agrees(struct arena *arena, struct str text, bool *ret_taken)
{
	struct error err = { .arena = arena };
	struct value skimmed, whole;
	*ret_taken = yaml_skim(arena, &skim_class, text, &skimmed);
	return !*ret_taken || (yaml_read_typed(arena, text, &whole, &err) && whole.kind == VALUE_MAP &&
	                       skim_same(&skim_class, skimmed.map, whole.map));
}

#endif
