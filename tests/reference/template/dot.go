// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"strings"
	"sync"
	_ "unsafe"

	"helm.sh/helm/v4/pkg/chart"
	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
)

// The engine's walk over a chart, which makes the scopes of its templates. The templates that it fills in are of a type
// that is not exported; the chart here has none, so that it never touches them.
//
//go:linkname recAllTpls helm.sh/helm/v4/pkg/engine.recAllTpls
func recAllTpls(c chart.Charter, templates map[string]struct{}, values common.Values) map[string]any

// What is fixed about the surroundings: .Chart and .Files are those of tests/data/chart, .Capabilities those of a helm
// 4.3.1 that was told --kube-version v1.33.4-gke.1 and --api-versions example.com/v1.
const (
	kubeVersion   = "v1.33.4-gke.1"
	moreVersions  = "example.com/v1"
	helmVersion   = "v4.3.1"
	helmGoVersion = "go1.26.8"
)

// From this folder, or from the top of the tree.
var chartFolder = func() string {
	if _, err := os.Stat("tests/data/chart"); err == nil {
		return "tests/data/chart"
	}
	return "../../data/chart"
}()

func capabilities() (*common.Capabilities, error) {
	version, err := common.ParseKubeVersion(kubeVersion)
	if err != nil {
		return nil, err
	}
	c := common.DefaultCapabilities.Copy()
	c.KubeVersion = *version
	c.APIVersions = append(append(common.VersionSet{}, c.APIVersions...), moreVersions)
	c.HelmVersion.Version = helmVersion
	c.HelmVersion.GitTreeState = "clean"
	c.HelmVersion.GoVersion = helmGoVersion
	return c, nil
}

// The values of the fixed chart, as text: what random templates and the table of calls see.
var fixedValues = sync.OnceValue(func() string {
	text, err := os.ReadFile(chartFolder + "/values.yaml")
	check(err)
	return strings.TrimSuffix(string(text), "\n")
})

var fixedChart = sync.OnceValues(func() (chart.Charter, error) { return loader.Load(chartFolder) })

// newDot is the dot of all templates, made anew for each since templates can change it.
func newDot(values common.Values) (common.Values, error) {
	c, err := fixedChart()
	if err != nil {
		return nil, fmt.Errorf("the fixed chart: %w", err)
	}
	caps, err := capabilities()
	if err != nil {
		return nil, err
	}
	dot := recAllTpls(c, nil, common.Values{
		"Values":       values,
		"Release":      map[string]any{"Name": "r", "Namespace": "default", "Revision": 1, "IsInstall": true},
		"Capabilities": caps,
	})
	dot["Template"] = common.Values{"Name": "t", "BasePath": "fixed/templates"}
	return dot, nil
}
