//go:build !unix

package call

import "net"

// unread takes nothing: what a connection has received is lost when it is closed.
func unread(net.Conn, []byte) int { return 0 }
