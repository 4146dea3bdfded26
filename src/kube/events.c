// SPDX-License-Identifier: Apache-2.0
#include "kube/events.h"

#include "value/json.h"
#include "value/member.h"

struct kube_event kube_event_read(struct arena *arena, struct str line)
{
	struct error ignored = { .arena = arena };
	struct value event;
	if (!json_read_integers(arena, line, &event, &ignored))
		return (struct kube_event){ KUBE_EVENT_END, value_null() };
	struct str type = member_text(event, "type");
	if (!type.len || str_is(type, "ERROR"))
		return (struct kube_event){ KUBE_EVENT_END, value_null() };
	bool is_there = str_is(type, "ADDED") || str_is(type, "MODIFIED");
	return (struct kube_event){ is_there                  ? KUBE_EVENT_SEEN
		                    : str_is(type, "DELETED") ? KUBE_EVENT_GONE
		                                              : KUBE_EVENT_OTHER,
		                    member(event, "object") };
}

bool kube_events_cut(struct strbuf *line, struct str piece, void (*take)(void *context, struct str line), void *context)
{
	for (size_t newline; (newline = str_find_char(piece, '\n')) != STR_NPOS; piece = str_from(piece, newline + 1)) {
		strbuf_add(line, str_slice(piece, 0, newline));
		if (line->len)
			take(context, strbuf_peek(line));
		strbuf_truncate(line, 0);
	}
	bool fits = piece.len <= KUBE_EVENT_LIMIT && line->len <= KUBE_EVENT_LIMIT - piece.len;
	if (fits)
		strbuf_add(line, piece);
	else
		strbuf_truncate(line, 0);
	return fits;
}
