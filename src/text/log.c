// SPDX-License-Identifier: Apache-2.0
#include "text/log.h"

#include "base/strbuf.h"
#include "text/strconv.h"
#include "text/utf8.h"

// slog quotes what JSON would have to escape (but for a backslash), spaces and equals signs.
static bool needs_quotes(struct str text)
{
	for (size_t at = 0, size; at < text.len; at += size) {
		uint32_t rune = utf8_decode(str_from(text, at), &size);
		if (rune == RUNE_ERROR || rune <= ' ' || rune == '=' || rune == '"' || rune == 0x7f ||
		    (rune >= 0x80 && (rune_is_space(rune) || !rune_is_print(rune))))
			return true;
	}
	return text.len == 0;
}

static void add_value(struct strbuf *out, struct str value)
{
	if (needs_quotes(value))
		quote(out, value);
	else
		strbuf_add(out, value);
}

static const struct str level_names[] = { STR_INIT("INFO"), STR_INIT("WARN"), STR_INIT("ERROR") };

void log_tell(const struct warnings *warnings, struct arena *arena, enum log_level level, struct str message,
              const struct log_field *fields)
{
	if (!warnings)
		return;
	struct strbuf out = strbuf_in(arena);
	strbuf_printf(&out, "level=%s msg=", level_names[level].data);
	add_value(&out, message);
	for (; fields && fields->key; fields++) {
		strbuf_printf(&out, " %s=", fields->key);
		add_value(&out, fields->value);
	}
	warnings->add(warnings->context, strbuf_str(&out, arena));
}

void log_info(const struct warnings *warnings, struct arena *arena, const char *format, ...)
{
	va_list args;
	if (!warnings)
		return;
	va_start(args, format);
	struct str message = arena_vprintf(arena, format, args);
	va_end(args);
	log_tell(warnings, arena, LOG_LEVEL_INFO, message, NULL);
}
