// SPDX-License-Identifier: Apache-2.0
// The grammar of YAML 1.1 as libyaml and go-yaml have it: a state for each place in a production, a stack of states to
// return to, one node for each step. Nothing here recurses, so nesting is limited by the scanner's counts alone.
//
//     yaml_parse -> parse_document -> step (by state) -> parse_node -> add_scalar, open_collection, add_alias
//
// Where a comment names a token twice it is go-yaml's oddity, kept because it decides which error is reported.
#include "value/yaml_parse.h"

#include "value/yaml_scan.h"

enum state {
	STATE_END, /* the root node is complete */
	STATE_BLOCK_SEQUENCE_FIRST,
	STATE_BLOCK_SEQUENCE,
	STATE_INDENTLESS_SEQUENCE,
	STATE_BLOCK_KEY_FIRST,
	STATE_BLOCK_KEY,
	STATE_BLOCK_VALUE,
	STATE_FLOW_SEQUENCE_FIRST,
	STATE_FLOW_SEQUENCE,
	STATE_FLOW_PAIR_KEY,
	STATE_FLOW_PAIR_VALUE,
	STATE_FLOW_PAIR_END,
	STATE_FLOW_KEY_FIRST,
	STATE_FLOW_KEY,
	STATE_FLOW_VALUE,
	STATE_FLOW_EMPTY_VALUE,
};

struct directive {
	struct str handle, prefix;
};

// What "!" and "!!" stand for unless the document says otherwise.
static const struct directive default_directives[] = {
	{ STR_INIT("!"), STR_INIT("!") },
	{ STR_INIT("!!"), STR_INIT("tag:yaml.org,2002:") },
};

struct parser {
	struct yaml_scanner scanner;
	struct yaml_tree tree;
	enum state state;
	uint8_t *states; /* where to go on when the current node is complete */
	size_t states_len, states_cap;
	uint32_t *open; /* the collections that are not complete */
	size_t open_len, open_cap;
	struct map *anchors;
	struct directive *directives;
	size_t directives_len, directives_cap;
	uint8_t few_states[32]; // what the arrays begin as
	uint32_t few_open[16];
};

static void push_state(struct parser *p, enum state state)
{
	p->states = arena_grow(p->scanner.scratch, p->states, &p->states_cap, p->states_len + 1, sizeof(*p->states));
	p->states[p->states_len++] = (uint8_t)state;
}

static void pop_state(struct parser *p)
{
	p->state = (enum state)p->states[--p->states_len];
}

static bool parser_fail(struct parser *p, struct yaml_mark at, const char *problem)
{
	return yaml_fail(&p->scanner, at, true, problem);
}

static struct yaml_token *peek(struct parser *p)
{
	return yaml_peek(&p->scanner);
}

// Takes the token at the head and looks at the next.
static struct yaml_token *take(struct parser *p)
{
	yaml_take(&p->scanner);
	return yaml_peek(&p->scanner);
}

// --- Nodes ---

static struct yaml_node *add_node(struct parser *p, enum yaml_node_kind kind, struct yaml_mark mark)
{
	struct yaml_tree *tree = &p->tree;
	if (p->open_len)
		tree->nodes[p->open[p->open_len - 1]].count++;
	tree->nodes = arena_grow(p->scanner.scratch, tree->nodes, &tree->cap, tree->count + 1, sizeof(*tree->nodes));
	struct yaml_node *node = &tree->nodes[tree->count++];
	*node = (struct yaml_node){
		.kind = (uint8_t)kind,
		.line = mark.line + 1,
		.column = mark.column + 1,
		.next = (uint32_t)tree->count,
	};
	return node;
}

static bool add_empty(struct parser *p, struct yaml_mark mark)
{
	struct yaml_node *node = add_node(p, NODE_SCALAR, mark);
	node->implicit = true;
	node->text = STR_NONE;
	return true;
}

static void open_collection(struct parser *p, enum yaml_node_kind kind, struct yaml_mark mark)
{
	const struct yaml_node *parent = p->open_len ? &p->tree.nodes[p->open[p->open_len - 1]] : NULL;
	if (parent && parent->kind == NODE_MAPPING && parent->count % 2 == 0)
		p->tree.has_collection_key = true;
	add_node(p, kind, mark);
	p->open = arena_grow(p->scanner.scratch, p->open, &p->open_cap, p->open_len + 1, sizeof(*p->open));
	p->open[p->open_len++] = (uint32_t)p->tree.count - 1;
	if (p->open_len > p->tree.depth)
		p->tree.depth = p->open_len;
}

static void close_collection(struct parser *p)
{
	p->tree.nodes[p->open[--p->open_len]].next = (uint32_t)p->tree.count;
}

static bool add_alias(struct parser *p, const struct yaml_token *token)
{
	const struct value *target = map_get(p->anchors, token->text);
	if (!target)
		return fail(p->scanner.err, (struct location){ NULL, token->mark.line + 1, token->mark.column + 1, 0 },
		            "yaml: unknown anchor '%.*s' referenced", STR_FMT(token->text));
	struct yaml_node *node = add_node(p, NODE_ALIAS, token->mark);
	node->text = token->text;
	node->count = (uint32_t)target->i;
	return true;
}

// --- Nodes with their properties ---

struct properties {
	bool has_anchor, has_tag;
	struct str anchor;
	struct str handle, suffix; /* of the tag */
	struct yaml_mark mark;     /* of the node */
	struct yaml_mark tag_mark;
};

static struct yaml_token *take_anchor(struct parser *p, struct properties *props, const struct yaml_token *token)
{
	props->has_anchor = true;
	props->anchor = token->text;
	return take(p);
}

static struct yaml_token *take_tag(struct parser *p, struct properties *props, const struct yaml_token *token)
{
	props->has_tag = true;
	props->handle = token->text;
	props->suffix = token->suffix;
	props->tag_mark = token->mark;
	return take(p);
}

// At most one anchor and one tag, in either order.
static struct yaml_token *parse_properties(struct parser *p, struct properties *props)
{
	struct yaml_token *token = peek(p);
	*props = (struct properties){ .mark = token->mark };
	if (token->type == TOKEN_ANCHOR) {
		token = take_anchor(p, props, token);
		if (token && token->type == TOKEN_TAG)
			token = take_tag(p, props, token);
	} else if (token->type == TOKEN_TAG) {
		token = take_tag(p, props, token);
		if (token && token->type == TOKEN_ANCHOR)
			token = take_anchor(p, props, token);
	}
	return token;
}

static const struct directive *find_directive(const struct directive *directives, size_t len, struct str handle)
{
	for (size_t i = 0; i < len; i++)
		if (str_eq(directives[i].handle, handle))
			return &directives[i];
	return NULL;
}

static bool resolve_tag(struct parser *p, const struct properties *props, struct str *ret)
{
	*ret = STR_NONE;
	if (!props->has_tag)
		return true;
	if (props->handle.len == 0) {
		*ret = props->suffix;
		return true;
	}
	const struct directive *directive = find_directive(p->directives, p->directives_len, props->handle);
	if (!directive)
		directive = find_directive(default_directives, ARRAY_LEN(default_directives), props->handle);
	if (!directive)
		return parser_fail(p, props->tag_mark, "found undefined tag handle");
	*ret = ARENA_CONCAT(p->scanner.scratch, directive->prefix, props->suffix);
	return true;
}

static void set_properties(struct parser *p, const struct properties *props, struct str tag)
{
	size_t index = p->tree.count - 1;
	p->tree.nodes[index].tag = (uint8_t)(tag.len ? yaml_tag_of(tag) : YAML_TAG_NONE);
	if (props->has_anchor)
		map_set(p->scanner.scratch, p->anchors, props->anchor, value_int((int64_t)index));
}

static bool add_scalar(struct parser *p, const struct properties *props, struct str tag, const struct yaml_token *token)
{
	struct yaml_node *node = add_node(p, NODE_SCALAR, props->mark);
	node->implicit = (tag.len == 0 && token->plain) || str_is(tag, "!");
	node->text = token->text;
	set_properties(p, props, tag);
	pop_state(p);
	yaml_take(&p->scanner);
	return true;
}

static bool parse_content(struct parser *p, const struct properties *props, struct str tag, bool block, bool indentless)
{
	const struct yaml_token *token = peek(p);
	enum yaml_node_kind kind = NODE_SEQUENCE;
	if (indentless && token->type == TOKEN_BLOCK_ENTRY) {
		p->state = STATE_INDENTLESS_SEQUENCE;
	} else if (token->type == TOKEN_SCALAR) {
		return add_scalar(p, props, tag, token);
	} else if (token->type == TOKEN_FLOW_SEQUENCE_START) {
		p->state = STATE_FLOW_SEQUENCE_FIRST;
	} else if (token->type == TOKEN_FLOW_MAPPING_START) {
		kind = NODE_MAPPING;
		p->state = STATE_FLOW_KEY_FIRST;
	} else if (block && token->type == TOKEN_BLOCK_SEQUENCE_START) {
		p->state = STATE_BLOCK_SEQUENCE_FIRST;
	} else if (block && token->type == TOKEN_BLOCK_MAPPING_START) {
		kind = NODE_MAPPING;
		p->state = STATE_BLOCK_KEY_FIRST;
	} else if (props->has_anchor || tag.len) {
		add_empty(p, props->mark);
		p->tree.nodes[p->tree.count - 1].implicit = tag.len == 0;
		set_properties(p, props, tag);
		pop_state(p);
		return true;
	} else {
		return parser_fail(p, token->mark, "did not find expected node content");
	}
	open_collection(p, kind, props->mark);
	set_properties(p, props, tag);
	return true;
}

// A node; when it is complete, `then` goes on.
static bool parse_node(struct parser *p, enum state then, bool block, bool indentless)
{
	const struct yaml_token *token = peek(p);
	if (!token)
		return false;
	if (token->type == TOKEN_SCALAR) {
		struct yaml_node *node = add_node(p, NODE_SCALAR, token->mark);
		node->implicit = token->plain;
		node->tag = YAML_TAG_NONE;
		node->text = token->text;
		p->state = then;
		yaml_take(&p->scanner);
		return true;
	}
	push_state(p, then);
	if (token->type == TOKEN_ALIAS) {
		if (!add_alias(p, token))
			return false;
		pop_state(p);
		yaml_take(&p->scanner);
		return true;
	}
	struct properties props;
	struct str tag;
	if (!parse_properties(p, &props) || !resolve_tag(p, &props, &tag))
		return false;
	return parse_content(p, &props, tag, block, indentless);
}

// Nothing stands where a node may stand.
static bool parse_empty(struct parser *p, enum state then, struct yaml_mark mark)
{
	p->state = then;
	return add_empty(p, mark);
}

static bool end_collection(struct parser *p, bool take_token)
{
	close_collection(p);
	pop_state(p);
	if (take_token)
		yaml_take(&p->scanner);
	return true;
}

// --- Block collections ---

static bool parse_block_sequence(struct parser *p, struct yaml_token *token)
{
	if (token->type == TOKEN_BLOCK_END)
		return end_collection(p, true);
	if (token->type != TOKEN_BLOCK_ENTRY)
		return parser_fail(p, token->mark, "did not find expected '-' indicator");
	struct yaml_mark mark = token->mark;
	token = take(p);
	if (!token)
		return false;
	if (token->type == TOKEN_BLOCK_ENTRY || token->type == TOKEN_BLOCK_END)
		return parse_empty(p, STATE_BLOCK_SEQUENCE, mark);
	return parse_node(p, STATE_BLOCK_SEQUENCE, true, false);
}

static bool ends_block_entry(const struct yaml_token *token)
{
	return token->type == TOKEN_KEY || token->type == TOKEN_VALUE || token->type == TOKEN_BLOCK_END;
}

// A sequence as deep as the key it belongs to.
static bool parse_indentless_sequence(struct parser *p, struct yaml_token *token)
{
	if (token->type != TOKEN_BLOCK_ENTRY)
		return end_collection(p, false);
	struct yaml_mark mark = token->mark;
	token = take(p);
	if (!token)
		return false;
	if (token->type == TOKEN_BLOCK_ENTRY || ends_block_entry(token))
		return parse_empty(p, STATE_INDENTLESS_SEQUENCE, mark);
	return parse_node(p, STATE_INDENTLESS_SEQUENCE, true, false);
}

static bool parse_block_entry(struct parser *p, struct yaml_token *token, enum state then)
{
	struct yaml_mark mark = token->mark;
	token = take(p);
	if (!token)
		return false;
	if (ends_block_entry(token))
		return parse_empty(p, then, mark);
	return parse_node(p, then, true, true);
}

static bool parse_block_key(struct parser *p, struct yaml_token *token)
{
	if (token->type == TOKEN_KEY)
		return parse_block_entry(p, token, STATE_BLOCK_VALUE);
	if (token->type == TOKEN_BLOCK_END)
		return end_collection(p, true);
	return parser_fail(p, token->mark, "did not find expected key");
}

static bool parse_block_value(struct parser *p, struct yaml_token *token)
{
	if (token->type == TOKEN_VALUE)
		return parse_block_entry(p, token, STATE_BLOCK_KEY);
	return parse_empty(p, STATE_BLOCK_KEY, token->mark);
}

// --- Flow collections ---

static bool parse_flow_sequence(struct parser *p, struct yaml_token *token, bool first)
{
	if (token->type != TOKEN_FLOW_SEQUENCE_END && !first) {
		if (token->type != TOKEN_FLOW_ENTRY)
			return parser_fail(p, token->mark, "did not find expected ',' or ']'");
		token = take(p);
		if (!token)
			return false;
	}
	if (token->type == TOKEN_FLOW_SEQUENCE_END)
		return end_collection(p, true);
	if (token->type != TOKEN_KEY)
		return parse_node(p, STATE_FLOW_SEQUENCE, false, false);
	// [a: b] holds a mapping of one pair
	open_collection(p, NODE_MAPPING, token->mark);
	p->state = STATE_FLOW_PAIR_KEY;
	yaml_take(&p->scanner);
	return true;
}

static bool parse_flow_pair_key(struct parser *p, struct yaml_token *token)
{
	if (token->type != TOKEN_VALUE && token->type != TOKEN_FLOW_ENTRY && token->type != TOKEN_FLOW_SEQUENCE_END)
		return parse_node(p, STATE_FLOW_PAIR_VALUE, false, false);
	// The token is lost, though it does not belong to the key.
	struct yaml_mark mark = token->mark;
	yaml_take(&p->scanner);
	return parse_empty(p, STATE_FLOW_PAIR_VALUE, mark);
}

static bool parse_flow_pair_value(struct parser *p, struct yaml_token *token)
{
	struct yaml_mark mark = token->mark;
	if (token->type == TOKEN_VALUE) {
		token = take(p);
		if (!token)
			return false;
		if (token->type != TOKEN_FLOW_ENTRY && token->type != TOKEN_FLOW_SEQUENCE_END)
			return parse_node(p, STATE_FLOW_PAIR_END, false, false);
	}
	return parse_empty(p, STATE_FLOW_PAIR_END, mark);
}

static bool parse_flow_pair_end(struct parser *p)
{
	close_collection(p);
	p->state = STATE_FLOW_SEQUENCE;
	return true;
}

static bool parse_flow_key(struct parser *p, struct yaml_token *token, bool first)
{
	if (token->type != TOKEN_FLOW_MAPPING_END && !first) {
		if (token->type != TOKEN_FLOW_ENTRY)
			return parser_fail(p, token->mark, "did not find expected ',' or '}'");
		token = take(p);
		if (!token)
			return false;
	}
	if (token->type == TOKEN_FLOW_MAPPING_END)
		return end_collection(p, true);
	if (token->type != TOKEN_KEY)
		return parse_node(p, STATE_FLOW_EMPTY_VALUE, false, false);
	token = take(p);
	if (!token)
		return false;
	if (token->type == TOKEN_VALUE || token->type == TOKEN_FLOW_ENTRY || token->type == TOKEN_FLOW_MAPPING_END)
		return parse_empty(p, STATE_FLOW_VALUE, token->mark);
	return parse_node(p, STATE_FLOW_VALUE, false, false);
}

static bool parse_flow_value(struct parser *p, struct yaml_token *token)
{
	if (token->type == TOKEN_VALUE) {
		token = take(p);
		if (!token)
			return false;
		if (token->type != TOKEN_FLOW_ENTRY && token->type != TOKEN_FLOW_MAPPING_END)
			return parse_node(p, STATE_FLOW_KEY, false, false);
	}
	return parse_empty(p, STATE_FLOW_KEY, token->mark);
}

// --- The document ---

static bool step(struct parser *p)
{
	enum state state = p->state;
	if (state == STATE_BLOCK_SEQUENCE_FIRST || state == STATE_BLOCK_KEY_FIRST ||
	    state == STATE_FLOW_SEQUENCE_FIRST || state == STATE_FLOW_KEY_FIRST)
		yaml_take(&p->scanner); // the token that opened the collection
	struct yaml_token *token = peek(p);
	if (!token)
		return false;
	switch (state) {
	case STATE_END: return true;
	case STATE_BLOCK_SEQUENCE_FIRST:
	case STATE_BLOCK_SEQUENCE: return parse_block_sequence(p, token);
	case STATE_INDENTLESS_SEQUENCE: return parse_indentless_sequence(p, token);
	case STATE_BLOCK_KEY_FIRST:
	case STATE_BLOCK_KEY: return parse_block_key(p, token);
	case STATE_BLOCK_VALUE: return parse_block_value(p, token);
	case STATE_FLOW_SEQUENCE_FIRST:
	case STATE_FLOW_SEQUENCE: return parse_flow_sequence(p, token, state == STATE_FLOW_SEQUENCE_FIRST);
	case STATE_FLOW_PAIR_KEY: return parse_flow_pair_key(p, token);
	case STATE_FLOW_PAIR_VALUE: return parse_flow_pair_value(p, token);
	case STATE_FLOW_PAIR_END: return parse_flow_pair_end(p);
	case STATE_FLOW_KEY_FIRST:
	case STATE_FLOW_KEY: return parse_flow_key(p, token, state == STATE_FLOW_KEY_FIRST);
	case STATE_FLOW_VALUE: return parse_flow_value(p, token);
	case STATE_FLOW_EMPTY_VALUE: return parse_empty(p, STATE_FLOW_KEY, token->mark);
	}
	return false;
}

// A handle may be declared once.
static bool add_directive(struct parser *p, struct str handle, struct str prefix, struct yaml_mark mark)
{
	if (find_directive(p->directives, p->directives_len, handle))
		return parser_fail(p, mark, "found duplicate %TAG directive");
	p->directives = arena_grow(p->scanner.scratch, p->directives, &p->directives_cap, p->directives_len + 1,
	                           sizeof(*p->directives));
	p->directives[p->directives_len++] = (struct directive){ handle, prefix };
	return true;
}

static bool parse_directives(struct parser *p)
{
	bool has_version = false;
	struct yaml_token *token = peek(p);
	for (; token; token = take(p)) {
		if (token->type == TOKEN_VERSION_DIRECTIVE) {
			if (has_version)
				return parser_fail(p, token->mark, "found duplicate %YAML directive");
			if (!token->is_1_1)
				return parser_fail(p, token->mark, "found incompatible YAML document");
			has_version = true;
		} else if (token->type != TOKEN_TAG_DIRECTIVE) {
			break;
		} else if (!add_directive(p, token->text, token->suffix, token->mark)) {
			return false;
		}
	}
	return token != NULL;
}

// The start of the document; *ret_found is false at the end of the text.
static bool parse_document_start(struct parser *p, bool *ret_found)
{
	*ret_found = false;
	struct yaml_token *token = peek(p); // stream start
	if (!token || !(token = take(p)))
		return false;
	if (token->type == TOKEN_STREAM_END)
		return true;
	*ret_found = true;
	bool explicit = token->type == TOKEN_VERSION_DIRECTIVE || token->type == TOKEN_TAG_DIRECTIVE ||
	                token->type == TOKEN_DOCUMENT_START;
	if (!parse_directives(p))
		return false;
	token = peek(p);
	if (!explicit)
		return parse_node(p, STATE_END, true, false);
	if (token->type != TOKEN_DOCUMENT_START)
		return parser_fail(p, token->mark, "did not find expected <document start>");
	if (!(token = take(p)))
		return false;
	if (token->type == TOKEN_VERSION_DIRECTIVE || token->type == TOKEN_TAG_DIRECTIVE ||
	    token->type == TOKEN_DOCUMENT_START || token->type == TOKEN_DOCUMENT_END || token->type == TOKEN_STREAM_END)
		return parse_empty(p, STATE_END, token->mark);
	return parse_node(p, STATE_END, true, false);
}

static bool parse_document(struct parser *p)
{
	bool found;
	if (!parse_document_start(p, &found))
		return false;
	if (!found)
		return true;
	while (p->state != STATE_END)
		if (!step(p))
			return false;
	return peek(p) != NULL; // the token behind the document is looked at, so it must be one
}

bool yaml_parse(struct arena *arena, struct arena *scratch, struct str text, struct yaml_tree *ret, struct error *err)
{
	struct parser p;
	memset((char *)&p + offsetof(struct parser, tree), 0,
	       offsetof(struct parser, few_states) - offsetof(struct parser, tree));
	p.state = STATE_END;
	p.anchors = map_new(scratch);
	p.states = p.few_states;
	p.states_cap = ARRAY_LEN(p.few_states);
	p.open = p.few_open;
	p.open_cap = ARRAY_LEN(p.few_open);
	yaml_scanner_init(&p.scanner, arena, scratch, text, err);
	bool ok = text.len < UINT32_MAX / 2;
	if (ok) {
		p.tree.nodes = arena_grow(scratch, NULL, &p.tree.cap, text.len / 16 + 4, sizeof(*p.tree.nodes));
		ok = parse_document(&p);
	} else {
		fail(err, NOWHERE, "yaml: the text is larger than 2 GiB");
	}
	yaml_scanner_done(&p.scanner);
	if (ok)
		*ret = p.tree;
	return ok;
}
