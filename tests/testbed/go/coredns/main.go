// SPDX-License-Identifier: Apache-2.0

// A CoreDNS with only the plugins that a cluster's Corefile uses: upstream's own main also links the
// clouds' SDKs, which makes it several times as large and slow to build.
package main

import (
	"github.com/coredns/coredns/core/dnsserver"
	"github.com/coredns/coredns/coremain"

	_ "github.com/coredns/coredns/plugin/cache"
	_ "github.com/coredns/coredns/plugin/errors"
	_ "github.com/coredns/coredns/plugin/forward"
	_ "github.com/coredns/coredns/plugin/health"
	_ "github.com/coredns/coredns/plugin/hosts"
	_ "github.com/coredns/coredns/plugin/kubernetes"
	_ "github.com/coredns/coredns/plugin/loadbalance"
	_ "github.com/coredns/coredns/plugin/log"
	_ "github.com/coredns/coredns/plugin/ready"
	_ "github.com/coredns/coredns/plugin/template"
)

func init() {
	// The order of the plugins in a server block; a directive that is not here is refused.
	dnsserver.Directives = []string{
		"health", "ready", "errors", "log", "cache", "loadbalance", "template", "hosts", "kubernetes", "forward",
	}
}

func main() { coremain.Run() }
