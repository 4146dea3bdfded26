// SPDX-License-Identifier: Apache-2.0
// A recursive descent parser with a look-ahead of two items. parse_top() reads what stands at the top, item_list()
// the body of a control structure up to its {{end}} or {{else}}, pipeline() what stands in an action, and below it
// command(), operand() and term(). Errors are thrown to template_parse().
#include "tmpl/parse.h"

#include <setjmp.h>

#include "base/stack.h"
#include "text/strconv.h"
#include "tmpl/lex.h"
#include "tmpl/tmpl.h"

enum { MAX_EXPRESSION_DEPTH = 10000 };

// What belongs to one tree (the main one, or a definition's).
struct scope {
	struct str *vars; // names in scope, "$" first
	size_t vars_len, vars_cap;
	unsigned range_depth, stack_depth;
	unsigned action_line; // of the left delimiter, 0 outside
};

struct parser {
	struct arena *arena;
	struct arena *scratch;
	struct lexer lexer;
	struct node **pending; // nodes of the lists that are not at their end yet, the innermost list's last
	size_t pending_len, pending_cap;
	struct parse_cache *cache;
	struct item token[2];
	int peeked;
	struct scope *scope;
	bool assigns; // a "=" was seen since it was last cleared
	bool declares;
	struct str name;
	const struct tmpl_func *(*find)(struct str name);
	struct parsed *parsed;
	struct stack_guard stack;
	struct error *err;
	jmp_buf failed;
};

static struct node *pipeline(struct parser *parser, const char *context, enum item_type end);
static struct node *item_list(struct parser *parser, struct node **ret_end);
static struct node *control(struct parser *parser, enum node_type type, const char *context);

PRINTF_LIKE(2, 3) NORETURN static void parse_fail(struct parser *parser, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct str text = arena_vprintf(parser->arena, format, args);
	va_end(args);
	struct location at = { .line = parser->token[0].line };
	fail(parser->err, at, "template: %.*s:%u: %.*s", STR_FMT(parser->name), at.line, STR_FMT(text));
	longjmp(parser->failed, 1);
}

// ---- items -----------------------------------------------------------------------------------------------------

static struct item next(struct parser *parser)
{
	if (parser->peeked > 0)
		parser->peeked--;
	else
		parser->token[0] = lexer_next(&parser->lexer);
	return parser->token[parser->peeked];
}

static void backup(struct parser *parser)
{
	parser->peeked++;
}

static void backup2(struct parser *parser, struct item first)
{
	parser->token[1] = first;
	parser->peeked = 2;
}

static const struct item *peek(struct parser *parser)
{
	if (parser->peeked == 0) {
		parser->token[0] = lexer_next(&parser->lexer);
		parser->peeked = 1;
	}
	return &parser->token[parser->peeked - 1];
}

// A field right behind the last item.
static bool at_field(struct parser *parser)
{
	return peek(parser)->type == ITEM_FIELD && !peek(parser)->spaced;
}

NORETURN static void unexpected(struct parser *parser, struct item item, const char *context)
{
	struct strbuf text = strbuf_in(parser->arena);
	item_describe(&text, item);
	if (item.type != ITEM_ERROR)
		parse_fail(parser, "unexpected %.*s in %s", STR_FMT(strbuf_peek(&text)), context);
	unsigned started = parser->scope->action_line;
	if (started == 0 || started == item.line)
		parse_fail(parser, "%.*s", STR_FMT(strbuf_peek(&text)));
	const char *in_action = str_has_suffix(item.text, STR(" action")) ? "" : " in action";
	parse_fail(parser, "%.*s%s started at %.*s:%u", STR_FMT(strbuf_peek(&text)), in_action, STR_FMT(parser->name),
	           started);
}

static struct item expect(struct parser *parser, enum item_type type, const char *context)
{
	struct item item = next(parser);
	if (item.type != type)
		unexpected(parser, item, context);
	return item;
}

static struct str unquoted(struct parser *parser, struct item item)
{
	struct str text;
	if (!unquote(parser->arena, item.text, &text))
		parse_fail(parser, "invalid syntax");
	return text;
}

// A quoted name: of a definition, a block or a template.
static struct str template_name(struct parser *parser, struct item item, const char *context)
{
	if (item.type != ITEM_STRING && item.type != ITEM_RAW_STRING)
		unexpected(parser, item, context);
	return unquoted(parser, item);
}

// ---- lists -----------------------------------------------------------------------------------------------------

static void push(struct parser *parser, struct node *node)
{
	parser->pending = arena_grow(parser->scratch, parser->pending, &parser->pending_cap, parser->pending_len + 1,
	                             sizeof(struct node *));
	parser->pending[parser->pending_len++] = node;
}

// What was pushed since `from`, as a list of its own.
static struct nodes take(struct parser *parser, size_t from)
{
	struct nodes nodes = { NULL, (uint32_t)(parser->pending_len - from) };
	if (nodes.len) {
		nodes.items = ARENA_ARRAY(parser->arena, struct node *, nodes.len);
		memcpy(nodes.items, parser->pending + from, nodes.len * sizeof(struct node *));
	}
	parser->pending_len = from;
	return nodes;
}

static struct nodes single(struct parser *parser, struct node *node)
{
	size_t from = parser->pending_len;
	push(parser, node);
	return take(parser, from);
}

// ---- variables and scopes --------------------------------------------------------------------------------------

static void declare(struct parser *parser, struct str name)
{
	struct scope *scope = parser->scope;
	scope->vars =
		arena_grow(parser->scratch, scope->vars, &scope->vars_cap, scope->vars_len + 1, sizeof(struct str));
	scope->vars[scope->vars_len++] = name;
}

static struct idents split_idents(struct parser *parser, struct str text)
{
	struct known_idents *known = &parser->cache->idents[str_hash(text) % ARRAY_LEN(parser->cache->idents)];
	if (known->idents.len && str_eq(known->text, text))
		return known->idents;
	struct idents idents = { ARENA_ARRAY(parser->arena, struct ident, str_count(text, STR(".")) + 1), 0 };
	for (struct str part, rest = text; str_next_field(&rest, '.', &part);)
		idents.items[idents.len++] = (struct ident){ part, str_hash(part) };
	*known = (struct known_idents){ text, idents };
	return idents;
}

static struct node *new_variable(struct parser *parser, struct item item)
{
	struct node *node = node_new(parser->arena, NODE_VARIABLE, item.pos);
	node->idents = split_idents(parser, item.text);
	return node;
}

static void check_variable(struct parser *parser, struct str name)
{
	for (size_t i = 0; i < parser->scope->vars_len; i++)
		if (str_eq(parser->scope->vars[i], name))
			return;
	struct str shown = quoted(parser->arena, name);
	parse_fail(parser, "undefined variable %.*s", STR_FMT(shown));
}

static struct node *field_node(struct parser *parser, struct item item)
{
	// Go makes one node of all the fields, too, and it stands where the second one began.
	size_t second = str_find_char(str_from(item.text, 1), '.');
	struct node *node = node_new(parser->arena, NODE_FIELD, item.pos + (second == STR_NPOS ? 0 : second + 1));
	node->idents = split_idents(parser, str_from(item.text, 1));
	return node;
}

static struct node *variable_node(struct parser *parser, struct item item)
{
	check_variable(parser, item.text);
	if (!at_field(parser))
		return new_variable(parser, item);
	struct item fields = next(parser);
	item.text.len += fields.text.len;
	item.pos = fields.pos;
	return new_variable(parser, item);
}

// ---- expressions -----------------------------------------------------------------------------------------------

static struct node *parenthesized(struct parser *parser)
{
	struct scope *scope = parser->scope;
	if (scope->stack_depth >= MAX_EXPRESSION_DEPTH || stack_is_low(&parser->stack))
		parse_fail(parser, "max expression depth exceeded");
	scope->stack_depth++;
	struct node *node = pipeline(parser, "parenthesized pipeline", ITEM_RIGHT_PAREN);
	scope->stack_depth--;
	return node;
}

static const struct tmpl_func *find_func(struct parser *parser, struct str name)
{
	struct known_func *known = &parser->cache->funcs[str_hash(name) % ARRAY_LEN(parser->cache->funcs)];
	if (known->func && str_eq(known->name, name))
		return known->func;
	const struct tmpl_func *func = parser->find ? parser->find(name) : NULL;
	if (!func)
		func = tmpl_find_builtin(name);
	*known = (struct known_func){ name, func };
	return func;
}

static struct node *identifier(struct parser *parser, struct item item)
{
	struct node *node = node_new(parser->arena, NODE_IDENTIFIER, item.pos);
	node->func = find_func(parser, item.text);
	if (!node->func) {
		struct str shown = quoted(parser->arena, item.text);
		parse_fail(parser, "function %.*s not defined", STR_FMT(shown));
	}
	return node;
}

static struct node *number(struct parser *parser, struct item item)
{
	struct node *node = node_new(parser->arena, NODE_NUMBER, item.pos);
	struct str error;
	if (!number_parse(parser->arena, item.text, item.type == ITEM_CHAR_CONSTANT, item.type == ITEM_COMPLEX,
	                  &node->number, &error))
		parse_fail(parser, "%.*s", STR_FMT(error));
	return node;
}

static struct node *term(struct parser *parser)
{
	struct item item = next(parser);
	struct node *node;
	switch (item.type) {
	case ITEM_IDENTIFIER: return identifier(parser, item);
	case ITEM_DOT: return node_new(parser->arena, NODE_DOT, item.pos);
	case ITEM_NIL: return node_new(parser->arena, NODE_NIL, item.pos);
	case ITEM_VARIABLE: return variable_node(parser, item);
	case ITEM_FIELD: return field_node(parser, item);
	case ITEM_BOOL:
		node = node_new(parser->arena, NODE_BOOL, item.pos);
		node->truth = item.text.data[0] == 't';
		return node;
	case ITEM_CHAR_CONSTANT:
	case ITEM_COMPLEX:
	case ITEM_NUMBER: return number(parser, item);
	case ITEM_LEFT_PAREN: return parenthesized(parser);
	case ITEM_STRING:
	case ITEM_RAW_STRING:
		node = node_new(parser->arena, NODE_STRING, item.pos);
		node->string.quoted = item.text;
		node->string.text = unquoted(parser, item);
		return node;
	default: backup(parser); return NULL;
	}
}

static struct node *operand(struct parser *parser)
{
	struct node *node = term(parser);
	if (!node || !at_field(parser))
		return node;
	struct item fields = next(parser);
	switch (node->type) {
	case NODE_BOOL:
	case NODE_STRING:
	case NODE_NUMBER:
	case NODE_NIL:
	case NODE_DOT: {
		struct strbuf text = strbuf_in(parser->arena), quoted = strbuf_in(parser->arena);
		node_print(&text, node);
		quote(&quoted, strbuf_peek(&text));
		parse_fail(parser, "unexpected . after term %.*s", STR_FMT(strbuf_peek(&quoted)));
	}
	default: {
		struct node *chain = node_new(parser->arena, NODE_CHAIN, fields.pos);
		chain->chain.node = node;
		chain->chain.fields = split_idents(parser, str_from(fields.text, 1));
		return chain;
	}
	}
}

static struct node *command(struct parser *parser)
{
	struct node *node = node_new(parser->arena, NODE_COMMAND, peek(parser)->pos);
	size_t from = parser->pending_len;
	for (;;) {
		struct node *arg = operand(parser);
		if (arg)
			push(parser, arg);
		struct item item = next(parser);
		if (item.type == ITEM_PIPE)
			break;
		if (item.type == ITEM_RIGHT_DELIM || item.type == ITEM_RIGHT_PAREN) {
			backup(parser);
			break;
		}
		if (!arg || !item.spaced)
			unexpected(parser, item, "operand");
		backup(parser);
	}
	node->list = take(parser, from);
	if (node->list.len == 0)
		parse_fail(parser, "empty command");
	return node;
}

static void add_declaration(struct parser *parser, struct item variable)
{
	push(parser, new_variable(parser, variable));
	declare(parser, variable.text);
}

// "$x :=", "$i, $x :=" or "$x =" in front of a pipeline. What is none of these is put back.
static void declarations(struct parser *parser, struct node *pipe, const char *context)
{
	size_t from = parser->pending_len;
	for (;;) {
		if (peek(parser)->type != ITEM_VARIABLE)
			return;
		struct item variable = next(parser), following = *peek(parser);
		if (following.type == ITEM_ASSIGN || following.type == ITEM_DECLARE) {
			pipe->is_assign = following.type == ITEM_ASSIGN;
			parser->assigns |= pipe->is_assign;
			parser->declares = true;
			next(parser);
			add_declaration(parser, variable);
			return;
		}
		if (following.type != ITEM_CHAR || !str_is(following.text, ",")) {
			backup2(parser, variable);
			return;
		}
		next(parser);
		add_declaration(parser, variable);
		if (strcmp(context, "range") != 0 || parser->pending_len - from >= 2)
			parse_fail(parser, "too many declarations in %s", context);
		enum item_type type = peek(parser)->type;
		if (type != ITEM_VARIABLE && type != ITEM_RIGHT_DELIM && type != ITEM_RIGHT_PAREN)
			parse_fail(parser, "range can only initialize variables");
	}
}

static void check_pipeline(struct parser *parser, const struct node *pipe, const char *context)
{
	struct nodes commands = pipe_commands(pipe);
	if (commands.len == 0)
		parse_fail(parser, "missing value for %s", context);
	for (size_t i = 1; i < commands.len; i++) {
		switch (commands.items[i]->list.items[0]->type) {
		case NODE_BOOL:
		case NODE_DOT:
		case NODE_NIL:
		case NODE_NUMBER:
		case NODE_STRING: parse_fail(parser, "non executable command in pipeline stage %zu", i + 1);
		default: break;
		}
	}
}

static struct node *pipeline(struct parser *parser, const char *context, enum item_type end)
{
	uint32_t pos = peek(parser)->pos;
	struct node *pipe = node_new(parser->arena, NODE_PIPE, pos);
	size_t from = parser->pending_len;
	declarations(parser, pipe, context);
	pipe->decls = (uint8_t)(parser->pending_len - from); // one, or a range's two
	for (;;) {
		struct item item = next(parser);
		if (item.type == end) {
			pipe->list = take(parser, from);
			check_pipeline(parser, pipe, context);
			return pipe;
		}
		switch (item.type) {
		case ITEM_BOOL:
		case ITEM_CHAR_CONSTANT:
		case ITEM_COMPLEX:
		case ITEM_DOT:
		case ITEM_FIELD:
		case ITEM_IDENTIFIER:
		case ITEM_NUMBER:
		case ITEM_NIL:
		case ITEM_RAW_STRING:
		case ITEM_STRING:
		case ITEM_VARIABLE:
		case ITEM_LEFT_PAREN:
			backup(parser);
			push(parser, command(parser));
			break;
		default: unexpected(parser, item, context);
		}
	}
}

// ---- actions ---------------------------------------------------------------------------------------------------

NORETURN static void unexpected_node(struct parser *parser, const struct node *node, const char *context)
{
	struct strbuf text = strbuf_in(parser->arena);
	node_print(&text, node);
	parse_fail(parser, "unexpected %.*s%s", STR_FMT(strbuf_peek(&text)), context);
}

// The body of a definition: a tree of its own with its own variables.
static void definition(struct parser *parser, struct str name, const char *context)
{
	struct scope scope = { 0 }, *outer = parser->scope;
	parser->scope = &scope;
	declare(parser, STR("$"));
	struct node *end, *root = item_list(parser, &end);
	if (end->type != NODE_END) {
		struct str where = arena_printf(parser->arena, " in %s", context);
		unexpected_node(parser, end, where.data);
	}
	if (!parsed_define(parser->arena, parser->parsed, name, root)) {
		struct str shown = quoted(parser->arena, name);
		parse_fail(parser, "template: multiple definition of template %.*s", STR_FMT(shown));
	}
	parser->scope = outer;
}

static void define_clause(struct parser *parser)
{
	static const char context[] = "define clause";
	struct scope scope = { 0 }, *outer = parser->scope;
	parser->scope = &scope;
	struct str name = template_name(parser, next(parser), context);
	expect(parser, ITEM_RIGHT_DELIM, context);
	parser->scope = outer;
	definition(parser, name, context);
}

static struct node *new_template(struct parser *parser, struct item at, struct str name, struct node *pipe)
{
	struct node *node = node_new(parser->arena, NODE_TEMPLATE, at.pos);
	node->control.name = name;
	node->control.pipe = pipe;
	return node;
}

static struct node *block_clause(struct parser *parser)
{
	static const char context[] = "block clause";
	struct item at = next(parser);
	struct str name = template_name(parser, at, context);
	struct node *pipe = pipeline(parser, context, ITEM_RIGHT_DELIM);
	definition(parser, name, context);
	return new_template(parser, at, name, pipe);
}

static struct node *template_clause(struct parser *parser)
{
	static const char context[] = "template clause";
	struct item at = next(parser);
	struct str name = template_name(parser, at, context);
	struct node *pipe = NULL;
	if (next(parser).type != ITEM_RIGHT_DELIM) {
		backup(parser);
		pipe = pipeline(parser, context, ITEM_RIGHT_DELIM);
	}
	return new_template(parser, at, name, pipe);
}

static struct node *loop_exit(struct parser *parser, struct item at, enum node_type type, const char *action)
{
	struct item item = next(parser);
	if (item.type != ITEM_RIGHT_DELIM)
		unexpected(parser, item, action);
	if (parser->scope->range_depth == 0)
		parse_fail(parser, "%s outside {{range}}", action);
	return node_new(parser->arena, type, at.pos);
}

static struct node *else_clause(struct parser *parser)
{
	struct item item = *peek(parser);
	if (item.type != ITEM_IF && item.type != ITEM_WITH)
		item = expect(parser, ITEM_RIGHT_DELIM, "else");
	return node_new(parser->scratch, NODE_ELSE, item.pos);
}

static void else_part(struct parser *parser, struct node *node, struct node *end, const char *context)
{
	enum item_type chained = node->type == NODE_IF ? ITEM_IF : node->type == NODE_WITH ? ITEM_WITH : ITEM_ERROR;
	if (chained != ITEM_ERROR && peek(parser)->type == chained) {
		next(parser);
		struct node *list = node_new(parser->arena, NODE_LIST, end->pos);
		list->list = single(parser, control(parser, node->type, context));
		node->control.else_list = list;
		return;
	}
	node->control.else_list = item_list(parser, &end);
	if (end->type != NODE_END) {
		struct strbuf text = strbuf_in(parser->arena);
		node_print(&text, end);
		parse_fail(parser, "expected end; found %.*s", STR_FMT(strbuf_peek(&text)));
	}
}

static struct node *control(struct parser *parser, enum node_type type, const char *context)
{
	if (stack_is_low(&parser->stack))
		parse_fail(parser, "control structures are nested too deeply");
	struct scope *scope = parser->scope;
	size_t vars = scope->vars_len;
	bool outer_assigns = parser->assigns;
	parser->assigns = false;
	struct node *pipe = pipeline(parser, context, ITEM_RIGHT_DELIM), *end;
	struct node *node = node_new(parser->arena, type, pipe->pos);
	node->control.pipe = pipe;
	scope->range_depth += type == NODE_RANGE;
	node->control.list = item_list(parser, &end);
	scope->range_depth -= type == NODE_RANGE;
	if (end->type == NODE_ELSE)
		else_part(parser, node, end, context);
	scope->vars_len = vars;
	node->assigns = parser->assigns;
	parser->assigns |= outer_assigns;
	return node;
}

static struct node *action(struct parser *parser)
{
	struct item item = next(parser);
	switch (item.type) {
	case ITEM_BLOCK: return block_clause(parser);
	case ITEM_BREAK: return loop_exit(parser, item, NODE_BREAK, "{{break}}");
	case ITEM_CONTINUE: return loop_exit(parser, item, NODE_CONTINUE, "{{continue}}");
	case ITEM_ELSE: return else_clause(parser);
	case ITEM_END:
		item = expect(parser, ITEM_RIGHT_DELIM, "end");
		return node_new(parser->scratch, NODE_END, item.pos);
	case ITEM_IF: return control(parser, NODE_IF, "if");
	case ITEM_RANGE: return control(parser, NODE_RANGE, "range");
	case ITEM_WITH: return control(parser, NODE_WITH, "with");
	case ITEM_TEMPLATE: return template_clause(parser);
	default:
		backup(parser);
		item = *peek(parser);
		struct node *node = node_new(parser->arena, NODE_ACTION, item.pos);
		parser->declares = false;
		node->control.pipe = pipeline(parser, "command", ITEM_RIGHT_DELIM);
		node->assigns = parser->declares;
		return node;
	}
}

static struct node *text_or_action(struct parser *parser)
{
	struct item item = next(parser);
	struct node *node;
	switch (item.type) {
	case ITEM_TEXT:
		node = node_new(parser->arena, NODE_TEXT, item.pos);
		node->text = item.text;
		return node;
	case ITEM_LEFT_DELIM:
		parser->scope->action_line = item.line;
		node = action(parser);
		parser->scope->action_line = 0;
		return node;
	default: unexpected(parser, item, "input");
	}
}

static struct node *item_list(struct parser *parser, struct node **ret_end)
{
	uint32_t pos = peek(parser)->pos;
	struct node *list = node_new(parser->arena, NODE_LIST, pos);
	size_t from = parser->pending_len;
	while (peek(parser)->type != ITEM_EOF) {
		struct node *node = text_or_action(parser);
		if (node->type == NODE_END || node->type == NODE_ELSE) {
			list->list = take(parser, from);
			*ret_end = node;
			return list;
		}
		push(parser, node);
	}
	parse_fail(parser, "unexpected EOF");
}

static void parse_top(struct parser *parser)
{
	uint32_t pos = peek(parser)->pos;
	struct node *root = node_new(parser->arena, NODE_LIST, pos);
	while (peek(parser)->type != ITEM_EOF) {
		if (peek(parser)->type == ITEM_LEFT_DELIM) {
			struct item delim = next(parser);
			if (next(parser).type == ITEM_DEFINE) {
				define_clause(parser);
				continue;
			}
			backup2(parser, delim);
		}
		struct node *node = text_or_action(parser);
		if (node->type == NODE_END || node->type == NODE_ELSE)
			unexpected_node(parser, node, "");
		push(parser, node);
	}
	root->list = take(parser, 0);
	parser->parsed->root = root;
	parser->parsed->last_line = peek(parser)->line;
}

static uint32_t *index_slot(const struct parsed *parsed, struct str name)
{
	size_t at = str_hash(name) & (parsed->index_size - 1);
	while (parsed->index[at] && !str_eq(parsed->definitions[parsed->index[at] - 1].name, name))
		at = (at + 1) & (parsed->index_size - 1);
	return &parsed->index[at];
}

static void grow_index(struct arena *arena, struct parsed *parsed)
{
	if (parsed->len * 2 < parsed->index_size)
		return;
	parsed->index_size = parsed->index_size ? parsed->index_size * 2 : 16;
	parsed->index = ARENA_ARRAY(arena, uint32_t, parsed->index_size);
	for (size_t i = 0; i < parsed->len; i++)
		*index_slot(parsed, parsed->definitions[i].name) = (uint32_t)i + 1;
}

bool parsed_define(struct arena *arena, struct parsed *parsed, struct str name, struct node *root)
{
	grow_index(arena, parsed);
	uint32_t *slot = index_slot(parsed, name);
	if (*slot) {
		struct definition *old = &parsed->definitions[*slot - 1];
		if (!node_is_empty(old->root))
			return node_is_empty(root);
		old->root = root;
		return true;
	}
	parsed->definitions =
		arena_grow(arena, parsed->definitions, &parsed->cap, parsed->len + 1, sizeof(struct definition));
	parsed->definitions[parsed->len++] = (struct definition){ name, root };
	*slot = (uint32_t)parsed->len;
	return true;
}

static bool parse_in(struct arena *scratch, struct parser *parser, struct parsed *ret)
{
	struct scope scope = { 0 };
	struct parsed parsed = { 0 };
	parser->scratch = scratch;
	parser->scope = &scope;
	parser->parsed = &parsed;
	stack_guard_init(&parser->stack);
	declare(parser, STR("$"));
	if (setjmp(parser->failed))
		return false;
	parse_top(parser);
	*ret = parsed;
	return true;
}

bool template_parse(struct arena *arena, struct parse_cache *cache, struct str name, struct str text,
                    const struct tmpl_func *(*find)(struct str name), struct parsed *ret, struct error *err)
{
	struct arena scratch = { 0 };
	struct parser parser = { .arena = arena, .cache = cache, .name = name, .find = find, .err = err };
	lexer_init(&parser.lexer, arena, text);
	bool ok = parse_in(&scratch, &parser, ret);
	arena_done(&scratch);
	return ok;
}
