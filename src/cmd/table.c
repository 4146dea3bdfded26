// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>

#include "base/strbuf.h"
#include "cmd/commands.h"
#include "cmd/report.h"

static const struct command *const commands[] = {
	&completion_command, &create_command,    &env_command,     &get_command,     &help_command,
	&history_command,    &install_command,   &lint_command,    &list_command,    &man_command,
	&package_command,    &rollback_command,  &show_command,    &status_command,  &template_command,
	&test_command,       &uninstall_command, &upgrade_command, &version_command, NULL,
};

const struct command program = {
	.name = "pintle",
	.usage = "",
	.summary = "render charts, manage releases, and run Kafka on Kubernetes",
	.description = "pintle renders Helm charts, byte for byte as Helm 4 does, manages releases in Helm's own "
		       "storage, and\n"
		       "ships the charts of a Kafka platform.",
	.max_args = -1,
	.subcommands = commands,
};

int usage_error(const struct cli *cli, const char *problem)
{
	struct error err = { .arena = cli->arena };
	struct strbuf path = strbuf_in(cli->arena);
	for (size_t i = 0; i < cli->depth; i++)
		strbuf_printf(&path, i ? " %s" : "%s", cli->path[i]->name);
	fail(&err, NOWHERE, "\"%.*s\" %s\n\nUsage:  %.*s%s%s [flags]", STR_FMT(strbuf_peek(&path)), problem,
	     STR_FMT(strbuf_peek(&path)), *cli->command->usage ? " " : "", cli->command->usage);
	return error_print(cli, &err);
}
