// SPDX-License-Identifier: Apache-2.0
#include "tmpl/node.h"

#include "text/strconv.h"
#include "text/utf8.h"

#define SIZE_WITH(member) (offsetof(struct node, member) + sizeof(((struct node *)NULL)->member))
enum { BARE = offsetof(struct node, control) };

static const unsigned char node_sizes[] = {
	[NODE_ACTION] = SIZE_WITH(control.pipe),
	[NODE_BREAK] = BARE,
	[NODE_CONTINUE] = BARE,
	[NODE_IF] = SIZE_WITH(control.else_list),
	[NODE_LIST] = SIZE_WITH(list),
	[NODE_RANGE] = SIZE_WITH(control.else_list),
	[NODE_TEMPLATE] = SIZE_WITH(control),
	[NODE_TEXT] = SIZE_WITH(text),
	[NODE_WITH] = SIZE_WITH(control.else_list),
	[NODE_END] = BARE,
	[NODE_ELSE] = BARE,
	[NODE_PIPE] = SIZE_WITH(list),
	[NODE_COMMAND] = SIZE_WITH(list),
	[NODE_BOOL] = SIZE_WITH(truth),
	[NODE_CHAIN] = SIZE_WITH(chain),
	[NODE_DOT] = BARE,
	[NODE_FIELD] = SIZE_WITH(idents),
	[NODE_IDENTIFIER] = SIZE_WITH(func),
	[NODE_NIL] = BARE,
	[NODE_NUMBER] = SIZE_WITH(number),
	[NODE_STRING] = SIZE_WITH(string),
	[NODE_VARIABLE] = SIZE_WITH(idents),
};

struct node *node_new(struct arena *arena, enum node_type type, size_t pos)
{
	struct node *node = arena_alloc(arena, node_sizes[type]);
	node->type = (uint8_t)type;
	node->pos = (uint32_t)pos;
	return node;
}

static void print_list(struct strbuf *out, struct nodes nodes, const char *separator)
{
	for (size_t i = 0; i < nodes.len; i++) {
		if (i)
			strbuf_add_cstr(out, separator);
		bool in_parens = nodes.items[i]->type == NODE_PIPE;
		strbuf_add_cstr(out, in_parens ? "(" : "");
		node_print(out, nodes.items[i]);
		strbuf_add_cstr(out, in_parens ? ")" : "");
	}
}

static void print_pipe(struct strbuf *out, const struct node *node)
{
	if (node->decls) {
		print_list(out, pipe_decls(node), ", ");
		strbuf_add_cstr(out, node->is_assign ? " = " : " := ");
	}
	print_list(out, pipe_commands(node), " | ");
}

static void print_idents(struct strbuf *out, const struct idents *idents, bool dot_first)
{
	for (size_t i = 0; i < idents->len; i++) {
		if (i || dot_first)
			strbuf_add_char(out, '.');
		strbuf_add(out, idents->items[i].name);
	}
}

static void print_control(struct strbuf *out, const char *word, const struct node *node)
{
	strbuf_printf(out, "{{%s ", word);
	node_print(out, node->control.pipe);
	strbuf_add(out, STR("}}"));
	node_print(out, node->control.list);
	if (node->control.else_list) {
		strbuf_add(out, STR("{{else}}"));
		node_print(out, node->control.else_list);
	}
	strbuf_add(out, STR("{{end}}"));
}

static void print_template(struct strbuf *out, const struct node *node)
{
	strbuf_add(out, STR("{{template "));
	quote(out, node->control.name);
	if (node->control.pipe) {
		strbuf_add_char(out, ' ');
		node_print(out, node->control.pipe);
	}
	strbuf_add(out, STR("}}"));
}

static void print_chain(struct strbuf *out, const struct node *node)
{
	bool in_parens = node->chain.node->type == NODE_PIPE;
	strbuf_add_cstr(out, in_parens ? "(" : "");
	node_print(out, node->chain.node);
	strbuf_add_cstr(out, in_parens ? ")" : "");
	print_idents(out, &node->chain.fields, true);
}

void node_print(struct strbuf *out, const struct node *node)
{
	switch ((enum node_type)node->type) {
	case NODE_ACTION:
		strbuf_add(out, STR("{{"));
		node_print(out, node->control.pipe);
		strbuf_add(out, STR("}}"));
		break;
	case NODE_BREAK: strbuf_add(out, STR("{{break}}")); break;
	case NODE_CONTINUE: strbuf_add(out, STR("{{continue}}")); break;
	case NODE_IF: print_control(out, "if", node); break;
	case NODE_RANGE: print_control(out, "range", node); break;
	case NODE_WITH: print_control(out, "with", node); break;
	case NODE_TEMPLATE: print_template(out, node); break;
	case NODE_LIST: print_list(out, node->list, ""); break;
	case NODE_COMMAND: print_list(out, node->list, " "); break;
	case NODE_TEXT: strbuf_add(out, node->text); break;
	case NODE_END: strbuf_add(out, STR("{{end}}")); break;
	case NODE_ELSE: strbuf_add(out, STR("{{else}}")); break;
	case NODE_PIPE: print_pipe(out, node); break;
	case NODE_BOOL: strbuf_add_cstr(out, node->truth ? "true" : "false"); break;
	case NODE_CHAIN: print_chain(out, node); break;
	case NODE_DOT: strbuf_add_char(out, '.'); break;
	case NODE_FIELD: print_idents(out, &node->idents, true); break;
	case NODE_VARIABLE: print_idents(out, &node->idents, false); break;
	case NODE_IDENTIFIER: strbuf_add_cstr(out, node->func->name); break;
	case NODE_NIL: strbuf_add(out, STR("nil")); break;
	case NODE_NUMBER: strbuf_add(out, node->number.text); break;
	case NODE_STRING: strbuf_add(out, node->string.quoted); break;
	}
}

bool node_is_empty(const struct node *node)
{
	if (!node)
		return true;
	if (node->type == NODE_TEXT)
		return text_trim_space(node->text).len == 0;
	if (node->type != NODE_LIST)
		return false;
	for (size_t i = 0; i < node->list.len; i++)
		if (!node_is_empty(node->list.items[i]))
			return false;
	return true;
}
