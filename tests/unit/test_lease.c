// SPDX-License-Identifier: Apache-2.0
// Whose Lease it is: a process of this machine that is no more is known to be dead, and nobody else.
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#undef fail // base/error.h has another

#include "kube/lease.h"

// A child that tells who it is, and waits to be killed.
static pid_t child_of(struct arena *arena, struct str *ret_identity)
{
	int ends[2];
	char text[512];
	assert_int_equal(pipe(ends), 0);
	pid_t pid = fork();
	if (pid == 0) {
		struct str identity = kube_lease_identity(arena);
		if (write(ends[1], identity.data, identity.len) > 0)
			for (;;)
				pause();
		_exit(1);
	}
	ssize_t len = read(ends[0], text, sizeof(text));
	assert_true(len > 0);
	*ret_identity = arena_str(arena, (struct str){ text, (size_t)len });
	close(ends[0]);
	close(ends[1]);
	return pid;
}

static void test_processes(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	struct str identity;
	siginfo_t info;
	pid_t pid = child_of(&arena, &identity);
	assert_true(str_contains(identity, arena_printf(&arena, " pid=%d start=", (int)pid)));
	assert_false(kube_lease_is_dead(identity));
	assert_false(kube_lease_is_dead(kube_lease_identity(&arena)));
	kill(pid, SIGKILL);
	assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
	assert_true(kube_lease_is_dead(identity)); // nobody has asked how it ended
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_true(kube_lease_is_dead(identity));
	arena_done(&arena);
}

// A number may be another process' by now; and it means nothing elsewhere.
static void test_others(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	struct str own = kube_lease_identity(&arena);
	size_t start = str_find(own, STR(" start=")), realm = str_find(own, STR(" ns="));
	struct str host = str_slice(own, 0, str_find(own, STR(" pid="))), place = str_from(own, realm);
	assert_true(kube_lease_is_dead(ARENA_CONCAT(&arena, str_slice(own, 0, start), STR(" start=1"), place)));
	assert_true(kube_lease_is_dead(ARENA_CONCAT(&arena, host, STR(" pid=2147483646 start=1"), place)));
	assert_false(kube_lease_is_dead(ARENA_CONCAT(&arena, STR("other pid=2147483646 start=1"), place)));
	assert_false(kube_lease_is_dead(ARENA_CONCAT(&arena, host, STR(" pid=2147483646 start=1 ns=1"),
	                                             str_from(own, str_find(own, STR(" boot="))))));
	assert_false(kube_lease_is_dead(ARENA_CONCAT(&arena, str_slice(own, 0, own.len - 1), STR("x"))));
	const char *odd[] = { " pid=0 start=1",          " pid=-1 start=1",          " pid= start=1", " pid=x start=1",
		              " pid=2147483646 start=x", " pid=99999999999 start=1", " pid=",         "",
		              " pid=2147483646" };
	for (size_t i = 0; i < ARRAY_LEN(odd); i++)
		assert_false(kube_lease_is_dead(ARENA_CONCAT(&arena, host, str_of(odd[i]), place)));
	assert_false(kube_lease_is_dead(STR("somebody")));
	assert_false(kube_lease_is_dead(STR("")));
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_processes), cmocka_unit_test(test_others) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
