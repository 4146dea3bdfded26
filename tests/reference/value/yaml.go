// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	yaml3 "go.yaml.in/yaml/v3"
	"sigs.k8s.io/yaml"
)

// Pieces of documents: scalars that mean something, indicators, characters that matter.
var yamlPieces = []string{
	"- ", "-", ": ", ":", "? ", "?", "&a ", "&b ", "*a", "*b ", "!!int ", "!!str ", "!!float ", "!!null ", "!!bool ",
	"!!binary ", "!!timestamp ", "!foo ", "! ", "!<tag:yaml.org,2002:int> ", "<<: ", "<<: *a\n", "|", ">", "|+", "|-", ">2",
	"|1-", "'", "\"", "\\", "#", " #", "{", "}", "[", "]", ", ", ",", "---", "---\n", "...\n", "%YAML 1.1\n", "%YAML 1.2\n",
	"%TAG ! tag:x,\n", "%TAG !e! tag:yaml.org,2002:\n", "!e!int ", "%FOO\n", "\t", "\r\n", "\r", "\u0085", "\u2028", "\u2029",
	"\ufeff", "\x00", "\x7f", "\x01", "é", "日本", "😀", "\xff", "\xe2", "\xc2", "~", "null", "true", "yes", "no", "on", "Off",
	"y", "N", "1", "0", "-1", "+1", "0x1F", "0o17", "017", "08", "0b11", "-0b11", "0b-1", "1_000", "_1", "1e3", "1e400", ".5",
	".", "1.", "-.5", ".5_5", "1.5", "12345678901234567890", "123456789012345678901", "-9223372036854775808",
	"9007199254740993", ".inf", "-.Inf", ".NaN", "2001-01-01", "2001-12-14T21:59:43.10-05:00", "2001-1-1 1:2:3", "1:30",
	"190:20:30", "a", "b", "c", "foo", "key", "bar baz", "a: b", "a: 1", "- x", "\n", "\n", "\n", "\n", "\n  ", "\n    ",
	"\n ", "\n- ", "\n  - ", " ", "  ", "<<", "=", "@", "`", "%", "!", "&", "*", "|\n  x\n   y\n\n  z\n",
	">\n  x\n  y\n\n  z\n   w\n v", "\"a\\nb\"", "\"\\u00e9\\x41\\U0001F600\\ud800\"", "\"\\/\"", "\"\\\n  \"", "'it''s'",
	"\"a\n\n b\"", "{a: b, c: [d, e]}", "[a, b: c, ? d : e]", "{a, b: }", "\"a\":b", "SGVsbG8=", "//8=", "!!binary //8=",
	"a:b", "http://x.y/z", "{{ .x }}", "{{- if x }}", "00", "-0", "-0.0", "+0", "1e+5", "1.e5", "--1", "0x", "0xg", "0X1f",
	"0B1", "0O7", "1__0", "0_1", "0x_f", "+.inf", "+.5", "-.", "- - -", "? a\n: b\n", "[]", "{}",
}

func randomPieces() string {
	n := 1 + random.Intn(14)
	if random.Intn(10) == 0 {
		n = random.Intn(60)
	}
	var b strings.Builder
	for ; n > 0; n-- {
		b.WriteString(pick(yamlPieces))
	}
	return b.String()
}

func randomScalar() string {
	s := pick(yamlPieces)
	if random.Intn(3) == 0 {
		s += pick(yamlPieces)
	}
	switch random.Intn(8) {
	case 0:
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	case 1:
		return strconv.Quote(s)
	case 2:
		return "\"" + s + "\""
	}
	return s
}

func writeLeaf(b *strings.Builder, indent int) {
	if random.Intn(6) == 0 {
		b.WriteString(pick([]string{"&a ", "&b ", "!!str ", "!!int ", "!!float ", "!x ", "!!binary "}))
	}
	switch {
	case random.Intn(12) == 0:
		b.WriteString(pick([]string{"*a", "*b"}))
	case random.Intn(10) == 0:
		b.WriteString(pick([]string{"|", ">", "|-", ">+", "|2", ">-"}))
		for i := random.Intn(5); i >= 0; i-- {
			b.WriteString("\n" + strings.Repeat(" ", indent+random.Intn(4)) + pick(yamlPieces))
		}
	case random.Intn(4) == 0:
		b.WriteString(randomScalar())
	default:
		b.WriteString(pick([]string{"foo", "bar baz", "1", "true", "1.5", "null", "\"x\"", "'y'", "a-b_c", "0755", "1e3"}))
	}
	b.WriteString("\n")
}

func writePairs(b *strings.Builder, depth, indent int) {
	if random.Intn(8) == 0 {
		b.WriteString("&a")
	}
	b.WriteString("\n")
	for i := random.Intn(4); i >= 0; i-- {
		b.WriteString(strings.Repeat(" ", indent))
		switch {
		case random.Intn(10) == 0:
			b.WriteString("<<: ")
		case random.Intn(8) == 0:
			b.WriteString(randomScalar() + ": ")
		default:
			b.WriteString(pick([]string{"a", "b", "foo", "key", "\"q\"", "1", "on"}) + pick([]string{": ", ": ", ": ", ":"}))
		}
		if random.Intn(10) == 0 {
			b.WriteString("# c\n")
		} else {
			writeTree(b, depth+1, indent+1+random.Intn(3))
		}
	}
}

// Mostly well-formed documents.
func writeTree(b *strings.Builder, depth, indent int) {
	switch kind := random.Intn(10); {
	case depth > 4 || kind < 4:
		writeLeaf(b, indent)
	case kind < 7:
		writePairs(b, depth, indent)
	case kind < 9:
		b.WriteString("\n")
		for i := random.Intn(4); i >= 0; i-- {
			b.WriteString(strings.Repeat(" ", indent) + "- ")
			writeTree(b, depth+1, indent+2)
		}
	default:
		writeFlow(b, 0)
		b.WriteString("\n")
	}
}

func writeFlow(b *strings.Builder, depth int) {
	separator := func(i int) string {
		if i > 1 {
			return pick([]string{", ", ",", ",\n "})
		}
		return ""
	}
	switch kind := random.Intn(6); {
	case kind < 3 || depth > 3:
		b.WriteString(randomScalar())
	case kind < 5:
		b.WriteString("{")
		for i := random.Intn(4); i > 0; i-- {
			b.WriteString(pick([]string{"a", "b", "\"c\"", "? d ", "1"}) + pick([]string{": ", ":", "", " : ", "\n: "}))
			writeFlow(b, depth+1)
			b.WriteString(separator(i))
		}
		b.WriteString("}")
	default:
		b.WriteString("[")
		for i := random.Intn(4); i > 0; i-- {
			writeFlow(b, depth+1)
			b.WriteString(separator(i))
		}
		b.WriteString("]")
	}
}

func damage(doc string) string {
	for n := random.Intn(5); n > 0 && doc != ""; n-- {
		at := random.Intn(len(doc))
		switch random.Intn(5) {
		case 0, 1:
			doc = doc[:at] + pick(yamlPieces) + doc[at:]
		case 2:
			doc = doc[:at] + doc[min(len(doc), at+random.Intn(8)):]
		case 3:
			doc = doc[:at] + string([]byte{byte(random.Intn(256))}) + doc[at+1:]
		case 4:
			lines := strings.SplitAfter(doc, "\n")
			i, j := random.Intn(len(lines)), random.Intn(len(lines))
			lines[i], lines[j] = lines[j], lines[i]
			doc = strings.Join(lines, "")
		}
	}
	return doc
}

var corpus []string

func loadCorpus(folder string) {
	filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".yaml") {
			if text, err := os.ReadFile(path); err == nil {
				corpus = append(corpus, string(text))
			}
		}
		return nil
	})
}

func corpusPart() string {
	lines := strings.SplitAfter(pick(corpus), "\n")
	at := random.Intn(len(lines))
	end := min(len(lines), at+1+random.Intn(40))
	if random.Intn(10) == 0 {
		at, end = 0, len(lines)
	}
	return strings.Join(lines[at:end], "")
}

func randomDocument() string {
	kind := random.Intn(6)
	if kind > 3 && len(corpus) > 0 {
		return damage(corpusPart())
	}
	if kind%2 == 0 {
		return randomPieces()
	}
	var b strings.Builder
	writeTree(&b, 0, 0)
	if random.Intn(3) == 0 {
		return damage(b.String())
	}
	return b.String()
}

func readRow(doc string) {
	if res, ok := steady(func() string {
		var v any
		err := yaml.Unmarshal([]byte(doc), &v)
		return result(v, err)
	}); ok {
		row("read", doc, res)
	}
}

func strictRows() {
	for _, doc := range []string{
		"a: 1\na: 2\n", "a: 1\nb:\n  c: 1\n  c:\n    - x\na: 3", "a: 1\nb: 2", "{a: 1, a: 2}", "1: a\n1: b", "true: a\nyes: b",
		"\"a\\n\": 1\n\"a\\n\": 2", "a: &x {b: 1}\nc: {b: 2, <<: *x}\nd: {<<: *x, b: 2}", "1.5: a\n1.50: b", "- {a: 1, a: 2}\n- {a: 1, a: 2}",
		"a: [\na: 1",
	} {
		if res, ok := steady(func() string {
			var v any
			err := yaml.UnmarshalStrict([]byte(doc), &v)
			return result(v, err)
		}); ok {
			row("read_strict", doc, res)
		}
	}
}

// Where go-yaml's reader gets its text in pieces of 512 bytes.
func pieceRows() {
	for i := 508; i < 516; i++ {
		for _, doc := range []string{
			strings.Repeat("a", i) + "\x01", "a: b\n" + strings.Repeat("#", i) + "\n}\x01",
			strings.Repeat("é", i/2) + "\n: ]\x01", "\ufeff" + strings.Repeat("x\n", i/2) + "\ufeffa: b",
			strings.Repeat("\n", i) + "\ufeffa: b\nc: d", strings.Repeat("é", i/2) + "\xff",
			"[a" + strings.Repeat(" ", i) + "}\x01", "\ufeff\ufeffa: b\nc: d\n" + strings.Repeat("x", i),
			"a: b\n---\n" + strings.Repeat(" ", i) + "\x01", "'" + strings.Repeat("x ", i/2) + "' ]\x01",
			"|\n" + strings.Repeat(" x\n", i/3) + "\x01",
		} {
			readRow(doc)
		}
	}
}

func aliasRows() {
	var b strings.Builder
	b.WriteString("a0: &a0 [x,x,x,x,x,x,x,x,x]\n")
	for i := 1; i < 7; i++ {
		fmt.Fprintf(&b, "a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d,", i-1), 9), ","))
		if i < 3 || i > 4 {
			readRow(b.String())
		}
	}
	for _, n := range []int{85} {
		readRow("a: &a [" + strings.Repeat("x,", 5000) + "]\nb: [" + strings.Repeat("*a,", n) + "]")
	}
	readRow("a: &a {" + strings.Repeat("x: {y: z},", 500) + "}\nb: [" + strings.Repeat("{<<: *a},", 500) + "]")
	for _, doc := range []string{
		"a: &a [*a]", "a: &a {b: *a}", "a: &a\n  <<: *a", "*a", "a: &a 1\nb: &a 2\nc: *a", "&k key: *k", "a: &a {x: 1}\n*a : 1",
		"a: &a [x]\n? *a\n: 1", "b: &b {x: 1}\na: {<<: *b, x: 2}", "b: &b {x: 1}\na: {x: 2, <<: *b}", "a: {<<: [{x: 1}, {x: 2}]}",
		"a: {<<: 1}", "a: {<<: [1]}", "a: &a 1\nb: {<<: *a}", "a: {\"<<\": {x: 1}}", "a: {!!merge <<: {x: 1}}", "a: {! <<: {x: 1}}",
		"&a x: 1\n*a : 2", "- &a x\n- {*a : 1}", "- &a {b: 1}\n- {<<: [*a, {b: 2, c: 3}, *a], c: 4}: 5", "? {<<: {a: 1}, b: &x {c: 2}, <<: *x}\n: 1",
		"? {<<: [{a: 1}, {a: 2, b: 3}]}\n: 1", "{b: &a {c: 1}, {? *a : 1}: 2}", "- &a {b: 1}\n- {{<<: *a}: 2}",
	} {
		readRow(doc)
	}
}

func keyRows() {
	for _, n := range []int{1022, 1023, 1024, 1025} {
		k := strings.Repeat("k", n)
		for _, doc := range []string{k + ": 1", "{" + k + ": 1}", "{\"" + k + "\": 1}", "- " + k + ": 1"} {
			readRow(doc)
		}
	}
	for _, doc := range []string{
		"~: 1", "null: {a: 1, 2: [3, 4.5]}", "18446744073709551615: x", "1.0: a", "1.1: a", "1e30: a", ".inf: a", ".nan: a",
		"true: a", "on: a", "0x10: a", "2001-01-01: a", "!!binary SGVsbG8=: a", "[a]: b", "{a: b}: c", "{{ .x }}: y",
		"a: {{ .x }}", "{1: x, b: y, true: z, 1.5: w, 18446744073709551615: q, ~: n, 10: f, 9.25: []}: 1", "a: {~: 1}\na: 2",
		"1: a\n\"1\": b", "a: 1\na: 2", "? a\n: b\n[]\n", "[]: x", "{}: x", "[a]: x\nb: c", "metadata:\n{}{- if .x }}\n",
		"\xff\xfea\x00:\x00 \x00b\x00", "\xfe\xff\x00a\x00:\x00 \x00b", "\xff\xfea\x00:\x00 \x00b", "\xff\xfea\x00\x00\xdc",
		"\xff\xfe\x3d\xd8\x00\xde", "\xff\xfe\x3d\xd8", "\xff\xfe\x3d\xd8a\x00", "", "\n", "# c", "---", "--- a", "a\n---\nb",
		"a: .inf", "a: [-.inf]", "b: .nan\na: .inf", "a: .inf\na: 1",
		"{.nan: a, 1.5: b, .nan: c, .inf: d}: 1", "{18446744073709551615: a, 9223372036854775808: b, 18446744073709551614: c, 1: d}: 1",
		"{true: a, false: b, 1: c, x: d, ~: e, 1.5: f}: 1", "{true: a, true: b}: 1", "{~: a, ~: b, 1: c, 1: d, a: 1, a: 2}: 1", "{{a: 1}: 2}: 3", "{[a]: 2}: 3",
		"{[a, b, {c: d}]: 2}", "- {{a: [1, ~, true, 1.5, 0x10]}: b}", strings.Repeat("- {.inf: a, 1: b}\n", 20), strings.Repeat("- {2001-01-01: a, .nan: b}\n", 40),
		"\xff\xfe" + strings.Repeat("a\x00", 300) + "\x00\xdc", "\xfe\xff" + strings.Repeat("\x00a", 600) + "\xdc\x00\x00b", "\xff\xfe" + strings.Repeat("a\x00", 600) + "\x01\x00",
	} {
		readRow(doc)
	}
}

func edgeRow(doc string) {
	padded := strings.Repeat("#", 511-len(doc)) + "\n" + doc + "\x01"
	if res, ok := steady(func() string {
		var v any
		err := yaml.Unmarshal([]byte(padded), &v)
		return result(v, err)
	}); ok {
		row("read_edge", doc, res)
	}
}

// One text many times, another in the middle, a third as many times.
func nestedRow(open string, count int, middle, end string) {
	doc := strings.Repeat(open, count) + middle + strings.Repeat(end, count)
	if res, ok := steady(func() string {
		var v any
		err := yaml.Unmarshal([]byte(doc), &v)
		return result(v, err)
	}); ok {
		row("read_nested", open, strconv.Itoa(count), middle, end, res)
	}
}

func deepRows() {
	for _, count := range []int{10000, 10001} {
		nestedRow("[", count, "", "]")
		nestedRow("- ", count, "b", "")
		nestedRow("{<<: ", count, "{a: b}", "}")
	}
	nestedRow("{a: ", 10001, "b", "}")
	nestedRow("[", 6000, "]", "")
	nested := strings.Repeat("[", 3000) + "%s" + strings.Repeat("]", 3000)
	deep := "a: &a " + fmt.Sprintf(nested, "") + "\nb: &b " + fmt.Sprintf(nested, "*a") + "\nc: &c " + fmt.Sprintf(nested, "*b") + "\n"
	readRow(deep)
	readRow(deep + "d: " + fmt.Sprintf(nested, "*c"))
}

// What the scanner goes through character by character.
var throughDocs = []string{
	"%YAML 1.1 # c\n--- x", "%TAG !e! tag:x, # c\r\n--- !e!y z", "%TAG ! tag:x,\n--- !y z", "!<tag:x%C3%A9> a", "!e%F0%9F%98%80 a",
	"\"a\\x41\\0 \\\n  b\n\n c\"", "'a\n\n b '' c'", "|2+ # c\n   a\n\n  b\n", ">-\n a\n  b\n c\n\n d\n", "- - a\n  - b # c\n-\n c\n",
	"? a\n: b\n? [c, {d: e, f}]\n", "&a x: *a \n", "{a: b, ? c : d, \"e\":f, g}", "a:\n- b\n- c: d\n", "a b\n  c\n\n d: e",
}

// Ended early and broken at each place; and where the piece of 512 bytes that go-yaml's reader has got ends there, and the next one
// begins with what it refuses: "#"s and a line's end come before the text.
func brokenRows() {
	for _, doc := range throughDocs {
		for i := range len(doc) + 1 {
			readRow(doc[:i])
			readRow(doc[:i] + "\x01" + doc[i:])
			readRow(doc[:i] + "\t" + doc[i:])
			edgeRow(doc[:i])
		}
	}
	for _, doc := range []string{
		"%YAML 1.1\n%YAML 1.1\n--- a", "%TAG ! a\n%TAG ! b\n--- a", "%TAG !a! b\n%TAG !c! d\n--- !a!e f", "%YAML 111.1\n--- a", "%YAML 1\n--- a",
		"%YAML .1\n--- a", "%YAML 1.\n--- a", "%YAML 2.0\n--- a", "%YAML 1.1 a\n--- a", "%TAG !a b\n--- a", "%TAG a b\n--- a", "%TAG ! \n--- a",
		"%TAG !a!b\n--- a", "%TAG ! a^\n--- a", "%YAML 1.1", "%YAML 1.1\na", "% a\n--- b", "%a^ b\n--- c", "!e%8a x", "!e%ff x", "!e%c3%c3 x", "!e%c3 x",
		"!e%c3%A x", "!e%g0 x", "!e%0g x", "!<x", "!<> a", "!<x>a", "!a!b c", "!^ a", "a: !a^b", "!!int 12\n", "!!int a", "!!float 1", "!!float 12345678901234567890",
		"!!null a", "!!bool 1", "!!timestamp 2001-01-01", "!!timestamp 2001-01-01T1:2:3Z", "!!timestamp x", "!!timestamp 1", "!!timestamp ~",
		"\"\\x4g\"", "\"\\ud800\"", "\"\\U00110000\"", "\"a\n---\nb\"", "'a\n... \nb'", "\"a\n--- b\"", "|\n\ta\n", "|\n \n\ta\n", "a: |\n \t\n", "[a,\n---\n]",
		"{a: , b}", "{a: b: c}", "{? , a}", "{? a, ? b : c}", "[? , a]", "[? a]", "[a: , b]", "[: a]", "[a, , b]", "{a:]", "&a &b c", "!a !b c", "!a &b c", "&b !a c",
		"&a !b", "- !a\n- &b\n", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf0\x80\x80\x80", "\xe2\x82", "\xf8\x88\x80\x80\x80",
	} {
		readRow(doc)
		readRow("a:\n- " + doc)
	}
}

// --- Writing ---

var words = []string{
	"", "a", "foo", "bar", "yes", "no", "y", "N", "on", "Off", "true", "True", "null", "~", "Null", "0", "1", "-1", "+1", "007",
	"08", "0o17", "0o-7", "0b11", "0b-11", "0x1f", "1_000", "1e3", "1.5", ".5", ".", "..", "...", "---", "--- a", "...b", "-",
	"- a", "-a", "?", "? a", "?a", ":", ": a", ":a", "a:", "a: b", "a:b", "a :b", "a #b", "a# b", "#a", "a#", "&a", "*a", "!a",
	"|", ">", "'", "it's", "\"", "a\"b", "%a", "@a", "`a", "{a", "a{", "}", "[a]", "a]", ",a", "a,b", "<<", "=", "<a>&</a>",
	"2001-01-01", "2001-1-1", "2001-12-14T21:59:43.10-05:00", "2001-12-14t21:59:43Z", "2001-12-14 21:59:43", "2001-13-01",
	"1:30", "1:60", "190:20:30.15", "-1:2", "12:30:45", ".inf", "-.INF", ".NaN", "\t", "a\tb", "\ta", "a\t", " ", "  ", " a",
	"a ", "a  b", "\n", "\n\n", "a\n", "a\n\n", "\na", "a\nb", "a\nb\n", "a\n b\n", " a\nb", "a \nb", "a\n\nb\n", "a\n\n\n",
	"\r", "a\r\nb", "\u0085", "a\u0085b", "\u2028", "a\u2028b", "a\u2029 b\n", "\ufeff", "\ufeffa b", "é", "日本語", "😀", "a😀b",
	"\x00", "\x1b[0m", "\x7f", "\u0080", "\u00a0", "\ufffe", "\ufffd", "\xff", "a\xffb", "\xe2\x80", "\\", "a\\b", "C:\\x",
	"http://a.b/c?d=e&f=g", "{{ .Values.x }}", "key=value", "10.0.0.0/8", "100m", "1Gi", "5%", "\\n", "foo bar baz",
	"Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore",
	strings.Repeat("a", 138), "x86_64", "a1", "a10", "a2", "a01", "a1b", "aB", "ab", "a_b", "a-b", "A", "Z", "a.b/c", "0.0.0.0",
	"1.2.3", "é1", "٣", "a٣",
}

func joined(n int, from []string) string {
	var b strings.Builder
	for ; n > 0; n-- {
		b.WriteString(pick(from))
	}
	return b.String()
}

func randomText() string {
	switch random.Intn(10) {
	case 0, 1, 2, 3:
		return pick(words)
	case 4, 5:
		return joined(1+random.Intn(4), words)
	case 6:
		return joined(1+random.Intn(30), []string{"foo", "bar", " ", " ", " ", "a", "\n", ",", ":", "'", "\"", "-", "#", "é", "x y", "  "})
	case 7:
		return joined(1+random.Intn(60), []string{"foo ", "word ", "some ", "longer ", "some  ", "foo' ", "word: ", "a\n", "é ", "b\" "})
	case 8:
		b := make([]byte, random.Intn(8))
		for i := range b {
			b[i] = byte(random.Intn(256))
		}
		return string(b)
	}
	return joined(1+random.Intn(12), strings.Split("abcXYZ019._-/ :#\n", ""))
}

func randomKey() string {
	if random.Intn(3) == 0 {
		return randomText()
	}
	key := joined(1+random.Intn(5), strings.Split("abAB0129._-~/", ""))
	if random.Intn(200) == 0 {
		key += strings.Repeat("k<", 80+random.Intn(600))
	}
	return key
}

var numbers = []float64{
	0, math.Copysign(0, -1), 1e21, 1e20, 1e-6, 1e-7, 123456789, 1234567.5, 9007199254740992, 9007199254740993,
	18446744073709551615, 9223372036854775807, -9223372036854775808, -1e19, 1e15, 0.1, 100, 1e6, 1e5, 12345678,
}

func randomNumber() any {
	switch random.Intn(12) {
	case 0:
		return float64(random.Intn(100000)) / 100
	case 1:
		return math.Float64frombits(random.Uint64())
	case 2:
		return float64(random.Int63())
	case 3:
		return float64(random.Uint64()) * float64(random.Intn(100))
	case 4:
		return int(random.Uint64())
	case 5:
		return random.Uint64()
	case 6:
		return numbers[random.Intn(len(numbers))]
	case 7:
		return random.NormFloat64() * math.Pow(10, float64(random.Intn(40)-20))
	case 8:
		return random.Intn(1000)
	case 9:
		if random.Intn(20) == 0 {
			return []any{math.NaN(), math.Inf(1), math.Inf(-1)}[random.Intn(3)]
		}
		return float32(random.NormFloat64())
	}
	return float64(random.Intn(1000))
}

func randomOddity() any {
	return []any{
		nil, []any(nil), map[string]any(nil), []any{}, map[string]any{}, []byte(randomText()), true, false,
		"99999999999999999999", "9223372036854775808", "18446744073709551615", "18446744073709551616",
	}[random.Intn(12)]
}

func randomValue(depth int) any {
	kind := random.Intn(12)
	if depth == 0 && kind < 4 {
		kind += 4
	}
	switch {
	case depth > 4 || kind < 4:
		return randomText()
	case kind == 4:
		return randomNumber()
	case kind == 5:
		return randomOddity()
	case kind < 9:
		m := map[string]any{}
		for n := random.Intn(5); n >= 0; n-- {
			m[randomKey()] = randomValue(depth + 1)
		}
		return m
	}
	list := []any{}
	for n := random.Intn(4); n >= 0; n-- {
		list = append(list, randomValue(depth+1))
	}
	return list
}

func marshalPretty(v any) ([]byte, error) {
	var b bytes.Buffer
	encoder := yaml3.NewEncoder(&b)
	encoder.SetIndent(2)
	err := encoder.Encode(v)
	return b.Bytes(), err
}

func writeRows(v any) {
	if res, ok := steady(func() string { return resultText(yaml.Marshal(v)) }); ok {
		row("write", encode(v), res)
	}
	if res, ok := steady(func() string { return resultText(marshalPretty(v)) }); ok {
		row("pretty", encode(v), res)
	}
}

func yamlRows(n int, folder string) {
	if folder != "" {
		loadCorpus(folder)
	}
	for _, piece := range yamlPieces {
		readRow("a: " + piece)
		readRow("[" + piece + "]")
	}
	aliasRows()
	keyRows()
	strictRows()
	pieceRows()
	brokenRows()
	deepRows()
	for i := 0; i < n; i++ {
		readRow(randomDocument())
	}
	for _, word := range words {
		writeRows(map[string]any{word: []any{word}})
	}
	for _, number := range numbers {
		writeRows(number)
	}
	many := map[string]any{}
	for i := range 80 {
		many[fmt.Sprintf("%c%d%s", 'A'+i*7%58, i*31%17, strings.Repeat("é", i%2))] = i
	}
	for _, v := range []any{math.Inf(1), math.Inf(-1), math.NaN(), strings.Repeat("\xff", 100), []byte(strings.Repeat("a", 100)), many} {
		writeRows([]any{v})
	}
	for i := 0; i < n/3; i++ {
		writeRows(randomValue(0))
	}
}
