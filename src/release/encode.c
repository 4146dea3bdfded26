// SPDX-License-Identifier: Apache-2.0
// Go writes a struct's fields in their order, and leaves out what is empty where the type says so.
#include <zlib.h>

#include "base/oom.h"
#include "base/strbuf.h"
#include "release/release.h"
#include "text/digest.h"
#include "text/strconv.h"
#include "value/json.h"

struct writer {
	struct arena *arena;
	struct strbuf *out;
	struct error *err;
	bool has_member; /* of the object at hand */
	bool ok;
};

static void open_object(struct writer *w)
{
	strbuf_add_char(w->out, '{');
	w->has_member = false;
}

static void close_object(struct writer *w)
{
	strbuf_add_char(w->out, '}');
	w->has_member = true;
}

static void put_key(struct writer *w, const char *key)
{
	strbuf_printf(w->out, w->has_member ? ",\"%s\":" : "\"%s\":", key);
	w->has_member = true;
}

static void put_value(struct writer *w, const char *key, struct value v)
{
	put_key(w, key);
	w->ok = w->ok && json_write(w->arena, w->out, v, (struct json_style){ 0 }, w->err);
}

static void put_text(struct writer *w, const char *key, struct str text)
{
	if (text.len)
		put_value(w, key, value_string(text));
}

static void put_int(struct writer *w, const char *key, int64_t i)
{
	if (i)
		put_value(w, key, value_int(i));
}

static void put_time(struct writer *w, const char *key, const struct release_time *time)
{
	if (!time->is_set)
		return;
	put_key(w, key);
	strbuf_add_char(w->out, '"');
	w->ok = w->ok && gotime_rfc3339(w->out, time->time, w->err);
	strbuf_add_char(w->out, '"');
}

static void put_texts(struct writer *w, const char *key, const struct strs *texts)
{
	if (!texts->len)
		return;
	struct list *list = list_new(w->arena, texts->len);
	for (size_t i = 0; i < texts->len; i++)
		list_push(w->arena, list, value_string(texts->items[i]));
	put_value(w, key, value_list(list));
}

static void put_info(struct writer *w, const struct release *release, const struct map *resources)
{
	put_key(w, "info");
	open_object(w);
	put_time(w, "first_deployed", &release->first_deployed);
	put_time(w, "last_deployed", &release->last_deployed);
	put_time(w, "deleted", &release->deleted);
	put_text(w, "description", release->description);
	put_text(w, "status", release->status);
	put_int(w, "rollback_revision", release->rollback_revision);
	put_text(w, "notes", release->notes);
	if (resources && resources->len)
		put_value(w, "resources", value_map((struct map *)resources));
	close_object(w);
}

static void put_hook(struct writer *w, const struct release_hook *hook)
{
	open_object(w);
	put_text(w, "name", hook->name);
	put_text(w, "kind", hook->kind);
	put_text(w, "path", hook->path);
	put_text(w, "manifest", hook->manifest);
	put_texts(w, "events", &hook->events);
	put_key(w, "last_run");
	open_object(w);
	put_time(w, "started_at", &hook->started);
	put_time(w, "completed_at", &hook->completed);
	put_value(w, "phase", value_string(hook->phase));
	close_object(w);
	put_int(w, "weight", hook->weight);
	put_texts(w, "delete_policies", &hook->delete_policies);
	put_texts(w, "output_log_policies", &hook->output_log_policies);
	close_object(w);
}

bool release_json(struct arena *arena, struct strbuf *out, const struct release *release,
                  const struct release_parts *parts, struct error *err)
{
	struct writer w = { .arena = arena, .out = out, .err = err, .ok = true };
	open_object(&w);
	put_text(&w, "name", release->name);
	if (release->has_info)
		put_info(&w, release, parts->resources);
	if (parts->with_chart && release->chart.kind == VALUE_MAP)
		put_value(&w, "chart", release->chart);
	if (release->config && release->config->len)
		put_value(&w, "config", value_map(release->config));
	put_text(&w, "manifest", release->manifest);
	if (release->hooks_len) {
		put_key(&w, "hooks");
		for (size_t i = 0; i < release->hooks_len; i++) {
			strbuf_add_char(out, i ? ',' : '[');
			if (release->hooks[i].is_null)
				strbuf_add(out, STR("null"));
			else
				put_hook(&w, &release->hooks[i]);
		}
		strbuf_add_char(out, ']');
	}
	put_int(&w, "version", release->version);
	put_text(&w, "namespace", release->namespace);
	put_text(&w, "apply_method", release->apply_method);
	close_object(&w);
	return w.ok;
}

// ---- records ---------------------------------------------------------------------------------------------------

// gzip with its best compression, as Helm's.
static struct str pack(struct arena *arena, struct str bytes)
{
	enum { GZIP = 15 + 16, MEMORY = 9 };
	z_stream stream = { .next_in = (Bytef *)bytes.data, .avail_in = (uInt)bytes.len };
	if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP, MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
		out_of_memory();
	size_t room = deflateBound(&stream, (uLong)bytes.len);
	char *packed = arena_alloc(arena, room);
	stream.next_out = (Bytef *)packed;
	stream.avail_out = (uInt)room;
	int result = deflate(&stream, Z_FINISH);
	deflateEnd(&stream);
	if (result != Z_STREAM_END)
		out_of_memory();
	return (struct str){ packed, room - stream.avail_out };
}

bool release_encode(struct arena *arena, const struct release *release, struct str *ret, struct error *err)
{
	struct arena scratch = { 0 };
	struct strbuf json = { 0 };
	struct release_parts parts = { .with_chart = true };
	bool ok = release_json(&scratch, &json, release, &parts, err);
	if (ok && json.len > RELEASE_LIMIT)
		ok = fail(err, NOWHERE, "the release is longer than %zu MiB", RELEASE_LIMIT >> 20);
	if (ok)
		*ret = base64_encode(arena, pack(&scratch, strbuf_peek(&json)));
	strbuf_done(&json);
	arena_done(&scratch);
	return ok;
}
