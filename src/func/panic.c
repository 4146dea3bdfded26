// SPDX-License-Identifier: Apache-2.0
#include "func/panic.h"

#include <inttypes.h>

enum { BYTES_A_STEP = 64 };

void panic_nil(struct tmpl_call *call)
{
	tmpl_panic(call, "runtime error: invalid memory address or nil pointer dereference");
}

void panic_slice_end(struct tmpl_call *call, int64_t to, size_t len)
{
	if (to < 0)
		tmpl_panic(call, "runtime error: slice bounds out of range [:%" PRId64 "]", to);
	tmpl_panic(call, "runtime error: slice bounds out of range [:%" PRId64 "] with length %zu", to, len);
}

void panic_slice_start(struct tmpl_call *call, int64_t from, int64_t to)
{
	tmpl_panic(call, "runtime error: slice bounds out of range [%" PRId64 ":%" PRId64 "]", from, to);
}

void panic_conversion(struct tmpl_call *call, struct value v, const char *wanted)
{
	const char *is = value_is_null(v) ? "nil" : value_type_name(v);
	tmpl_panic(call, "interface conversion: interface {} is %s, not %s", is, wanted);
}

void fail_with(struct tmpl_call *call, const struct error *err)
{
	tmpl_fail(call, "%.*s", STR_FMT(err->message));
}

void check_allocation(struct tmpl_call *call, uint64_t size)
{
	const uint64_t addressable = (uint64_t)1 << 48;
	if (size > addressable)
		tmpl_panic(call, "runtime error: makeslice: len out of range");
}

void check_text_size(struct tmpl_call *call, uint64_t size)
{
	check_allocation(call, size);
	if (size > FUNC_TEXT_LIMIT)
		tmpl_fail(call, "text of %" PRIu64 " bytes is longer than the limit of %" PRIu64, size,
		          FUNC_TEXT_LIMIT);
	tmpl_count_steps(call, size / BYTES_A_STEP);
}

void check_list_size(struct tmpl_call *call, uint64_t count)
{
	if (count > FUNC_LIST_LIMIT)
		tmpl_fail(call, "list of %" PRIu64 " elements is longer than the limit of %" PRIu64, count,
		          FUNC_LIST_LIMIT);
	tmpl_count_steps(call, count);
}
