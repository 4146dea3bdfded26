// SPDX-License-Identifier: Apache-2.0
// From the tree to the program, by Thompson's construction: each fragment has an entry and a list of exits that are
// still open, threaded through the instructions themselves (as in Go, whose treatment of loops over what can be empty
// is kept: (x)* over an empty x is ((x)+)?, which decides what its groups hold).
#include "text/regex_program.h"
#include "text/unicode_tables.h"
#include "text/utf8.h"

struct compiler {
	struct arena *arena;
	struct regex_program *program;
};

// Open exits: instruction * 2, + 1 for its `arg`; the next one is stored in that exit. 0 ends the list.
struct exits {
	uint32_t head, tail;
};

struct fragment {
	uint32_t entry; /* 0: cannot match */
	struct exits exits;
	bool nullable;
};

static uint32_t *exit_field(struct compiler *c, uint32_t exit)
{
	struct regex_inst *inst = &c->program->insts[exit >> 1];
	return exit & 1 ? &inst->arg : &inst->out;
}

static void patch(struct compiler *c, struct exits exits, uint32_t target)
{
	for (uint32_t exit = exits.head; exit;) {
		uint32_t *field = exit_field(c, exit);
		exit = *field;
		*field = target;
	}
}

static struct exits join(struct compiler *c, struct exits a, struct exits b)
{
	if (!a.head || !b.head)
		return a.head ? a : b;
	*exit_field(c, a.tail) = b.head;
	return (struct exits){ a.head, b.tail };
}

static uint32_t add_inst(struct compiler *c, enum inst_op op, uint32_t arg)
{
	struct regex_program *program = c->program;
	program->insts = arena_grow(c->arena, program->insts, &program->cap, program->len + 1, sizeof(*program->insts));
	program->insts[program->len] = (struct regex_inst){ .op = op, .arg = arg };
	return (uint32_t)program->len++;
}

static struct fragment single(struct compiler *c, enum inst_op op, uint32_t arg, bool nullable)
{
	uint32_t entry = add_inst(c, op, arg);
	return (struct fragment){ entry, { entry << 1, entry << 1 }, nullable };
}

static struct fragment concatenate(struct compiler *c, struct fragment a, struct fragment b)
{
	if (!a.entry || !b.entry)
		return (struct fragment){ 0 };
	patch(c, a.exits, b.entry);
	return (struct fragment){ a.entry, b.exits, a.nullable && b.nullable };
}

static struct fragment alternate(struct compiler *c, struct fragment a, struct fragment b)
{
	if (!a.entry || !b.entry)
		return a.entry ? a : b;
	uint32_t entry = add_inst(c, INST_ALT, b.entry);
	c->program->insts[entry].out = a.entry;
	return (struct fragment){ entry, join(c, a.exits, b.exits), a.nullable || b.nullable };
}

// A choice between `target` and going on.
static struct fragment choice(struct compiler *c, uint32_t target, bool lazy)
{
	uint32_t entry = add_inst(c, INST_ALT, 0), exit = entry << 1 | !lazy;
	if (lazy)
		c->program->insts[entry].arg = target;
	else
		c->program->insts[entry].out = target;
	return (struct fragment){ entry, { exit, exit }, true };
}

static struct fragment optional(struct compiler *c, struct fragment f, bool lazy)
{
	struct fragment all = choice(c, f.entry, lazy);
	all.exits = join(c, all.exits, f.exits);
	return all;
}

static struct fragment loop(struct compiler *c, struct fragment f, bool lazy)
{
	struct fragment all = choice(c, f.entry, lazy);
	patch(c, f.exits, all.entry);
	return all;
}

static struct fragment plus(struct compiler *c, struct fragment f, bool lazy)
{
	return (struct fragment){ f.entry, loop(c, f, lazy).exits, f.nullable };
}

static struct fragment star(struct compiler *c, struct fragment f, bool lazy)
{
	if (f.nullable)
		return optional(c, plus(c, f, lazy), lazy);
	return loop(c, f, lazy);
}

static struct fragment compile_class(struct compiler *c, struct rune_set set)
{
	struct regex_program *program = c->program;
	program->classes = arena_grow(c->arena, program->classes, &program->class_cap, program->class_count + 1,
	                              sizeof(*program->classes));
	struct regex_class *class = &program->classes[program->class_count];
	class->set = set;
	for (uint32_t rune = 0; rune < 128; rune++)
		if (rune_set_has(&set, rune))
			class->ascii[rune / 64] |= (uint64_t)1 << (rune % 64);
	return single(c, INST_CLASS, (uint32_t)program->class_count++, false);
}

static struct fragment compile_rune(struct compiler *c, uint32_t rune, bool fold)
{
	if (!fold || rune_simple_fold(rune) == rune)
		return single(c, INST_RUNE, rune, false);
	struct rune_set set = { 0 };
	rune_set_add_folded(c->arena, &set, rune, rune);
	rune_set_clean(&set);
	return compile_class(c, set);
}

static struct fragment compile_literal(struct compiler *c, const struct regex_node *node)
{
	struct fragment all = compile_rune(c, node->runes.runes[0], node->fold);
	for (size_t i = 1; i < node->runes.len; i++)
		all = concatenate(c, all, compile_rune(c, node->runes.runes[i], node->fold));
	return all;
}

static struct fragment compile_node(struct compiler *c, const struct regex_node *node);

static struct fragment compile_list(struct compiler *c, const struct regex_node *node,
                                    struct fragment (*combine)(struct compiler *, struct fragment, struct fragment))
{
	struct fragment all = compile_node(c, node->subs[0]);
	for (size_t i = 1; i < node->count; i++)
		all = combine(c, all, compile_node(c, node->subs[i]));
	return all;
}

static struct fragment compile_capture(struct compiler *c, const struct regex_node *node)
{
	struct fragment open = single(c, INST_CAPTURE, (uint32_t)node->group * 2, true);
	struct fragment inner = compile_node(c, node->subs[0]);
	struct fragment close = single(c, INST_CAPTURE, (uint32_t)node->group * 2 + 1, true);
	return concatenate(c, concatenate(c, open, inner), close);
}

static uint32_t condition_of(enum regex_op op)
{
	switch (op) {
	case REGEX_BEGIN_LINE: return CONDITION_BEGIN_LINE;
	case REGEX_END_LINE: return CONDITION_END_LINE;
	case REGEX_BEGIN_TEXT: return CONDITION_BEGIN_TEXT;
	case REGEX_END_TEXT: return CONDITION_END_TEXT;
	case REGEX_WORD_BOUNDARY: return CONDITION_WORD_BOUNDARY;
	default: return CONDITION_NO_WORD_BOUNDARY;
	}
}

static struct fragment compile_node(struct compiler *c, const struct regex_node *node)
{
	switch (node->op) {
	case REGEX_NO_MATCH: return (struct fragment){ 0 };
	case REGEX_EMPTY: return single(c, INST_NOP, 0, true);
	case REGEX_LITERAL: return compile_literal(c, node);
	case REGEX_CLASS: return compile_class(c, node->runes);
	case REGEX_ANY: return single(c, INST_ANY, 0, false);
	case REGEX_ANY_NOT_NL: return single(c, INST_ANY_NOT_NL, 0, false);
	case REGEX_CAPTURE: return compile_capture(c, node);
	case REGEX_STAR: return star(c, compile_node(c, node->subs[0]), node->lazy);
	case REGEX_PLUS: return plus(c, compile_node(c, node->subs[0]), node->lazy);
	case REGEX_QUEST: return optional(c, compile_node(c, node->subs[0]), node->lazy);
	case REGEX_CONCAT: return compile_list(c, node, concatenate);
	case REGEX_ALTERNATE: return compile_list(c, node, alternate);
	default: return single(c, INST_EMPTY, condition_of(node->op), true);
	}
}

// ---- What can be known before running ------------------------------------------------------------------------------

// Runes that must come first, as text. U+FFFD ends it: it stands for invalid bytes too.
static struct str find_prefix(struct arena *arena, const struct regex_program *program)
{
	struct strbuf text = strbuf_in(arena);
	uint32_t at = program->start;
	while (program->insts[at].op == INST_NOP || program->insts[at].op == INST_CAPTURE ||
	       (program->insts[at].op == INST_RUNE && program->insts[at].arg != RUNE_ERROR)) {
		if (program->insts[at].op == INST_RUNE)
			utf8_encode(&text, program->insts[at].arg);
		at = program->insts[at].out;
	}
	return strbuf_str(&text, arena);
}

static bool is_anchored(const struct regex_program *program)
{
	uint32_t at = program->start;
	while (program->insts[at].op == INST_NOP || program->insts[at].op == INST_CAPTURE ||
	       (program->insts[at].op == INST_EMPTY && !(program->insts[at].arg & CONDITION_BEGIN_TEXT)))
		at = program->insts[at].out;
	return program->insts[at].op == INST_EMPTY;
}

static void add_first_bytes(struct regex_program *program, const struct regex_inst *inst)
{
	for (uint32_t rune = 0; rune < 128; rune++)
		if (regex_accepts(program, inst, rune))
			program->first_bytes[rune] = true;
	/* All bytes of other runes together: they are rare in what is searched. */
	bool beyond = inst->op == INST_RUNE ? inst->arg >= 128 : inst->op != INST_CLASS;
	if (inst->op == INST_CLASS) {
		const struct rune_set *set = &program->classes[inst->arg].set;
		beyond = set->len && set->runes[set->len - 1] >= 128;
	}
	if (beyond)
		memset(program->first_bytes + 128, true, 128);
}

// Walks all that can be reached from the start without reading: the first bytes of every match.
static void find_first_bytes(struct arena *arena, struct regex_program *program)
{
	struct arena_mark mark = arena_mark(arena);
	bool *seen = ARENA_ARRAY(arena, bool, program->len);
	uint32_t *todo = ARENA_ARRAY(arena, uint32_t, program->len + 1);
	size_t count = 0;
	todo[count++] = program->start;
	seen[program->start] = true;
	while (count) {
		const struct regex_inst *inst = &program->insts[todo[--count]];
		if (inst->op == INST_FAIL)
			continue;
		if (inst->op == INST_MATCH) {
			program->any_first = true;
			continue;
		}
		if (inst->op >= INST_RUNE) {
			add_first_bytes(program, inst);
			continue;
		}
		const uint32_t next[] = { inst->out, inst->op == INST_ALT ? inst->arg : inst->out };
		for (int i = 0; i < 2; i++) {
			if (!seen[next[i]])
				todo[count++] = next[i];
			seen[next[i]] = true;
		}
	}
	arena_release(arena, mark);
}

size_t regex_next_start(const struct regex_program *program, struct str text, size_t from)
{
	if (program->prefix.len) {
		size_t at = str_find(str_from(text, from), program->prefix);
		return at == STR_NPOS ? STR_NPOS : from + at;
	}
	if (program->any_first)
		return from;
	while (from < text.len && !program->first_bytes[(unsigned char)text.data[from]])
		from++;
	return from < text.len ? from : STR_NPOS;
}

struct regex_program *regex_compile_program(struct arena *arena, struct regex_node *tree, size_t groups)
{
	struct regex_program *program = ARENA_NEW(arena, struct regex_program);
	struct compiler c = { arena, program };
	add_inst(&c, INST_FAIL, 0);
	struct fragment all = compile_node(&c, tree);
	patch(&c, all.exits, add_inst(&c, INST_MATCH, 0));
	program->start = all.entry;
	program->slots = 2 * (groups + 1);
	program->anchored = is_anchored(program);
	program->prefix = find_prefix(arena, program);
	find_first_bytes(arena, program);
	return program;
}
