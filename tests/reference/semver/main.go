// SPDX-License-Identifier: Apache-2.0

// Rows for tests/unit/test_semver.c: go run . [-n rows] [-seed s] > ../../data/text/semver.tsv
package main

import (
	"bufio"
	"flag"
	"math/rand"
	"os"
	"strconv"
	"strings"

	"github.com/Masterminds/semver/v3"
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

func shown(v *semver.Version, err error) string {
	if err != nil {
		return "error: " + err.Error()
	}
	return v.String() + " " + v.Prerelease() + " " + v.Metadata()
}

func check(constraint, version string) string {
	c, err := semver.NewConstraint(constraint)
	if err != nil {
		return "error: " + err.Error()
	}
	v, err := semver.NewVersion(version)
	if err != nil {
		return "bad version"
	}
	return strconv.FormatBool(c.Check(v))
}

func pick(r *rand.Rand, from ...string) string { return from[r.Intn(len(from))] }

func number(r *rand.Rand) string {
	return pick(r, "0", "1", "1", "2", "2", "3", "10", "11", "1", "0")
}

func pre(r *rand.Rand) string {
	return pick(r, "-alpha", "-alpha.1", "-alpha.2", "-beta", "-rc.10", "-rc.9", "-0", "-1", "-a-b", "-99999999999999999999", "-99999999999999999998", "-gke.1200")
}

func version(r *rand.Rand) string {
	v := pick(r, "", "", "", "v") + number(r)
	for i := r.Intn(8); i > 4; i-- {
		v += "." + number(r)
	}
	if r.Intn(3) > 0 && strings.Count(v, ".") < 2 {
		v += "." + number(r)
	}
	if r.Intn(3) == 0 {
		v += pre(r)
	}
	if r.Intn(6) == 0 {
		v += pick(r, "+build", "+1.2", "+a-b", "+001")
	}
	if r.Intn(12) == 0 {
		at := r.Intn(len(v) + 1)
		v = v[:at] + pick(r, ".", "-", "+", "x", " ", "00", "18446744073709551616", "é", "v", "01.", "-01", "..") + v[at:]
	}
	return v
}

func part(r *rand.Rand) string {
	return pick(r, number(r), number(r), number(r), "x", "*", "X", "1x", "|")
}

func pattern(r *rand.Rand) string {
	p := pick(r, "", "", "", "v") + pick(r, number(r), number(r), number(r), part(r))
	for i := r.Intn(3); i > 0; i-- {
		p += "." + pick(r, number(r), number(r), part(r))
	}
	if r.Intn(4) == 0 {
		p += pre(r)
	}
	if r.Intn(12) == 0 {
		p += "+meta"
	}
	return p
}

func constraint(r *rand.Rand) string {
	var b strings.Builder
	for i := 0; i < 1+r.Intn(3); i++ {
		if i > 0 {
			b.WriteString(pick(r, " ", ", ", ",", " || ", "||", " , ", "  ", "", "|"))
		}
		if r.Intn(5) == 0 {
			b.WriteString(pattern(r) + pick(r, " - ", "  -  ", "- ", " -", "-") + pattern(r))
			continue
		}
		b.WriteString(pick(r, "", "", "=", "!=", ">", "<", ">=", "=>", "<=", "=<", "~", "~>", "^", "^", "~", ">=", "==", "><", "!") + pick(r, "", "", " ", "\t") + pattern(r))
	}
	if r.Intn(15) == 0 {
		s := b.String()
		at := r.Intn(len(s) + 1)
		return s[:at] + pick(r, " ", ",", "||", "-", ".", "é", "\v", "\n") + s[at:]
	}
	return b.String()
}

func main() {
	n := flag.Int("n", 700, "rows of a kind")
	seed := flag.Int64("seed", 1, "")
	flag.Parse()
	defer out.Flush()
	r := rand.New(rand.NewSource(*seed))
	for i := 0; i < *n; i++ {
		a, b := version(r), version(r)
		row("parse", a, shown(semver.NewVersion(a)))
		row("strict", a, shown(semver.StrictNewVersion(a)))
		v, err := semver.NewVersion(a)
		w, err2 := semver.NewVersion(b)
		if err == nil && err2 == nil {
			row("compare", a, b, strconv.Itoa(v.Compare(w)))
		}
		for k := 0; k < 3; k++ {
			c, v := constraint(r), version(r)
			row("check", c, v, check(c, v))
		}
	}
	for _, s := range []string{"", "1.2.", "1.2.3", "..", "1..3", "01.2.3", "1.2.3-", "1.2.3+", "1.2.3-a..b", "1.2.3-01", "1.2.3+a..b", "1.2.3-a_b", "18446744073709551616.0.0",
		strings.Repeat("1", 257), "1.2.3-" + strings.Repeat("a", 250), "1.2.3-" + strings.Repeat("a", 251)} {
		row("parse", s, shown(semver.NewVersion(s)))
		row("strict", s, shown(semver.StrictNewVersion(s)))
	}
	ordered := []string{"1.2.3-a", "1.2.3-a.1", "1.2.3-a.2", "1.2.3-a.10", "1.2.3-1", "1.2.3-2", "1.2.3-18446744073709551615", "1.2.3-18446744073709551616", "1.2.3-a.b.c", "1.2.3-a.b", "1.2.3"}
	for _, a := range ordered {
		for _, b := range ordered {
			row("compare", a, b, strconv.Itoa(semver.MustParse(a).Compare(semver.MustParse(b))))
		}
	}
	for _, c := range []string{"!=*", "!=x", "!=x.1", "!=*-a", "!=0", "!=0.x", "!=0.0.x", "!="} {
		for _, v := range []string{"0.0.0", "0.0.0-a", "0.0.1", "0.1.0", "1.0.0"} {
			row("check", c, v, check(c, v))
		}
	}
	for _, c := range []string{"", " ", "||", "*", "x", ">=1.20-0", ">= 1.19-0 < 1.25-0", "^1.x", "~0", "1.2 - 1.4.5", "1.2-3 - 4", "v1 || v2", strings.Repeat("1 || ", 31) + "1",
		strings.Repeat("1 || ", 32) + "1", strings.Repeat("1,", 300), "1 - 2 1 - 2", ">=1.2 - 3"} {
		for _, v := range []string{"1.20.0", "1.3.9", "1.24.1-gke.3", "0.5.0"} {
			row("check", c, v, check(c, v))
		}
	}
}
