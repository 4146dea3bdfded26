// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"reflect"

	"sigs.k8s.io/yaml"
)

// Triples that are worth telling apart, in YAML: KIND, original, modified, current.
var triples = [][4]string{
	// Nothing there; nothing new; all as it is.
	{"ConfigMap", `{data: {a: "1"}}`, `{data: {a: "2"}}`, ``},
	{"ConfigMap", ``, `{data: {a: "2"}}`, `{data: {a: "1", b: "2"}}`},
	{"ConfigMap", `{data: {a: "1"}}`, `{data: {a: "1"}}`, `{data: {a: "1"}}`},
	{"ConfigMap", `{data: {a: "1"}}`, ``, `{data: {a: "1"}}`},
	{"ConfigMap", `{data: {a: "1", b: "1"}}`, `{data: {a: null}}`, `{data: {a: "1", b: "1", c: "1"}}`},
	{"ConfigMap", `{data: {}}`, `{data: null}`, `{}`},
	// Others' fields stay, and what is removed goes; drift is undone.
	{"Deployment", `{spec: {replicas: 1, template: {spec: {containers: [{name: a, image: x}, {name: b, image: y}]}}}}`,
		`{spec: {replicas: 1, template: {spec: {containers: [{name: a, image: z}]}}}}`,
		`{spec: {replicas: 5, paused: true, template: {spec: {dnsPolicy: Default, containers: [{name: a, image: x, stdin: true}, {name: b, image: y}, {name: c, image: injected}]}}}}`},
	{"Deployment", `{spec: {replicas: 3}}`, `{spec: {}}`, `{spec: {replicas: 3}}`},
	{"Deployment", `{spec: {strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}}}`, `{spec: {strategy: {type: Recreate}}}`,
		`{spec: {strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1, maxUnavailable: 25%}}}}`},
	{"Deployment", `{spec: {strategy: {type: Recreate}}}`, `{spec: {strategy: {type: Recreate}}}`,
		`{spec: {strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}}}`},
	// Ports of containers and of services; the same port twice, for TCP and UDP.
	{"Service", `{spec: {ports: [{port: 80}, {port: 443}]}}`, `{spec: {ports: [{port: 443}, {port: 8080}]}}`,
		`{spec: {clusterIP: 10.0.0.1, ports: [{port: 80, protocol: TCP, nodePort: 30000}, {port: 443, protocol: TCP, nodePort: 30001}]}}`},
	{"Service", `{spec: {ports: [{port: 53, protocol: TCP, name: t}, {port: 53, protocol: UDP, name: u}]}}`,
		`{spec: {ports: [{port: 53, protocol: TCP, name: t}, {port: 53, protocol: UDP, name: v}]}}`,
		`{spec: {ports: [{port: 53, protocol: TCP, name: t, targetPort: 53}, {port: 53, protocol: UDP, name: u, targetPort: 53}]}}`},
	{"Service", `{spec: {ports: [{port: 53, protocol: TCP}, {port: 53, protocol: UDP}]}}`, `{spec: {ports: [{port: 53, protocol: UDP}]}}`,
		`{spec: {ports: [{port: 53, protocol: TCP}, {port: 53, protocol: UDP}]}}`},
	{"Pod", `{spec: {containers: [{name: a, ports: [{containerPort: 80}, {containerPort: 9}]}]}}`,
		`{spec: {containers: [{name: a, ports: [{containerPort: 9, name: x}]}]}}`,
		`{spec: {containers: [{name: a, ports: [{containerPort: 80, protocol: TCP}, {containerPort: 9, protocol: TCP}]}]}}`},
	// Orders of elements.
	{"Pod", `{spec: {containers: [{name: a, env: [{name: A, value: "1"}, {name: B, value: "2"}, {name: C, value: "3"}]}]}}`,
		`{spec: {containers: [{name: a, env: [{name: C, value: "3"}, {name: D, value: "4"}, {name: A, value: "1"}]}]}}`,
		`{spec: {containers: [{name: a, env: [{name: Z, value: "0"}, {name: A, value: "1"}, {name: Y, value: "0"}, {name: B, value: "2"}, {name: C, value: "3"}]}]}}`},
	{"Pod", `{spec: {containers: [{name: a}, {name: b}]}}`, `{spec: {containers: [{name: b}, {name: a}]}}`, `{spec: {containers: [{name: a}, {name: b}]}}`},
	{"Pod", `{spec: {containers: [{name: a, env: [{name: A, value: "1"}, {name: A, value: "2"}]}]}}`,
		`{spec: {containers: [{name: a, env: [{name: A, value: "2"}, {name: A, value: "3"}]}]}}`,
		`{spec: {containers: [{name: a, env: [{name: A, value: "1"}, {name: A, value: "2"}]}]}}`},
	// One kind of volume and of source takes another's place.
	{"Pod", `{spec: {volumes: [{name: v, emptyDir: {}}, {name: w, secret: {secretName: s}}]}}`,
		`{spec: {volumes: [{name: v, configMap: {name: c}}]}}`,
		`{spec: {volumes: [{name: v, emptyDir: {medium: Memory}}, {name: w, secret: {secretName: s, defaultMode: 420}}, {name: token, projected: {}}]}}`},
	{"Pod", `{spec: {containers: [{name: a, env: [{name: A, value: x}]}]}}`,
		`{spec: {containers: [{name: a, env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}]}]}}`,
		`{spec: {containers: [{name: a, env: [{name: A, value: x}]}]}}`},
	// Lists of texts, merged and not.
	{"Pod", `{metadata: {finalizers: [a, b]}}`, `{metadata: {finalizers: [b, c]}}`, `{metadata: {finalizers: [z, b, a]}}`},
	{"Pod", `{metadata: {finalizers: [b, a]}}`, `{metadata: {finalizers: [b, a]}}`, `{metadata: {finalizers: [b, a]}}`},
	{"Pod", `{metadata: {finalizers: [a, b, a]}}`, `{metadata: {finalizers: []}}`, `{metadata: {finalizers: [a]}}`},
	{"Pod", `{spec: {containers: [{name: a, args: [x, y]}], tolerations: [{key: a}]}}`,
		`{spec: {containers: [{name: a, args: [y]}], tolerations: [{key: b}]}}`,
		`{spec: {containers: [{name: a, args: [x, y]}], tolerations: [{key: a}, {key: node.kubernetes.io/not-ready, operator: Exists}]}}`},
	// A whole list or table goes or comes.
	{"Pod", `{spec: {containers: [{name: a, env: [{name: A}]}], volumes: [{name: v}]}}`, `{spec: {containers: [{name: a}]}}`,
		`{spec: {containers: [{name: a, env: [{name: A}, {name: B}]}], volumes: [{name: v}, {name: w}]}}`},
	{"Pod", `{spec: {containers: []}}`, `{spec: {containers: [{name: a}]}}`, `{spec: {containers: []}}`},
	{"Pod", `{spec: {containers: [{name: a}]}}`, `{spec: {containers: []}}`, `{spec: {containers: [{name: a}]}}`},
	{"Pod", `{spec: {hostAliases: [{ip: 1.1.1.1, hostnames: [a]}], imagePullSecrets: [{name: a}]}}`,
		`{spec: {hostAliases: [{ip: 1.1.1.1, hostnames: [b]}], imagePullSecrets: [{name: b}]}}`,
		`{spec: {hostAliases: [{ip: 1.1.1.1, hostnames: [a]}, {ip: 2.2.2.2, hostnames: [z]}], imagePullSecrets: [{name: a}, {name: z}]}}`},
	// What the type does not have, or has otherwise.
	{"Pod", `{spec: {strange: {a: 1}}}`, `{spec: {strange: {a: 2}}}`, `{spec: {}}`},
	{"Pod", `{spec: {strange: {a: 1}}}`, `{spec: {strange: {a: 1}}}`, `{spec: {}}`},
	{"Pod", `{spec: {strange: [1]}}`, `{spec: {strange: [2]}}`, `{spec: {strange: [1]}}`},
	{"Pod", `{spec: {Containers: [{name: a}]}}`, `{spec: {Containers: [{name: b}]}}`, `{}`},
	{"Pod", `{spec: {containers: [{image: a}]}}`, `{spec: {containers: [{image: b}]}}`, `{spec: {containers: [{name: a}]}}`},
	{"Pod", `{spec: {containers: [a]}}`, `{spec: {containers: [b, c]}}`, `{spec: {containers: [a]}}`},
	{"Pod", `{spec: {containers: [a]}}`, `{spec: {containers: [{name: b}]}}`, `{spec: {containers: [{name: a}]}}`},
	{"Pod", `{spec: {containers: [[a]]}}`, `{spec: {containers: [[b]]}}`, `{}`},
	{"Pod", `{spec: {containers: {a: 1}}}`, `{spec: {containers: {a: 2}}}`, `{}`},
	{"Pod", `{metadata: {labels: {a: {b: c}}}}`, `{metadata: {labels: {a: {b: d}}}}`, `{}`},
	{"Pod", `{metadata: {labels: [a]}}`, `{metadata: {labels: [b]}}`, `{}`},
	{"Pod", `{spec: {nodeName: {a: b}}}`, `{spec: {nodeName: {a: c}}}`, `{}`},
	{"Pod", `{spec: {nodeName: {a: {x: 1}}}}`, `{spec: {nodeName: {a: {x: 2}}}}`, `{}`},
	{"Pod", `{spec: {nodeName: a}}`, `{spec: {nodeName: [a]}}`, `{spec: {nodeName: {a: b}}}`},
	{"Pod", `{spec: {$patch: replace, nodeName: a}}`, `{spec: {$patch: delete, nodeName: a}}`, `{spec: {nodeName: b}}`},
	{"Pod", `{spec: {containers: [{name: a}, {name: b}]}}`, `{spec: {containers: [{name: a, $patch: delete}, {name: b, image: x}]}}`,
		`{spec: {containers: [{name: a}, {name: b}]}}`},
	{"Deployment", `{spec: {replicas: 1}}`, `{spec: {replicas: 1.0}}`, `{spec: {replicas: 1.5}}`},
	{"Ingress", `{spec: {rules: [{host: a, http: {paths: [{path: /}]}}]}}`, `{spec: {rules: [{host: a, http: {paths: [{path: /x}]}}], tls: [{secretName: s}]}}`,
		`{spec: {ingressClassName: n, rules: [{host: a, http: {paths: [{path: /}]}}]}}`},
	{"CustomResourceDefinition", `{spec: {names: {kind: A, shortNames: [a]}, versions: [{name: v1, schema: {openAPIV3Schema: {properties: {a: {type: string}}}}}]}}`,
		`{spec: {names: {kind: A, shortNames: [b]}, versions: [{name: v1, schema: {openAPIV3Schema: {properties: {b: {type: string}}}}}]}}`,
		`{spec: {conversion: {strategy: None}, names: {kind: A, shortNames: [a], plural: as}, versions: [{name: v1, schema: {openAPIV3Schema: {properties: {a: {type: string}}}}}]}}`},
}

var merges = [][3]string{
	{`{a: 1}`, `{a: 2}`, `{a: 1}`}, {`{a: 1, b: 2}`, `{b: 2}`, `{a: 1, b: 2, c: 3}`}, {`{a: {b: 1}}`, `{a: {}}`, `{a: {b: 1, c: 1}}`},
	{`{a: {}}`, `{a: {}}`, `{}`}, {`{a: [1, {x: null}]}`, `{a: [2, {x: null, y: [null]}]}`, `{}`}, {`{a: 1}`, `{a: null}`, `{a: 1}`},
	{`{a: {b: 1}}`, `{a: [1]}`, `{a: {b: 1}}`}, {`{a: {b: 1}}`, `{a: 1}`, `{a: 2}`}, {`{a: 1}`, `{a: {b: {c: null}}}`, `{a: {d: 1}}`},
	{`{a: [1]}`, `{a: {b: 1}}`, `{a: [1]}`}, {`{a: {b: {c: 1}}}`, `{a: {b: {}}}`, `{a: {b: {c: 1, d: 1}}}`}, {``, `{a: 1}`, ``},
	{`{a: 1}`, `{a: 1.0}`, `{a: 1e0}`}, {`{a: 9007199254740993}`, `{a: 9007199254740992}`, `{a: 9007199254740993}`},
	{`{a: 100000000000000000000}`, `{a: 100000000000000000001}`, `{a: 1e21}`}, {`{kind: A}`, `{kind: B}`, `{kind: A}`},
	{`{kind: A}`, `{kind: B}`, `{kind: B}`}, {`{metadata: {name: a}}`, `{metadata: {name: b}}`, `{metadata: {name: a}}`},
	{`{metadata: {name: a}}`, `{metadata: {}}`, `{metadata: {name: a}}`}, {`{a: "<&>"}`, `{a: "<>"}`, `{}`}, {`{a: {b: 1}}`, `{}`, `{a: {b: 1}}`},
}

func parse(text string) []byte {
	if text == "" {
		return []byte("null")
	}
	data, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		panic(err)
	}
	return data
}

func fixed() {
	for _, t := range triples {
		for _, kind := range kinds {
			if reflect.TypeOf(kind).Name() == t[0] {
				strategic(kind, triple{parse(t[1]), parse(t[2]), parse(t[3])})
			}
		}
	}
	for _, t := range merges {
		original, modified, current := parse(t[0]), parse(t[1]), parse(t[2])
		if json.Valid(original) && string(original) != "null" {
			diff(original, modified)
			if string(current) != "null" {
				apply(original, current)
				apply(current, modified)
			}
			threeWay(triple{original, modified, current})
		}
	}
}
