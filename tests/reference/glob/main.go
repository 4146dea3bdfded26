// SPDX-License-Identifier: Apache-2.0

// Rows for tests/unit/test_glob.c: go run . [-n rows] [-seed s] > ../../data/text/glob.tsv
package main

import (
	"bufio"
	"flag"
	"math/rand"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gobwas/glob"
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

func compile(pattern string) (g glob.Glob, text string) {
	g, err := glob.Compile(pattern, '/')
	if err != nil {
		return nil, "error: " + err.Error()
	}
	return g, ""
}

// Empty where the library panics: there is nothing to agree with.
func match(g glob.Glob, name string) (result string) {
	defer func() {
		if recover() != nil {
			result = ""
		}
	}()
	return strconv.FormatBool(g.Match(name))
}

func one(pattern, name string) {
	g, result := compile(pattern)
	if g != nil {
		result = match(g, name)
	}
	if result != "" {
		row("glob", pattern, name, result)
	}
	ok, err := filepath.Match(pattern, name)
	result = strconv.FormatBool(ok)
	if err != nil {
		result = "bad"
	}
	row("path", pattern, name, result)
}

func random(r *rand.Rand, pieces []string, n int) string {
	var b strings.Builder
	for i := r.Intn(n); i > 0; i-- {
		b.WriteString(pieces[r.Intn(len(pieces))])
	}
	return b.String()
}

// A name that has a chance: the pattern with its wildcards filled in.
func derive(r *rand.Rand, pattern string) string {
	var b strings.Builder
	for _, c := range pattern {
		switch c {
		case '*':
			b.WriteString(random(r, []string{"a", "b", "/", "é", "."}, 4))
		case '?':
			b.WriteString([]string{"a", "b", "é", "/", ""}[r.Intn(5)])
		case '{', '}', '[', ']', ',', '!', '\\', '^', '-':
			if r.Intn(8) == 0 {
				b.WriteRune(c)
			}
		default:
			if r.Intn(8) != 0 {
				b.WriteRune(c)
			}
		}
	}
	return b.String()
}

func main() {
	n := flag.Int("n", 700, "rows of a kind")
	seed := flag.Int64("seed", 1, "")
	flag.Parse()
	defer out.Flush()
	r := rand.New(rand.NewSource(*seed))
	tokens := []string{"a", "b", "ab", "/", "é", "*", "*", "**", "**", "?", "[ab]", "[!ab]", "[!/]", "[a-c]", "[!a-b]", "{", "}", "{", "}", ",", ",",
		"{a,b}", "{a*,ab}", "{*.a,b/**}", ".", "\\*", "\\{", "{}", "{,a}"}
	odd := append([]string{"[", "]", "!", "-", "^", "\\", "\x00", "\xff", "\ufffd", "[é]", "[a", "[]", "[!]", "[^a]", "[a-]", "[z-a]", "[\\]]", "日"}, tokens...)
	names := []string{"a", "b", "ab", "/", "é", ".", "c", "\xff", "日", "*", "{"}
	for i := 0; i < *n; i++ {
		from := tokens
		if r.Intn(3) == 0 {
			from = odd
		}
		pattern := random(r, from, 9)
		one(pattern, random(r, names, 9))
		one(pattern, derive(r, pattern))
		one(pattern, derive(r, pattern))
	}
	// Alternatives beside a wildcard: where they may stand is looked for.
	for _, pattern := range []string{"{a**b,c}*", "*{a**b,c}", "{a**b,a**c}**", "**{**a**,b}", "{**a**,b}**", "{a**,b}*c*", "*{a**,**b}*", "{a**b,**/}?", "?{a**b,c**}**",
		"{a**b,c}{**c,d}", "{[!a]**b,c}*", "{??,a**}*", "{?a?,b**c}*", "{a**b**c,d}**", "{a**a,b}**"} {
		for _, name := range []string{"", "a", "ab", "acb", "acbab", "xab", "abx", "axbxb/", "b", "c", "cc", "aaa", "a/b/c", "cab", "ba", "dab", "aéb"} {
			one(pattern, name)
		}
	}
	for _, row := range [][2]string{{"config/*.yaml", "config/a.yaml"}, {"config/*.yaml", "config/x/a.yaml"}, {"**.yaml", "x/a.yaml"},
		{"files/**", "files/a/b"}, {"files/*", "files/"}, {"{a,b}.txt", "b.txt"}, {"*.{json,yaml}", "x.yaml"}, {"", ""}, {"", "a"},
		{"templates/*", "templates/a.yaml"}, {"foo/{bar,baz}*", "foo/bazz"}, {"a?c", "abc"}, {"a?c", "a/c"}} {
		one(row[0], row[1])
	}
}
