// SPDX-License-Identifier: Apache-2.0
#include "text/csv.h"

static bool next_line(struct csv *csv)
{
	if (csv->rest.len == 0)
		return false;
	size_t end = str_find_char(csv->rest, '\n');
	csv->ends = end != STR_NPOS;
	csv->line = str_trim_suffix(csv->ends ? str_slice(csv->rest, 0, end) : csv->rest, STR("\r"));
	csv->rest = csv->ends ? str_from(csv->rest, end + 1) : STR_NONE;
	csv->lines++;
	return true;
}

bool csv_begin(struct csv *csv, struct str text, struct error *err)
{
	*csv = (struct csv){ .rest = text, .line = STR_NONE, .column = 1 };
	while (csv->line.len == 0)
		if (!next_line(csv))
			return fail(err, NOWHERE, "EOF");
	csv->first_line = csv->lines;
	return true;
}

static void skip(struct csv *csv, size_t len)
{
	csv->line = str_from(csv->line, len);
	csv->column += len;
}

static bool fail_at(const struct csv *csv, size_t column, const char *why, struct error *err)
{
	if (csv->first_line != csv->lines)
		return fail(err, NOWHERE, "record on line %u; parse error on line %u, column %zu: %s", csv->first_line,
		            csv->lines, column, why);
	return fail(err, NOWHERE, "parse error on line %u, column %zu: %s", csv->lines, column, why);
}

static bool read_plain(struct csv *csv, struct strbuf *field, struct error *err)
{
	size_t comma = str_find_char(csv->line, ',');
	struct str text = comma == STR_NPOS ? csv->line : str_slice(csv->line, 0, comma);
	size_t quote = str_find_char(text, '"');
	if (quote != STR_NPOS)
		return fail_at(csv, csv->column + quote, "bare \" in non-quoted-field", err);
	strbuf_add(field, text);
	csv->is_done = comma == STR_NPOS;
	skip(csv, text.len + !csv->is_done);
	return true;
}

// The field goes on in the next line, if there is one.
static bool read_line_end(struct csv *csv, struct strbuf *field, struct error *err)
{
	strbuf_add(field, csv->line);
	skip(csv, csv->line.len);
	if (csv->ends) {
		strbuf_add_char(field, '\n');
		csv->column++;
	}
	if (!next_line(csv))
		return fail_at(csv, csv->column, "extraneous or missing \" in quoted-field", err);
	csv->column = 1;
	return true;
}

static bool read_quoted(struct csv *csv, struct strbuf *field, struct error *err)
{
	skip(csv, 1);
	for (;;) {
		size_t quote = str_find_char(csv->line, '"');
		if (quote == STR_NPOS) {
			if (!read_line_end(csv, field, err))
				return false;
			continue;
		}
		strbuf_add(field, str_slice(csv->line, 0, quote));
		skip(csv, quote + 1);
		if (csv->line.len == 0 || csv->line.data[0] == ',') {
			csv->is_done = csv->line.len == 0;
			skip(csv, !csv->is_done);
			return true;
		}
		if (csv->line.data[0] != '"')
			return fail_at(csv, csv->column - 1, "extraneous or missing \" in quoted-field", err);
		strbuf_add_char(field, '"');
		skip(csv, 1);
	}
}

bool csv_next(struct csv *csv, struct strbuf *field, struct error *err)
{
	strbuf_truncate(field, 0);
	if (csv->is_done)
		return false;
	return str_has_prefix(csv->line, STR("\"")) ? read_quoted(csv, field, err) : read_plain(csv, field, err);
}
