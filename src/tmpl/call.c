// SPDX-License-Identifier: Apache-2.0
// Calling a function: the arguments are counted and typed by its signature (func.h), as Go does by reflection, the
// value of the pipeline's stage before being the last of them.
#include "tmpl/exec.h"

const char *tmpl_type_name(char letter)
{
	static const char *const names[128] = {
		['b'] = "bool",
		['C'] = "sprig.certificate",
		['d'] = "map[string]interface {}",
		['D'] = "time.Duration",
		['E'] = "error",
		['f'] = "float64",
		['F'] = "engine.files",
		['i'] = "int",
		['I'] = "int64",
		['K'] = "*common.Capabilities",
		['l'] = "[]string",
		['L'] = "[]interface {}",
		['m'] = "map[string]string",
		['M'] = "[][]interface {}",
		['n'] = "[]int",
		['N'] = "time.Month",
		['P'] = "semver.Version",
		['r'] = "int32",
		['R'] = "reflect.Value",
		['s'] = "string",
		['S'] = "*semver.Version",
		['T'] = "time.Time",
		['u'] = "uint32",
		['U'] = "uint64",
		['v'] = "interface {}",
		['V'] = "common.Values",
		['w'] = "io.Writer",
		['W'] = "time.Weekday",
		['y'] = "[]uint8",
		['z'] = "*time.Location",
	};
	return names[letter & 127];
}

struct signature {
	const char *fixed;
	size_t fixed_count; // without the variadic one
	bool variadic;
	char variadic_type;
};

static struct signature read_signature(const char *text)
{
	size_t letters = strcspn(text, "*:");
	if (text[letters] == '*')
		return (struct signature){ text, letters - 1, true, text[letters - 1] };
	return (struct signature){ text, letters, false, '\0' };
}

static char parameter(const struct signature *signature, size_t i)
{
	return i < signature->fixed_count ? signature->fixed[i] : signature->variadic_type;
}

static void check_count(struct tmpl_exec *exec, const char *name, const struct signature *signature, size_t args,
                        bool final)
{
	size_t given = args + final;
	if (signature->variadic) {
		if (given < signature->fixed_count)
			exec_fail(exec, "wrong number of args for %s: want at least %zu got %zu", name,
			          signature->fixed_count, args);
	} else if (given != signature->fixed_count) {
		exec_fail(exec, "wrong number of args for %s: want %zu got %zu", name, signature->fixed_count, given);
	}
}

// Methods that return several things exist, but text/template calls none of them.
NORETURN static void refuse(struct tmpl_exec *exec, const struct tmpl_func *func)
{
	const char *results = strchr(func->signature, ':') + 1;
	if (strlen(results) == 2)
		exec_fail(exec, "invalid function signature for %s: second return value should be error; is %s",
		          func->name, tmpl_type_name(results[1]));
	exec_fail(exec, "function %s has %zu return values; should be 1 or 2", func->name, strlen(results));
}

// `and` and `or` evaluate no further than they must.
static struct value short_circuit(struct tmpl_exec *exec, struct value dot, bool stop_at, struct node *const *args,
                                  size_t count, const struct value *final)
{
	struct value value = value_invalid();
	for (size_t i = 0; i < count; i++) {
		value = eval_arg(exec, dot, 'R', args[i]);
		if (value_truth(value) == stop_at)
			return value;
	}
	return final ? validate_type(exec, *final, 'R') : value;
}

// Of a function's arguments the last one that is a field is most likely what it does not like.
static void blame_argument(const struct tmpl_call *call)
{
	for (size_t i = call->nodes_count; i-- > 0;)
		if (call->nodes[i]->type == NODE_FIELD) {
			exec_blame(call->exec, call->args[call->nodes_before + i], call->nodes[i], SIZE_MAX);
			return;
		}
}

void tmpl_fail(struct tmpl_call *call, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct str message = arena_vprintf(call->exec->errors, format, args);
	va_end(args);
	blame_argument(call);
	exec_fail_call(call->exec, call->func->name, message);
}

struct value eval_call(struct tmpl_exec *exec, struct value dot, const struct tmpl_func *func, const struct node *node,
                       struct node *const *args, size_t count, const struct value *final, const struct value *receiver)
{
	enum { INLINE_ARGS = 8 };
	struct value few[INLINE_ARGS], *values = few;
	struct signature signature = read_signature(func->signature);
	if (count) { // the first is the function itself
		args++;
		count--;
	}
	check_count(exec, func->name, &signature, count, final != NULL);
	if (!func->run && receiver)
		refuse(exec, func);
	if (!func->run)
		return short_circuit(exec, dot, func->name[0] == 'o', args, count, final);
	size_t total = 0;
	if (count + 2 > INLINE_ARGS)
		values = ARENA_ARRAY(exec->arena, struct value, count + 2);
	if (receiver)
		values[total++] = *receiver;
	for (size_t i = 0; i < count; i++)
		values[total++] = eval_arg(exec, dot, parameter(&signature, i), args[i]);
	if (final)
		values[total++] = validate_type(exec, *final, parameter(&signature, count));
	// The call is what a failing function is blamed on; an error after it names what was evaluated last.
	const struct node *last = exec->node;
	exec->node = node;
	count_steps(exec, CALL_STEPS);
	struct tmpl_call call = { exec->arena, values, total, func, exec, exec->env, args, count, receiver != NULL };
	struct value result = func->run(&call);
	exec->node = last;
	return result;
}
