// Package chaos holds the soak test of the promises: many callers, a network that lies, and a checker that knows what a
// history of calls can and cannot mean. It has tests only:
//
//	go test ./internal/chaos -v -wire pipe -ops 100000
//	go test ./internal/chaos -v -wire h2 -ops 100000
//	go test ./internal/chaos -v -run Promises -wire pipe -rounds ensure -ops 100000
//
// Everything goes through net/http's client and server: over pipes in memory, in virtual time, and over HTTP/2 and TLS on
// loopback, by the real clock.
package chaos
