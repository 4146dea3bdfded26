// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/json"
	"strings"

	"k8s.io/client-go/util/jsonpath"
)

var jsonpathPieces = []string{
	"{", "}", "{", "}", "{", "}", "{.", ".", ".", "..", ".a", ".b", ".a", ".list", ".items[*]", ".name", "['a']", "['a.b']", "[", "]",
	"[0]", "[-1]", "[1:]", "[:2]", "[0:3:2]", "[::2]", "[*]", ".*", "[0,1]", "['a','b']", "[0, -1]", "[]", "[-]", "[5]", "[2:1]", "[::0]",
	"[:-1]", "[99999999999999999999]", "[a]", "[?(@.a)]", "[?(@.a==1)]", "[?(@.name==\"x\")]", "[?(@.name!='x')]", "[?(@.n>1.0)]",
	"[?(@.n<=2.5)]", "[?(@.n)]", "[?(@ == 'x')]", "[?(@.name=~'x')]", "[?(@.b[0])]", "[?(@.b[9])]", "[?(", ")]", "[?(@.list[*]==1.0)]",
	"[?(@.name==')')]", "[?(1==1)]", "[?(true==true)]", "[?(true<false)]", "[?(@.name<'y')]", "[?(@.a.b==@.c)]", "{range .items[*]}",
	"{range .list[*]}", "{end}", "{range ", "range ", "end", "{\"\\n\"}", "{'x'}", "\"", "'", "'\\t'", "'a\\'b'", "\\.", "{@}", "{$}", "@", "$",
	" ", "\n", "\t", "text", "é", "日", "\xff", "true", "false", "1", "-2.5", "+3", "1.2.3", ",", "!", "#", "\\", "*",
}

var jsonpathWhole = []string{
	"", "{}", "{.}", "{@}", "{$}", "text", "{.a}", "{.a.b}", "{.missing}", "{.list}", "{.list[0]}", "{.list[*]}", "{.items[*].name}",
	"{.items[*]['name','n']}", "{.items[?(@.name==\"x\")].n}", "{.items[?(@.n>1)].name}", "{.items[?(@.n>1.0)].name}", "{..name}", "{..*}",
	"{range .items[*]}{.name}={.n}{\"\\n\"}{end}", "{range .items[*]}[{range .list[*]}{@},{end}]{end}", "{range .none[*]}{.name}{end}.",
	"{range .empty[*]}{.name}{end}.", "{range .empty[*]}-{end}.", "{range .nested[*]}{range @[*]}{@} {end}; {end}!", "{end}", "{range .items[*]}{.name}",
	"{.items[0:2].name}", "{.items[-1:].name}", "{.items[:].name}", "{.items[::2].name}", "{.text}", "{.html}", "{.a\\.b}", "{['a.b']}", "{.null}",
	"{range .nulls[*]}{@},{end}", "{.nulls}", "{.nulls[*]}", "{.big}", "{.small}", "{.map}", "{.text.*}", "{.items[0].*}", "{.true}", "{[0]}",
	"{.items}{.a}", "a{.a}b{.text}c", "{.a .text}", "{.a, .text}", "{.items[*].missing}", "{.items[?(@.missing)].name}",
	"{.items[?(@.flag==true)].name}", "{.items[?(@.name)].name}", "{.a[?(@.b)]}", "{...a}", "{....a}", "{.list[?(@>1.0)]}", "{.list[?(@>=2.0)]}",
	"{range .items[*]}{.name}{end}{range .items[*]}{.n}{end}", "{range .list[*]}{range .list[*]}{end}{end}", "{range .items[*]}a{end}b{end}c",
	"{.items[?(@.list[0]==1.0)].name}", "{.items[?(@.list[5])].name}", "{.items[?(@.list[*]==1.0)].name}", "{\"{.a}\"}", "{'it\\'s'}", "{\"\\u00e9\"}",
	"{.list[5:]}", "{.list[2:1]}", "{.list[-9:]}", "{.list[:9]}", "{.list[:-9]}", "{.list[::0]}", "{.list[::-1]}", "{.list[9]}", "{.list[-9]}",
	"{.items[?(@.list==@.list)]}", "{.items[?(@.flag==true)].name}", "{.items[?(@.flag<true)]}", "{.items[?(true==true)].name}", "{.items[?(1==1)].n}",
	"{.items[?(1<2)].n}", "{.items[?(2>=3)].n}", "{.items[?(1==1.0)].n}", "{.items[?(@.n=~1)]}", "{.items[?(@.n=1)]}", "{.items[?(@.n!=1.0)].n}",
	"{.items[?(\"a\"<\"b\")].n}", "{.items[?(\"\\q\"==1)]}", "{.items[?('a'=='a')].n}", "{'\\q'}", "{\"\\q\"}", "{range .null[*]}x{end}", "{range .null}x{end}",
	"{range .missing.more[*]}x{end}", "{range}x{end}", "{.map}{.nested}{.true}", "{[.a]}", "{['a','b']}", "{['a'}", "{.a[}", "{.a[?(]}", "{.a[?()]}", "{.['a']['b']}",
	"{.a['b','c']}", "{.list[0,2]}", "{.list[0,9]}", "{.list['a']}", "{.list[a]}", "{.list[1.5]}", "{.list[1:2:3:4]}", "{.list[ 1 ]}", "{.items[*]['n', 'name']}",
	"{unknown}", "{.items[(@.length-1)]}", "{.items[0]}.{.items[1]}", "{[*]}", "{*}", "{.*}", "{-1}", "{1.5}", "{true}", "{99999999999999999999}",
	"{.items[?(@.a==@.a)].n}", "{.items[?(@.b==@.b)].n}", "{.items[?(@.list==@.list)].n}", "{.list[?(@==@)]}", "{.nested[?(@==@)]}", "{.items[?(@.map==1)]}",
	"{.nested[?(@==1.0)]}", "{.items[?(@==1)]}", "{['a','\\q']}", "{[0,a b]}", "{[0,?(]}", "{['a',[]}", "{.a[?(@.b[)]}", "{[?(@.a[=1)]}", "{[?(@[='x')]}", "{[?(1==@[)]}",
	"{.a['\"']}", "{['{']}", "{['}']}", "{['a\"b']}", "{[\"a\"]}", "{['a.b','c]']}", "{['[']}", "{['a[']}", "{['a[b','c']}", "{[a[,b]}", "{['(']}", "{['a b']}",
	"{range .list[*]}{@['[']}{end}", "{['$']}", "{['@']}", "{['..']}", "{['a..b']}", "{['*']}", "{['a*']}",
}

const jsonpathData = `{"a":{"b":{"c":1}},"a.b":"dotted","text":"hi é","html":"<&>","list":[1,2,3],"empty":[],"null":null,"true":true,
"nulls":[null,1,null],"nested":[[1,2],[3]],"big":12345678,"small":1e-7,"map":{"z":"<a>"},"b":[{"a":1}],"name":"top","n":2,
"items":[{"name":"x","n":1,"list":[1,2],"a":1},{"name":"y","n":2,"list":[],"flag":true,"a":{"b":1}},{"name":"z","n":2.5,"list":[3],"b":[1]}]}`

var jsonpathBases = []string{
	jsonpathData, jsonpathData, jsonpathData, `{}`, `{"a":[{"b":[1,2]},{"b":"x"}]}`, `{"items":["x","y",null]}`, `{"list":[[1,2],[]]}`,
}

func jsonpathRow(template, base string) {
	call := func() string {
		var data any
		json.Unmarshal([]byte(base), &data)
		var written bytes.Buffer
		path := jsonpath.New("out")
		if err := path.Parse(template); err != nil {
			return "error: " + err.Error()
		}
		if err := path.Execute(&written, data); err != nil {
			return "error: " + err.Error()
		}
		return "text: " + written.String()
	}
	if written, ok := steady(call); ok {
		row("jsonpath", template, base, written)
	}
}

func jsonpathRows(n int) {
	for _, template := range jsonpathWhole {
		jsonpathRow(template, jsonpathData)
	}
	for i := 0; i < n; i++ {
		template := joined(1+random.Intn(8), jsonpathPieces)
		if random.Intn(3) > 0 {
			template = "{" + strings.Trim(template, "{}") + "}"
		}
		if random.Intn(3) == 0 {
			template = "{range " + pick([]string{".items[*]", ".list[*]", ".empty[*]", ".a", ".nested[*]"}) + "}" + template + "{end}"
		}
		jsonpathRow(template, pick(jsonpathBases))
	}
}
