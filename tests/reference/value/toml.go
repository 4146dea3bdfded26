// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"math"
	"strings"

	"github.com/BurntSushi/toml"
)

var tomlPieces = []string{
	"a", "b", "c", "a.b", "a.b.c", "\"q\"", "'r'", "\"\"", "[a]", "[b]", "[a.b]", "[[a]]", "[[a.b]]", "[[b]]", "[ a . b ]", "[a", "[]",
	"[a]]", "[[a]", "=", " = ", "= ", "=", "=", "\n", "\n", "\n", "\n",
	"\r\n", "\r", " ", "\t", "#c\n", "# é", "1", "0", "01", "-1", "+5", "1_000", "1__0", "_1", "1_", "0x1F", "0b101", "0o17", "0xg", "0b2",
	"0o8", "-0x1", "99999999999999999999", "1.5", "1.", ".5", "1e5", "1.5e+10", "1e", "1e400", "01.5", "1_0.5_0", "1._5", "inf",
	"-inf", "+nan", "nan", "-nan", "info", "ino", "nnf", "true", "false", "truex", "tru", "é", "1979-05-27",
	"1979-05-27T07:32:00Z", "1979-05-27 07:32:00.999-07:00", "1979-05-27T07:32:00", "07:32:00", "07:32", "7:32:00",
	"1979-5-27", "1979-05-27T07:32Z", "1979-13-01", "1979-05-27t07:32:00z ", "\"x\"", "\"a\\tb\"", "\"\\u00e9\"",
	"\"\\ud800\"", "\"\\xff\"", "\"\\x4\"", "\"\\q\"", "\"\\ \"", "\"\\U0001F600\"", "\"\\e\\b\\f\\r\\n\\\"\\\\\"",
	"\"a\nb\"", "\"a", "'a", "'x'", "'a\\b'", "\"\"\"x\"\"\"", "\"\"\"\nx\\\n   y\"\"\"", "\"\"\"a\"\"b\"\"\"\"\"",
	"\"\"\"a\"\"\"\"\"\"", "\"\"\"\\ \"\"\"", "'''x'''", "'''\nx\n'y''z'''''", "'''a", "\"\"\"a", "[1,2]", "[1, 2,]", "[,]",
	"[1 2]", "[\n1, # c\n2\n]", "[{a=1},{b=2}]", "[[1],[2]]", "[", "]", "{", "}", ",", "{a=1}", "{a=1, b=2}", "{a.b=1}",
	"{a=1,}", "{,}", "{a=1 b=2}", "{\na=1\n}", "{a=1,\n}", "{a={b=1}}", "{}", "{a=1,a=2}", "\x00", "\x01", "\x7f", "\xff",
	"\ufeff", "{a.b=1,a.c=2}", "{a=1,a.b=2}",
}

/* Where the pieces begin that may be values. */
const tomlValues = 28

func randomTOML() string {
	if random.Intn(3) == 0 {
		return joined(1+random.Intn(10), tomlPieces)
	}
	var b strings.Builder
	for n := 1 + random.Intn(6); n > 0; n-- {
		if random.Intn(5) == 0 {
			b.WriteString(pick([]string{"[a]", "[b]", "[a.b]", "[[a]]", "[[b]]", "[[a.b]]", "[a.c]", "[c]"}))
		} else {
			b.WriteString(pick([]string{"a", "b", "c", "a.b", "a.c", "d", "e.f.g", "\"k k\"", "'l'"}) + " = ")
			b.WriteString(joined(1+random.Intn(10)/8, tomlPieces[tomlValues:]))
		}
		b.WriteString("\n")
	}
	return b.String()
}

func randomTOMLValue(depth int) any {
	switch kind := random.Intn(14); {
	case depth > 0 && kind < 3 || depth > 4:
		return pick([]string{"", "a", "a\"b\\", "é\x01\x7f\n", "multi\nline"})
	case depth > 0 && kind == 3:
		return []any{
			1, -5, uint64(18446744073709551615), 1.0, 1.5, 1e21, 1e6, float32(0.1), math.Inf(1), math.Inf(-1), math.NaN(), 0.0,
			math.Copysign(0, -1),
		}[random.Intn(13)]
	case depth > 0 && kind == 4:
		return []any{
			nil, true, false, []any(nil), map[string]any(nil), []any{}, map[string]any{}, []byte("hi"), []byte{},
		}[random.Intn(9)]
	case kind < 10:
		m := map[string]any{}
		for n := random.Intn(5); n > 0; n-- {
			m[pick([]string{"a", "b", "c", "a b", "", "é", "x-y_z", "k\"q", "Z", "1"})] = randomTOMLValue(depth + 1)
		}
		return m
	}
	list := []any{}
	for n := random.Intn(4); n > 0; n-- {
		list = append(list, randomTOMLValue(depth+1))
	}
	return list
}

func tomlReadRow(text string) {
	if res, ok := steady(func() string {
		m := map[string]any{}
		err := toml.Unmarshal([]byte(text), &m)
		return result(m, err)
	}); ok {
		row("read", text, res)
	}
}

// What the lexer goes through character by character, ended early and broken at each place.
func tomlBrokenRows() {
	for _, text := range []string{
		"[a.\"b\".'c'] # d\n e = 1\n", "[[a . b]]\nc.d = [ 1, # x\n 2 ,]\n", "a = { b = 1 , c.d = \"e\" }\n", "a = \"b\\u00e9\\U0001F600\\t\" # c\r\n",
		"a = \"\"\"\n b \\\n  c\"\"\"\"\n", "a = '''b''c'''''\n", "a = -1_0.5e+1_0\n", "a = 0x1_f\nb = 0b1_0\nc = 0o1_7\n",
		"a = 1979-05-27T07:32:00.5-07:30\n", "a = +inf\nb = -nan\nc = true\n",
		"a = inf\nb = nan\n",
	} {
		for i := range len(text) + 1 {
			tomlReadRow(text[:i])
			for _, piece := range []string{"\x01", ".", "_", "="} {
				tomlReadRow(text[:i] + piece + text[i:])
			}
		}
	}
	for _, text := range []string{
		"a = 1\n[a]\n", "a = 1\n[a.b]\n", "a = [1]\n[a.b]\n", "a = [{}]\n[a.b]\n", "[[a]]\n[a.b]\n[[a]]\n[a.b]\n", "[a]\n[[a]]\n", "a.b = 1\n[a]\nb = 2\n",
		"a.b = 1\na.b.c = 2\n", "[a]\nb = 1\n[a.b]\nc = 1\n", "a = {b = 1}\n[a]\n", "a = {b = 1}\na.c = 1\n", "a = {b = 1, b.c = 1}\n", "a = '''b''''''\n",
		"a = \"\"\"b\\ c\"\"\"\n", "a = \"\"\"b\\\\ \\\n\n c\"\"\"\n", "a = .5\n", "a = -.5\n", "a = +\n", "a = -a\n", "a = 1.e5\n", "[.a]\n", "[a..b]\n", "[[]]\n", "[ ]\n",
		".a = 1\n", "a. = 1\n", "a..b = 1\n", "a = 1 b = 2\n", "a = [1 # c\n, 2]\n", "a = [ # \x01\n]\n", "# \x01\n", "a = 1 # \x01\n", "[a] # \x01\n",
		"x = {a=[{}],a.b=1}\n", "x = {a=[{c=1}],a.b=1}\n", "x = {y={a=[{}],a.b=1}}\n", "x = [{a=[{}],a.b=1}]\n", "x = {a=[1],a.b=1}\n", "[a]\n\"b c\" = {d=[{}],d.e.f=1}\n",
		"a = i\xff", "a = n\xff", "a = in\xff", "a = na\x00", "a = +i\xff", "a = [i\xff",
	} {
		tomlReadRow(text)
	}
}

func tomlRows(n int) {
	for _, piece := range tomlPieces {
		tomlReadRow(piece)
		tomlReadRow("a = " + piece)
		tomlReadRow("a = [ " + piece + " ]\n")
	}
	tomlBrokenRows()
	for i := 0; i < n; i++ {
		tomlReadRow(randomTOML())
	}
	bad := map[string]any{"c": []any{nil}}
	for _, v := range []any{
		bad, []any{1, bad}, map[string]any{"a": []any{1, bad}}, map[string]any{"a": []any{1, map[string]any{"b": bad}}}, map[string]any{"a": []any{bad}},
		map[string]any{"a": []any{1, map[string]any{"b": map[string]any{"d": bad}}}}, map[string]any{"a": []any{map[string]any{"x": 1}, map[string]any(nil)}},
		map[string]any{"a": []any{1, map[string]any(nil)}}, map[string]any{"a": []any{1, map[string]any{"b": map[string]any(nil), "c": []any(nil), "d": nil}}},
		map[string]any{"a": []any{[]any{1, bad}}}, map[string]any{"a": []any{[]any{bad}, 1}}, map[string]any{"a": []any{1, map[string]any{"b": []any{1, bad}}}},
	} {
		var b bytes.Buffer
		err := toml.NewEncoder(&b).Encode(v)
		row("write", encode(v), resultText(b.Bytes(), err))
	}
	for i := 0; i < n/2; i++ {
		v := randomTOMLValue(0)
		var b bytes.Buffer
		err := toml.NewEncoder(&b).Encode(v)
		row("write", encode(v), resultText(b.Bytes(), err))
		if err == nil {
			tomlReadRow(b.String())
		}
	}
}
