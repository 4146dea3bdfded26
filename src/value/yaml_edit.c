// SPDX-License-Identifier: Apache-2.0
// The text is changed at the places where the parser saw the mappings' keys. Whether that did what it should, no matter
// what anchors, tags or comments stand there, is then looked at by reading it again; if not, the value is written anew.
#include "value/yaml_edit.h"

#include "base/strbuf.h"
#include "value/yaml.h"
#include "value/yaml_parse.h"

struct editor {
	struct arena *arena;
	struct str text;
	struct yaml_tree *tree;
	const struct str *path;
	size_t len;
};

// ---- places ----------------------------------------------------------------------------------------------------

static const struct yaml_node *node_at(const struct editor *editor, uint32_t index)
{
	return &editor->tree->nodes[index];
}

static size_t line_start(struct str text, uint32_t line)
{
	size_t at = 0;
	while (--line > 0) {
		size_t newline = str_find_char(str_from(text, at), '\n');
		if (newline == STR_NPOS)
			return text.len;
		at += newline + 1;
	}
	return at;
}

static size_t place_of(const struct editor *editor, uint32_t index)
{
	const struct yaml_node *node = node_at(editor, index);
	size_t at = line_start(editor->text, node->line) + node->column - 1;
	return at < editor->text.len ? at : editor->text.len;
}

static bool is_flow(const struct editor *editor, uint32_t mapping)
{
	size_t at = place_of(editor, mapping);
	return at < editor->text.len && editor->text.data[at] == '{';
}

// The key's node and those around it; false if the mapping has no such key.
struct pair {
	uint32_t key, next; /* of the following pair's key; 0: none */
	bool is_first;
};

static bool find_pair(const struct editor *editor, uint32_t mapping, struct str name, struct pair *ret)
{
	uint32_t key = mapping + 1, count = node_at(editor, mapping)->count;
	for (uint32_t i = 0; i + 1 < count; i += 2) {
		uint32_t next = node_at(editor, node_at(editor, key)->next)->next;
		if (node_at(editor, key)->kind == NODE_SCALAR && str_eq(node_at(editor, key)->text, name)) {
			*ret = (struct pair){ key, i + 3 < count ? next : 0, i == 0 };
			return true;
		}
		key = next;
	}
	return false;
}

static struct str spliced(const struct editor *editor, size_t from, size_t to, struct str with)
{
	return ARENA_CONCAT(editor->arena, str_slice(editor->text, 0, from), with, str_from(editor->text, to));
}

// ---- adding ----------------------------------------------------------------------------------------------------

static void add_quoted(struct strbuf *out, struct str value)
{
	strbuf_add_char(out, '\'');
	for (size_t i = 0; i < value.len; i++) {
		strbuf_add_char(out, value.data[i]);
		if (value.data[i] == '\'')
			strbuf_add_char(out, '\'');
	}
	strbuf_add_char(out, '\'');
}

static struct str flow_chain(const struct editor *editor, size_t depth, struct str value, bool more)
{
	struct strbuf out = strbuf_in(editor->arena);
	for (size_t i = depth; i < editor->len; i++)
		strbuf_printf(&out, i > depth ? "{\"%.*s\": " : "\"%.*s\": ", STR_FMT(editor->path[i]));
	strbuf_add_char(&out, '"');
	strbuf_add(&out, value);
	strbuf_add_char(&out, '"');
	strbuf_add_repeat(&out, '}', editor->len - 1 - depth);
	strbuf_add(&out, more ? STR(", ") : STR_NONE);
	return strbuf_str(&out, editor->arena);
}

static struct str block_chain(const struct editor *editor, size_t depth, struct str value, size_t indent)
{
	struct strbuf out = strbuf_in(editor->arena);
	for (size_t i = depth; i < editor->len; i++) {
		strbuf_printf(&out, "%.*s:", STR_FMT(editor->path[i]));
		if (i + 1 < editor->len) {
			strbuf_add_char(&out, '\n');
			strbuf_add_repeat(&out, ' ', indent + 2 * (i + 1 - depth));
		}
	}
	strbuf_add_char(&out, ' ');
	add_quoted(&out, value);
	strbuf_add_char(&out, '\n');
	strbuf_add_repeat(&out, ' ', indent);
	return strbuf_str(&out, editor->arena);
}

// "key:" with nothing behind it: the mappings come below.
static bool add_below(const struct editor *editor, uint32_t key, size_t depth, struct str value, struct str *ret)
{
	const struct yaml_node *node = node_at(editor, key);
	size_t colon = place_of(editor, key) + node->text.len, indent = node->column + 1;
	if (!node_at(editor, key + 1)->implicit || node_at(editor, key + 1)->text.len || colon >= editor->text.len ||
	    editor->text.data[colon] != ':')
		return false;
	struct strbuf out = strbuf_in(editor->arena);
	strbuf_add_char(&out, '\n');
	strbuf_add_repeat(&out, ' ', indent);
	strbuf_add(&out, str_trim_right_set(block_chain(editor, depth, value, indent), " \n"));
	*ret = spliced(editor, colon + 1, colon + 1, strbuf_peek(&out));
	return true;
}

static bool add_in_place(const struct editor *editor, struct str value, struct str *ret)
{
	uint32_t mapping = 0;
	size_t depth = 0;
	for (struct pair pair; find_pair(editor, mapping, editor->path[depth], &pair); depth++) {
		mapping = pair.key + 1;
		if (depth + 1 == editor->len)
			return false;
		if (node_at(editor, mapping)->kind == NODE_SCALAR)
			return add_below(editor, pair.key, depth + 1, value, ret);
		if (node_at(editor, mapping)->kind != NODE_MAPPING)
			return false;
	}
	bool has_keys = node_at(editor, mapping)->count > 0;
	if (is_flow(editor, mapping)) {
		size_t at = place_of(editor, mapping) + 1;
		*ret = spliced(editor, at, at, flow_chain(editor, depth, value, has_keys));
		return true;
	}
	if (!has_keys)
		return false;
	size_t at = place_of(editor, mapping + 1);
	*ret = spliced(editor, at, at, block_chain(editor, depth, value, node_at(editor, mapping + 1)->column - 1));
	return true;
}

// ---- taking away -----------------------------------------------------------------------------------------------

static bool is_blank(struct str text)
{
	return str_trim_left_set(text, " ").len == 0;
}

static struct str without_lines(const struct editor *editor, uint32_t first, uint32_t last)
{
	return spliced(editor, line_start(editor->text, first), line_start(editor->text, last + 1), STR_NONE);
}

// Behind a scalar in a flow mapping, and behind the closing braces of `levels` mappings around it.
static size_t flow_end(const struct editor *editor, uint32_t scalar, size_t levels)
{
	struct str text = editor->text;
	size_t at = place_of(editor, scalar);
	char quote = at < text.len && (text.data[at] == '"' || text.data[at] == '\'') ? text.data[at++] : '\0';
	while (at < text.len && (quote ? text.data[at] != quote : !strchr(",}", text.data[at])))
		at++;
	at += quote != '\0';
	for (; levels > 0 && at < text.len; at++)
		levels -= text.data[at] == '}';
	return at;
}

static bool take_in_place(const struct editor *editor, struct str *ret)
{
	enum { MAX_PATH = 8 };
	struct pair pairs[MAX_PATH] = { { 0 } };
	uint32_t mappings[MAX_PATH] = { 0 };
	size_t depth = editor->len - 1;
	if (editor->len > MAX_PATH)
		return false;
	for (size_t i = 0; i < editor->len; i++) {
		mappings[i] = i ? pairs[i - 1].key + 1 : 0;
		if (node_at(editor, mappings[i])->kind != NODE_MAPPING ||
		    !find_pair(editor, mappings[i], editor->path[i], &pairs[i]))
			return false;
	}
	uint32_t leaf = pairs[depth].key + 1;
	while (depth > 0 && node_at(editor, mappings[depth])->count == 2)
		depth--;
	size_t start = place_of(editor, pairs[depth].key);
	uint32_t line = node_at(editor, pairs[depth].key)->line;
	if (!is_flow(editor, mappings[depth])) {
		*ret = without_lines(editor, line, node_at(editor, leaf)->line);
		return is_blank(str_slice(editor->text, line_start(editor->text, line), start));
	}
	size_t end = pairs[depth].next ? place_of(editor, pairs[depth].next)
	                               : flow_end(editor, leaf, editor->len - 1 - depth);
	if (!pairs[depth].next && !pairs[depth].is_first)
		start = str_rfind_char(str_slice(editor->text, 0, start), ',');
	*ret = start == STR_NPOS ? editor->text : spliced(editor, start, end, STR_NONE);
	return start != STR_NPOS;
}

// ---- values ----------------------------------------------------------------------------------------------------

static bool read_mapping(struct arena *arena, struct str text, struct map **ret, struct error *err)
{
	struct value value;
	if (!yaml_read(arena, text, 0, &value, err))
		return false;
	if (value.kind != VALUE_MAP)
		return fail(err, NOWHERE, "wrong node kind: expected MappingNode but got %s",
		            value.kind == VALUE_LIST ? "SequenceNode" : "ScalarNode");
	*ret = value.map;
	return true;
}

// The text as a value, and as the tree that knows the places.
static bool read_both(const struct editor *editor, struct arena *scratch, struct map **ret, struct error *err)
{
	return read_mapping(editor->arena, editor->text, ret, err) &&
	       yaml_parse(editor->arena, scratch, editor->text, editor->tree, err);
}

static void put_value(struct arena *arena, struct map *map, const struct str *path, size_t len, struct str value)
{
	for (size_t i = 0; i + 1 < len; i++) {
		struct value *found = map_get(map, path[i]);
		if (!found || found->kind != VALUE_MAP)
			map_set(arena, map, path[i], value_map(map_new(arena)));
		map = map_get(map, path[i])->map;
	}
	map_set(arena, map, path[len - 1], value_string(value));
}

static struct value *get_value(struct map *map, const struct str *path, size_t len)
{
	struct value *found = map_get(map, path[0]);
	for (size_t i = 1; found && i < len; i++)
		found = found->kind == VALUE_MAP ? map_get(found->map, path[i]) : NULL;
	return found;
}

static void delete_value(struct map *map, const struct str *path, size_t len)
{
	struct value *found = map_get(map, path[0]);
	if (len > 1)
		delete_value(found->map, path + 1, len - 1);
	if (len == 1 || found->map->len == 0)
		map_delete(map, path[0]);
}

// The edited text if it holds that value, else the value written anew.
static bool settle(struct arena *arena, bool was_edited, struct str edited, struct map *wanted, struct str *ret,
                   struct error *err)
{
	struct error ignored = { .arena = arena };
	struct strbuf out = strbuf_in(arena);
	struct map *found;
	if (was_edited && read_mapping(arena, edited, &found, &ignored) &&
	    value_deep_equal(value_map(found), value_map(wanted))) {
		*ret = str_has_suffix(edited, STR("\n")) ? edited : ARENA_CONCAT(arena, edited, STR("\n"));
		return true;
	}
	if (!yaml_write_pretty(arena, &out, value_map(wanted), err))
		return false;
	*ret = strbuf_str(&out, arena);
	return true;
}

bool yaml_edit_add(struct arena *arena, struct str text, const struct str *path, size_t len, struct str value,
                   struct str *ret, struct error *err)
{
	AUTO(arena) scratch = { 0 };
	struct map *map;
	struct str edited = text;
	struct yaml_tree tree = { 0 };
	struct editor editor = { arena, text, &tree, path, len };
	if (!read_both(&editor, &scratch, &map, err))
		return false;
	bool was_edited = add_in_place(&editor, value, &edited);
	put_value(arena, map, path, len, value);
	return settle(arena, was_edited, edited, map, ret, err);
}

bool yaml_edit_take(struct arena *arena, struct str text, const struct str *path, size_t len, struct str *ret_value,
                    struct str *ret, struct error *err)
{
	AUTO(arena) scratch = { 0 };
	struct map *map;
	struct str edited = text;
	struct yaml_tree tree = { 0 };
	struct editor editor = { arena, text, &tree, path, len };
	if (!read_both(&editor, &scratch, &map, err))
		return false;
	struct value *found = get_value(map, path, len);
	if (!found || found->kind != VALUE_STRING || found->s.len == 0) {
		*ret_value = (struct str){ NULL, 0 };
		*ret = str_has_suffix(text, STR("\n")) ? text : ARENA_CONCAT(arena, text, STR("\n"));
		return true;
	}
	*ret_value = found->s;
	bool was_edited = take_in_place(&editor, &edited);
	delete_value(map, path, len);
	return settle(arena, was_edited, edited, map, ret, err);
}
