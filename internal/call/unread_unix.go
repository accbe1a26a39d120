//go:build unix

package call

import (
	"net"
	"syscall"
)

// unread takes what a connection has received and nobody has read yet, without waiting. A full buffer
// may mean that there is more.
func unread(conn net.Conn, buffer []byte) (n int) {
	raw, ok := conn.(syscall.Conn)
	if !ok {
		return 0
	}
	socket, err := raw.SyscallConn()
	if err != nil {
		return 0
	}
	// Control, not Read: RawConn.Read would wait for a goroutine that is reading. Go's sockets do not block.
	_ = socket.Control(func(fd uintptr) { n, _ = syscall.Read(int(fd), buffer) })
	return max(n, 0)
}
