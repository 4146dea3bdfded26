// SPDX-License-Identifier: Apache-2.0
// YAML, JSON, TOML and base64. The from… functions of Helm tolerate errors: the text of the error comes back under the
// key "Error", or as the only element of a list. The to… functions give "" where Go cannot write the value.
#include "base/stack.h"
#include "base/strbuf.h"
#include "func/families.h"
#include "func/panic.h"
#include "text/digest.h"
#include "value/json.h"
#include "value/toml.h"
#include "value/yaml.h"

static struct value taken(struct tmpl_call *call, struct strbuf *buf)
{
	return value_string(strbuf_str(buf, call->arena));
}

// Helm cuts off the newline that ends a document.
static struct value without_newline(struct tmpl_call *call, struct strbuf *buf)
{
	if (buf->len && buf->data[buf->len - 1] == '\n')
		strbuf_truncate(buf, buf->len - 1);
	return taken(call, buf);
}

// A value that is to be written.
struct writing {
	bool (*write)(struct writing *writing, struct value v);
	struct tmpl_call *call;
	struct strbuf buf;
	struct error err;
	struct json_style style;
};

static int write_again(void *context)
{
	struct writing *writing = context;
	return writing->write(writing, writing->call->args[0]);
}

// A value that is too deep for the stack at hand is written on the large one.
static bool write_value(struct writing *writing)
{
	bool ok = writing->write(writing, writing->call->args[0]);
	if (ok || !writing->err.is_limit || stack_is_large())
		return ok;
	error_clear(&writing->err);
	strbuf_truncate(&writing->buf, 0);
	return stack_run(write_again, writing);
}

// The written value, or what Sprig makes of an error: "" or, for the must… forms, the end. A limit that Go does not
// have is always the end.
static struct value written(struct writing *writing, bool must)
{
	bool ok = write_value(writing);
	if (!ok && (must || writing->err.is_limit))
		fail_with(writing->call, &writing->err);
	return ok ? without_newline(writing->call, &writing->buf) : value_string(STR_NONE);
}

static struct writing new_writing(struct tmpl_call *call, bool (*write)(struct writing *writing, struct value v))
{
	return (struct writing){ write, call, strbuf_in(call->arena), { .arena = call->arena }, { 0 } };
}

static bool as_yaml(struct writing *writing, struct value v)
{
	return yaml_write(writing->call->arena, &writing->buf, v, &writing->err);
}

static bool as_pretty_yaml(struct writing *writing, struct value v)
{
	return yaml_write_pretty(writing->call->arena, &writing->buf, v, &writing->err);
}

static bool as_json(struct writing *writing, struct value v)
{
	return json_write(writing->call->arena, &writing->buf, v, writing->style, &writing->err);
}

static bool as_toml(struct writing *writing, struct value v)
{
	return toml_write(writing->call->arena, &writing->buf, v, &writing->err);
}

static struct value write_yaml(struct tmpl_call *call, bool must)
{
	struct writing writing = new_writing(call, as_yaml);
	return written(&writing, must);
}

static struct value fn_to_yaml(struct tmpl_call *call)
{
	return write_yaml(call, false);
}

static struct value fn_must_to_yaml(struct tmpl_call *call)
{
	return write_yaml(call, true);
}

static struct value fn_to_yaml_pretty(struct tmpl_call *call)
{
	struct writing writing = new_writing(call, as_pretty_yaml);
	return written(&writing, true); // the library panics
}

static struct value write_json(struct tmpl_call *call, struct json_style style, bool must)
{
	struct writing writing = new_writing(call, as_json);
	writing.style = style;
	return written(&writing, must);
}

static struct value fn_to_json(struct tmpl_call *call)
{
	return write_json(call, (struct json_style){ 0 }, false);
}

static struct value fn_must_to_json(struct tmpl_call *call)
{
	return write_json(call, (struct json_style){ 0 }, true);
}

static struct value fn_to_pretty_json(struct tmpl_call *call)
{
	return write_json(call, (struct json_style){ .indent = "  " }, false);
}

static struct value fn_must_to_pretty_json(struct tmpl_call *call)
{
	return write_json(call, (struct json_style){ .indent = "  " }, true);
}

static struct value fn_to_raw_json(struct tmpl_call *call)
{
	return write_json(call, (struct json_style){ .raw = true }, true);
}

// On nil the library panics.
static struct value write_toml(struct tmpl_call *call, bool must)
{
	struct writing writing = new_writing(call, as_toml);
	if (call->args[0].kind == VALUE_NULL)
		tmpl_panic(call, "reflect: call of reflect.Value.Type on zero Value");
	if (write_value(&writing))
		return taken(call, &writing.buf);
	if (must || writing.err.is_limit)
		fail_with(call, &writing.err);
	return value_string(writing.err.message);
}

static struct value fn_to_toml(struct tmpl_call *call)
{
	return write_toml(call, false);
}

static struct value fn_must_to_toml(struct tmpl_call *call)
{
	return write_toml(call, true);
}

// map["Error"] = the error's text, in a map of its own.
static struct value error_map(struct tmpl_call *call, const struct error *err)
{
	struct map *map = map_new(call->arena);
	map_set(call->arena, map, STR("Error"), value_string(err->message));
	return value_map(map);
}

static struct value error_list(struct tmpl_call *call, const struct error *err)
{
	struct list *list = list_new(call->arena, 1);
	list_push(call->arena, list, value_string(err->message));
	return value_list(list);
}

static struct value fn_from_yaml(struct tmpl_call *call)
{
	struct error err = { .arena = call->arena };
	struct map *map;
	if (!yaml_read_map(call->arena, call->args[0].s, 0, &map, &err))
		return error_map(call, &err);
	return value_map(map);
}

static struct value fn_from_yaml_array(struct tmpl_call *call)
{
	struct error err = { .arena = call->arena };
	struct list *list;
	if (!yaml_read_list(call->arena, call->args[0].s, 0, &list, &err))
		return error_list(call, &err);
	return value_list(list);
}

// In JSON, unlike in YAML, null makes the map or the list nil.
static bool is_json_null(struct str text)
{
	return str_is(str_trim_set(text, " \t\r\n"), "null");
}

static struct value fn_from_json(struct tmpl_call *call)
{
	struct error err = { .arena = call->arena };
	struct map *map;
	if (is_json_null(call->args[0].s))
		return value_map(NULL);
	if (!json_read_map(call->arena, call->args[0].s, 0, &map, &err))
		return error_map(call, &err);
	return value_map(map);
}

static struct value fn_from_json_array(struct tmpl_call *call)
{
	struct error err = { .arena = call->arena };
	struct list *list;
	if (is_json_null(call->args[0].s))
		return value_list(NULL);
	if (!json_read_list(call->arena, call->args[0].s, 0, &list, &err))
		return error_list(call, &err);
	return value_list(list);
}

static struct value fn_must_from_json(struct tmpl_call *call)
{
	struct error err = { .arena = call->arena };
	struct value v;
	if (!json_read(call->arena, call->args[0].s, 0, &v, &err))
		fail_with(call, &err);
	return v;
}

static struct value fn_from_toml(struct tmpl_call *call)
{
	struct error err = { .arena = call->arena };
	struct map *map;
	if (!toml_read(call->arena, call->args[0].s, &map, &err))
		return error_map(call, &err);
	return value_map(map);
}

static struct value fn_b64enc(struct tmpl_call *call)
{
	return value_string(base64_encode(call->arena, call->args[0].s));
}

static struct value fn_b32enc(struct tmpl_call *call)
{
	return value_string(base32_encode(call->arena, call->args[0].s));
}

// What cannot be decoded is answered with the text of the error.
static struct value fn_b64dec(struct tmpl_call *call)
{
	struct str data;
	size_t bad;
	if (base64_decode(call->arena, call->args[0].s, &data, &bad))
		return value_string(data);
	return value_string(arena_printf(call->arena, "illegal base64 data at input byte %zu", bad));
}

static struct value fn_b32dec(struct tmpl_call *call)
{
	struct str data;
	size_t bad;
	if (base32_decode(call->arena, call->args[0].s, &data, &bad))
		return value_string(data);
	return value_string(arena_printf(call->arena, "illegal base32 data at input byte %zu", bad));
}

const struct tmpl_func func_encoding[] = {
	{ "b32dec", "s:s", fn_b32dec },
	{ "b32enc", "s:s", fn_b32enc },
	{ "b64dec", "s:s", fn_b64dec },
	{ "b64enc", "s:s", fn_b64enc },
	{ "fromJson", "s:d", fn_from_json },
	{ "fromJsonArray", "s:L", fn_from_json_array },
	{ "fromToml", "s:d", fn_from_toml },
	{ "fromYaml", "s:d", fn_from_yaml },
	{ "fromYamlArray", "s:L", fn_from_yaml_array },
	{ "mustFromJson", "s:v", fn_must_from_json },
	{ "mustToJson", "v:s", fn_must_to_json },
	{ "mustToPrettyJson", "v:s", fn_must_to_pretty_json },
	{ "mustToRawJson", "v:s", fn_to_raw_json },
	{ "mustToToml", "v:s", fn_must_to_toml },
	{ "mustToYaml", "v:s", fn_must_to_yaml },
	{ "toJson", "v:s", fn_to_json },
	{ "toPrettyJson", "v:s", fn_to_pretty_json },
	{ "toRawJson", "v:s", fn_to_raw_json },
	{ "toToml", "v:s", fn_to_toml },
	{ "toYaml", "v:s", fn_to_yaml },
	{ "toYamlPretty", "v:s", fn_to_yaml_pretty },
	{ NULL },
};
