//go:build unix

package call

import (
	"net"
	"syscall"
)

// unread takes what a connection has received and nobody has read yet, without waiting. More than
// fits into the buffer is not told from it.
func unread(conn net.Conn, buffer []byte) (n int) {
	raw, ok := conn.(syscall.Conn)
	if !ok {
		return 0
	}
	socket, err := raw.SyscallConn()
	if err != nil {
		return 0
	}
	_ = socket.Control(func(fd uintptr) { n, _ = syscall.Read(int(fd), buffer) }) // Go's sockets do not block; Read would wait for whoever reads
	return max(n, 0)
}
