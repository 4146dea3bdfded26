// SPDX-License-Identifier: Apache-2.0

//go:build tools

// Package tools pins the module that holds the dynamic volume provisioner.
package tools

import _ "github.com/rancher/local-path-provisioner"
