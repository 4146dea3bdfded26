// SPDX-License-Identifier: Apache-2.0
// Evaluating commands and arguments. eval_command() decides by the first word: a field chain, a function, a variable or
// a constant; eval_field() takes one step of a chain; eval_arg() evaluates an argument for a parameter's type with Go's
// rules for constants, and validate_type() checks what came out.
#include "text/strconv.h"
#include "tmpl/exec.h"
#include "value/object.h"

static struct str node_text(struct tmpl_exec *exec, const struct node *node)
{
	struct strbuf text = strbuf_in(exec->errors);
	node_print(&text, node);
	return strbuf_str(&text, exec->errors);
}

static const char *static_type(struct value value)
{
	if (value.type == TYPE_ERROR)
		return "error";
	return value.boxed ? "interface {}" : value_type_name(value);
}

static struct value boxed(struct value value)
{
	value.boxed = 1;
	if (value.kind == VALUE_NULL)
		value.type = TYPE_ANY;
	return value;
}

// ---- fields ----------------------------------------------------------------------------------------------------

static const struct tmpl_func *find_method(struct tmpl_exec *exec, struct value receiver, struct str name)
{
	const struct tmpl_func *methods = NULL;
	const struct tmpl_options *options = tmpl_set_options(exec->set);
	if (receiver.kind == VALUE_OBJECT)
		methods = receiver.object->class->methods;
	if (!methods && options->methods)
		methods = options->methods(receiver.type);
	for (; methods && methods->name; methods++)
		if (str_is(name, methods->name))
			return methods;
	return NULL;
}

// What a step of a chain is called with: only the last one has arguments.
struct step {
	const struct node *node;
	struct node *const *args;
	size_t count; // args[0] is the step itself
	const struct value *final;
	size_t ident; // which identifier of the node, for notes
};

static struct value map_field(struct tmpl_exec *exec, struct value receiver, const struct ident *field,
                              const struct step *step)
{
	if (step->count > 1 || step->final)
		exec_fail(exec, "%.*s is not a method but has arguments", STR_FMT(field->name));
	const struct value *found = receiver.map ? map_get_hashed(receiver.map, field->name, field->hash) : NULL;
	if (receiver.type == TYPE_STRING_MAP)
		return found ? *found : value_string(STR_NONE);
	return boxed(found ? *found : value_null());
}

static struct value eval_field(struct tmpl_exec *exec, struct value dot, struct value receiver,
                               const struct ident *field, const struct step *step)
{
	if (receiver.kind == VALUE_NULL) {
		if (receiver.type == TYPE_INVALID)
			return value_invalid();
		exec_blame(exec, receiver, step->node, step->ident);
		exec_fail(exec, "nil pointer evaluating interface {}.%.*s", STR_FMT(field->name));
	}
	if (receiver.type == TYPE_NO_ERROR)
		exec_fail(exec, "nil pointer evaluating error.%.*s", STR_FMT(field->name));
	if (receiver.kind == VALUE_MAP && receiver.type == TYPE_MAP)
		return map_field(exec, receiver, field, step);
	const struct tmpl_func *method = find_method(exec, receiver, field->name);
	if (method)
		return eval_call(exec, dot, method, step->node, step->args, step->count, step->final, &receiver);
	if (receiver.kind == VALUE_MAP)
		return map_field(exec, receiver, field, step);
	if (receiver.kind == VALUE_OBJECT) {
		const struct object_class *class = receiver.object->class;
		struct value value;
		if (class->field && class->field(exec->arena, receiver.object, field->name, &value)) {
			if (step->count > 1 || step->final)
				exec_fail(exec, "%.*s has arguments but cannot be invoked as function",
				          STR_FMT(field->name));
			return value;
		}
		if (class->as_map) {
			if (step->count > 1 || step->final)
				exec_fail(exec, "%.*s is not a method but has arguments", STR_FMT(field->name));
			const struct value *found = map_get(class->as_map(exec->arena, receiver.object), field->name);
			return found ? *found : value_bytes((struct str){ NULL, 0 });
		}
		if (class->fields && map_get(class->fields(exec->arena, receiver.object), field->name))
			exec_fail(exec, "%.*s is an unexported field of struct type %s", STR_FMT(field->name),
			          value_type_name(receiver));
	}
	exec_blame(exec, receiver, step->node, step->ident);
	exec_fail(exec, "can't evaluate field %.*s in type %s", STR_FMT(field->name), static_type(receiver));
}

static struct value eval_chain(struct tmpl_exec *exec, struct value dot, struct value receiver,
                               const struct idents *idents, size_t first, const struct step *last)
{
	struct step step = { .node = last->node };
	for (step.ident = first; step.ident + 1 < idents->len; step.ident++)
		receiver = eval_field(exec, dot, receiver, &idents->items[step.ident], &step);
	size_t ident = step.ident;
	step = *last;
	step.ident = ident;
	return eval_field(exec, dot, receiver, &idents->items[ident], &step);
}

static struct value eval_field_node(struct tmpl_exec *exec, struct value dot, const struct step *step)
{
	exec->node = step->node;
	return eval_chain(exec, dot, dot, &step->node->idents, 0, step);
}

static void not_a_function(struct tmpl_exec *exec, struct node *const *args, size_t count, const struct value *final)
{
	if (count <= 1 && !final)
		return;
	struct str text = node_text(exec, args[0]);
	exec_fail(exec, "can't give argument to non-function %.*s", STR_FMT(text));
}

static struct value eval_variable_node(struct tmpl_exec *exec, struct value dot, const struct step *step)
{
	exec->node = step->node;
	struct value value = *exec_variable(exec, step->node->idents.items);
	if (step->node->idents.len > 1)
		return eval_chain(exec, dot, value, &step->node->idents, 1, step);
	if (step->args)
		not_a_function(exec, step->args, step->count, step->final);
	return value;
}

static struct value eval_function(struct tmpl_exec *exec, struct value dot, const struct node *node,
                                  const struct node *call, struct node *const *args, size_t count,
                                  const struct value *final)
{
	exec->node = node;
	return eval_call(exec, dot, node->func, call, args, count, final, NULL);
}

// A function's name alone as an argument or at the front of a chain. No pipeline takes its result out of the interface.
static struct value eval_bare_function(struct tmpl_exec *exec, struct value dot, const struct node *node)
{
	struct value value = eval_function(exec, dot, node, node, NULL, 0, NO_FINAL);
	return strchr(node->func->signature, ':')[1] == 'v' ? boxed(value) : value;
}

static struct value eval_chain_node(struct tmpl_exec *exec, struct value dot, const struct step *step)
{
	exec->node = step->node;
	const struct node *base = step->node->chain.node;
	// Go passes no type here, so that nil stays what it was.
	struct value receiver =
		base->type == NODE_PIPE ? eval_pipeline(exec, dot, base) : eval_bare_function(exec, dot, base);
	return eval_chain(exec, dot, receiver, &step->node->chain.fields, 0, step);
}

// ---- commands --------------------------------------------------------------------------------------------------

static struct value constant(struct tmpl_exec *exec, const struct node *node)
{
	const struct number *number = &node->number;
	const struct str text = number->text;
	exec->node = node;
	if (number->is_complex)
		return value_complex(number->f, number->im);
	bool is_hex = text.len > 2 && text.data[0] == '0' && (text.data[1] | 0x20) == 'x' &&
	              str_find_char(text, 'p') == STR_NPOS && str_find_char(text, 'P') == STR_NPOS;
	bool is_rune = text.len && text.data[0] == '\'';
	bool has_point = false;
	for (size_t i = 0; i < text.len; i++)
		has_point |= strchr(".eEpP", text.data[i]) != NULL;
	if (number->is_float && !is_hex && !is_rune && has_point)
		return value_float(number->f);
	if (number->is_int)
		return value_int(number->i);
	if (number->is_uint)
		exec_fail(exec, "%.*s overflows int", STR_FMT(text));
	return value_float(number->f);
}

struct value eval_command(struct tmpl_exec *exec, struct value dot, const struct node *command,
                          const struct value *final)
{
	struct node *const *args = command->list.items;
	size_t count = command->list.len;
	const struct node *first = args[0];
	struct step step = { .node = first, .args = args, .count = count, .final = final };
	switch (first->type) {
	case NODE_FIELD: return eval_field_node(exec, dot, &step);
	case NODE_CHAIN: return eval_chain_node(exec, dot, &step);
	case NODE_IDENTIFIER: return eval_function(exec, dot, first, command, args, count, final);
	case NODE_VARIABLE: return eval_variable_node(exec, dot, &step);
	case NODE_PIPE: not_a_function(exec, args, count, final); return eval_pipeline(exec, dot, first);
	default: break;
	}
	exec->node = first;
	not_a_function(exec, args, count, final);
	switch (first->type) {
	case NODE_BOOL: return value_bool(first->truth);
	case NODE_DOT: return dot;
	case NODE_NUMBER: return constant(exec, first);
	case NODE_STRING: return value_string(first->string.text);
	case NODE_NIL: exec_fail(exec, "nil is not a command");
	default: exec_fail(exec, "can't evaluate command");
	}
}

// ---- arguments -------------------------------------------------------------------------------------------------

static bool has_type(struct value value, char letter)
{
	switch (letter) {
	case 's': return value.type == TYPE_STRING;
	case 'i': return value.type == TYPE_INT;
	case 'f': return value.type == TYPE_FLOAT64;
	case 'b': return value.type == TYPE_BOOL;
	case 'L': return value.type == TYPE_LIST;
	case 'd': return value.type == TYPE_MAP || value.type == TYPE_VALUES;
	case 'y': return value.type == TYPE_BYTES;
	case 'u': return value.type == TYPE_UINT32;
	case 'S': return value.type == TYPE_SEMVER;
	case 'T': return value.type == TYPE_TIME;
	case 'D': return value.type == TYPE_DURATION;
	case 'C': return value.type == TYPE_CERTIFICATE;
	case 'z': return value.type == TYPE_LOCATION;
	case 'w': return false;
	default: return true;
	}
}

static bool zero_of(char letter, struct value *ret)
{
	switch (letter) {
	case 'v': *ret = value_null(); return true;
	case 'R': *ret = value_invalid(); return true;
	case 'S':
	case 'w':
	case 'z': *ret = value_null(); return true;
	case 'L': *ret = value_list(NULL); return true;
	case 'd': *ret = value_map(NULL); return true;
	case 'y': *ret = value_bytes(STR_NONE); return true;
	default: return false;
	}
}

struct value validate_type(struct tmpl_exec *exec, struct value value, char letter)
{
	if (value.kind == VALUE_NULL && value.type == TYPE_INVALID) {
		struct value zero;
		if (zero_of(letter, &zero))
			return zero;
		exec_fail(exec, "invalid value; expected %s", tmpl_type_name(letter));
	}
	if (letter == 'R')
		return value.type == TYPE_NO_ERROR ? value_invalid() : value;
	bool was_boxed = value.boxed;
	value.boxed = 0;
	if (letter == 'v')
		return value_boxed(value);
	if (!has_type(value, letter) || value.kind == VALUE_NULL) {
		bool nil = was_boxed && value.kind == VALUE_NULL;
		exec_blame(exec, value, exec->node, SIZE_MAX);
		exec_fail(exec, "wrong type for value; expected %s; got %s", tmpl_type_name(letter),
		          nil ? "interface {}" : value_type_name(value));
	}
	if (letter == 'd')
		value.type = TYPE_MAP; // common.Values becomes what the function declares
	return value;
}

NORETURN static void expected(struct tmpl_exec *exec, const char *what, const struct node *node)
{
	struct str text = node_text(exec, node);
	exec_fail(exec, "expected %s; found %.*s", what, STR_FMT(text));
}

static struct value constant_arg(struct tmpl_exec *exec, char letter, const struct node *node)
{
	const struct number *number = node->type == NODE_NUMBER ? &node->number : NULL;
	switch (letter) {
	case 'b':
		if (node->type != NODE_BOOL)
			expected(exec, "bool", node);
		return value_bool(node->truth);
	case 's':
		if (node->type != NODE_STRING)
			expected(exec, "string", node);
		return value_string(node->string.text);
	case 'f':
		if (!number || !number->is_float)
			expected(exec, "float", node);
		return value_float(number->f);
	case 'i':
	case 'D':
		if (!number || !number->is_int)
			expected(exec, "integer", node);
		return value_int_of(letter == 'i' ? TYPE_INT : TYPE_DURATION, number->i);
	case 'u':
		if (!number || !number->is_uint)
			expected(exec, "unsigned integer", node);
		return value_uint_of(TYPE_UINT32, (uint32_t)number->u);
	case 'v':
	case 'R':
		if (node->type == NODE_BOOL)
			return value_bool(node->truth);
		if (node->type == NODE_STRING)
			return value_string(node->string.text);
		return constant(exec, node);
	default: {
		struct str text = node_text(exec, node);
		exec_fail(exec, "can't handle %.*s for arg of type %s", STR_FMT(text), tmpl_type_name(letter));
	}
	}
}

struct value eval_arg(struct tmpl_exec *exec, struct value dot, char letter, const struct node *node)
{
	struct step step = { .node = node };
	struct value value;
	exec->node = node;
	switch (node->type) {
	case NODE_DOT: return validate_type(exec, dot, letter);
	case NODE_NIL:
		if (zero_of(letter, &value))
			return value;
		exec_fail(exec, "cannot assign nil to %s", tmpl_type_name(letter));
	case NODE_FIELD: return validate_type(exec, eval_field_node(exec, dot, &step), letter);
	case NODE_VARIABLE: return validate_type(exec, eval_variable_node(exec, dot, &step), letter);
	case NODE_PIPE: return validate_type(exec, eval_pipeline(exec, dot, node), letter);
	case NODE_IDENTIFIER: return validate_type(exec, eval_bare_function(exec, dot, node), letter);
	case NODE_CHAIN: return validate_type(exec, eval_chain_node(exec, dot, &step), letter);
	default: return constant_arg(exec, letter, node);
	}
}
