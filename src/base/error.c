// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

void error_set_text(struct error *err, struct location at, struct str message)
{
	err->message = arena_str(err->arena, message);
	err->at = at;
}

void error_set(struct error *err, struct location at, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	err->message = arena_vprintf(err->arena, format, args);
	va_end(args);
	err->at = at;
}

void error_frame(struct error *err, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct str frame = arena_vprintf(err->arena, format, args);
	va_end(args);
	err->message = ARENA_CONCAT(err->arena, frame, STR(": "), err->message);
}

bool error_in_source(struct error *err, const struct source *source, unsigned lines_before)
{
	if (err->at.source || !err->at.line || !source)
		return false;
	err->at.source = source;
	err->at.line += lines_before;
	return false;
}

void error_note(struct error *err, struct location at, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct note *note = ARENA_NEW(err->arena, struct note);
	note->text = arena_vprintf(err->arena, format, args);
	va_end(args);
	note->at = at;
	struct note **end = &err->notes;
	while (*end)
		end = &(*end)->next;
	*end = note;
}
