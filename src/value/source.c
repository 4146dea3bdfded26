// SPDX-License-Identifier: Apache-2.0
// The table behind the source numbers of values.
#include "value/value.h"
#include "value/yaml.h"

enum { MAX_SOURCES = 32767 };

struct source_table {
	struct arena *arena;
	const struct source **sources; /* number 1 is the first */
	size_t len, cap;
};

struct source_table *source_table_new(struct arena *arena)
{
	struct source_table *table = ARENA_NEW(arena, struct source_table);
	table->arena = arena;
	return table;
}

unsigned source_table_add(struct source_table *table, struct str name, struct str text)
{
	if (table->len == MAX_SOURCES)
		return 0;
	struct source *source = ARENA_NEW(table->arena, struct source);
	*source = (struct source){ name, text };
	table->sources = arena_grow(table->arena, table->sources, &table->cap, table->len + 1, sizeof(*table->sources));
	table->sources[table->len++] = source;
	return (unsigned)table->len;
}

const struct source *source_table_get(const struct source_table *table, unsigned number)
{
	return number && number <= table->len ? table->sources[number - 1] : NULL;
}

struct location value_location(const struct source_table *table, struct value v)
{
	const struct source *source = source_table_get(table, v.source);
	if (!source)
		return NOWHERE;
	return (struct location){ source, v.line, v.column, 0 };
}
