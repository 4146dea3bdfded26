// SPDX-License-Identifier: Apache-2.0

//go:build tools

// Package tools pins the module that holds the etcd server.
package tools

import _ "go.etcd.io/etcd/server/v3"
