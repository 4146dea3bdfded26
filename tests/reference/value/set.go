// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/json"
	"log"
	"sort"
	"strings"

	"helm.sh/helm/v4/pkg/chart/common/util"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"helm.sh/helm/v4/pkg/strvals"
)

var setPieces = []string{
	"a", "b", "c", "a", "b", "name", ".", ".", ".", "=", "=", "=", "=", ",", ",", "[", "]", "[0]", "[1]", "[0]", "[2]", "[-1]", "[x]",
	"[99999999999999999999]", "[65536]", "[65537]", "[+1]", "[]", "{", "}", "{a,b}", "{1,true}", "{}", "\\", "\\,", "\\.", "\\=",
	"1", "0", "007", "-5", "true", "False", "null", "9223372036854775807", "9223372036854775808", "1.5", " ", "\"x\"",
	"{\"k\":1}", "[1,2]", "[1, {\"a\": [true]}]", "tru", "\"a", "{\"a\":", "1e999", "é", "日", "\xff", "\n", "\u0085", "nul",
	"hello world", "a.b.c=1", "a[0].b=2", "a[0][1]=3",
}

var setBases = []string{
	`{}`, `{"a":1}`, `{"a":{"b":{"c":1}}}`, `{"a":[1,2]}`, `{"a":[{"b":1},null,"x"]}`, `{"a":[[1],[2]]}`, `{"a":null,"b":"s"}`,
}

func setRow(mode string, parse func(string, map[string]any) error, base, argument string) {
	var dest map[string]any
	json.Unmarshal([]byte(base), &dest)
	err := parse(argument, dest)
	row(mode, base, argument, result(dest, err))
}

func randomArgument() string {
	if random.Intn(2) == 0 {
		return joined(1+random.Intn(8), setPieces)
	}
	var b strings.Builder
	for pairs := 1 + random.Intn(3); pairs > 0; pairs-- {
		b.WriteString(pick([]string{"a", "b", "c"}))
		b.WriteString(joined(random.Intn(4), []string{".a", ".b", "[0]", "[1]", "[3]", ".c\\.d"}))
		b.WriteString("=" + joined(random.Intn(3), setPieces))
		if pairs > 1 {
			b.WriteString(",")
		}
	}
	return b.String()
}

func setRows(n int) {
	modes := []struct {
		name  string
		parse func(string, map[string]any) error
	}{
		{"typed", strvals.ParseInto}, {"string", strvals.ParseIntoString}, {"json", strvals.ParseJSON},
		{"literal", strvals.ParseLiteralInto},
	}
	for _, argument := range []string{
		"", "a", "a=", "a=1", "a.b=1", "a.b", "a..b=1", ".a=1", "a=1,b", "a=1,", "a[", "a[0", "a[0]", "a[0]=", "a[0].b=", "a[0][0].b=",
		"a[0]x=1", "a={", "a={1", "a={1}", "a={1},b=2", "a=1x", "a=tru", "a= 1 , b=2", strings.Repeat("a.", 31) + "b=1",
		strings.Repeat("a.", 30) + "b=1",
	} {
		for _, mode := range modes {
			for _, base := range []string{`{}`, `{"a":[[1],[2]]}`} {
				setRow(mode.name, mode.parse, base, argument)
			}
		}
	}
	for i := 0; i < n; i++ {
		mode := modes[random.Intn(len(modes))]
		setRow(mode.name, mode.parse, pick(setBases), randomArgument())
	}
}

// --- Merging ---

func randomTable(depth int) any {
	switch kind := random.Intn(8); {
	case depth == 0 || depth < 4 && kind < 4:
		m := map[string]any{}
		for n := random.Intn(5); n > 0; n-- {
			m[pick([]string{"a", "b", "c", "d"})] = randomTable(depth + 1)
		}
		return m
	case kind == 4:
		return nil
	case kind == 5:
		return "s"
	case kind == 6:
		return float64(random.Intn(3))
	}
	return []any{1.0, map[string]any{"x": nil}}
}

// The merged table, and the lines that Helm logs, sorted since they come in the order of a Go map.
func mergeRow(op string, merge func(a, b map[string]any) map[string]any, a, b []byte) {
	var logged bytes.Buffer
	log.SetOutput(&logged)
	var x, y map[string]any
	json.Unmarshal(a, &x)
	json.Unmarshal(b, &y)
	merged, _ := json.Marshal(merge(x, y))
	lines := strings.Split(strings.TrimSuffix(logged.String(), "\n"), "\n")
	sort.Strings(lines)
	row(op, string(a), string(b), string(merged)+"\n"+strings.Join(lines, "\n"))
}

func mergeRows(n int) {
	log.SetFlags(0)
	for i := 0; i < n; i++ {
		a, _ := json.Marshal(randomTable(0))
		b, _ := json.Marshal(randomTable(0))
		mergeRow("merge", loader.MergeMaps, a, b)
		mergeRow("coalesce", util.CoalesceTables, a, b)
		mergeRow("coalesce_merging", util.MergeTables, a, b)
	}
}
