// SPDX-License-Identifier: Apache-2.0
// Arithmetic. Integers wrap around at 64 bits, as Go's do.
#include <inttypes.h>
#include <math.h>

#include "base/random.h"
#include "base/strbuf.h"
#include "func/cast.h"
#include "func/decimal.h"
#include "func/families.h"
#include "func/panic.h"
#include "text/strconv.h"
#include "value/print.h"

static int64_t wrapping_add(int64_t a, int64_t b)
{
	return (int64_t)((uint64_t)a + (uint64_t)b);
}

static struct value fn_add(struct tmpl_call *call)
{
	int64_t sum = 0;
	for (size_t i = 0; i < call->count; i++)
		sum = wrapping_add(sum, cast_int64(call->args[i]));
	return value_int64(sum);
}

static struct value fn_add1(struct tmpl_call *call)
{
	return value_int64(wrapping_add(cast_int64(call->args[0]), 1));
}

static struct value fn_sub(struct tmpl_call *call)
{
	return value_int64((int64_t)((uint64_t)cast_int64(call->args[0]) - (uint64_t)cast_int64(call->args[1])));
}

static struct value fn_mul(struct tmpl_call *call)
{
	uint64_t product = (uint64_t)cast_int64(call->args[0]);
	for (size_t i = 1; i < call->count; i++)
		product *= (uint64_t)cast_int64(call->args[i]);
	return value_int64((int64_t)product);
}

static struct value fn_div(struct tmpl_call *call)
{
	int64_t a = cast_int64(call->args[0]), b = cast_int64(call->args[1]);
	if (b == 0)
		tmpl_panic(call, "runtime error: integer divide by zero");
	return value_int64(b == -1 ? (int64_t)(0 - (uint64_t)a) : a / b);
}

static struct value fn_mod(struct tmpl_call *call)
{
	int64_t a = cast_int64(call->args[0]), b = cast_int64(call->args[1]);
	if (b == 0)
		tmpl_panic(call, "runtime error: integer divide by zero");
	return value_int64(b == -1 ? 0 : a % b);
}

static struct value fn_max(struct tmpl_call *call)
{
	int64_t best = cast_int64(call->args[0]);
	for (size_t i = 1; i < call->count; i++) {
		int64_t other = cast_int64(call->args[i]);
		best = other > best ? other : best;
	}
	return value_int64(best);
}

static struct value fn_min(struct tmpl_call *call)
{
	int64_t best = cast_int64(call->args[0]);
	for (size_t i = 1; i < call->count; i++) {
		int64_t other = cast_int64(call->args[i]);
		best = other < best ? other : best;
	}
	return value_int64(best);
}

// math.Max and Min: unlike C's fmax, a NaN wins (but for an infinity on the right side).
static struct value extreme(struct tmpl_call *call, double sign)
{
	double best = sign * cast_float64(call->args[0]);
	for (size_t i = 1; i < call->count; i++) {
		double other = sign * cast_float64(call->args[i]);
		if (best == INFINITY || other == INFINITY)
			best = INFINITY;
		else if (isnan(best) || isnan(other))
			best = NAN;
		else if (other > best || (other == best && signbit(best)))
			best = other;
	}
	return value_float(sign * best);
}

static struct value fn_maxf(struct tmpl_call *call)
{
	return extreme(call, 1);
}

static struct value fn_minf(struct tmpl_call *call)
{
	return extreme(call, -1);
}

static struct value fn_floor(struct tmpl_call *call)
{
	return value_float(floor(cast_float64(call->args[0])));
}

static struct value fn_ceil(struct tmpl_call *call)
{
	return value_float(ceil(cast_float64(call->args[0])));
}

// Go's math.Pow(10, places), step by step: its last bit is not always that of C's pow.
static double power_of_ten(double places)
{
	enum { OVERFLOW = 1 << 12 };
	if (places == 0)
		return 1;
	if (fabs(places) >= 0x1p63)
		return places > 0 ? INFINITY : 0;
	int exponent = 0, square_exponent;
	double power = 1, square = frexp(10, &square_exponent);
	for (int64_t i = (int64_t)fabs(places); i; i >>= 1) {
		if (square_exponent > OVERFLOW) {
			exponent += square_exponent;
			break;
		}
		if (i & 1) {
			power *= square;
			exponent += square_exponent;
		}
		square *= square;
		square_exponent *= 2;
		if (square < .5) {
			square += square;
			square_exponent--;
		}
	}
	return places < 0 ? ldexp(1 / power, -exponent) : ldexp(power, exponent);
}

// Rounds up from `on` (0.5) of the last place. Below zero the part behind the point is negative, so that it always
// rounds down there.
static struct value fn_round(struct tmpl_call *call)
{
	double on = call->count > 2 ? call->args[2].f : .5;
	double power = power_of_ten((double)call->args[1].i);
	double digits = power * cast_float64(call->args[0]);
	double rounded = digits - trunc(digits) >= on ? ceil(digits) : floor(digits);
	return value_float(rounded / power);
}

static struct value fn_int(struct tmpl_call *call)
{
	return value_int(cast_int64(call->args[0]));
}

static struct value fn_int64(struct tmpl_call *call)
{
	return value_int64(cast_int64(call->args[0]));
}

static struct value fn_float64(struct tmpl_call *call)
{
	return value_float(cast_float64(call->args[0]));
}

// An octal number, as of file modes: 777 is 511.
static struct value fn_to_decimal(struct tmpl_call *call)
{
	struct strbuf buf = strbuf_in(call->arena);
	int64_t i;
	value_print(&buf, call->args[0]);
	return value_int64(parse_int(strbuf_peek(&buf), 8, 64, &i) == PARSE_OK ? i : 0);
}

static struct value fn_rand_int(struct tmpl_call *call)
{
	int64_t from = call->args[0].i;
	int64_t range = (int64_t)((uint64_t)call->args[1].i - (uint64_t)from);
	if (range <= 0)
		tmpl_panic(call, "invalid argument to Intn");
	return value_int(wrapping_add(from, (int64_t)random_below((uint64_t)range)));
}

// How many numbers untilStep makes.
static uint64_t steps(int64_t start, int64_t stop, int64_t step)
{
	if ((stop < start && step >= 0) || (stop >= start && step <= 0))
		return 0;
	uint64_t distance = stop < start ? (uint64_t)start - (uint64_t)stop : (uint64_t)stop - (uint64_t)start;
	uint64_t width = step < 0 ? 0 - (uint64_t)step : (uint64_t)step;
	return distance / width + (distance % width != 0);
}

static struct value count_up(struct tmpl_call *call, int64_t start, int64_t stop, int64_t step)
{
	uint64_t count = steps(start, stop, step);
	check_list_size(call, count);
	struct list *list = list_new(call->arena, count);
	list->len = count;
	for (uint64_t i = 0; i < count; i++)
		list->items[i] = value_int(wrapping_add(start, (int64_t)(i * (uint64_t)step)));
	return value_list_of(TYPE_INT_LIST, list);
}

static struct value fn_until(struct tmpl_call *call)
{
	int64_t stop = call->args[0].i;
	return count_up(call, 0, stop, stop < 0 ? -1 : 1);
}

static struct value fn_until_step(struct tmpl_call *call)
{
	return count_up(call, call->args[0].i, call->args[1].i, call->args[2].i);
}

// As the shell's seq: [start [step]] end, the end included.
static struct value fn_seq(struct tmpl_call *call)
{
	const struct value *args = call->args;
	if (call->count == 0 || call->count > 3)
		return value_string(STR_NONE);
	int64_t start = call->count == 1 ? 1 : args[0].i, end = args[call->count - 1].i;
	int64_t direction = end < start ? -1 : 1;
	int64_t step = call->count == 3 ? args[1].i : direction;
	if (call->count == 3 && direction < 0 && step > 0)
		return value_string(STR_NONE);
	int64_t stop = wrapping_add(end, direction);
	uint64_t count = steps(start, stop, step);
	check_list_size(call, count);
	struct strbuf buf = strbuf_in(call->arena);
	for (uint64_t i = 0; i < count; i++) {
		if (i)
			strbuf_add_char(&buf, ' ');
		format_int(&buf, wrapping_add(start, (int64_t)(i * (uint64_t)step)), 10);
	}
	return value_string(strbuf_str(&buf, call->arena));
}

static struct decimal decimal_of(struct tmpl_call *call, struct value v)
{
	double f = cast_float64(v);
	if (isnan(f))
		tmpl_panic(call, "Cannot create a Decimal from NaN");
	if (isinf(f))
		tmpl_panic(call, "Cannot create a Decimal from %cInf", f < 0 ? '-' : '+');
	return decimal_from_double(call->arena, f);
}

static struct value fold(struct tmpl_call *call, struct decimal d, size_t first,
                         struct decimal (*op)(struct arena *, const struct decimal *, const struct decimal *))
{
	for (size_t i = first; i < call->count; i++) {
		struct decimal other = decimal_of(call, call->args[i]);
		if (op == decimal_div && decimal_is_zero(&other))
			tmpl_panic(call, "decimal division by 0");
		d = op(call->arena, &d, &other);
		if (d.exponent > INT32_MAX || d.exponent < INT32_MIN)
			tmpl_panic(call, "exponent %" PRId64 " overflows an int32!", d.exponent);
	}
	return value_float(decimal_to_double(call->arena, &d));
}

static struct value fn_addf(struct tmpl_call *call)
{
	return fold(call, (struct decimal){ 0 }, 0, decimal_add);
}

static struct value fn_add1f(struct tmpl_call *call)
{
	struct decimal d = decimal_of(call, call->args[0]);
	struct decimal sum = decimal_add(call->arena, &d, &(struct decimal){ (uint32_t[]){ 1 }, 1, false, 0 });
	return value_float(decimal_to_double(call->arena, &sum));
}

static struct value fn_subf(struct tmpl_call *call)
{
	return fold(call, decimal_of(call, call->args[0]), 1, decimal_sub);
}

static struct value fn_mulf(struct tmpl_call *call)
{
	return fold(call, decimal_of(call, call->args[0]), 1, decimal_mul);
}

static struct value fn_divf(struct tmpl_call *call)
{
	return fold(call, decimal_of(call, call->args[0]), 1, decimal_div);
}

const struct tmpl_func func_math[] = {
	{ "add", "v*:I", fn_add },
	{ "add1", "v:I", fn_add1 },
	{ "add1f", "v:f", fn_add1f },
	{ "addf", "v*:f", fn_addf },
	{ "biggest", "vv*:I", fn_max },
	{ "ceil", "v:f", fn_ceil },
	{ "div", "vv:I", fn_div },
	{ "divf", "vv*:f", fn_divf },
	{ "float64", "v:f", fn_float64 },
	{ "floor", "v:f", fn_floor },
	{ "int", "v:i", fn_int },
	{ "int64", "v:I", fn_int64 },
	{ "max", "vv*:I", fn_max },
	{ "maxf", "vv*:f", fn_maxf },
	{ "min", "vv*:I", fn_min },
	{ "minf", "vv*:f", fn_minf },
	{ "mod", "vv:I", fn_mod },
	{ "mul", "vv*:I", fn_mul },
	{ "mulf", "vv*:f", fn_mulf },
	{ "randInt", "ii:i", fn_rand_int },
	{ "round", "vif*:f", fn_round },
	{ "seq", "i*:s", fn_seq },
	{ "sub", "vv:I", fn_sub },
	{ "subf", "vv*:f", fn_subf },
	{ "toDecimal", "v:I", fn_to_decimal },
	{ "until", "i:n", fn_until },
	{ "untilStep", "iii:n", fn_until_step },
	{ NULL },
};
