/* SPDX-License-Identifier: Apache-2.0
 *
 * log: what Helm tells besides errors, in its logger's form (slog's text, without the time), so that scripts find it:
 *
 *     level=INFO msg="warning: skipped value for c.s: Not a table."
 *     level=WARN msg="missing required value" message="the host's name"
 */
#ifndef PINTLE_TEXT_LOG_H
#define PINTLE_TEXT_LOG_H

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"

/* Where such lines go; they come without a line's end. */
struct warnings {
	void (*add)(void *context, struct str line);
	void *context;
};

enum log_level { LOG_LEVEL_INFO, LOG_LEVEL_WARN, LOG_LEVEL_ERROR };

/* What is told behind the message: `key` NULL ends a list. */
struct log_field {
	const char *key;
	struct str value;
};

/* Makes the line in the arena and gives it to the sink; no sink (NULL): nothing is told. `fields` may be NULL. */
void log_tell(const struct warnings *warnings, struct arena *arena, enum log_level level, struct str message,
              const struct log_field *fields);

/* The same for a message alone. */
void log_info(const struct warnings *warnings, struct arena *arena, const char *format, ...) PRINTF_LIKE(3, 4);

#endif
