// SPDX-License-Identifier: Apache-2.0
// An empty assembly file lets main.go declare a function without a body.
