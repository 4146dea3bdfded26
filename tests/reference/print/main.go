// SPDX-License-Identifier: Apache-2.0

// Rows for tests/unit/test_print.c: go run main.go [-n rows] [-seed s] > ../../data/value/print.tsv
//
// Arguments are written as a letter for the type, the value (texts in hexadecimal) and ';'; lists and maps as a letter,
// '[', what is inside and ']'.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"math"
	"math/rand"
	"os"
	"sort"
	"strconv"
	"strings"
	"time"
)

var out = bufio.NewWriter(os.Stdout)

func row(fields ...string) {
	for i, f := range fields {
		if i > 0 {
			out.WriteByte('\t')
		}
		out.WriteString(strconv.Quote(f))
	}
	out.WriteByte('\n')
}

func encode(v any) string {
	switch x := v.(type) {
	case nil:
		return "n;"
	case bool:
		return fmt.Sprintf("b%t;", x)
	case int:
		return fmt.Sprintf("i%d;", x)
	case int8:
		return fmt.Sprintf("j%d;", x)
	case int32:
		return fmt.Sprintf("r%d;", x)
	case int64:
		return fmt.Sprintf("I%d;", x)
	case time.Duration:
		return fmt.Sprintf("D%d;", int64(x))
	case time.Month:
		return fmt.Sprintf("M%d;", int(x))
	case time.Weekday:
		return fmt.Sprintf("W%d;", int(x))
	case uint8:
		return fmt.Sprintf("u%d;", x)
	case uint64:
		return fmt.Sprintf("U%d;", x)
	case float32:
		return fmt.Sprintf("F%016x;", math.Float64bits(float64(x)))
	case float64:
		return fmt.Sprintf("f%016x;", math.Float64bits(x))
	case complex128:
		return fmt.Sprintf("c%016x%016x;", math.Float64bits(real(x)), math.Float64bits(imag(x)))
	case uint:
		return fmt.Sprintf("v%d;", x)
	case int16:
		return fmt.Sprintf("k%d;", x)
	case string:
		return fmt.Sprintf("s%x;", x)
	case []byte:
		return fmt.Sprintf("y%x;", x)
	case []any:
		return "L[" + encodeAll(x) + "]"
	case []string:
		return "l[" + encodeAll(x) + "]"
	case []int:
		return "k[" + encodeAll(x) + "]"
	case map[string]any:
		return "d[" + encodeMap(x) + "]"
	case map[string]string:
		return "e[" + encodeMap(x) + "]"
	}
	panic(v)
}

func encodeAll[T any](list []T) string {
	var b strings.Builder
	for _, v := range list {
		b.WriteString(encode(v))
	}
	return b.String()
}

func encodeMap[T any](m map[string]T) string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	var b strings.Builder
	for _, k := range keys {
		b.WriteString(encode(k) + encode(m[k]))
	}
	return b.String()
}

func randomText(r *rand.Rand) string {
	return []string{"", "a", "hello", "héllo", "日本語", "a\nb", "x`y", "\xff\x00", "\"q\"", "  pad ", "1", "\ufeff", "\u00ad", "tab\t"}[r.Intn(14)]
}

func randomFloat(r *rand.Rand) float64 {
	return []float64{0, 1, -1, 1.5, 1e6, 1e20, 1e21, 1e-5, 123456789, 0.1, math.Inf(1), math.Inf(-1), math.NaN(), math.Copysign(0, -1), 3.14159265,
		-2.5e-10, 100, 1e100, float64(r.Intn(1000)) / 8, r.NormFloat64(), 5e-324}[r.Intn(21)]
}

func randomInt(r *rand.Rand) int64 {
	return []int64{0, 1, -1, 42, -42, 255, 65, 0x65e5, 1 << 40, math.MaxInt64, math.MinInt64, 0x10ffff, 0x110000, 0xd800, int64(r.Intn(100000)), 12}[r.Intn(16)]
}

func random(r *rand.Rand, depth int) any {
	n := 18
	if depth > 2 {
		n = 14
	}
	switch r.Intn(n) {
	case 0:
		return nil
	case 1:
		return r.Intn(2) == 0
	case 2:
		return int(randomInt(r))
	case 3:
		return randomInt(r)
	case 4:
		return []any{int8(randomInt(r)), int32(randomInt(r)), uint8(randomInt(r)), uint64(randomInt(r))}[r.Intn(4)]
	case 5:
		return time.Duration(randomInt(r)) * time.Duration(1+r.Intn(1000000000))
	case 6:
		return []any{time.Month(r.Intn(15)), time.Weekday(r.Intn(9) - 1)}[r.Intn(2)]
	case 7:
		if r.Intn(3) == 0 {
			return complex(randomFloat(r), randomFloat(r))
		}
		return float32(randomFloat(r))
	case 8, 9:
		return randomFloat(r)
	case 10, 11, 12:
		return randomText(r)
	case 13:
		return []byte(randomText(r))
	case 14:
		list := []any{}
		for i := r.Intn(4); i > 0; i-- {
			list = append(list, random(r, depth+1))
		}
		return list
	case 15:
		if r.Intn(2) == 0 {
			list := []int{}
			for i := r.Intn(4); i > 0; i-- {
				list = append(list, int(randomInt(r)))
			}
			return list
		}
		list := []string{}
		for i := r.Intn(4); i > 0; i-- {
			list = append(list, randomText(r))
		}
		return list
	case 16:
		m := map[string]any{}
		for i := r.Intn(4); i > 0; i-- {
			m[randomText(r)] = random(r, depth+1)
		}
		return m
	}
	m := map[string]string{}
	for i := r.Intn(3); i > 0; i-- {
		m[randomText(r)] = randomText(r)
	}
	return m
}

func directive(r *rand.Rand) string {
	pick := func(from ...string) string { return from[r.Intn(len(from))] }
	var b strings.Builder
	b.WriteString("%")
	for r.Intn(3) == 0 {
		b.WriteByte("+-# 0"[r.Intn(5)])
	}
	if r.Intn(8) == 0 {
		b.WriteString(pick("[1]", "[2]", "[3]", "[0]", "[9]", "[", "[]", "[x]", "[-1]", "[1]*", "[99999999]"))
	}
	if r.Intn(3) == 0 {
		b.WriteString(pick("1", "5", "10", "20", "*", "77", "9999999999"))
	}
	if r.Intn(3) == 0 {
		b.WriteString("." + pick("", "0", "1", "3", "10", "*", "[1]*", "[2]3", "40"))
	}
	if r.Intn(20) == 0 {
		b.WriteString(pick("[1]", "[2]", "[4]", "[bad]"))
	}
	if r.Intn(40) == 0 {
		return b.String()
	}
	b.WriteString(pick("v", "v", "v", "d", "s", "s", "q", "x", "X", "o", "O", "b", "c", "U", "e", "E", "f", "F", "g", "G", "t", "T", "%", "z", "!", "w", "é", "\xff", "v", "d", "s"))
	return b.String()
}

// Every verb with every set of flags, for values of every type: what differs from what is ordinary by one thing.
func matrix() {
	values := []any{nil, true, 0, 42, -7, int64(-9223372036854775808), int16(-300), uint8(200), uint(7), uint64(math.MaxUint64), 0.0, -2.5, 1e21, math.Inf(-1), math.NaN(), float32(0.1),
		1 - 2.5i, "héllo", "", "a\nb\xff", []byte("hé\x00"), []any{1, "a", nil, 2.5}, []any{}, []string{"a", ""}, []int{1, -2}, map[string]any{"b": 1, "a": "x"}, map[string]string{"k": "v"},
		time.Duration(90500000000), time.March, time.Sunday, []any{[]any{true}, map[string]any{"z": nil}, 1i, []byte{1}}}
	for _, verb := range strings.Split("v d s q x X o O b c U e E f F g G t T z", " ") {
		for _, flags := range []string{"", "+", "-8", "#", "08", " ", "+#", "#08", ".2", "8.3", "+.1", "012.5"} {
			for _, v := range values {
				row("printf", "%"+flags+verb, encode(v), fmt.Sprintf("%"+flags+verb, v))
			}
		}
	}
}

func main() {
	n := flag.Int("n", 1500, "rows of a kind")
	seed := flag.Int64("seed", 1, "")
	flag.Parse()
	defer out.Flush()
	r := rand.New(rand.NewSource(*seed))
	row("cycle", "too deep")
	if *seed == 1 {
		matrix()
	}
	for i := 0; i < *n; i++ {
		var format strings.Builder
		var args []any
		for k := 1 + r.Intn(3); k > 0; k-- {
			format.WriteString([]string{"", "a", "é=", " "}[r.Intn(4)] + directive(r))
		}
		for k := r.Intn(4); k > 0; k-- {
			if r.Intn(6) == 0 {
				args = append(args, []any{3, -7, 12, 0, int64(4), uint8(6), 2000000}[r.Intn(7)])
			} else {
				args = append(args, random(r, 0))
			}
		}
		row("printf", format.String(), encodeAll(args), fmt.Sprintf(format.String(), args...))
		v := random(r, 0)
		f := directive(r)
		row("printf", f, encode(v), fmt.Sprintf(f, v))
		if i%4 == 0 {
			row("print", encodeAll(args), fmt.Sprint(args...))
			row("println", encodeAll(args), fmt.Sprintln(args...))
		}
	}
	for _, f := range []string{"%d", "%s", "%v", "%+v", "%#v", "%T", "%q", "%x", "%X", "% x", "%#x", "%# x", "%t", "%c", "%U", "%#U", "%b", "%e", "%6.2f", "%-8v|", "%08v", "%+d", "%.2s", "%p %%", "%5t"} {
		for _, v := range []any{nil, true, 5, -5, int64(7), uint8(7), 1.0, 2.5, 1e6, "str", []byte("str"), []any{1, "a", nil, 2.5, []byte("q")}, []string{"a", "b"},
			map[string]any{"b": 1, "a": nil}, map[string]any{}, []any{}, time.Duration(1500000000), []any{time.Second, time.March, time.Friday}} {
			if f != "%p %%" {
				row("printf", f, encode(v), fmt.Sprintf(f, v))
			}
		}
	}
}
