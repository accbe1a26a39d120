package call

// What an error says of TLS: whether a handshake failed over what TLS says, and in which alert.

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"time"
)

// isBrokenConnection reports whether a handshake failed for want of a connection,
// and not over what TLS says.
func isBrokenConnection(err error) bool {
	_, isSyscall := errors.AsType[*os.SyscallError](err)
	_, isErrno := errors.AsType[syscall.Errno](err)
	timeout, ok := errors.AsType[net.Error](err)
	return isSyscall || isErrno || ok && timeout.Timeout() ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// handshakeAlerts are the TLS alerts that say a handshake failed. Under TLS 1.3 the
// server's come after the client has finished, so in the place of the response.
var handshakeAlerts = []uint64{40, 42, 43, 44, 45, 46, 47, 48, 49, 70, 71, 112, 116, 120}

// isHandshakeAlert reports whether an error is the server's alert that the handshake
// failed. crypto/tls has no exported type for it, only a number.
func isHandshakeAlert(err error) bool {
	remote, ok := errors.AsType[*net.OpError](err)
	if !ok || remote.Op != "remote error" {
		return false
	}
	alert := reflect.ValueOf(remote.Err)
	return alert.Kind() == reflect.Uint8 && slices.Contains(handshakeAlerts, alert.Uint())
}

// isDead reports whether an error says that its connection is of no use to anybody.
func isDead(err error) bool {
	timeout, ok := errors.AsType[net.Error](err)
	over := errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || ok && timeout.Timeout()
	return !over && (isBrokenConnection(err) || strings.HasPrefix(err.Error(), "http2: client conn")) // closed, lost, or not established
}

// alertReadTimeout is enough to read what a dead connection has received; there is nothing to wait for.
const alertReadTimeout = 100 * time.Millisecond

// pendingAlert is the error that a dead TLS connection ended with, which HTTP/2 does not
// always pass on.
func pendingAlert(conn net.Conn) error {
	dead, ok := conn.(*tls.Conn)
	if !ok {
		return nil
	}
	_ = dead.SetReadDeadline(time.Now().Add(alertReadTimeout))
	_, err := dead.Read(make([]byte, 1))
	return err
}
