/* SPDX-License-Identifier: Apache-2.0
 *
 * csv: one record of comma-separated values, as Go's encoding/csv reads the first of a text: fields may be quoted, and
 * a quoted one may span lines.
 *
 *     struct csv csv;
 *     if (!csv_begin(&csv, text, err)) ...
 *     while (csv_next(&csv, &field, err)) ...
 *     if (error_is_set(err)) ...
 */
#ifndef PINTLE_TEXT_CSV_H
#define PINTLE_TEXT_CSV_H

#include "base/error.h"
#include "base/strbuf.h"

struct csv {
	struct str rest; /* behind the line at work */
	struct str line; /* what is left of it, without its end */
	bool ends;       /* it had one */
	bool is_done;
	unsigned first_line, lines;
	size_t column;
};

/* Passes over empty lines; false with the error "EOF" if there is nothing else. The text is borrowed. */
bool csv_begin(struct csv *csv, struct str text, struct error *err);

/* The next field, which replaces what `field` holds; false after the last one, or with the error set. */
bool csv_next(struct csv *csv, struct strbuf *field, struct error *err);

#endif
