/* SPDX-License-Identifier: Apache-2.0
 *
 * Tables that the API server makes of objects, printed as kubectl prints them.
 */
#ifndef PINTLE_CMD_SERVER_TABLE_H
#define PINTLE_CMD_SERVER_TABLE_H

#include "base/strbuf.h"
#include "value/value.h"

/* Headers are printed once for tables in a row that have the same columns. */
struct server_tables {
	struct arena *arena;
	struct value columns; /* of the last one */
	bool has_headers;
};

/* One table; an object that is none is shown by its name alone. */
void server_table_print(struct server_tables *tables, struct value table, struct strbuf *out);

#endif
