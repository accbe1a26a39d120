//go:build unix

package call

// What a closed connection still tells: all that it had received.

import (
	"io"
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pair is a watched connection over a real socket, and its peer.
func pair(t *testing.T) (*watchedConn, net.Conn) {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = listener.Close() }()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", listener.Addr().String())
	require.NoError(t, err)
	peer, err := listener.Accept()
	require.NoError(t, err)
	t.Cleanup(func() { _, _ = conn.Close(), peer.Close() })
	return &watchedConn{Conn: conn}, peer
}

// awaitReceived returns when a connection has received something that nobody has read.
func awaitReceived(t *testing.T, conn net.Conn) {
	t.Helper()
	socket, err := conn.(*net.TCPConn).SyscallConn()
	require.NoError(t, err)
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(30*time.Second)))
	require.NoError(t, socket.Read(func(fd uintptr) bool {
		n, _, _ := syscall.Recvfrom(int(fd), make([]byte, 1), syscall.MSG_PEEK)
		return n > 0
	}))
}

func TestAClosedConnectionIsReadToItsEnd(t *testing.T) {
	t.Parallel()
	conn, peer := pair(t)
	_, err := peer.Write([]byte("why"))
	require.NoError(t, err)
	awaitReceived(t, conn.Conn)
	require.NoError(t, conn.Close())
	words, err := io.ReadAll(conn)
	assert.Equal(t, "why", string(words))
	assert.ErrorIs(t, err, net.ErrClosed)
}

// Whoever reads while the connection is closed gets the same.
func TestAReaderOfAClosedConnectionGetsAll(t *testing.T) {
	t.Parallel()
	for range 200 {
		conn, peer := pair(t)
		_, err := peer.Write([]byte("why"))
		require.NoError(t, err)
		require.NoError(t, peer.Close())
		awaitReceived(t, conn.Conn)
		read := make(chan string)
		go func() {
			words, _ := io.ReadAll(conn)
			read <- string(words)
		}()
		_ = conn.Close()
		assert.Equal(t, "why", <-read)
	}
}

func TestAQuietConnectionIsClosedAtOnce(t *testing.T) {
	t.Parallel()
	conn, _ := pair(t)
	require.NoError(t, conn.Close())
	n, err := conn.Read(make([]byte, 1))
	assert.Zero(t, n)
	assert.ErrorIs(t, err, net.ErrClosed)
}
