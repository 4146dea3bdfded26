// SPDX-License-Identifier: Apache-2.0

// Rows for tests/unit/test_lint.c: go run . [-n rows] [-seed s] > ../../data/lint/places.tsv
package main

import (
	"bufio"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"strconv"
	"strings"

	"github.com/asaskevich/govalidator"
)

var out = bufio.NewWriter(os.Stdout)

func all(text string) {
	for _, judge := range []struct {
		name string
		is   func(string) bool
	}{{"email", govalidator.IsEmail}, {"url", govalidator.IsURL}, {"request_url", govalidator.IsRequestURL}} {
		fmt.Fprintf(out, "%s\t%s\t%v\n", judge.name, strconv.Quote(text), judge.is(text))
	}
}

var pieces = []string{
	"a", "b", "foo", "example", "www.", "x1", "0", "10", "255", "256", ".", ".", ".com", ".org", ".co.uk", "@", "@", ":", "://", "http://",
	"https://", "ftp://", "ws://", "mailto:", "data:", "//", "/", "/path", "?", "?q=1", "#", "#f", ":80", ":8080", ":123456", "-", "--", "_",
	"~", "+", "!", "%", "%20", "%zz", " ", "\t", "\n", "\"", "'", "(", ")", "\\", "é", "日本", "ß", "\xff", "\x7f", "\x01", "[::1]", "[", "]",
	"user:pw@", "user@", "localhost", "192.168.1.1", "1.2.3.4", "A", "Z9", "{x}", "|", "^", "`", "*", "$", "&", "=", ",", ";", "\u0085", "\u00a0",
}

func main() {
	n := flag.Int("n", 500, "rows")
	seed := flag.Int64("seed", 1, "")
	flag.Parse()
	defer out.Flush()
	r := rand.New(rand.NewSource(*seed))
	for _, text := range []string{
		"", "a", "a.b", "a@b.c", "a@b", "first.last@example.org", "a..b@c.d", ".a@b.c", "a.@b.c", "\"a b\"@c.d", "\"a\"b\"@c.d", "\"@c.d", "\"a\"@c.d", "\" a\"(\"\"@c.d", "a@b.c.", "a@-b.c", "a@b-.c", "a@b_c.d",
		"a@1.2.3.4", "a@[1.2.3.4]", "https://github.com/a/b", "http://a", "http://", "github.com/a", "//a.b/c", "/a", "a b.c", "http://a b.c", "http://a.b/c d",
		"http://[::1]:80/", "mailto:a@b.c", "data:image/png;base64,xx", "http://a.b#c", "http://a#b", "git@github.com:a/b.git", "http://1.2.3.4:80", "localhost",
		"http://localhost:8080/x", "http://a_b.c", "http://-a.b", "http://a-.b", "http://.a.b", "http://a.b.", "http://a..b", "ftp://a.b", "gopher://a.b",
		"http://a.b:99999", "http://a.b:999999", "http://user:pw@a.b", "http://a.b?x", strings.Repeat("a", 2083), "http://" + strings.Repeat("a", 2075),
	} {
		all(text)
	}
	for i := 0; i < *n; i++ {
		var b strings.Builder
		for k := 1 + r.Intn(7); k > 0; k-- {
			b.WriteString(pieces[r.Intn(len(pieces))])
		}
		all(b.String())
	}
}
