package fake

// The connection that httptrace is shown where there is none.

import (
	"net"
	"time"
)

// noConn has addresses, and nothing to read or write.
type noConn struct{}

func (noConn) Read([]byte) (int, error)         { return 0, net.ErrClosed }
func (noConn) Write([]byte) (int, error)        { return 0, net.ErrClosed }
func (noConn) Close() error                     { return nil }
func (noConn) LocalAddr() net.Addr              { return fakeAddr{} }
func (noConn) RemoteAddr() net.Addr             { return fakeAddr{} }
func (noConn) SetDeadline(time.Time) error      { return net.ErrClosed }
func (noConn) SetReadDeadline(time.Time) error  { return net.ErrClosed }
func (noConn) SetWriteDeadline(time.Time) error { return net.ErrClosed }

// fakeAddr is the address of either end.
type fakeAddr struct{}

func (fakeAddr) Network() string { return "tcp" }
func (fakeAddr) String() string  { return "fake.invalid:443" }
