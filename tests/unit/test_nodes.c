// SPDX-License-Identifier: Apache-2.0
// The text that stands for a part of a template in errors. Which part that is depends on where execution ends: at
// control structures only where a limit of ours is met.
#include "rows.h"

#include "func/func.h"
#include "tmpl/exec.h"
#include "tmpl/node.h"
#include "tmpl/tmpl.h"

static const struct tmpl_options options = { func_find, NULL };

static void run_nodes(struct arena *arena, const struct str *args, size_t count, struct strbuf *out)
{
	struct error err = { .arena = arena };
	struct source source = { STR("t"), args[0] };
	struct tmpl_set *set = tmpl_set_new(arena, &options);
	(void)count;
	if (tmpl_set_parse(set, &source, &err))
		node_print(out, tmpl_set_lookup(set, source.name)->root);
	else
		strbuf_printf(out, "error: %.*s", STR_FMT(err.message));
}

static const struct row_op ops[] = { { "nodes", run_nodes }, { NULL, NULL } };

int main(int argc, char **argv)
{
	return rows_main(argc, argv, "tests/data/tmpl/nodes.tsv", ops);
}
