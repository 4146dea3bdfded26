// SPDX-License-Identifier: Apache-2.0
// A watch's stream: however it is cut into pieces, its lines are the same, and each is an event or ends the watch. The
// first byte tells how long the pieces are.
#include "kube/events.h"

#include "kube/status.h"
#include "value/member.h"

#include "fuzz.h"

struct taken {
	struct arena *arena;
	struct strbuf lines;
};

static void take(void *context, struct str line)
{
	struct taken *taken = context;
	FUZZ_CHECK(line.len && str_find_char(line, '\n') == STR_NPOS);
	struct kube_event event = kube_event_read(taken->arena, line);
	FUZZ_CHECK(event.type != KUBE_EVENT_END || value_is_null(event.object));
	if (event.type == KUBE_EVENT_SEEN)
		kube_status_of(taken->arena, event.object, KUBE_RULES_PLAIN, 0);
	strbuf_add(&taken->lines, line);
	strbuf_add_char(&taken->lines, '\n');
}

static struct str cut(struct arena *arena, struct str stream, size_t piece)
{
	struct taken taken = { arena, strbuf_in(arena) };
	struct strbuf line = strbuf_in(arena);
	for (; stream.len; stream = str_from(stream, stream.len < piece ? stream.len : piece))
		FUZZ_CHECK(kube_events_cut(&line, str_slice(stream, 0, stream.len < piece ? stream.len : piece), take,
		                           &taken));
	strbuf_add(&taken.lines, strbuf_peek(&line));
	return strbuf_str(&taken.lines, arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) arena = { 0 };
	struct str text = fuzz_text(&arena, data, size);
	if (size)
		FUZZ_CHECK(str_eq(cut(&arena, str_from(text, 1), (unsigned char)text.data[0] + 1),
		                  cut(&arena, str_from(text, 1), size)));
	return 0;
}
