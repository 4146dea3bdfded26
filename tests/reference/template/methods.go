// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/Masterminds/semver/v3"
	"helm.sh/helm/v4/pkg/chart/common"
)

// What templates can get hold of that has methods, as they get it: a *T, or a T in an interface, whose methods are those
// of T alone; KubeVersion is a field that can be addressed.
func objects() []reflect.Value {
	dot, err := newDot(common.Values{})
	check(err)
	caps := dot["Capabilities"].(*common.Capabilities)
	return []reflect.Value{
		reflect.ValueOf(dot),
		reflect.ValueOf(dot["Files"]),
		reflect.ValueOf(caps),
		reflect.ValueOf(&caps.KubeVersion),
		reflect.ValueOf(caps.APIVersions),
		reflect.ValueOf(caps.HelmVersion),
		reflect.ValueOf(&semver.Version{}),
		reflect.ValueOf(semver.Version{}),
		reflect.ValueOf(time.Time{}),
		reflect.ValueOf(time.Second),
		reflect.ValueOf(time.January),
		reflect.ValueOf(time.Sunday),
		reflect.ValueOf(time.UTC),
	}
}

// The type without its receiver: method values have none.
func methods() string {
	var b strings.Builder
	for _, object := range objects() {
		for i := range object.NumMethod() {
			fmt.Fprintf(&b, "%s\t%s\t%s\n", object.Type(), object.Type().Method(i).Name, object.Method(i).Type())
		}
	}
	return b.String()
}
